// What the reader can say of a reply, and do with it. Always enabled. Start at `RateBar`.
import { type Label, say } from '../../../words/text.ts';
import { isBlind } from '../columns.ts';
import { dialog } from '../dialogs.ts';
import { Icon, type IconName } from '../icons.tsx';
import { inSight, opinionOf, type Rated } from '../opinions.ts';
import { rateStars, rateThumb } from '../steps.ts';
import type { Place } from '../view-state.ts';
import { t } from '../words.ts';
import { isRaw, toggleRaw } from './raw.ts';

interface BarProps {
  rated: Rated;
  place: Place;
  name: string;
  /** Only the reply that the keyboard is at takes part in the order of the Tab key. */
  isActive: boolean;
}

export function RateBar({ rated, place, name, isActive }: BarProps) {
  const own = inSight(opinionOf(rated));
  const tabIndex = isActive ? 0 : -1;
  const button = (icon: IconName, label: Label, isPressed: boolean | undefined, onClick: () => void) => (
    <button
      type="button"
      {...{ tabIndex, onClick }}
      aria-pressed={isPressed}
      aria-label={t(say(label))}
      title={t(say(label))}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <fieldset
      class={own ? 'rate has-opinion' : 'rate'}
      aria-label={t(say('your rating of {reply}', { reply: `${name} ${place.turn}` }))}
    >
      {[1, 2, 3, 4, 5].map((stars) => (
        <button
          key={stars}
          type="button"
          class="stars"
          tabIndex={tabIndex}
          aria-pressed={own?.rating === stars}
          aria-label={t(say('{n} of 5', { n: stars }))}
          onClick={() => rateStars(rated, stars)}
        >
          {stars}
        </button>
      ))}
      {button('up', 'good', own?.thumb === 'up', () => rateThumb(rated, 'up'))}
      {button('down', 'bad', own?.thumb === 'down', () => rateThumb(rated, 'down'))}
      {button('note', 'note and tags', Boolean(own?.note) || (own?.tags.length ?? 0) > 0, () => {
        dialog.value = { is: 'note', rated, name };
      })}
      {button('raw', 'every character', isRaw(place).value, () => toggleRaw(place))}
      {!isBlind.value &&
        button('details', 'prompt and settings', undefined, () => {
          dialog.value = { is: 'details', place };
        })}
      {own?.tags.map((tag) => (
        <span key={tag} class="tag">
          {tag}
        </span>
      ))}
      {own?.note && <q class="own-note">{own.note}</q>}
    </fieldset>
  );
}

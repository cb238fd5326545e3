// Where two columns stand beside each other: which of their replies is better. Start at `PairChoice`.

import type { Section } from '../../../compare/comparison.ts';
import type { Preference } from '../../../store/rating-schema.ts';
import { type Label, say } from '../../../words/text.ts';
import { inSight, prefer, preferenceOf } from '../opinions.ts';
import { pairIn, type ShownRow } from '../rows.ts';
import { t } from '../words.ts';

export function PairChoice({ row, section }: { row: ShownRow; section: Section }) {
  const pair = pairIn(row, section);
  if (!pair) return null;
  const { first, second, left, right } = pair;
  const chosen = inSight(preferenceOf(first, second))?.preferred ?? null;
  const choose = (choice: Preference['preferred']): void => prefer(first, second, choice === chosen ? null : choice);
  const choices: { choice: Preference['preferred']; sign: string; label: Label }[] = [
    { choice: left, sign: '◀', label: 'the left one is better' },
    { choice: 'tie', sign: '=', label: 'as good as each other' },
    { choice: 'both-bad', sign: '✕', label: 'both are bad' },
    { choice: right, sign: '▶', label: 'the right one is better' },
  ];
  return (
    <fieldset class="pair" aria-label={t(say('Which reply is better?'))}>
      {choices.map(({ choice, sign, label }) => (
        <button
          key={choice}
          type="button"
          aria-pressed={chosen === choice}
          aria-label={t(say(label))}
          title={t(say(label))}
          onClick={() => choose(choice)}
        >
          {sign}
        </button>
      ))}
    </fieldset>
  );
}

// Ratings that the data has: by others, or by the reader at an earlier time. Start at `OthersSay`.
import type { Rating } from '../../../store/rating-schema.ts';
import { say } from '../../../words/text.ts';
import { Icon } from '../icons.tsx';
import { opinionOf, type Rated } from '../opinions.ts';
import { t } from '../words.ts';

export function OthersSay({ ratings, rated }: { ratings: readonly Rating[]; rated: Rated }) {
  const own = opinionOf(rated).value;
  const others = ratings.filter((each) => says(each) && !(own !== null && each.who === own.who));
  if (others.length === 0) return null;
  return (
    <ul class="others">
      {others.map((each, index) => (
        <li key={index}>
          {each.rating !== undefined && <b>{t(say('{n} of 5', { n: each.rating }))}</b>}
          {each.thumb !== undefined && (
            <b>
              <Icon name={each.thumb} />
              <span class="unseen">{t(each.thumb === 'up' ? say('up') : say('down'))}</span>
            </b>
          )}
          <bdi class="soft">{each.who}</bdi>
          {each.tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}
          {each.note !== undefined && each.note !== '' && <q>{each.note}</q>}
        </li>
      ))}
    </ul>
  );
}

function says({ rating, thumb, note, tags }: Rating): boolean {
  return rating !== undefined || thumb !== undefined || Boolean(note) || tags.length > 0;
}

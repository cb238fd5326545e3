// What a reader should know first, and what was just done. Start at `Notices`.
import { plural, say } from '../../words/text.ts';
import { isBlind } from './columns.ts';
import { comparison, figuresProblem, regressionsProblem } from './data.ts';
import { news } from './dialogs.ts';
import { isNarrow } from './media.ts';
import { unkept } from './opinions.ts';
import { chooseMode } from './steps.ts';
import { seen } from './view-state.ts';
import { t, told } from './words.ts';

export function Notices() {
  const notes = comparison.value?.notes ?? [];
  return (
    <div class="notices">
      {isBlind.value ? (
        <p class="blind-note">
          <span>
            {t(say('Names and figures are hidden; the columns are shuffled (seed {seed}).', { seed: seen.seed.value }))}
          </span>
          <button type="button" class="strong" onClick={() => chooseMode('read')}>
            {t(say('Reveal the names'))}
          </button>
        </p>
      ) : (
        notes.length > 0 && (
          <details class="notes" open={notes.length === 1 && !isNarrow.value}>
            <summary>{t(plural(notes.length, 'note'))}</summary>
            <ul>
              {notes.map((note) => (
                <li key={note}>{told(note)}</li>
              ))}
            </ul>
          </details>
        )
      )}
      {figuresProblem.value !== null && !isBlind.value && (
        <p role="alert" class="fault-note">
          {t(say('the figures are not available: {reason}', { reason: told(figuresProblem.value) }))}
        </p>
      )}
      {regressionsProblem.value !== null && !isBlind.value && (
        <p role="alert" class="fault-note">
          {t(say('the check for regressions cannot be read: {reason}', { reason: told(regressionsProblem.value) }))}
        </p>
      )}
      {unkept.value !== null && (
        <p role="alert" class="fault-note">
          {t(say('not saved: {reason}', { reason: told(unkept.value) }))}
        </p>
      )}
    </div>
  );
}

export function News() {
  return (
    <p class="news" role="status">
      {news.value && t(news.value)}
    </p>
  );
}

// The reader's ratings as files, one for each run, and where to put them. Start at `SaveDialog`.
import { plural, say } from '../../words/text.ts';
import { isBlind } from './columns.ts';
import { comparison } from './data.ts';
import { Frame } from './frame.tsx';
import { Icon } from './icons.tsx';
import { callMe, linesOf, revision, who } from './opinions.ts';
import { chooseMode } from './steps.ts';
import { t } from './words.ts';

export function SaveDialog() {
  revision.value;
  const runs = (comparison.value?.runs ?? [])
    .map((run) => ({ run, lines: linesOf(run.id) }))
    .filter(({ lines }) => lines.length > 0);
  return (
    <Frame heading={t(say('Save ratings'))}>
      <label>
        <span>{t(say('Your name, for ratings from now on (optional)'))}</span>
        <input type="text" maxLength={100} value={who.value} onInput={(event) => callMe(event.currentTarget.value)} />
      </label>
      {runs.length === 0 && <p>{t(say('Nothing is rated yet. Choose a reply, then press 1 to 5.'))}</p>}
      {runs.length > 0 && isBlind.value && (
        <p>
          {t(say('The files name the models.'))}{' '}
          <button type="button" class="strong" onClick={() => chooseMode('read')}>
            {t(say('Reveal the names'))}
          </button>
        </p>
      )}
      {!isBlind.value &&
        runs.map(({ run, lines }) => (
          <div key={run.id} class="save">
            <button type="button" class="strong" onClick={() => download(`ratings-${run.id}.jsonl`, lines)}>
              <Icon name="save" /> {t(plural(lines.length, 'rating'))}
            </button>
            <p>
              {t(say('Put it here, or add its lines to the file that is there:'))}
              <code>{run.directory}/ratings.jsonl</code>
            </p>
          </div>
        ))}
    </Frame>
  );
}

function download(name: string, lines: readonly string[]): void {
  const address = URL.createObjectURL(
    new Blob(
      lines.map((line) => `${line}\n`),
      { type: 'application/x-ndjson' },
    ),
  );
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// The viewer's first page: every run, to choose which are compared. Start at `RunsPage`.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Label, plural, say } from '../../words/text.ts';
import { source } from './data.ts';
import { number } from './numbers.ts';
import { openRuns } from './open.ts';
import type { ListedRun } from './source.ts';
import { language, t, told } from './words.ts';

const STATUS: Record<ListedRun['status'], Label> = {
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  stopped: 'stopped',
  running: 'live',
  'cut-off': 'cut off',
  unreadable: 'not readable',
};

/** So many are drawn; the filter finds the others. */
const MOST = 500;

export function RunsPage() {
  const runs = useSignal<ListedRun[] | null>(null);
  const problem = useSignal<string | null>(null);
  const wanted = useSignal('');
  const chosen = useSignal<readonly string[]>([]);
  useEffect(() => {
    const load = (): void => {
      source.value
        ?.runs?.()
        .then((list) => {
          runs.value = list;
        })
        .catch((error: unknown) => {
          problem.value = error instanceof Error ? error.message : String(error);
        });
    };
    load();
    return source.value?.watch(null, ({ type }) => type === 'runs' && load());
  }, [runs, problem]);
  if (problem.value !== null) return <p role="alert">{told(problem.value)}</p>;
  if (runs.value === null) return <p role="status">{t(say('Loading…'))}</p>;
  const fitting = runs.value.filter((run) => says(run, wanted.value));
  return (
    <main class="runs">
      <h1>{t(say('Runs'))}</h1>
      <div class="line runs-tools">
        <input
          type="search"
          id="search"
          value={wanted.value}
          placeholder={t(say('Model, scenario, date'))}
          aria-label={t(say('Search the runs'))}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
        <button
          type="button"
          class="strong"
          disabled={chosen.value.length === 0}
          onClick={() => openRuns(chosen.value)}
        >
          {chosen.value.length === 0
            ? t(say('Compare'))
            : t(say('Compare {runs}', { runs: plural(chosen.value.length, 'run') }))}
        </button>
        <span class="soft" role="status">
          {t(say('{shown} of {all} runs', { shown: fitting.length, all: runs.value.length }))}
        </span>
      </div>
      <RunTable runs={fitting.slice(0, MOST)} chosen={chosen.value} choose={(list) => (chosen.value = list)} />
      {fitting.length > MOST && <p class="soft">{t(say('and {n} more', { n: fitting.length - MOST }))}</p>}
    </main>
  );
}

interface RunTableProps {
  runs: readonly ListedRun[];
  chosen: readonly string[];
  choose: (runs: readonly string[]) => void;
}

function RunTable({ runs, chosen, choose }: RunTableProps) {
  const date = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{t(say('Run'))}</th>
          <th scope="col">{t(say('Models'))}</th>
          <th scope="col">{t(say('Scenarios'))}</th>
          <th scope="col" class="figure">
            {t(say('Conversations'))}
          </th>
          <th scope="col">{t(say('Status'))}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row">
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(run.id)}
                  disabled={run.status === 'unreadable'}
                  onChange={() =>
                    choose(chosen.includes(run.id) ? chosen.filter((id) => id !== run.id) : [...chosen, run.id])
                  }
                />
                <span>
                  {dateOf(run.startedAt, date)}
                  <code>{run.id}</code>
                </span>
              </label>
            </th>
            <td>
              <button
                type="button"
                class="link"
                disabled={run.status === 'unreadable'}
                onClick={() => openRuns([run.id])}
              >
                <bdi>{run.models.join(', ') || t(say('open'))}</bdi>
              </button>
            </td>
            <td>{run.scenarios.join(', ')}</td>
            <td class="figure">{number(run.conversations)}</td>
            <td>
              <span class={`status ${run.status}`}>{t(say(STATUS[run.status]))}</span>
              {run.problem !== null && <p class="reason">{told(run.problem)}</p>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function dateOf(text: string, format: Intl.DateTimeFormat): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : format.format(time);
}

function says({ id, models, scenarios, startedAt }: ListedRun, wanted: string): boolean {
  const all = [id, startedAt, ...models, ...scenarios].join('\n').normalize('NFKC').toLowerCase();
  return wanted
    .normalize('NFKC')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

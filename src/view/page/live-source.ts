// The viewer's server, at addresses relative to the page. Start at `liveSource`.
import type { ComparedRun } from '../../compare/comparison.ts';
import type { Regression } from '../regression.ts';
import type { Change, ListedRun, Query, Source } from './source.ts';

export function liveSource({ ratesAs }: { ratesAs: string | null }): Source {
  return {
    isLive: true,
    ratesAs,
    runs: async () => (await asked<{ runs: ListedRun[] }>('api/runs')).runs,
    comparison: (query) => asked(`api/comparison?${parameters(query)}`),
    section: (query, scenario, samples) => {
      const range = samples && { samples: `${samples.from}-${samples.to}` };
      return asked(`api/section?${parameters(query, { scenario, ...range })}`);
    },
    figures: async (query) => {
      // Written by the viewer's server, which the compiler holds to this type.
      const { columns } = await asked<{ columns: Awaited<ReturnType<Source['figures']>> }>(
        `api/figures?${parameters(query)}`,
      );
      return columns;
    },
    regressions: async (query) =>
      (await asked<{ regressions: Regression[] }>(`api/regressions?${parameters(query)}`)).regressions,
    watch,
    record: async (run, opinion) => {
      const body = JSON.stringify({ run, opinion });
      await answered(
        await fetch('api/opinions', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      );
    },
  };
}

async function asked<Answer>(address: string): Promise<Answer> {
  const response = await answered(await fetch(address, { headers: { accept: 'application/json' } }));
  return await response.json();
}

/** @throws Error with what the server said */
async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const said = (await response.text()).slice(0, 2_000);
  throw new Error(problemIn(said) ?? `${response.status} ${response.statusText} ${said}`.trim());
}

function problemIn(said: string): string | null {
  try {
    const data: unknown = JSON.parse(said);
    return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : null;
  } catch {
    return null;
  }
}

function parameters({ runs, models, baseline }: Query, more: Record<string, string> = {}): string {
  const pairs = [
    ...runs.map((run) => ['run', run]),
    ...models.map((model) => ['model', model]),
    ...(baseline === null ? [] : [['baseline', baseline]]),
    ...Object.entries(more),
  ];
  return new URLSearchParams(pairs).toString();
}

function watch(query: Query | null, listen: (change: Change) => void): () => void {
  const events = new EventSource(query === null ? 'api/events' : `api/events?${parameters(query)}`);
  const hear = (name: Change['type'], changeOf: (data: Record<string, unknown>) => Change | null): void => {
    events.addEventListener(name, ({ data }) => {
      const change = changeOf(objectIn(data));
      if (change) listen(change);
    });
  };
  hear('runs', () => ({ type: 'runs' }));
  hear('figures', () => ({ type: 'figures' }));
  hear('regressions', () => ({ type: 'regressions' }));
  hear('section', ({ scenario }) => (typeof scenario === 'string' ? { type: 'section', scenario } : null));
  hear('run', ({ run, status }) => {
    const known = STATUSES.find((each) => each === status);
    return typeof run === 'string' && known ? { type: 'run', run, status: known } : null;
  });
  return () => events.close();
}

const STATUSES: readonly ComparedRun['status'][] = ['done', 'failed', 'interrupted', 'stopped', 'running', 'cut-off'];

function objectIn(json: unknown): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(String(json || '{}'));
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}

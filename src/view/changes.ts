// Tells a page what has changed in the runs that it shows: new turns, new opinions, new scores, the end of a run. Start at `watchRuns`.
import type { RunList } from '../store/listed-runs.ts';
import { type RunFiles, watchFolder } from '../store/run-files.ts';
import type { Comparisons, Query } from './comparisons.ts';
import type { OpenRun } from './open-runs.ts';

/** As the page hears of it. */
export type Change =
  | { type: 'section'; scenario: string }
  | { type: 'figures' }
  | { type: 'regressions' }
  | { type: 'run'; run: string; status: string }
  | { type: 'runs' };

interface Watched {
  list: RunList;
  open: (directory: string) => OpenRun;
  comparisons: Comparisons;
  /** Folder of run folders. */
  out: string;
}

/** In milliseconds: a scenario is not announced more often. */
const PACE_MS = 500;

/** A run that is being played changes all the time. */
const LOOK_PACE_MS = 100;

/**
 * @param query null: only the list of runs
 * @returns ends it
 */
export async function watchRuns(
  query: Query | null,
  { list, open, comparisons, out }: Watched,
  tell: (change: Change) => void,
): Promise<() => void> {
  const scenarios = gathered<string>(PACE_MS, (all) => {
    for (const scenario of all) tell({ type: 'section', scenario });
  });
  const over = new AbortController();
  const recounts = recounting(async () => {
    if (query === null) return;
    await comparisons.recount(query, over.signal);
    tell({ type: 'figures' });
  });
  const ends: (() => void)[] = [
    () => scenarios.end(),
    () => recounts.end(),
    () => over.abort(),
    watchList(list, out, tell),
  ];
  for (const [id, directory] of query ? await comparisons.directories(query) : []) {
    const run = open(directory);
    const look = await runWatcher(run, {
      scenario: (scenario) => scenarios.add(scenario),
      status: (status) => tell({ type: 'run', run: id, status }),
      figures: () => recounts.ask(),
      regressions: () => tell({ type: 'regressions' }),
      listed: async () => (await list.find(id))?.scenarios ?? [],
      statusNow: async () => (await list.find(id))?.status ?? null,
    });
    ends.push(watchFolder(directory, oneAtATime(look)));
  }
  // A page that has just been opened waits for its figures.
  if (query !== null) recounts.ask();
  return () => {
    for (const end of ends) end();
  };
}

interface Told {
  scenario(id: string): void;
  status(status: string): void;
  figures(): void;
  regressions(): void;
  listed(): Promise<string[]>;
  statusNow(): Promise<string | null>;
}

/** What figures are made of. */
const COUNTED: readonly (keyof RunFiles)[] = ['journal', 'ratings', 'scores', 'summary'];

/** @returns compares the run with what it was the last time */
async function runWatcher(run: OpenRun, tell: Told): Promise<() => Promise<void>> {
  let before: RunFiles | null = await run.files();
  await run.journal.update();
  let { mark } = run.journal.changedSince(0);
  let known = await run.ratedScenarios();
  return async () => {
    const now = await run.files();
    const changed = (name: keyof RunFiles): boolean => now?.[name] !== before?.[name];
    if (changed('journal')) {
      await run.journal.update();
      const since = run.journal.changedSince(mark);
      mark = since.mark;
      for (const scenario of since.scenarios) tell.scenario(scenario);
    }
    if (changed('scores')) for (const scenario of await tell.listed()) tell.scenario(scenario);
    if (changed('ratings')) {
      const rated = await run.ratedScenarios();
      for (const scenario of newIn(rated ?? [], known ?? [])) tell.scenario(scenario);
      known = rated;
    }
    if (changed('manifest') || changed('summary') || changed('isRunning')) {
      const status = await tell.statusNow();
      if (status !== null) tell.status(status);
    }
    if (changed('measurements')) tell.regressions();
    if (COUNTED.some(changed)) tell.figures();
    before = now;
  };
}

/** What is there more often, or less often, than before. */
function newIn(now: readonly string[], before: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const each of now) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const each of before) counts.set(each, (counts.get(each) ?? 0) - 1);
  return [...counts].filter(([, count]) => count !== 0).map(([each]) => each);
}

/** @returns ends it */
function watchList(list: RunList, out: string, tell: (change: Change) => void): () => void {
  let before: string | null = null;
  let restUntil = 0;
  const look = async (): Promise<void> => {
    const started = performance.now();
    if (started < restUntil) return;
    const now = JSON.stringify((await list.all()).map(({ id, status, problem }) => [id, status, problem]));
    // Hundreds of runs on a slow disk: looking is not to take more than a part of the time.
    restUntil = performance.now() + 10 * (performance.now() - started);
    if (before !== null && before !== now) tell({ type: 'runs' });
    before = now;
  };
  const watching = oneAtATime(look);
  watching();
  return watchFolder(out, watching);
}

/** Calls that come while it works become one more call, a little later. What fails is tried again the next time. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isBusy = false;
  let isAskedAgain = false;
  const begin = async (): Promise<void> => {
    isBusy = true;
    isAskedAgain = false;
    await work().catch(() => {});
    setTimeout(() => {
      isBusy = false;
      if (isAskedAgain) void begin();
    }, LOOK_PACE_MS).unref();
  };
  return () => {
    if (isBusy) isAskedAgain = true;
    else void begin();
  };
}

/** Passes each value on once for all the times it came in between. */
function gathered<Value>(paceMs: number, pass: (values: ReadonlySet<Value>) => void) {
  let waiting = new Set<Value>();
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    last = performance.now();
    const values = waiting;
    waiting = new Set();
    pass(values);
  };
  return {
    add(value: Value): void {
      waiting.add(value);
      timer ??= setTimeout(flush, Math.max(0, last + paceMs - performance.now()));
    },
    end(): void {
      if (timer) clearTimeout(timer);
    },
  };
}

/** In milliseconds. */
const FIGURES_PACE_MS = 2_000;

/** At once, then at a pace that leaves most of the time to others. */
function recounting(count: () => Promise<void>) {
  let state: 'idle' | 'busy' | 'asked-again' | 'over' = 'idle';
  const begin = async (): Promise<void> => {
    state = 'busy';
    const started = performance.now();
    await count().catch(() => {});
    const took = performance.now() - started;
    setTimeout(
      () => {
        if (state === 'asked-again') void begin();
        else if (state === 'busy') state = 'idle';
      },
      Math.max(FIGURES_PACE_MS, 5 * took),
    ).unref();
  };
  return {
    ask(): void {
      if (state === 'idle') void begin();
      else if (state === 'busy') state = 'asked-again';
    },
    end(): void {
      state = 'over';
    },
  };
}

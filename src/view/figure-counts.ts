// Figures of comparisons, counted one after the other in the background, as long as somebody waits, and kept until something changes.
// Start at `figureCounts`.
import type { ComparisonPlan } from '../compare/plan.ts';
import { columnOf, type FiguresCounter, figuresCounter } from '../compare/tabulate.ts';
import type { OpenRun } from './open-runs.ts';
import type { Precedence } from './precedence.ts';

export interface Counted {
  figures: ReturnType<FiguresCounter['figures']>;
  /** Conversations of which nobody knows which column they belong to. */
  unplaced: number;
}

interface Kept extends Counted {
  stamp: string;
  /** In milliseconds. */
  took: number;
  at: number;
}

export interface FigureCounts {
  /** null: not counted as it is now. */
  known(name: string, plan: ComparisonPlan): Promise<Counted | null>;
  /** Rejects when `signal` is aborted. */
  count(name: string, plan: ComparisonPlan, options: CountOptions): Promise<Counted>;
}

interface CountOptions {
  /** Whether what was counted a moment ago will do for a run that is being played. */
  isPatient: boolean;
  /** Aborted when the one who asked is gone. */
  signal: AbortSignal;
}

interface Underway {
  stamp: string;
  counted: Promise<Kept>;
  waiting: number;
  /** Aborted when nobody waits any more. */
  controller: AbortController;
}

const MOST_KEPT = 16;

/** What takes long is not counted again at once. */
function isRecent({ at, took }: { at: number; took: number }, now: number): boolean {
  return now - at < Math.max(2_000, 5 * took);
}

interface CountSources {
  open: (directory: string) => OpenRun;
  /** Counting gives way to what is urgent. */
  quiet: Precedence['quiet'];
}

/** @param signal aborted when the server closes */
export function figureCounts(sources: CountSources, signal: AbortSignal): FigureCounts {
  const { open } = sources;
  const kept = new Map<string, Kept>();
  const underway = new Map<string, Underway>();
  /** One at a time: two would only be in each other's way. */
  let queue: Promise<unknown> = Promise.resolve();
  const stampOf = async (plan: ComparisonPlan): Promise<string> =>
    JSON.stringify(await Promise.all(plan.runs.map((run) => open(run.directory).files())));
  const begin = (name: string, plan: ComparisonPlan, stamp: string): Underway => {
    const controller = new AbortController();
    const ended = AbortSignal.any([signal, controller.signal]);
    const counted = queue.then(async () => {
      const started = performance.now();
      const result = await countAll(plan, sources, ended);
      const now = performance.now();
      const whole = { ...result, stamp, took: now - started, at: now };
      kept.delete(name);
      kept.set(name, whole);
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return whole;
    });
    const begun = { stamp, counted, waiting: 0, controller };
    underway.set(name, begun);
    queue = counted
      .catch(() => {})
      .finally(() => {
        if (underway.get(name)?.counted === counted) underway.delete(name);
      });
    return begun;
  };
  return {
    async known(name, plan) {
      const before = kept.get(name);
      return before?.stamp === (await stampOf(plan)) ? before : null;
    },
    async count(name, plan, { isPatient, signal: gone }) {
      const stamp = await stampOf(plan);
      const before = kept.get(name);
      const willDo = isPatient && plan.runs.some(({ status }) => status === 'running');
      if (before && (before.stamp === stamp || (willDo && isRecent(before, performance.now())))) return before;
      const other = underway.get(name);
      const isUseful = other && !other.controller.signal.aborted && (other.stamp === stamp || willDo);
      return waitFor(isUseful ? other : begin(name, plan, stamp), gone);
    },
  };
}

async function waitFor(counting: Underway, gone: AbortSignal): Promise<Kept> {
  const leave = (): void => {
    counting.waiting--;
    if (counting.waiting === 0) counting.controller.abort();
  };
  counting.waiting++;
  gone.addEventListener('abort', leave, { once: true });
  if (gone.aborted) leave();
  try {
    return await counting.counted;
  } finally {
    gone.removeEventListener('abort', leave);
  }
}

/** In milliseconds: then other work has its turn. */
const SLICE_MS = 12;

async function countAll(plan: ComparisonPlan, { open, quiet }: CountSources, signal: AbortSignal): Promise<Counted> {
  signal.throwIfAborted();
  const counter = figuresCounter(plan);
  let unplaced = 0;
  let since = performance.now();
  for (const run of plan.runs) {
    for await (const compared of open(run.directory).everyConversation(run)) {
      const place = columnOf(plan, run, compared.conversation);
      if (place === 'unknown') unplaced++;
      else if (place !== null) counter.add(place, compared);
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      await quiet();
      since = performance.now();
      signal.throwIfAborted();
    }
  }
  return { figures: counter.figures(), unplaced };
}

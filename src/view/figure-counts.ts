// Figures of comparisons, counted one after the other in the background and kept until something changes. Start at `figureCounts`.
import { setTimeout as delay } from 'node:timers/promises';
import type { ComparisonPlan } from '../compare/plan.ts';
import { columnOf, type FiguresCounter, figuresCounter } from '../compare/tabulate.ts';
import type { OpenRun } from './open-runs.ts';

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
  /** @param isPatient whether what was counted a moment ago will do for a run that is being played */
  count(name: string, plan: ComparisonPlan, options?: { isPatient?: boolean }): Promise<Counted>;
}

const MOST_KEPT = 16;

/** What takes long is not counted again at once. */
function isRecent({ at, took }: { at: number; took: number }, now: number): boolean {
  return now - at < Math.max(2_000, 5 * took);
}

interface Counting {
  open: (directory: string) => OpenRun;
  signal: AbortSignal;
  /** Whether somebody waits for something else; counting stands back then. */
  isBusy: () => boolean;
}

export function figureCounts(counting: Counting): FigureCounts {
  const { open } = counting;
  const kept = new Map<string, Kept>();
  const underway = new Map<string, { stamp: string; counted: Promise<Kept> }>();
  /** One at a time: two would only be in each other's way. */
  let queue: Promise<unknown> = Promise.resolve();
  const stampOf = async (plan: ComparisonPlan): Promise<string> =>
    JSON.stringify(await Promise.all(plan.runs.map((run) => open(run.directory).files())));
  const begin = (name: string, plan: ComparisonPlan, stamp: string): Promise<Kept> => {
    const counted = queue.then(async () => {
      const started = performance.now();
      const result = await countAll(plan, counting);
      const now = performance.now();
      const whole = { ...result, stamp, took: now - started, at: now };
      kept.delete(name);
      kept.set(name, whole);
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return whole;
    });
    underway.set(name, { stamp, counted });
    queue = counted
      .catch(() => {})
      .finally(() => {
        if (underway.get(name)?.counted === counted) underway.delete(name);
      });
    return counted;
  };
  return {
    async known(name, plan) {
      const before = kept.get(name);
      return before?.stamp === (await stampOf(plan)) ? before : null;
    },
    async count(name, plan, { isPatient = true } = {}) {
      const stamp = await stampOf(plan);
      const before = kept.get(name);
      const willDo = isPatient && plan.runs.some(({ status }) => status === 'running');
      if (before && (before.stamp === stamp || (willDo && isRecent(before, performance.now())))) return before;
      const other = underway.get(name);
      return other && (other.stamp === stamp || willDo) ? other.counted : begin(name, plan, stamp);
    },
  };
}

/** In milliseconds: then other work has its turn. */
const SLICE_MS = 12;

/** In milliseconds: how long it stands back before it looks again. */
const STAND_BACK_MS = 20;

async function countAll(plan: ComparisonPlan, { open, signal, isBusy }: Counting): Promise<Counted> {
  const counter = figuresCounter(plan);
  let unplaced = 0;
  let since = performance.now();
  for (const run of plan.runs) {
    for await (const compared of open(run.directory).everyConversation(run)) {
      const place = columnOf(plan, run, compared.conversation);
      if (place === 'unknown') unplaced++;
      else if (place !== null) counter.add(place, compared);
      if (performance.now() - since < SLICE_MS) continue;
      do await delay(isBusy() ? STAND_BACK_MS : 0);
      while (isBusy() && !signal.aborted);
      since = performance.now();
      signal.throwIfAborted();
    }
  }
  return { figures: counter.figures(), unplaced };
}

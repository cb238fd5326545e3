// Whether fewer threads would be faster now: llama.cpp's threads wait for each other at every step, so a single core that another program takes
// can make all of them many times slower. Decides by the times of steps alone. Start at `openThreadWatch`.
import { median } from './median.ts';

export interface ThreadWatch {
  /** @param lanes conversations in the next step. @returns threads for it */
  before(lanes: number): number;
  after(step: Step): void;
  /** What it has settled on. While it tries others, this is the number before. */
  settled(): number;
}

/** A step of generation, with the number of threads that `before` has said. */
interface Step {
  ms: number;
  /** Of all threads of this process together. */
  cpuMs: number;
  /** Conversations in it. */
  lanes: number;
}

/** How many steps tell what is usual for so many conversations, and how many of the last ones are held against that. */
const USUAL_STEPS = 24;
const RECENT_STEPS = 24;
/** Times as slow as usual. A longer context makes steps slower too, whatever the number of threads: then no other number is better. */
const SUSPICIOUS = 1.4;
/** Of the time of a step, all threads together: they compute, or look for work. What is missing, they have waited for a core. */
const SUSPICIOUS_SHARE = 0.9;
/** What a number must take of the time of the one before, to be worth a change. */
const BETTER = 0.9;
/** Each number is tried for so many steps, in so many rounds, after one step that does not count: its threads have just started. */
const TRIAL_STEPS = 5;
const TRIAL_ROUNDS = 2;
/** As many times as slow as the best is slow enough: no more steps are spent on it. */
const HOPELESS = 3;
/** Computing time until the next trial. It doubles with each that changes nothing. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;

/** @param most threads: the number that was measured or asked for. It never takes more. */
export function openThreadWatch(most: number): ThreadWatch {
  const usual = new Map<number, number[]>();
  let recent: { slowness: number; share: number }[] = [];
  let threads = most;
  let trial: { generator: Generator<number, number, number>; next: number } | null = null;
  let sinceTrialMs = 0;
  let pauseMs = 0;

  const rest = (): void => {
    trial = null;
    recent = [];
    sinceTrialMs = 0;
  };
  const advance = ({ generator }: Pick<NonNullable<typeof trial>, 'generator'>, slowness: number): void => {
    const { done, value } = generator.next(slowness);
    if (!done) {
      trial = { generator, next: value };
      return;
    }
    pauseMs = value === threads ? Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    threads = value;
    rest();
  };
  const isUsualKnown = (lanes: number): boolean => (usual.get(lanes)?.length ?? 0) >= USUAL_STEPS;
  const isDue = (): boolean => {
    if (sinceTrialMs < pauseMs) return false;
    if (threads < most) return true;
    if (recent.length < RECENT_STEPS) return false;
    const [slowness, share] = [recent.map((step) => step.slowness), recent.map((step) => step.share)];
    return median(slowness) > SUSPICIOUS || median(share) < SUSPICIOUS_SHARE;
  };
  return {
    settled: () => threads,
    before(lanes) {
      // A single token is computed in another way, whose result depends on the number of threads: it is not for trying.
      if (trial && (lanes < 2 || !isUsualKnown(lanes))) rest();
      return trial?.next ?? threads;
    },
    after({ ms, cpuMs, lanes }) {
      const known = usual.get(lanes) ?? [];
      if (!isUsualKnown(lanes)) {
        usual.set(lanes, [...known, ms]);
        return;
      }
      if (lanes < 2) return;
      const slowness = ms / median(known);
      if (trial) {
        advance(trial, slowness);
        return;
      }
      sinceTrialMs += ms;
      recent = [...recent, { slowness, share: cpuMs / (ms * threads) }].slice(-RECENT_STEPS);
      if (isDue()) advance({ generator: tryOut(candidates(threads, most)) }, slowness);
    },
  };
}

/** The present one first. */
function candidates(threads: number, most: number): number[] {
  const others = [threads - 1, Math.floor(threads / 2), most, Math.ceil((threads + most) / 2)];
  return [...new Set([threads, ...others.filter((count) => count >= 1)])];
}

/** Yields the number of threads for the next step, and is told how slow it was. @returns the best of them, the first if in doubt */
function* tryOut(counts: readonly number[]): Generator<number, number, number> {
  const measured = counts.map((threads) => ({ threads, slowness: [] as number[] }));
  const best = (): number =>
    Math.min(...measured.flatMap(({ slowness }) => (slowness.length > 0 ? [median(slowness)] : [])));
  for (let round = 0; round < TRIAL_ROUNDS; round++) {
    for (const { threads, slowness } of measured) {
      const isHopeless = (): boolean => slowness.length > 0 && median(slowness) > best() * HOPELESS;
      if (isHopeless()) continue;
      yield threads;
      for (let step = 0; step < TRIAL_STEPS && !isHopeless(); step++) slowness.push(yield threads);
    }
  }
  const [present] = measured;
  const winner = measured.find(({ slowness }) => median(slowness) === best());
  if (!present || !winner) throw new Error('there was nothing to try');
  return median(winner.slowness) <= median(present.slowness) * BETTER ? winner.threads : present.threads;
}

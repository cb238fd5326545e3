// Inside the model process: which number of threads generates fastest. Start at `calibrateThreads`.
import type { Context } from './llama-cpp/context.ts';
import { medianStep } from './median-step.ts';
import type { Pools } from './pools.ts';

interface Calibration {
  threads: number;
  /** Median time of one generated token, by number of threads. */
  measured: { threads: number; msPerToken: number }[];
}

interface CalibrationOptions {
  cores: number;
  isOnGpu: boolean;
  startToken: number;
  pools: Pools;
}

const ROUNDS = 3;
/** In total; the first round is always finished. */
const TOTAL_LIMIT_MS = 6_000;
/** A candidate this much slower than the best of the first round is not measured again. */
const HOPELESS = 1.5;
/** Beside a GPU, threads have next to nothing to do, and keep cores busy while they wait for it: the fewest that are nearly as fast. */
const NEARLY = 1.03;

/**
 * More is not always better: with all cores busy, llama.cpp's spinning threads wait for each other (down to a fiftieth of the speed).
 * Rounds are interleaved so that a passing load affects all alike; the median of the best round counts.
 *
 * @param context a small one is enough: early in a conversation, the weights take most of the time
 */
export function calibrateThreads(
  context: Context,
  { cores, isOnGpu, startToken, pools }: CalibrationOptions,
): Calibration {
  const started = performance.now();
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const fastest = Math.min(...best.values());
    for (const threads of candidateThreads(cores)) {
      const known = best.get(threads);
      const isLate = performance.now() - started > TOTAL_LIMIT_MS;
      if (known !== undefined && (isLate || known > fastest * HOPELESS)) continue;
      context.use(pools.of(threads));
      const time = medianStep(context, { sequences: 1, startToken });
      best.set(threads, Math.min(known ?? Number.POSITIVE_INFINITY, time));
    }
  }
  const measured = [...best].map(([threads, msPerToken]) => ({ threads, msPerToken }));
  const least = Math.min(...measured.map(({ msPerToken }) => msPerToken));
  const winner = measured.find(({ msPerToken }) => msPerToken <= least * (isOnGpu ? NEARLY : 1));
  return { threads: winner?.threads ?? 1, measured };
}

/** Every number up to 8, then every fourth: on large machines the curve is flat near its maximum. */
function candidateThreads(cores: number): number[] {
  return Array.from({ length: cores }, (_, index) => index + 1).filter(
    (threads) => threads <= 8 || threads % 4 === 0 || threads >= cores - 1,
  );
}

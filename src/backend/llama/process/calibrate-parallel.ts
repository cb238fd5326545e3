// Inside the model process: how many conversations at once are fastest. Start at `measureParallel`.
import type { ParallelSpeed } from '../protocol.ts';
import type { Context } from './llama-cpp/context.ts';
import { medianStep } from './median-step.ts';

const ROUNDS = 2;
/** In total; every number is measured at least once. */
const TOTAL_LIMIT_MS = 4_000;
/** The smaller of two numbers is chosen if it is nearly as fast: it needs less memory. */
const NEARLY = 0.97;

/** Generation speed, all conversations together; the best of several interleaved rounds. `open` makes a small context. */
export function measureParallel(
  open: (parallel: number) => Context,
  candidates: readonly number[],
  startToken: number,
) {
  const started = performance.now();
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const parallel of candidates) {
      if (best.has(parallel) && performance.now() - started > TOTAL_LIMIT_MS) continue;
      const context = open(parallel);
      try {
        const stepMs = medianStep(context, { sequences: parallel, startToken });
        best.set(parallel, Math.max(best.get(parallel) ?? 0, (parallel * 1_000) / stepMs));
      } finally {
        context.close();
      }
    }
  }
  return [...best].map(([parallel, tokensPerSecond]): ParallelSpeed => ({ parallel, tokensPerSecond }));
}

/** The fastest of those that fit into memory. */
export function fastestParallel(speeds: readonly ParallelSpeed[], most: number): number {
  const possible = speeds.filter(({ parallel }) => parallel <= most).sort((a, b) => a.parallel - b.parallel);
  const fastest = Math.max(...possible.map(({ tokensPerSecond }) => tokensPerSecond));
  return possible.find(({ tokensPerSecond }) => tokensPerSecond >= fastest * NEARLY)?.parallel ?? 1;
}

// How long a step of generation takes: one token of each of several sequences. Start at `medianStep`.
import type { Context } from './llama-cpp/context.ts';
import { median } from './median.ts';

const STEPS = 24;
const LIMIT_MS = 600;

/** In milliseconds; the first step, which includes warming up, does not count. What is said does not matter, so nothing is sampled. */
export function medianStep(
  context: Context,
  { sequences, startToken }: { sequences: number; startToken: number },
): number {
  for (let sequence = 0; sequence < sequences; sequence++) context.forget(sequence, 0);
  const times: number[] = [];
  const started = performance.now();
  for (let step = 0; step <= STEPS && (step < 3 || performance.now() - started < LIMIT_MS); step++) {
    const before = performance.now();
    for (let sequence = 0; sequence < sequences; sequence++) context.add(startToken, step, sequence, true);
    context.decode();
    // Reading waits for what a GPU is still computing.
    context.row(sequences - 1);
    times.push(performance.now() - before);
  }
  return median(times.slice(1));
}

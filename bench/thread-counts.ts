import os from 'node:os';

/** What calibration tries: every number up to 8, then every fourth, and the last two. */
export function threadCounts(): number[] {
  const cores = os.availableParallelism();
  return Array.from({ length: cores }, (_, index) => index + 1).filter(
    (threads) => threads <= 8 || threads % 4 === 0 || threads >= cores - 1,
  );
}

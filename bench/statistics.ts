export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Round by round, because a machine's speed drifts between rounds more than within one. */
export function ratios(values: readonly number[], peers: readonly number[]): number[] {
  return values.map((value, index) => value / (peers[index] ?? Number.NaN));
}

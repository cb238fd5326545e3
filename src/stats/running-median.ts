// A median of any number of values, which are not kept. Start at `medianOf`.

export interface Median {
  /** null: not measured. */
  add(value: number | null): void;
  /** null: nothing was measured. */
  value(): number | null;
}

/** The ratio of neighbouring buckets. A median is off by at most half a step, which its three digits do not show. */
const RATIO = 1.002;

/** The median of any number of values, in a few thousand buckets at most. */
export function medianOf(): Median {
  const counts = new Map<number, number>();
  let total = 0;
  const at = (rank: number): number => {
    let seen = 0;
    for (const [bucket, count] of [...counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen > rank) return RATIO ** bucket;
    }
    return 0;
  };
  return {
    add(value) {
      if (value === null) return;
      // Nothing measured here is below a thousandth; zero has no logarithm.
      const bucket = Math.round(Math.log(Math.max(value, 1e-3)) / Math.log(RATIO));
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      total++;
    },
    value: () => (total === 0 ? null : (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2),
  };
}

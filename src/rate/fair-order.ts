// An order by chance in which whoever stops early has had a fair part of everything. Start at `fairly`.
import { groupBy } from '../core/group-by.ts';
import type { RandomSource } from '../stats/random.ts';

/**
 * Every value once. The first of `kinds` is spread most evenly, the others within it.
 * @param kinds what tells values apart
 */
export function* fairly<Value>(
  values: readonly Value[],
  kinds: readonly ((value: Value) => string)[],
  random: RandomSource,
): Generator<Value> {
  const [kindOf, ...others] = kinds;
  if (!kindOf) yield* shuffled(values, random);
  else {
    const sources = [...groupBy(values, kindOf).values()].map((group) => fairly(group, others, random));
    yield* inRounds(sources, random);
  }
}

/** One of each source in every round, in an order by chance, until all are empty. */
export function* inRounds<Value>(sources: readonly Iterator<Value>[], random: RandomSource): Generator<Value> {
  let left = [...sources];
  while (left.length > 0) {
    const empty = new Set<Iterator<Value>>();
    for (const source of shuffled(left, random)) {
      const next = source.next();
      if (next.done) empty.add(source);
      else yield next.value;
    }
    left = left.filter((source) => !empty.has(source));
  }
}

function shuffled<Value>(values: readonly Value[], random: RandomSource): Value[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

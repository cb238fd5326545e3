import { requireFinite } from './require.ts';
import { mean } from './summary.ts';

/**
 * Spearman's ρ: Pearson's correlation of the ranks, where equal values share the mean of their ranks. M. G. Kendall and J. D. Gibbons, Rank
 * Correlation Methods, 5th edition, 1990, chapter 3. null for fewer than two pairs, and if one side does not vary.
 */
export function spearman(first: readonly number[], second: readonly number[]): number | null {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} values cannot be paired with ${second.length}`);
  requireFinite(first);
  requireFinite(second);
  if (first.length < 2) return null;
  const center = (first.length + 1) / 2;
  const ofFirst = ranks(first).map((rank) => rank - center);
  const ofSecond = ranks(second).map((rank) => rank - center);
  const scale = Math.sqrt(product(ofFirst, ofFirst) * product(ofSecond, ofSecond));
  return scale === 0 ? null : product(ofFirst, ofSecond) / scale;
}

/** From 1; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const places = new Map<number, number[]>();
  for (const [index, value] of values.toSorted((first, second) => first - second).entries()) {
    const shared = places.get(value);
    if (shared) shared.push(index + 1);
    else places.set(value, [index + 1]);
  }
  return values.map((value) => mean(places.get(value) ?? []));
}

function product(first: readonly number[], second: readonly number[]): number {
  return first.reduce((sum, value, index) => sum + value * (second[index] ?? 0), 0);
}

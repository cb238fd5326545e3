/**
 * Adjusts the p-values of tests that are judged together: those that stay at or below α may be rejected with at most probability α of any
 * false rejection, whatever the dependence. The i-th smallest of m is multiplied by m − i + 1, and is no smaller than those before it.
 * S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
 *
 * @returns adjusted p-values, in the given order
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((value) => !(value >= 0 && value <= 1));
  if (odd !== undefined) throw new RangeError(`${odd} is not a p-value`);
  const adjusted = [...pValues];
  let greatest = 0;
  const ascending = [...pValues.entries()].sort(([, first], [, second]) => first - second);
  for (const [rank, [index, pValue]] of ascending.entries()) {
    greatest = Math.max(greatest, Math.min(1, (pValues.length - rank) * pValue));
    adjusted[index] = greatest;
  }
  return adjusted;
}

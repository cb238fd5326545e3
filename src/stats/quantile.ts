/**
 * The quantile of sorted values by linear interpolation between the two next to it: type 7 of R. J. Hyndman and Y. Fan, Sample quantiles in
 * statistical packages, The American Statistician 50, 1996; the default of R and NumPy.
 *
 * @param sorted ascending
 * @param probability from 0 to 1, inclusive
 */
export function quantile(sorted: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability from 0 to 1`);
  const place = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('no values have no quantile');
  return below + (place - Math.floor(place)) * (above - below);
}

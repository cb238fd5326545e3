/** The point between `low` and `high` below which `isBelow` holds and above which it does not, to the last bit. */
export function bisect(low: number, high: number, isBelow: (value: number) => boolean): number {
  let [below, above] = [low, high];
  for (let middle = (below + above) / 2; below < middle && middle < above; middle = (below + above) / 2) {
    if (isBelow(middle)) below = middle;
    else above = middle;
  }
  return below;
}

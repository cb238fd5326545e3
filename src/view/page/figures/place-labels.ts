// Where the names of points and lines stand in a chart, so that none covers another. In CSS pixels. Start at `besidePoints`.

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
  /** Of its name. */
  width: number;
}

/** In lines above or below. */
const FARTHEST = 8;

/** What is worse than to cover so many square pixels of a point or a bar: of a name the same, and a line of distance, squared. */
const NAME_ON_NAME = 10;
const LINE_AWAY = 12;

/** From a point's centre to its name. */
const GAP = 8;

/**
 * For each point the box of its name: beside the point, above or below it, wherever it covers least of other names, points and bars, and
 * stays inside.
 * @param taken what else must stay readable
 */
export function besidePoints(points: readonly Point[], height: number, inside: Box, taken: readonly Box[]): Box[] {
  const placed: Box[] = [];
  for (const point of points) {
    const choices = placesOf(point, height).map((box) => within(box, inside));
    const costs = choices.map((box) => {
      const lines = Math.abs(box.top + height / 2 - point.y) / height;
      return NAME_ON_NAME * covered(box, placed) + covered(box, taken) + LINE_AWAY * lines ** 2;
    });
    const best = choices[costs.indexOf(Math.min(...costs))];
    if (best) placed.push(best);
  }
  return placed;
}

/**
 * Heights of the middle of each name, as near to the wanted ones as their distance allows, in the order of the wanted ones.
 * @param distance at least this far apart, as long as all fit between `top` and `bottom`
 */
export function spread(wanted: readonly number[], distance: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const step = Math.min(distance, (bottom - top) / Math.max(1, wanted.length - 1));
  const heights = order.map((index) => wanted[index] ?? 0);
  let lowest = top;
  for (const [index, height] of heights.entries()) {
    lowest = heights[index] = Math.max(height, lowest);
    lowest += step;
  }
  let highest = bottom;
  for (let index = heights.length - 1; index >= 0; index -= 1) {
    highest = heights[index] = Math.min(heights[index] ?? 0, highest);
    highest -= step;
  }
  const result = new Array<number>(wanted.length);
  for (const [place, index] of order.entries()) result[index] = heights[place] ?? 0;
  return result;
}

/** To the right, to the left, above and below. */
function placesOf({ x, y, width }: Point, height: number): Box[] {
  const middle = y - height / 2;
  const lines = Array.from({ length: 2 * FARTHEST + 1 }, (_, n) => n - FARTHEST);
  const sides = lines.flatMap((n) => [
    { left: x + GAP, top: middle + n * height },
    { left: x - GAP - width, top: middle + n * height },
  ]);
  const centred = [y - GAP - height, y + GAP].map((top) => ({ left: x - width / 2, top }));
  return [...sides, ...centred].map((place) => ({ ...place, width, height }));
}

function within(box: Box, inside: Box): Box {
  const left = Math.max(inside.left, Math.min(box.left, inside.left + inside.width - box.width));
  const top = Math.max(inside.top, Math.min(box.top, inside.top + inside.height - box.height));
  return { ...box, left, top };
}

/** In square pixels. */
function covered(box: Box, others: readonly Box[]): number {
  return others.reduce((sum, other) => sum + overlap(box, other), 0);
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

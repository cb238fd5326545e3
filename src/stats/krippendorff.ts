import { requireFinite } from './require.ts';

/** How far apart two values are: whether they differ, by their order, or by their difference. */
export type Level = 'nominal' | 'ordinal' | 'interval';

export interface Reliability {
  /** Units with at least two values; only these can be compared. */
  units: number;
  /** Values of those units. */
  values: number;
  /** 1: as in all, 0: as by chance; null for no such units, and if all values are the same, which shows no reliability. */
  alpha: number | null;
}

/**
 * Krippendorff's α = 1 − Dₒ ÷ Dₑ for any number of raters, any of whom may have left out any unit. Dₒ is the mean squared distance of values
 * within units, Dₑ that of all values with each other. K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of
 * Pennsylvania, 2011.
 *
 * @param units the values of all raters for each unit (a reply); null is missing
 */
export function krippendorffAlpha(units: readonly (readonly (number | null)[])[], level: Level): Reliability {
  const rated = units.map((unit) => unit.filter((value) => value !== null)).filter((unit) => unit.length >= 2);
  const all = rated.flat();
  requireFinite(all);
  const distance = distanceOf(all, level);
  const withinUnits = rated.reduce((sum, unit) => sum + pairSum(countsOf(unit), distance) / (unit.length - 1), 0);
  const overall = pairSum(countsOf(all), distance) / (all.length - 1);
  return { units: rated.length, values: all.length, alpha: overall > 0 ? 1 - withinUnits / overall : null };
}

type Distance = (first: number, second: number) => number;

/** The squared distance between two values. For ordinal ones it is made of the values in between, half of each end counting. */
function distanceOf(values: readonly number[], level: Level): Distance {
  if (level === 'nominal') return (first, second) => (first === second ? 0 : 1);
  if (level === 'interval') return (first, second) => (first - second) ** 2;
  const ranks = new Map<number, number>();
  let before = 0;
  for (const [value, count] of [...countsOf(values)].sort(([first], [second]) => first - second)) {
    ranks.set(value, before + count / 2);
    before += count;
  }
  return (first, second) => ((ranks.get(first) ?? 0) - (ranks.get(second) ?? 0)) ** 2;
}

/** The distances of all ordered pairs, added up. */
function pairSum(counts: ReadonlyMap<number, number>, distance: Distance): number {
  let sum = 0;
  for (const [first, count] of counts) {
    for (const [second, other] of counts) sum += count * other * distance(first, second);
  }
  return sum;
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

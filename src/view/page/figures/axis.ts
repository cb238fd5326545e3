// The reach of an axis and where its lines stand. Start at `axisOf`.

export interface Axis {
  min: number;
  max: number;
  isLogarithmic: boolean;
  ticks: number[];
}

/** What an axis may show. */
export interface Limits {
  /** Where the quantity itself ends, such as 0 and 1 for a rate; null: nowhere. */
  low: number | null;
  high: number | null;
  /** The axis begins at the low end. */
  fromLow: boolean;
  /** Twice as much counts the same everywhere, as with speeds and sizes: the axis may be logarithmic. */
  hasFactors: boolean;
}

/**
 * An axis that holds all values, with some room around them.
 * @param most about how many lines there is room for
 */
export function axisOf(values: readonly number[], most: number, limits: Limits): Axis {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: 0, max: 1, isLogarithmic: false, ticks: [0, 1] };
  if (isLogarithmic(values, limits)) return logarithmic(low, high, most);
  return linear(low, high, most, limits);
}

/** The greatest so many times the smallest: on a linear axis most of them would lie at its beginning. */
const WIDE = 20;

/** A reader must be told. */
export function isLogarithmic(values: readonly number[], { hasFactors }: Limits): boolean {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return hasFactors && low > 0 && values.some((value) => value / low > WIDE);
}

function logarithmic(low: number, high: number, most: number): Axis {
  const min = low / 1.4;
  const max = high * 1.4;
  const decades = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += 1) decades.push(10 ** power);
  const inside = (ticks: number[]): number[] => ticks.filter((tick) => tick >= min && tick <= max);
  const fine = inside(decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]));
  const coarse = inside(decades);
  return { min, max, isLogarithmic: true, ticks: fine.length <= most || coarse.length < 2 ? fine : coarse };
}

function linear(low: number, high: number, most: number, limits: Limits): Axis {
  const start = limits.fromLow && limits.low !== null ? limits.low : low;
  const room = (high - start || Math.abs(high) || 1) * 0.1;
  const lowest = limits.low ?? Number.NEGATIVE_INFINITY;
  const highest = limits.high ?? Number.POSITIVE_INFINITY;
  const min = Math.max(lowest, start === limits.low ? start : start - room);
  const step = stepOf((high + room - min) / Math.max(1, most));
  // An axis that begins at its natural end also ends at a line.
  const max = Math.min(highest, limits.fromLow ? rounded(Math.ceil(high / step - 1e-9) * step) : high + room);
  const ticks = [];
  for (let n = Math.ceil(min / step - 1e-9); n * step <= max + step * 1e-9; n += 1) ticks.push(rounded(n * step));
  return { min, max, isLogarithmic: false, ticks };
}

/** The next of 1, 2, 2.5, 5, 10, 20 … */
function stepOf(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * decade >= least * (1 - 1e-9)) ?? 10;
  return factor * decade;
}

/** 3 × 0.1 is to be 0.3. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

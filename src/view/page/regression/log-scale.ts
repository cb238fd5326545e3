// Where values lie on a logarithmic axis from one power of ten to another, in per cent of its length. Start at `logScaleOf`.

export interface LogScale {
  /** 0 to 100; null: a logarithm of nothing is nowhere. */
  at(value: number): number | null;
  /** Powers of ten. */
  ticks: number[];
}

/** null: nothing can be drawn. */
export function logScaleOf(values: readonly number[]): LogScale | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const from = Math.floor(Math.log10(Math.min(...positive)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const every = Math.ceil((to - from) / MOST_TICKS);
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => index)
    .filter((index) => index % every === 0)
    .map((index) => Number(`1e${from + index}`));
  return {
    at: (value) => (value > 0 ? within(((Math.log10(value) - from) / (to - from)) * 100) : null),
    ticks,
  };
}

/** For example `0.01`, and `10⁻⁵` where zeros would have to be counted. */
export function powerName(power: number): string {
  if (power >= 0.001) return String(power);
  const exponent = String(Math.round(-Math.log10(power)));
  return `10⁻${[...exponent].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}

/** Of steps between ticks, as many as a telephone has room for. */
const MOST_TICKS = 5;

function within(share: number): number {
  return Math.min(100, Math.max(0, share));
}

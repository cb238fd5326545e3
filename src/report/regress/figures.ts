// Figures of a check for regressions: a share with its interval and its n, or only what was counted. Start at `describeDivergence`.
import type { DirectionMetric, Displacement, Figure, Rate } from '../../regress/report.ts';
import { say, type Text } from '../../words/text.ts';

/** The divergence that is shown; null: none is known with an interval. */
export function divergenceOf(displacement: Displacement | null): KnownDivergence | null {
  if (displacement === null) return null;
  const { kind, divergence, bound } = displacement;
  const exact = kind === 'exact' ? known(divergence) : null;
  const figure = exact ?? known(divergence) ?? known(bound);
  return figure && { ...figure, isBound: exact === null };
}

export interface KnownDivergence {
  value: number;
  low: number;
  high: number;
  /** The true divergence is at least this. */
  isBound: boolean;
}

/** For example `0.0313 (0.0270–0.0361)` and `≥ 0.0311 (0.0268–0.0357)`. */
export function describeDivergence({ value, low, high, isBound }: KnownDivergence): Text {
  const figure = isBound ? `≥ ${nats(value)}` : nats(value);
  return say('{value} ({low}–{high})', { value: figure, low: nats(low), high: nats(high) });
}

/** For example `0.0313 ± 0.0053`, which covers the interval. */
export function plusMinus({ value, low, high }: KnownDivergence): string {
  const half = Math.max(high - value, value - low);
  return `${nats(value)} ± ${half === 0 ? '0' : half < 1e-4 ? half.toExponential(1) : half.toPrecision(2)}`;
}

/** A figure that has an interval. */
export function known({ value, low, high }: Pick<Figure, 'value' | 'low' | 'high'>) {
  return value === null || low === null || high === null ? null : { value, low, high };
}

/** Three digits: of a heavy-tailed mean, more would be noise. */
export function nats(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  const digits = size >= 100 ? size.toFixed(0) : size < 1e-4 ? size.toExponential(1) : size.toPrecision(3);
  return `${value < 0 ? '−' : ''}${digits}`;
}

/**
 * For example `97.7 %`; what is not all is never said to be all.
 *
 * @public tests look at its ends
 */
export function shareOf(share: number): string {
  return `${tenths(share)} %`;
}

function tenths(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return '<0.1';
  return share < 1 && percent >= 99.95 ? '>99.9' : percent.toFixed(1);
}

/** For example `91.9 % (90.8–92.9)`; without an interval, what was counted. */
export function describeShare({ n, failed, rate, low, high }: Rate): Text | string {
  if (n === 0 || rate === null) return '–';
  if (low === null || high === null) return counted({ n, failed });
  return say('{value} ({low}–{high})', { value: shareOf(rate), low: tenths(low), high: tenths(high) });
}

/** For example `3/300`. */
export function counted({ n, failed }: Pick<Rate, 'n' | 'failed'>): string {
  return `${failed}/${n}`;
}

/** A difference of shares in points, such as `+18.3`, `−0.4` and `0`. */
export function pointsOf(difference: number): string {
  const digits = Math.abs(difference * 100).toFixed(1);
  return Number(digits) === 0 ? '0' : `${difference > 0 ? '+' : '−'}${digits}`;
}

/** An amount of points, such as `10` and `9.8`. */
export function amountOf(share: number): string {
  return String(Number((share * 100).toFixed(1)));
}

/** For example `+6.3 (+2.1 to +10.5)`; null: not known. */
export function describeDifference({ difference, upper }: Pick<DirectionMetric, 'difference' | 'upper'>): Text | null {
  const figure = known(difference);
  // Pairs that all differ by as much show no spread to judge by, which is no certainty. The bound knows better.
  if (figure && figure.low === figure.high) {
    return upper === null
      ? null
      : say('{value} (≤ {upper})', { value: pointsOf(figure.value), upper: pointsOf(upper) });
  }
  return (
    figure &&
    say('{value} ({low} to {high})', {
      value: pointsOf(figure.value),
      low: pointsOf(figure.low),
      high: pointsOf(figure.high),
    })
  );
}

/** No line ends between a number and its sign, nor between `n` and its number. */
export function keptTogether(text: string): string {
  return text.replace(APART, '\u00a0');
}

const APART = /(?<=\d) (?=%)|(?<=\bn) (?=\d|=)|(?<=\bn[ \u00a0]=) /g;

/** For example `0.031`. */
export function probability(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

// Figures as people read them, the same in every language. What is not known is `–`. Start at `percent`.
import type { MetricId } from '../../../compare/comparison.ts';
import { METRICS, type Metric } from '../../../compare/metrics.ts';

export const UNKNOWN = '–';

/** For example `3.4 %`; a tenth is all that a rate is worth. */
export function percent(share: number): string {
  return `${percentNumber(share)} %`;
}

/** For example `1.6–20 %`. */
export function percentRange(low: number, high: number): string {
  return `${percentNumber(low)}–${percentNumber(high)} %`;
}

function percentNumber(share: number): string {
  const value = share * 100;
  return value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** Three digits, no more. */
export function perSecond(tokens: number): string {
  return short(tokens);
}

/** For example `340 ms` or `1.25 s`. */
export function duration(ms: number): string {
  return ms < 999.5 ? `${short(ms)} ms` : `${short(ms / 1_000)} s`;
}

/** Of 1,000, as file managers and models' pages count: `735 MB`. */
export function bytes(n: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const)
    if (n >= size * 0.9995) return `${short(n / size)} ${unit}`;
  return `${n} B`;
}

function short(value: number): string {
  if (value >= 99.95) return grouped(Math.round(value));
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

export function grouped(n: number): string {
  return n.toLocaleString('en');
}

/** In the metric's own unit. */
export function inUnit(metric: MetricId, value: number): string {
  switch (METRICS[metric].unit) {
    case 'rate':
      return percent(value);
    case 'rating':
      return value.toFixed(1);
    case 'tokens/s':
      return perSecond(value);
    case 'ms':
      return duration(value);
    case 'characters':
      return grouped(Math.round(value));
    case 'bytes':
      return bytes(value);
  }
}

/** A difference from the baseline without its unit, with its sign: `+3.2`, `−12`; of a ratio, by how many per cent: `+25`. */
export function signed({ kind, unit }: Metric, value: number): string {
  const amount = kind === 'ratio' || unit === 'rate' ? (kind === 'ratio' ? value - 1 : value) * 100 : value;
  const size = Math.abs(amount);
  const digits = unit === 'rating' ? size.toFixed(2) : size < 9.95 ? size.toFixed(1) : grouped(Math.round(size));
  return Number(digits.replaceAll(',', '')) === 0 ? '±0' : `${amount > 0 ? '+' : '−'}${digits}`;
}

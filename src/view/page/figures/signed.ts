// Differences from the baseline as people read them, the same in every language. Start at `signed`.
import type { Metric } from '../../../compare/metrics.ts';

/** A difference from the baseline without its unit, with its sign: `+3.2`, `−12`; of a ratio, by how many per cent: `+25`. */
export function signed({ kind, unit }: Metric, value: number): string {
  const amount = kind === 'ratio' || unit === 'rate' ? (kind === 'ratio' ? value - 1 : value) * 100 : value;
  const size = Math.abs(amount);
  const digits =
    unit === 'rating' ? size.toFixed(2) : size < 9.95 ? size.toFixed(1) : Math.round(size).toLocaleString('en');
  return Number(digits.replaceAll(',', '')) === 0 ? '±0' : `${amount > 0 ? '+' : '−'}${digits}`;
}

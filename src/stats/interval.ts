import { studentTQuantile } from './student-t.ts';
import { mean, standardError } from './summary.ts';

/** A mean and how well it is known; null for what cannot be known from fewer than two values. */
export interface Estimate {
  count: number;
  mean: number;
  standardError: number | null;
  low: number | null;
  high: number | null;
}

/**
 * Student's interval for the mean of independent values, x̄ ± t(1 − α/2, n − 1)·SE, where α is 1 − confidence.
 *
 * @param comparisons how many such intervals are to hold jointly at that confidence: each gets α ÷ comparisons (Bonferroni)
 */
export function tInterval(values: readonly number[], confidence: number, comparisons = 1): Estimate {
  const count = values.length;
  const center = mean(values);
  const error = standardError(values);
  if (error === null) return { count, mean: center, standardError: null, low: null, high: null };
  const reach = error * studentTQuantile(1 - (1 - confidence) / comparisons / 2, count - 1);
  return { count, mean: center, standardError: error, low: center - reach, high: center + reach };
}

import { type ClusterEstimate, clusterRobustInterval } from './cluster-robust.ts';
import { requirePositive, requireProbability } from './require.ts';
import { studentTProbability, studentTQuantile } from './student-t.ts';

export interface NonInferiority {
  /** The mean worsening; its interval is the two-sided one whose upper limit is `upper`. */
  worsening: ClusterEstimate;
  margin: number;
  /** The one-sided upper bound; null where the clusters show no spread, see `nonInferiorityTest`. */
  upper: number | null;
  /** Of the hypothesis that the worsening is the margin or more. */
  pValue: number | null;
  /** Whether the upper bound lies below the margin; null where there is none. false is no evidence of worsening, only none against it. */
  isNonInferior: boolean | null;
}

/**
 * Whether something is shown to be worse by less than a margin: the one-sided upper bound x̄ + t(confidence, K − 1)·SE must lie below it
 * (CONSORT statement on non-inferiority and equivalence trials, JAMA 308, 2012). "No significant difference" is not enough.
 *
 * Fewer than two clusters, or clusters that all say exactly the same, show no spread to take a bound from: the answer is null, not yes.
 * Where no pair differed at all, `noEventsBound` still bounds the worsening, because a pair that does not differ cannot be worse.
 *
 * @param worsening how much worse each pair of each cluster became, above 0 for worse
 * @param confidence of the one-sided bound, for example 0.95
 */
export function nonInferiorityTest(
  worsening: readonly (readonly number[])[],
  margin: number,
  confidence: number,
): NonInferiority {
  requirePositive(margin, 'margin');
  requireProbability(confidence, 'confidence');
  if (confidence <= 0.5) throw new RangeError(`${confidence} is too little confidence for a bound`);
  const estimate = clusterRobustInterval(worsening, 2 * confidence - 1);
  const { mean, standardError, clusters } = estimate;
  if (!standardError) return { worsening: estimate, margin, upper: null, pValue: null, isNonInferior: null };
  const upper = mean + standardError * studentTQuantile(confidence, clusters - 1);
  const pValue = studentTProbability((mean - margin) / standardError, clusters - 1);
  return { worsening: estimate, margin, upper, pValue, isNonInferior: upper < margin };
}

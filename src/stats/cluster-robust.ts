import type { Estimate } from './interval.ts';
import { requireFinite, requireProbability } from './require.ts';
import { studentTQuantile } from './student-t.ts';
import { standardError } from './summary.ts';

/** The mean of all values of all clusters, and how well it is known from the clusters. */
export interface ClusterEstimate extends Estimate {
  clusters: number;
  /**
   * How many times the variance is what it would be if the values were independent: so many times more values are needed. null where the
   * clusters show no spread. Below 1 it is mostly chance.
   */
  designEffect: number | null;
}

/**
 * The interval for the mean of values that come in clusters (replies in scenarios), which may resemble each other within a cluster as much
 * as they like: x̄ ± t(1 − α/2, K − 1)·SE, where SE² = K/(K − 1)·Σₖ(Σᵢ(xₖᵢ − x̄))² ÷ N².
 *
 * This is the sandwich estimate for a mean (K.-Y. Liang and S. L. Zeger, Longitudinal data analysis using generalized linear models,
 * Biometrika 73, 1986; E. Miller, Adding Error Bars to Evals, arXiv 2411.00640, appendix A) with the small-sample factor K/(K − 1) and
 * K − 1 degrees of freedom (A. C. Cameron and D. L. Miller, A practitioner's guide to cluster-robust inference, Journal of Human Resources
 * 50, 2015). With one value a cluster it is Student's interval.
 *
 * Every value counts the same, so larger clusters weigh more. If all clusters have the same mean, the interval has no width: it says
 * nothing of what was not seen. For events that never happened, see `noEventsBound`.
 */
export function clusterRobustInterval(clusters: readonly (readonly number[])[], confidence: number): ClusterEstimate {
  requireProbability(confidence, 'confidence');
  const values = clusters.flat();
  requireFinite(values);
  const center = pooledMean(clusters);
  const error = clusterStandardError(clusters, center);
  const estimate = { count: values.length, clusters: clusters.length, mean: center, standardError: error };
  if (error === null) return { ...estimate, low: null, high: null, designEffect: null };
  const reach = error * studentTQuantile((1 + confidence) / 2, clusters.length - 1);
  const independent = standardError(values);
  return {
    ...estimate,
    low: center - reach,
    high: center + reach,
    designEffect: error && independent ? (error / independent) ** 2 : null,
  };
}

/** The mean of all values of all clusters. @throws RangeError for an empty cluster, which would silently count as nothing */
export function pooledMean(clusters: readonly (readonly number[])[]): number {
  let sum = 0;
  let count = 0;
  for (const cluster of clusters) {
    if (cluster.length === 0) throw new RangeError('a cluster has no values');
    for (const value of cluster) sum += value;
    count += cluster.length;
  }
  if (count === 0) throw new RangeError('the mean of no values is undefined');
  return sum / count;
}

/** The standard error of the mean of all values, see `clusterRobustInterval`; null for fewer than two clusters. */
function clusterStandardError(clusters: readonly (readonly number[])[], center: number): number | null {
  const count = clusters.length;
  if (count < 2) return null;
  const values = clusters.reduce((total, cluster) => total + cluster.length, 0);
  const squares = clusters.reduce((total, cluster) => total + cluster.reduce((sum, x) => sum + x - center, 0) ** 2, 0);
  const error = Math.sqrt((count / (count - 1)) * squares) / values;
  // What is left of equal means are the last digits.
  const greatest = clusters.reduce((most, cluster) => cluster.reduce((max, x) => Math.max(max, Math.abs(x)), most), 0);
  return error <= 1e-12 * greatest ? 0 : error;
}

import { normalProbability, normalQuantile } from './normal.ts';
import { quantile } from './quantile.ts';
import type { RandomSource } from './random.ts';
import { requireCount, requireProbability } from './require.ts';
import { mean } from './summary.ts';

/** A number computed from whole clusters; null where they do not determine it. */
export type ClusterStatistic<Cluster> = (clusters: readonly Cluster[]) => number | null;

export interface BootstrapOptions {
  confidence: number;
  random: RandomSource;
  /** 'bca' (the default) corrects for bias and skewness; 'percentile' takes the quantiles of the resamples as they are. */
  method?: 'percentile' | 'bca';
  /** Default 2,000. */
  resamples?: number;
}

export interface BootstrapEstimate {
  clusters: number;
  /** The statistic of the clusters themselves; null where it is not determined. */
  estimate: number | null;
  /** Standard deviation of the resamples. */
  standardError: number | null;
  /** null for fewer than two clusters, or if too many resamples are undefined to place the limits. */
  low: number | null;
  high: number | null;
  resamples: number;
  /** Resamples for which the statistic is null; they are left out. */
  undefinedResamples: number;
}

/**
 * The bootstrap interval of any statistic, with whole clusters (scenarios) drawn with replacement, so that values which resemble each other
 * stay together. B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993: percentile interval in chapter 13, BCa in chapter 14
 * (14.9–14.15). Resamples equal to the estimate count half in the bias correction, as in SciPy, because shares have many of them.
 *
 * With few clusters the coverage is too low, whatever the method: instead of 95 %, about 90 % for the mean of ten and 92 % for the mean of
 * twenty. For a mean, `clusterRobustInterval` is better. If all clusters say the same, the interval has no width.
 */
export function clusterBootstrap<Cluster>(
  clusters: readonly Cluster[],
  statistic: ClusterStatistic<Cluster>,
  { confidence, random, method = 'bca', resamples = 2000 }: BootstrapOptions,
): BootstrapEstimate {
  requireProbability(confidence, 'confidence');
  requireCount(resamples, 'resamples', 2);
  const value = (of: readonly Cluster[]): number | null => determined(statistic(of));
  const unknown = { clusters: clusters.length, standardError: null, low: null, high: null, resamples };
  const estimate = clusters.length === 0 ? null : value(clusters);
  if (clusters.length < 2 || estimate === null) return { ...unknown, estimate, undefinedResamples: 0 };
  const replicates: number[] = [];
  for (let count = 0; count < resamples; count++) {
    const replicate = value(clusters.map(() => drawn(clusters, random)));
    if (replicate !== null) replicates.push(replicate);
  }
  const undefinedResamples = resamples - replicates.length;
  // Undefined ones could lie anywhere. Once they are as many as a tail, nobody knows where it ends.
  const alpha = 1 - confidence;
  if (undefinedResamples > (alpha / 2) * resamples) return { ...unknown, estimate, undefinedResamples };
  replicates.sort((first, second) => first - second);
  const levels =
    method === 'bca'
      ? bcaLevels(replicates, estimate, acceleration(clusters, value), alpha)
      : ([alpha / 2, 1 - alpha / 2] as const);
  return {
    ...unknown,
    estimate,
    standardError: deviation(replicates),
    low: levels && quantile(replicates, levels[0]),
    high: levels && quantile(replicates, levels[1]),
    undefinedResamples,
  };
}

/** Which quantiles of the resamples are the limits; null if the statistic lies outside all of them, or some cluster is indispensable. */
function bcaLevels(
  replicates: readonly number[],
  estimate: number,
  accelerated: number | null,
  alpha: number,
): readonly [number, number] | null {
  // The same clusters in another order may add up to another last digit.
  const rounding = 1e-12 * Math.max(...[replicates[0], replicates.at(-1)].map((end = 0) => Math.abs(end)));
  const below = replicates.filter((replicate) => replicate < estimate - rounding).length;
  const equal = replicates.filter((replicate) => Math.abs(replicate - estimate) <= rounding).length;
  const share = (below + equal / 2) / replicates.length;
  if (accelerated === null || share === 0 || share === 1) return null;
  const bias = normalQuantile(share);
  const level = (z: number): number =>
    normalProbability(bias + (bias + z) / Math.max(1 - accelerated * (bias + z), Number.MIN_VALUE));
  return [level(normalQuantile(alpha / 2)), level(normalQuantile(1 - alpha / 2))];
}

/** Σd³ ÷ 6(Σd²)^1.5 over the jackknife's deviations d = mean − value without one cluster; 0 if none of them differs. */
function acceleration<Cluster>(clusters: readonly Cluster[], statistic: ClusterStatistic<Cluster>): number | null {
  const values: number[] = [];
  for (const left of clusters.keys()) {
    const value = statistic(clusters.filter((_, index) => index !== left));
    if (value === null) return null;
    values.push(value);
  }
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (center - value) ** 2, 0);
  const cubes = values.reduce((sum, value) => sum + (center - value) ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function drawn<Cluster>(clusters: readonly Cluster[], random: RandomSource): Cluster {
  const cluster = clusters[Math.floor(random() * clusters.length)];
  if (cluster === undefined) throw new RangeError('the random source gave a number outside 0 to 1');
  return cluster;
}

function determined(value: number | null): number | null {
  if (value !== null && !Number.isFinite(value)) throw new RangeError(`the statistic is ${value}`);
  return value;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

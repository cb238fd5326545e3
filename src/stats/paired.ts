import { type ClusterEstimate, clusterRobustInterval } from './cluster-robust.ts';

/** The same question (scenario, turn and seed) answered by both. */
export interface Pair {
  reference: number;
  candidate: number;
}

export interface PairedDifference extends ClusterEstimate {
  /** Each cluster's sum of differences, in order: what `signFlipTest` takes, with the same weight for every pair as the mean has. */
  clusterSums: number[];
}

/**
 * How much greater the candidate's values are than the reference's, pair by pair, with the cluster-robust interval. What both have in
 * common (hard scenarios, long turns) cancels.
 *
 * @param clusters the pairs of each scenario
 */
export function pairedDifference(clusters: readonly (readonly Pair[])[], confidence: number): PairedDifference {
  const differences = clusters.map((pairs) => pairs.map(({ reference, candidate }) => candidate - reference));
  return {
    ...clusterRobustInterval(differences, confidence),
    clusterSums: differences.map((values) => values.reduce((sum, value) => sum + value, 0)),
  };
}

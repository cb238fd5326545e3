import { betaQuantile } from './beta.ts';
import { clusterRobustInterval } from './cluster-robust.ts';
import { normalQuantile } from './normal.ts';
import { requireCount, requireProbability } from './require.ts';
import { studentTQuantile } from './student-t.ts';

export interface EventCount {
  events: number;
  trials: number;
}

export function oneTrial(isEvent: boolean): EventCount {
  return { events: isEvent ? 1 : 0, trials: 1 };
}

/** @param known undefined: none so far */
export function plus(known: EventCount | undefined, more: EventCount): EventCount {
  return { events: (known?.events ?? 0) + more.events, trials: (known?.trials ?? 0) + more.trials };
}

/** The share of trials with an event and how well it is known; null for what cannot be known. */
export interface ProportionEstimate extends EventCount {
  proportion: number | null;
  low: number | null;
  high: number | null;
}

export interface ClusteredProportion extends ProportionEstimate {
  clusters: number;
  /** How many independent trials would say as much; at most `trials`. */
  effectiveTrials: number | null;
}

type Limits = [low: number, high: number];

/**
 * Wilson's score interval for the share of independent trials: the p for which |p̂ − p| ≤ z·√(p(1 − p)/n). E. B. Wilson, Probable inference,
 * the law of succession, and statistical inference, Journal of the American Statistical Association 22, 1927. Its coverage is right on
 * average and too low at some shares near 0 and 1. For replies of one scenario, which resemble each other, it is too narrow.
 */
export function wilsonInterval(count: EventCount, confidence: number): ProportionEstimate {
  requireProbability(confidence, 'confidence');
  const { events, trials } = requireEvents(count);
  if (trials === 0) return { events, trials, proportion: null, low: null, high: null };
  const proportion = events / trials;
  const z = normalQuantile((1 + confidence) / 2);
  const center = proportion + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((proportion * (1 - proportion) + (z * z) / (4 * trials)) / trials);
  const scale = 1 + (z * z) / trials;
  return {
    events,
    trials,
    proportion,
    low: events === 0 ? 0 : (center - reach) / scale,
    high: events === trials ? 1 : (center + reach) / scale,
  };
}

/**
 * The exact interval for the share of independent trials: the p that neither one-sided binomial test rejects at α/2. C. J. Clopper and
 * E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934. Its coverage is
 * never below the confidence, and usually above it.
 */
export function clopperPearsonInterval(count: EventCount, confidence: number): ProportionEstimate {
  requireProbability(confidence, 'confidence');
  const { events, trials } = requireEvents(count);
  if (trials === 0) return { events, trials, proportion: null, low: null, high: null };
  const [low, high] = exactLimits(events, trials - events, confidence);
  return { events, trials, proportion: events / trials, low, high };
}

/**
 * The interval for a share whose trials come in clusters (replies in scenarios): the exact one for as many independent trials as the
 * cluster-robust variance is worth, n* = p̂(1 − p̂)/SE² · (t(n − 1)/t(K − 1))². E. L. Korn and B. I. Graubard, Confidence intervals for
 * proportions with small expected number of positive counts estimated from survey data, Survey Methodology 24, 1998. It stays within 0
 * and 1, and says something near them, where `clusterRobustInterval` does not. If nothing or everything is an event, how much trials of a
 * cluster resemble each other cannot be seen; then each cluster counts as one trial.
 */
export function clusteredProportionInterval(clusters: readonly EventCount[], confidence: number): ClusteredProportion {
  const values = clusters.map((count) => {
    const { events, trials } = requireEvents(count);
    return Array.from({ length: trials }, (_, index) => (index < events ? 1 : 0));
  });
  const trials = clusters.reduce((sum, cluster) => sum + cluster.trials, 0);
  const events = clusters.reduce((sum, cluster) => sum + cluster.events, 0);
  const unknown = { events, trials, clusters: clusters.length, low: null, high: null, effectiveTrials: null };
  if (clusters.length === 0) return { ...unknown, proportion: null };
  const { mean: proportion, standardError } = clusterRobustInterval(values, confidence);
  if (standardError === null) return { ...unknown, proportion };
  const level = (1 + confidence) / 2;
  const fewer = (studentTQuantile(level, trials - 1) / studentTQuantile(level, clusters.length - 1)) ** 2;
  const isMixed = events > 0 && events < trials;
  const effectiveTrials = isMixed
    ? Math.min(trials, ((proportion * (1 - proportion)) / standardError ** 2) * fewer)
    : clusters.length;
  const [low, high] = exactLimits(effectiveTrials * proportion, effectiveTrials * (1 - proportion), confidence);
  return { ...unknown, proportion, low, high, effectiveTrials };
}

/** @throws RangeError unless whole numbers, and no more events than trials */
export function requireEvents(count: EventCount): EventCount {
  requireCount(count.trials, 'trials');
  requireCount(count.events, 'events');
  if (count.events > count.trials) throw new RangeError(`${count.events} events are more than ${count.trials} trials`);
  return count;
}

/** Clopper and Pearson's limits as beta quantiles, which need no whole numbers. The upper one is one minus the lower one of the others. */
function exactLimits(events: number, others: number, confidence: number): Limits {
  const tail = (1 - confidence) / 2;
  return [
    events === 0 ? 0 : betaQuantile(tail, events, others + 1),
    others === 0 ? 1 : 1 - betaQuantile(tail, others, events + 1),
  ];
}

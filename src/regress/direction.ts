// Whether the candidate has a fault more often than the reference, in pairs: the same scenario, turn and sample by both. The unit of
// everything that is uncertain is the scenario. Start at `directionOf`.
import { groupBy } from '../core/group-by.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import { rateOf } from '../score/score-tally.ts';
import { type JointSignFlip, jointSignFlip } from '../stats/joint-sign-flip.ts';
import { nonInferiorityTest } from '../stats/non-inferiority.ts';
import { normalQuantile } from '../stats/normal.ts';
import { type Pair, type PairedDifference, pairedDifference } from '../stats/paired.ts';
import { pcg32 } from '../stats/random.ts';
import { ASSUMED_DESIGN_EFFECT, detectableWorsening, metricsThatCount } from './detectable.ts';
import { CONFIDENCE, LEAST_SCENARIOS, POWER } from './levels.ts';
import type { FaultPair } from './paired-faults.ts';
import type { Direction, DirectionMetric, Rate } from './report.ts';
import { pairsForUnseen, unseenBound } from './unseen.ts';

/**
 * However significant, a smaller worsening is not called one: two points, or a third of the margin if that is more. Where faults are rare,
 * three replies of three hundred are significant now and then; they are also far from what the margin accepts.
 */
function leastWorsening(margin: number): number {
  return Math.max(0.02, margin / 3);
}

export interface DirectionOptions {
  /** A worsening below this share is accepted. */
  margin: number;
  /** Metric → the checks that it is made of, as `faultsOf` was told. */
  metrics: Readonly<Record<string, readonly CheckId[]>>;
  /** Of them, those that decide; the others are shown without p-values. */
  gates: readonly string[];
  /** For permutations that are too many to enumerate. */
  seed: number;
}

/** A metric that could judge no reply of both is left out: it says nothing, in either direction. */
export function directionOf(
  pairs: readonly FaultPair[],
  { margin, metrics, gates, seed }: DirectionOptions,
): Direction {
  const scenarios = [...groupBy(pairs, ({ scenario }) => scenario).values()];
  const compared = Object.keys(metrics).flatMap((metric) => {
    const clusters = scenarios.map((own) => pairsOf(own, metric));
    const judged = clusters.filter(({ length }) => length > 0);
    return judged.length > 0 ? [{ metric, clusters, judged, isGate: gates.includes(metric) }] : [];
  });
  const gating = compared.filter(({ isGate }) => isGate);
  const sums = gating.map(({ clusters }) => clusters.map((cluster) => sum(cluster.map(worsening))));
  const tests = jointSignFlip(sums, pcg32(seed));
  const testOf = new Map(gating.map(({ metric }, index) => [metric, tests[index]]));
  const differing = new Map(gating.map(({ metric }, index) => [metric, sums[index]?.filter(Boolean).length ?? 0]));
  const designEffect = pooledDesignEffect(gating.map(({ judged }) => pairedDifference(judged, CONFIDENCE)));
  const rows = compared.map(({ metric, judged }) =>
    metricOf(judged, {
      ...{ metric, checks: [...(metrics[metric] ?? [])], margin, designEffect, test: testOf.get(metric) },
      metrics: metricsThatCount([...differing].flatMap(([other, scenarios]) => (other === metric ? [] : [scenarios]))),
    }),
  );
  const detectable = rows.filter(({ metric }) => testOf.has(metric)).map((row) => row.detectable);
  return {
    scenarios: scenarios.length,
    replies: pairs.filter(({ turn }) => turn > 0).length,
    margin,
    metrics: rows,
    detectable: greatestKnown(detectable),
  };
}

/** Pairs that both models' replies could be judged in, as 0 and 1. */
function pairsOf(own: readonly FaultPair[], metric: string): Pair[] {
  return own.flatMap(({ reference, candidate }) => {
    const [before, after] = [reference[metric] ?? null, candidate[metric] ?? null];
    return before === null || after === null ? [] : [{ reference: Number(before), candidate: Number(after) }];
  });
}

interface MetricOptions {
  metric: string;
  checks: string[];
  margin: number;
  /** undefined: the metric does not decide. */
  test: JointSignFlip | undefined;
  /** Among how many the level is shared. */
  metrics: number;
  /** Of all metrics that do, see `pooledDesignEffect`. */
  designEffect: number;
}

function metricOf(clusters: readonly (readonly Pair[])[], options: MetricOptions): DirectionMetric {
  const { metric, checks, margin, test } = options;
  const difference = pairedDifference(clusters, CONFIDENCE);
  const all = clusters.flat();
  const worse = all.filter((pair) => worsening(pair) > 0).length;
  const better = all.filter((pair) => worsening(pair) < 0).length;
  const upper = upperBound(clusters, margin);
  const figures = { pairs: all.length, worse, better, upper };
  return {
    metric,
    checks,
    ...figures,
    reference: rateIn(clusters, ({ reference }) => reference),
    candidate: rateIn(clusters, ({ candidate }) => candidate),
    difference: { n: all.length, value: difference.mean, low: difference.low, high: difference.high },
    pValue: test?.pValue ?? null,
    adjusted: test?.adjusted ?? null,
    detectable: detectableIn(difference, worse + better, options),
    pairsNeeded: pairsNeeded(difference, { margin, upper }),
    outcome: outcomeOf({ difference, upper, margin, test }),
  };
}

function outcomeOf({
  difference: { clusters, mean },
  upper,
  margin,
  test,
}: Pick<MetricOptions, 'margin' | 'test'> & {
  difference: PairedDifference;
  upper: number | null;
}): DirectionMetric['outcome'] {
  if (clusters < LEAST_SCENARIOS) return 'unclear';
  if (test && test.adjusted <= 1 - CONFIDENCE && mean > leastWorsening(margin)) return 'worse';
  return upper !== null && upper < margin ? 'not-worse' : 'unclear';
}

/**
 * Student's bound from the scenarios, but never below what could have stayed unseen: where hardly any pair differs, the few that do show
 * no spread to judge by, and a bound from them alone would be far too sure.
 */
function upperBound(clusters: readonly (readonly Pair[])[], margin: number): number | null {
  const unseen = unseenBound(
    clusters.map(({ length }) => length),
    CONFIDENCE,
  );
  const differences = clusters.map((pairs) => pairs.map(worsening));
  const { worsening: estimate, upper } = nonInferiorityTest(differences, margin, CONFIDENCE);
  if (unseen === null || estimate.standardError === null) return null;
  // All scenarios say exactly the same: nothing shows how far others would be from that.
  return Math.min(1, upper === null ? Math.max(0, estimate.mean) + unseen : Math.max(upper, unseen));
}

/**
 * How much more changes within a scenario vary together than independent ones would. One metric differs in too few pairs to show it, so
 * all count, each by how much it varies. Below 1 it is chance.
 */
function pooledDesignEffect(differences: readonly PairedDifference[]): number {
  const known = differences.flatMap(({ designEffect, standardError }) =>
    designEffect !== null && standardError !== null
      ? [{ designEffect, independent: standardError ** 2 / designEffect }]
      : [],
  );
  const weight = sum(known.map(({ independent }) => independent));
  if (weight === 0) return ASSUMED_DESIGN_EFFECT;
  return Math.max(1, sum(known.map(({ designEffect, independent }) => designEffect * independent)) / weight);
}

function detectableIn(
  { count, clusters }: PairedDifference,
  differing: number,
  { metrics, designEffect }: Pick<MetricOptions, 'metrics' | 'designEffect'>,
): number | null {
  if (clusters < LEAST_SCENARIOS) return null;
  return detectableWorsening({ pairs: count, disagreementRate: differing / count, designEffect, metrics });
}

/**
 * How many pairs would show with 80 % power that the worsening is below the margin, if it is what was observed and no less than none, and
 * pairs differ as they did. null where that is shown already, where the observed worsening is no smaller than the margin, and where
 * nothing is known of the spread.
 */
function pairsNeeded(
  { count, clusters, mean, standardError }: PairedDifference,
  { margin, upper }: { margin: number; upper: number | null },
): number | null {
  if (upper !== null && upper < margin && clusters >= LEAST_SCENARIOS) return null;
  const room = margin - Math.max(0, mean);
  if (room <= 0 || standardError === null) return null;
  const reach = (normalQuantile(CONFIDENCE) + normalQuantile(POWER)) * standardError;
  const perScenario = count / clusters;
  return Math.ceil(
    Math.max(
      count * (reach / room) ** 2,
      pairsForUnseen(margin, perScenario, CONFIDENCE),
      LEAST_SCENARIOS * perScenario,
    ),
  );
}

function rateIn(clusters: readonly (readonly Pair[])[], figureOf: (pair: Pair) => number): Rate {
  return rateOf(clusters.map((pairs) => ({ events: sum(pairs.map(figureOf)), trials: pairs.length })));
}

function worsening({ reference, candidate }: Pair): number {
  return candidate - reference;
}

/** null if one is not known. */
function greatestKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : Math.max(...known);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

// A column beside the baseline, metric by metric, on what both played. Start at `deltasOf`.
import { clusterRobustInterval } from '../stats/cluster-robust.ts';
import { pairedDifference } from '../stats/paired.ts';
import type { ColumnTally, TurnValues } from './column-tally.ts';
import type { ColumnFigures, Delta, MetricId } from './comparison.ts';
import { METRICS } from './metrics.ts';

const CONFIDENCE = 0.95;

export interface Measured {
  values: ReturnType<ColumnTally['values']>;
  figures: ColumnFigures;
  fileBytes: number | null;
}

/** @param areSpeedsComparable played on the same machine and in the same mode */
export function deltasOf(baseline: Measured, candidate: Measured, areSpeedsComparable: boolean): Delta[] {
  const paired: (keyof TurnValues)[] = [
    'faults',
    'rating',
    ...(areSpeedsComparable ? (['tokensPerSecond', 'timeToFirstTokenMs'] as const) : []),
    'replyCharacters',
  ];
  return [
    ...paired.map((metric) => pairedDelta(metric, baseline, candidate)),
    exactDelta('fileBytes', baseline.fileBytes, candidate.fileBytes),
    exactDelta('peakMemoryBytes', baseline.figures.peakMemoryBytes, candidate.figures.peakMemoryBytes),
  ].filter((delta) => delta !== null);
}

interface Pair {
  scenario: string;
  sample: string;
  reference: number;
  candidate: number;
}

/** null: too little in common for an interval, without which a difference is not a figure. */
function pairedDelta(metric: keyof TurnValues, baseline: Measured, candidate: Measured): Delta | null {
  const pairs = pairsOf(metric, baseline, candidate);
  const clusters = clustersOf(pairs);
  if (clusters.length < 2) return null;
  const { kind } = METRICS[metric];
  const { mean, low, high, count } =
    kind === 'difference'
      ? pairedDifference(clusters, CONFIDENCE)
      : clusterRobustInterval(
          clusters.map((own) => own.map((pair) => Math.log(pair.candidate / pair.reference))),
          CONFIDENCE,
        );
  if (low === null || high === null) return null;
  // Pairs that all differ by the same amount show no spread to judge by: that is no certainty.
  if (low === high) return null;
  const shown = kind === 'ratio' ? Math.exp : (value: number): number => value;
  return {
    ...{ metric, kind, n: count },
    ...{ value: shown(mean), low: shown(low), high: shown(high), isBetter: isBetter(metric, low, high) },
  };
}

function pairsOf(metric: keyof TurnValues, baseline: Measured, candidate: Measured): Pair[] {
  const isRatio = METRICS[metric].kind === 'ratio';
  return [...candidate.values].flatMap(([scenario, turns]) =>
    [...turns].flatMap(([place, own]): Pair[] => {
      const reference = baseline.values.get(scenario)?.get(place)?.[metric] ?? null;
      const value = own[metric];
      if (reference === null || value === null) return [];
      // A time or speed of nothing has no ratio.
      if (isRatio && (reference <= 0 || value <= 0)) return [];
      return [{ scenario, sample: place.split(' ')[0] ?? '', reference, candidate: value }];
    }),
  );
}

/** The interval is about other scenarios; of a single scenario, about its other samples. */
function clustersOf(pairs: readonly Pair[]): Pair[][] {
  const isOne = new Set(pairs.map(({ scenario }) => scenario)).size === 1;
  const clusters = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const name = isOne ? pair.sample : pair.scenario;
    const known = clusters.get(name);
    if (known) known.push(pair);
    else clusters.set(name, [pair]);
  }
  return [...clusters.values()];
}

/** Of two facts that do not vary. */
function exactDelta(metric: MetricId, baseline: number | null, candidate: number | null): Delta | null {
  if (!baseline || !candidate) return null;
  const value = candidate / baseline;
  const better = METRICS[metric].better === 'lower' ? value < 1 : value > 1;
  return { metric, kind: 'ratio', n: 1, value, low: null, high: null, isBetter: value === 1 ? null : better };
}

/** @param low of the difference, or of the ratio's logarithm */
function isBetter(metric: MetricId, low: number, high: number): boolean | null {
  const { better } = METRICS[metric];
  if (better === null || (low <= 0 && high >= 0)) return null;
  return better === 'higher' ? low > 0 : high < 0;
}

// How well rates, means and differences are known: against published examples, R, SciPy and statsmodels, and by what must hold for any data.
import { describe, expect, it } from 'vitest';
import { clusterBootstrap } from '../dist/stats/bootstrap.js';
import { clusterRobustInterval, pooledMean } from '../dist/stats/cluster-robust.js';
import { tInterval } from '../dist/stats/interval.js';
import { nonInferiorityTest } from '../dist/stats/non-inferiority.js';
import { pairedDifference } from '../dist/stats/paired.js';
import { clopperPearsonInterval, clusteredProportionInterval, wilsonInterval } from '../dist/stats/proportion.js';
import { pcg32 } from '../dist/stats/random.js';
import { noEventsBound, ruleOfThree } from '../dist/stats/rule-of-three.js';

interface Limits {
  low: number | null;
  high: number | null;
}

function limits({ low, high }: Limits, digits: number): (number | null)[] {
  return [low, high].map((limit) => (limit === null ? null : Number(limit.toFixed(digits))));
}

/** Whether each interval lies within the next. */
function expectNested(intervals: readonly Limits[]): void {
  for (const [index, { low, high }] of intervals.slice(1).entries()) {
    const inner = intervals[index];
    expect(low).toBeLessThan(inner?.low ?? Number.NaN);
    expect(high).toBeGreaterThan(inner?.high ?? Number.NaN);
  }
}

const CONFIDENCES = [0.5, 0.8, 0.9, 0.95, 0.99];

describe('the intervals for a rate of independent trials', () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion: comparison of seven methods, Statistics in Medicine 17, 1998,
  // table I: methods 3 (score) and 5 (exact).
  it.each([
    { events: 81, trials: 263, score: [0.2553, 0.3662], exact: [0.2527, 0.3676] },
    { events: 15, trials: 148, score: [0.0624, 0.1605], exact: [0.0578, 0.1617] },
    { events: 0, trials: 20, score: [0, 0.1611], exact: [0, 0.1684] },
    { events: 1, trials: 29, score: [0.0061, 0.1718], exact: [0.0009, 0.1776] },
  ])('are the published ones for $events of $trials', ({ events, trials, score, exact }) => {
    expect(limits(wilsonInterval({ events, trials }, 0.95), 4)).toEqual(score);
    expect(limits(clopperPearsonInterval({ events, trials }, 0.95), 4)).toEqual(exact);
  });

  // statsmodels 0.13.5, proportion_confint(…, method='wilson') and 'beta'
  it.each([
    { events: 1, trials: 20, confidence: 0.95, wilson: [0.008881449, 0.236131193], beta: [0.001265089, 0.248732763] },
    { events: 50, trials: 50, confidence: 0.9, wilson: [0.948666814, 1], beta: [0.941844921, 1] },
    { events: 480, trials: 500, confidence: 0.99, wilson: [0.93075564, 0.977196029], beta: [0.931680869, 0.979111494] },
    { events: 3, trials: 1000, confidence: 0.95, wilson: [0.001020784, 0.008783014], beta: [0.0006191, 0.008742023] },
  ])("are statsmodels' for $events of $trials at $confidence", ({ events, trials, confidence, wilson, beta }) => {
    expect(limits(wilsonInterval({ events, trials }, confidence), 9)).toEqual(wilson);
    expect(limits(clopperPearsonInterval({ events, trials }, confidence), 9)).toEqual(beta);
  });

  it("are R's for Mendel's peas", () => {
    // The example of R's binom.test: 682 of 925 plants were giants. R 4.2.2: binom.test, and prop.test(correct = FALSE).
    const count = { events: 682, trials: 925 };
    expect(limits(clopperPearsonInterval(count, 0.95), 7)).toEqual([0.7076683, 0.7654066]);
    expect(limits(wilsonInterval(count, 0.95), 7)).toEqual([0.707996, 0.7646358]);
  });

  it.each([wilsonInterval, clopperPearsonInterval])(
    'mirror each other when events and others are swapped: %o',
    (of) => {
      for (const [events, trials] of [
        [0, 9],
        [3, 17],
        [8, 8],
      ] as const) {
        const { low, high } = of({ events, trials }, 0.9);
        const mirrored = of({ events: trials - events, trials }, 0.9);
        expect(mirrored.low).toBeCloseTo(1 - (high ?? Number.NaN), 12);
        expect(mirrored.high).toBeCloseTo(1 - (low ?? Number.NaN), 12);
      }
    },
  );

  it.each([wilsonInterval, clopperPearsonInterval])('nest with confidence: %o', (of) => {
    expectNested(CONFIDENCES.map((confidence) => of({ events: 7, trials: 40 }, confidence)));
  });

  it('say nothing of no trials', () => {
    const nothing = { events: 0, trials: 0, proportion: null, low: null, high: null };
    expect(wilsonInterval({ events: 0, trials: 0 }, 0.95)).toEqual(nothing);
    expect(clopperPearsonInterval({ events: 0, trials: 0 }, 0.95)).toEqual(nothing);
  });

  it.each([
    [{ events: 3, trials: 2 }, 0.95],
    [{ events: -1, trials: 2 }, 0.95],
    [{ events: 0.5, trials: 2 }, 0.95],
    [{ events: 1, trials: Number.NaN }, 0.95],
    [{ events: 1, trials: 2 }, 1],
    [{ events: 1, trials: 2 }, 95],
  ])('refuse %o at %d', (count, confidence) => {
    expect(() => wilsonInterval(count, confidence)).toThrow(RangeError);
    expect(() => clopperPearsonInterval(count, confidence)).toThrow(RangeError);
    expect(() => clusteredProportionInterval([count, count], confidence)).toThrow(RangeError);
  });
});

describe('the rule of three', () => {
  it('is 3/n, and nothing for no trials', () => {
    expect([0, 2, 300, 1500].map(ruleOfThree)).toEqual([null, 1, 0.01, 0.002]);
  });

  it('comes near its exact form, which is the upper limit of Clopper and Pearson', () => {
    for (const trials of [1, 20, 300]) {
      const exact = clopperPearsonInterval({ events: 0, trials }, 0.9).high;
      expect(noEventsBound(trials, 0.95)).toBeCloseTo(exact ?? Number.NaN, 12);
    }
    // 1 − 0.05^(1/30) and 1 − 0.05^(1/3000), by Python's floats
    expect(noEventsBound(30, 0.95)).toBeCloseTo(0.0950338528553, 12);
    expect(noEventsBound(3000, 0.95)).toBeCloseTo(0.000998079012, 12);
    expect(noEventsBound(0, 0.95)).toBe(null);
  });

  it('refuses what is no count', () => {
    expect(() => ruleOfThree(-1)).toThrow(RangeError);
    expect(() => noEventsBound(1.5, 0.95)).toThrow(RangeError);
    expect(() => noEventsBound(3, 0)).toThrow(RangeError);
  });
});

const CLUSTERS = [
  [1, 1, 0, 1],
  [0, 0, 0],
  [1, 0],
  [1, 1, 1, 1, 1],
  [0, 1, 0],
  [0.5, 0.25],
];

describe('the cluster-robust interval', () => {
  it("is R's and statsmodels'", () => {
    // R 4.2.2, sandwich 3.0.2: vcovCL(lm(y ~ 1), cluster, type = 'HC1', cadjust = TRUE) with qt(0.975, 5); statsmodels 0.13.5:
    // OLS(…).fit(cov_type='cluster', use_t=True), which also gives the interval at 90 %.
    const estimate = clusterRobustInterval(CLUSTERS, 0.95);
    expect(estimate.mean).toBeCloseTo(0.565789473684211, 12);
    expect(estimate.standardError).toBeCloseTo(0.170903127550239, 12);
    expect(limits(estimate, 9)).toEqual([0.126468998, 1.005109949]);
    expect(limits(clusterRobustInterval(CLUSTERS, 0.9), 9)).toEqual([0.221411405, 0.910167543]);
    // The squared ratio to the standard error of np.std(ddof=1).
    expect(estimate.designEffect).toBeCloseTo(2.3613411854921766, 10);
    expect([estimate.count, estimate.clusters]).toEqual([19, 6]);
  });

  it("is Student's with one value a cluster", () => {
    const values = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const { low, high, designEffect } = clusterRobustInterval(
      values.map((value) => [value]),
      0.95,
    );
    const student = tInterval(values, 0.95);
    expect(low).toBeCloseTo(student.low ?? Number.NaN, 12);
    expect(high).toBeCloseTo(student.high ?? Number.NaN, 12);
    expect(designEffect).toBeCloseTo(1, 12);
  });

  it('does not shrink when samples are repeated within their scenarios', () => {
    const once = clusterRobustInterval(CLUSTERS, 0.95);
    const tenfold = clusterRobustInterval(
      CLUSTERS.map((cluster) => Array.from({ length: 10 }, () => cluster).flat()),
      0.95,
    );
    expect(limits(tenfold, 12)).toEqual(limits(once, 12));
    // An interval that takes replies for independent would be 3.3 times narrower, with the same data.
    const naive = tInterval(Array.from({ length: 10 }, () => CLUSTERS.flat()).flat(), 0.95);
    expect((naive.high ?? 0) - (naive.low ?? 0)).toBeLessThan(((once.high ?? 0) - (once.low ?? 0)) / 3);
  });

  it('does not depend on the order of clusters, or of values in them', () => {
    const reversed = CLUSTERS.toReversed().map((cluster) => cluster.toReversed());
    expect(limits(clusterRobustInterval(reversed, 0.95), 12)).toEqual(
      limits(clusterRobustInterval(CLUSTERS, 0.95), 12),
    );
  });

  it('nests with confidence', () => {
    expectNested(CONFIDENCES.map((confidence) => clusterRobustInterval(CLUSTERS, confidence)));
  });

  it('does not know how well one cluster tells the mean', () => {
    expect(clusterRobustInterval([[1, 2, 3]], 0.95)).toEqual({
      count: 3,
      clusters: 1,
      mean: 2,
      standardError: null,
      low: null,
      high: null,
      designEffect: null,
    });
  });

  it('has no width and no design effect where nothing differs', () => {
    const { low, high, designEffect } = clusterRobustInterval([[1, 1], [1]], 0.95);
    expect({ low, high, designEffect }).toEqual({ low: 1, high: 1, designEffect: null });
    // Means that are equal but for their last digits: 0.1 + 0.2 − 0.3 is 5e-17.
    const alike = clusterRobustInterval(
      [
        [0.1, 0.2],
        [0.3, 0],
      ],
      0.95,
    );
    expect([alike.standardError, alike.designEffect]).toEqual([0, null]);
  });

  it('refuses empty clusters, values that are no numbers, and what is no confidence', () => {
    expect(() => clusterRobustInterval([[1], []], 0.95)).toThrow('a cluster has no values');
    expect(() => clusterRobustInterval([[1], [Number.NaN]], 0.95)).toThrow(RangeError);
    expect(() => clusterRobustInterval([[1], [2]], 0)).toThrow(RangeError);
  });
});

describe('the interval for a rate in clusters', () => {
  const COUNTS = [
    { events: 1, trials: 15 },
    { events: 0, trials: 15 },
    { events: 2, trials: 15 },
    { events: 0, trials: 12 },
    { events: 0, trials: 15 },
    { events: 1, trials: 15 },
    { events: 0, trials: 10 },
    { events: 3, trials: 15 },
  ];

  it("is that of R's survey package", () => {
    // R 4.2.2, survey 4.1.1: svyciprop(~y, svydesign(ids = ~cluster), method = 'beta')
    expect(limits(clusteredProportionInterval(COUNTS, 0.95), 9)).toEqual([0.015250403, 0.161231533]);
    expect(limits(clusteredProportionInterval(COUNTS, 0.9), 9)).toEqual([0.020864018, 0.13995497]);
  });

  it('takes each cluster for one trial where nothing happened', () => {
    const quiet = Array.from({ length: 20 }, () => ({ events: 0, trials: 15 }));
    const estimate = clusteredProportionInterval(quiet, 0.95);
    expect(estimate).toEqual({
      ...clopperPearsonInterval({ events: 0, trials: 20 }, 0.95),
      trials: 300,
      clusters: 20,
      effectiveTrials: 20,
    });
  });

  it('never takes clusters for more trials than they have', () => {
    const alike = Array.from({ length: 10 }, () => ({ events: 1, trials: 4 }));
    const estimate = clusteredProportionInterval(alike, 0.95);
    expect(estimate.effectiveTrials).toBe(40);
    expect(limits(estimate, 12)).toEqual(limits(clopperPearsonInterval({ events: 10, trials: 40 }, 0.95), 12));
  });

  it('does not shrink when samples are repeated within their scenarios', () => {
    const once = clusteredProportionInterval(COUNTS, 0.95);
    const tenfold = clusteredProportionInterval(
      COUNTS.map(({ events, trials }) => ({ events: 10 * events, trials: 10 * trials })),
      0.95,
    );
    expect((tenfold.high ?? 0) - (tenfold.low ?? 0)).toBeGreaterThan(0.98 * ((once.high ?? 0) - (once.low ?? 0)));
  });

  it('nests with confidence', () => {
    expectNested(CONFIDENCES.map((confidence) => clusteredProportionInterval(COUNTS, confidence)));
  });

  it('does not know how well one cluster tells the rate', () => {
    const { low, high, effectiveTrials } = clusteredProportionInterval([{ events: 3, trials: 9 }], 0.95);
    expect({ low, high, effectiveTrials }).toEqual({ low: null, high: null, effectiveTrials: null });
    const nothing = { events: 0, trials: 0, clusters: 0, proportion: null, low: null, high: null };
    expect(clusteredProportionInterval([], 0.95)).toEqual({ ...nothing, effectiveTrials: null });
  });
});

describe('the paired difference', () => {
  const PAIRS = [
    [
      { reference: 1, candidate: 3 },
      { reference: 2, candidate: 2.5 },
    ],
    [{ reference: 5, candidate: 4 }],
    [
      { reference: 0, candidate: 1 },
      { reference: 3, candidate: 7 },
    ],
  ];

  it('is the cluster-robust interval of the differences, with the sum of each cluster', () => {
    expect(pairedDifference(PAIRS, 0.95)).toEqual({
      ...clusterRobustInterval([[2, 0.5], [-1], [1, 4]], 0.95),
      clusterSums: [2.5, -1, 5],
    });
  });

  it('is negated when the sides are swapped', () => {
    const forth = pairedDifference(PAIRS, 0.9);
    const back = pairedDifference(
      PAIRS.map((pairs) => pairs.map(({ reference, candidate }) => ({ reference: candidate, candidate: reference }))),
      0.9,
    );
    expect(back.mean).toBeCloseTo(-forth.mean, 12);
    expect(limits(back, 12)).toEqual(
      limits(forth, 12)
        .map((limit) => -(limit ?? Number.NaN))
        .toReversed(),
    );
    expect(back.clusterSums).toEqual(forth.clusterSums.map((sum) => -sum));
  });
});

/** B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, table 14.1: the spatial test, A. */
const SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

/** The plug-in estimate, Σ(x − x̄)² ÷ n. */
function variance(values: readonly number[]): number {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length;
}

describe('the cluster bootstrap', () => {
  it("is Efron and Tibshirani's for the variance of the spatial test", () => {
    // Their table 14.2, by 2,000 resamples: percentile (100.8, 233.9), BCa (115.8, 259.6). R's boot 1.3.28.1 with 100,000: (98.0, 235.2)
    // and (115.9, 261.5).
    const options = { confidence: 0.9, resamples: 20_000 };
    const percentile = clusterBootstrap(SPATIAL, variance, { ...options, method: 'percentile', random: pcg32(2) });
    const bca = clusterBootstrap(SPATIAL, variance, { ...options, random: pcg32(2) });
    expect(bca.estimate).toBeCloseTo(171.534, 3);
    for (const [value, expected] of [
      [percentile.low, 98.0],
      [percentile.high, 235.2],
      [bca.low, 115.9],
      [bca.high, 261.5],
    ] as const) {
      expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(1.5);
    }
  });

  it("is SciPy's for the same resamples", () => {
    // The same PCG32 in Python drew the resamples; then scipy.stats.bootstrap 1.10.1 (method='BCa', bootstrap_result=…) and np.quantile.
    const spatial = { confidence: 0.9, random: pcg32(7) };
    const bca = clusterBootstrap(SPATIAL, variance, spatial);
    expect(limits(bca, 8)).toEqual([115.26464624, 261.09393307]);
    expect(bca.standardError).toBeCloseTo(41.55973829, 8);
    const percentile = clusterBootstrap(SPATIAL, variance, { ...spatial, random: pcg32(7), method: 'percentile' });
    expect(limits(percentile, 8)).toEqual([97.98550296, 234.87248521]);
    // Clusters, of whose pooled mean many resamples are equal to the estimate.
    const clustered = clusterBootstrap(CLUSTERS, pooledMean, { confidence: 0.95, random: pcg32(1) });
    expect(limits(clustered, 9)).toEqual([0.266546267, 0.869565217]);
  });

  it('gives the same numbers for the same seed, and others for another', () => {
    const of = (seed: number) => clusterBootstrap(SPATIAL, variance, { confidence: 0.9, random: pcg32(seed) });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it.each(['percentile', 'bca'] as const)(
    'does not shrink when samples are repeated within scenarios: %s',
    (method) => {
      const options = { confidence: 0.95, method };
      const tenfold = CLUSTERS.map((cluster) => Array.from({ length: 10 }, () => cluster).flat());
      expect(limits(clusterBootstrap(tenfold, pooledMean, { ...options, random: pcg32(5) }), 12)).toEqual(
        limits(clusterBootstrap(CLUSTERS, pooledMean, { ...options, random: pcg32(5) }), 12),
      );
    },
  );

  it.each(['percentile', 'bca'] as const)(
    'is negated when the sides are swapped, and nests with confidence: %s',
    (method) => {
      const of = (sign: number, confidence: number) =>
        clusterBootstrap(CLUSTERS, (clusters) => sign * pooledMean(clusters), { confidence, method, random: pcg32(6) });
      const forth = limits(of(1, 0.9), 12);
      expect(limits(of(-1, 0.9), 12)).toEqual(forth.map((limit) => -(limit ?? Number.NaN)).toReversed());
      expectNested(CONFIDENCES.map((confidence) => of(1, confidence)));
    },
  );

  it('does not depend on the scale, where resamples equal the estimate but for rounding', () => {
    const of = (scale: number) =>
      clusterBootstrap(
        [1, 2, 2, 3, 4, 4, 6, 6].map((value) => [value * scale]),
        pooledMean,
        { confidence: 0.9, random: pcg32(8) },
      );
    expect(limits(of(0.1), 9)).toEqual(
      limits(of(1), 9).map((limit) => Number(((limit ?? Number.NaN) / 10).toFixed(9))),
    );
  });

  it('has no width where all clusters say the same', () => {
    const { estimate, low, high } = clusterBootstrap(
      [
        [0.1, 0.2],
        [0.1, 0.2],
      ],
      pooledMean,
      {
        confidence: 0.95,
        random: pcg32(1),
      },
    );
    expect([low, high]).toEqual([estimate, estimate]);
  });

  it('knows nothing from no cluster, and no interval from one', () => {
    const options = { confidence: 0.95, random: pcg32(1) };
    const nothing = { standardError: null, low: null, high: null, resamples: 2000, undefinedResamples: 0 };
    expect(clusterBootstrap([], pooledMean, options)).toEqual({ ...nothing, clusters: 0, estimate: null });
    expect(clusterBootstrap([[1, 2]], pooledMean, options)).toEqual({ ...nothing, clusters: 1, estimate: 1.5 });
  });

  it('counts resamples that leave the statistic undefined, and gives no limits that these could move', () => {
    // Undefined unless a resample has a 1: of ten clusters, one in 2.9 resamples has not.
    const rare = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const ofRare = clusterBootstrap(rare, (clusters) => (clusters.includes(1) ? 1 : null), {
      confidence: 0.95,
      method: 'percentile',
      random: pcg32(1),
    });
    expect(ofRare.undefinedResamples / ofRare.resamples).toBeCloseTo(0.9 ** 10, 1);
    expect([ofRare.low, ofRare.high]).toEqual([null, null]);
    // Undefined where all are 0 or all are 1: one in 512.
    const common = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0];
    const ofCommon = clusterBootstrap(
      common,
      (clusters) => (new Set(clusters).size === 2 ? clusters.filter((value) => value === 1).length : null),
      { confidence: 0.95, random: pcg32(1) },
    );
    expect(ofCommon.undefinedResamples).toBeGreaterThan(0);
    expect([ofCommon.low, ofCommon.high]).toEqual([2, 8]);
  });

  it('gives no BCa limits where no resample reaches the estimate', () => {
    // Twelve clusters drawn twelve times are hardly ever twelve different ones.
    const twelve = Array.from({ length: 12 }, (_, index) => index);
    const of = (method: 'bca' | 'percentile') =>
      clusterBootstrap(twelve, (clusters) => new Set(clusters).size, {
        confidence: 0.95,
        resamples: 100,
        method,
        random: pcg32(1),
      });
    expect(limits(of('bca'), 0)).toEqual([null, null]);
    expect(of('percentile').high).toBeLessThan(12);
  });

  it('refuses a statistic that is no number, too few resamples, and a source of numbers beyond 1', () => {
    const options = { confidence: 0.95, random: pcg32(1) };
    expect(() => clusterBootstrap([1, 2], () => Number.NaN, options)).toThrow('the statistic is NaN');
    expect(() => clusterBootstrap([1, 2], () => 1, { ...options, resamples: 1 })).toThrow(RangeError);
    expect(() => clusterBootstrap([1, 2], () => 1, { ...options, random: () => 1 })).toThrow(RangeError);
  });
});

describe('non-inferiority', () => {
  const WORSENING = [
    [0, 1, 0],
    [0, 0, 0],
    [0, 0, -1],
    [0, 1, 1],
    [0, 0, 0],
    [0, 0, 0],
    [-1, 0, 0],
    [0, 0, 1],
  ];

  it("compares statsmodels' one-sided bound with the margin", () => {
    // statsmodels 0.13.5: the cluster-robust fit's conf_int(0.1), and t_test(constant = 0.3) with scipy.stats.t.cdf(t, 7)
    const result = nonInferiorityTest(WORSENING, 0.3, 0.95);
    expect(result.upper).toBeCloseTo(0.3144482581940907, 10);
    expect(result.worsening.high).toBeCloseTo(0.3144482581940907, 10);
    expect(result.pValue).toBeCloseTo(0.05948228554879416, 10);
    expect(result.isNonInferior).toBe(false);
    expect(nonInferiorityTest(WORSENING, 0.32, 0.95).isNonInferior).toBe(true);
  });

  it('says yes exactly where the p-value is below one minus the confidence', () => {
    for (const margin of [0.1, 0.2, 0.3, 0.4, 0.5]) {
      for (const confidence of [0.8, 0.9, 0.95, 0.975]) {
        const { isNonInferior, pValue } = nonInferiorityTest(WORSENING, margin, confidence);
        expect(isNonInferior).toBe((pValue ?? Number.NaN) < 1 - confidence);
      }
    }
  });

  it.each([
    { clusters: [[0, 0], [0], [0]] },
    {
      clusters: [
        [0.01, 0.02],
        [0.03, 0],
      ],
    },
    { clusters: [[0, 1, -1]] },
  ])('is not known where there is no spread between clusters: $clusters', ({ clusters }) => {
    const { upper, pValue, isNonInferior } = nonInferiorityTest(clusters, 0.1, 0.95);
    expect({ upper, pValue, isNonInferior }).toEqual({ upper: null, pValue: null, isNonInferior: null });
  });

  it('refuses a margin of nothing, and a bound of less than even odds', () => {
    expect(() => nonInferiorityTest(WORSENING, 0, 0.95)).toThrow(RangeError);
    expect(() => nonInferiorityTest(WORSENING, 0.1, 0.5)).toThrow(RangeError);
  });
});

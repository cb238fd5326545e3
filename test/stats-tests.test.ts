// Whether something changed, and whether that may be chance: against published examples, R, SciPy and statsmodels.
import { describe, expect, it } from 'vitest';
import { fisherExact } from '../dist/stats/fisher.js';
import { holm } from '../dist/stats/holm.js';
import { mcNemarExact } from '../dist/stats/mcnemar.js';
import { pcg32 } from '../dist/stats/random.js';
import { signFlipTest } from '../dist/stats/sign-flip.js';

const ALTERNATIVES = ['two-sided', 'greater', 'less'] as const;

describe('the sign-flip permutation test', () => {
  const p = (differences: readonly number[], alternative?: (typeof ALTERNATIVES)[number]): number =>
    signFlipTest(differences, { ...(alternative && { alternative }), random: pcg32(1) }).pValue;

  /** Heights of cross- minus self-fertilized plants, in eighths of an inch: Darwin's data, tested by R. A. Fisher. */
  const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

  it("is Fisher's for Darwin's plants", () => {
    // The Design of Experiments, section 21: in 863 of the 32,768 ways is the sum as great as this, so 1,726 both ways.
    expect(p(DARWIN)).toBe(1726 / 32_768);
    expect(p(DARWIN, 'greater')).toBe(863 / 32_768);
  });

  it.each([
    // scipy.stats.permutation_test 1.10.1, permutation_type='samples', n_resamples=inf, of the differences against zeros
    { differences: [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4], pValues: [0.00390625, 0.001953125, 1] },
    { differences: [0.2, 0.2, -0.2, 0.4, 0, 0.6, 0.2, -0.4, 0.2], pValues: [0.3046875, 0.15234375, 0.9296875] },
    { differences: DARWIN, pValues: [0.05267333984375, 0.026336669921875, 0.974517822265625] },
  ])("is SciPy's for $differences", ({ differences, pValues }) => {
    expect(ALTERNATIVES.map((alternative) => p(differences, alternative))).toEqual(pValues);
  });

  it('is turned around when the sides are swapped', () => {
    const swapped = DARWIN.map((value) => -value);
    expect(p(swapped, 'less')).toBe(p(DARWIN, 'greater'));
    expect(p(swapped)).toBe(p(DARWIN));
  });

  it('does not depend on the order or the scale, where sums are tied but for rounding', () => {
    const tenths = [0.1, 0.2, 0.3, -0.4, 0.6, 0.7, -0.1, 0.3];
    const integers = [1, 2, 3, -4, 6, 7, -1, 3];
    for (const alternative of ALTERNATIVES) {
      expect(p(tenths, alternative)).toBe(p(integers, alternative));
      expect(p(tenths.toReversed(), alternative)).toBe(p(integers, alternative));
    }
  });

  it('says what p-value so few units could have had at least', () => {
    const { leastPValue, isExact, assignments } = signFlipTest([3, 1, 2, 5, 0], { random: pcg32(1) });
    expect({ leastPValue, isExact, assignments }).toEqual({ leastPValue: 2 / 16, isExact: true, assignments: 16 });
    expect(p([3, 1, 2, 5, 0])).toBe(2 / 16);
    expect(p([3, 1, 2, 5, 0], 'greater')).toBe(1 / 16);
  });

  it('finds nothing where nothing differs', () => {
    const certain = { pValue: 1, isExact: true, assignments: 1, leastPValue: 1 };
    expect(signFlipTest([0, 0, 0], { random: pcg32(1) })).toEqual(certain);
    expect(signFlipTest([], { random: pcg32(1) })).toEqual(certain);
  });

  it('draws assignments for more than 20 units, and counts the observed one', () => {
    const ones = Array.from({ length: 21 }, () => 1);
    expect(signFlipTest(ones, { random: pcg32(1) })).toEqual({
      pValue: 1 / 10_001,
      isExact: false,
      assignments: 10_000,
      leastPValue: 1 / 10_001,
    });
    expect(signFlipTest(ones.slice(1), { random: pcg32(1) })).toEqual({
      pValue: 2 / 2 ** 20,
      isExact: true,
      assignments: 2 ** 20,
      leastPValue: 2 / 2 ** 20,
    });
  });

  it('comes near the exact value by drawing', () => {
    // 16 of 24 equal differences are above 0: P(X ≥ 16) for 24 fair coins is 0.07579 (SciPy 1.10.1, binom.sf(15, 24, 0.5)).
    const differences = Array.from({ length: 24 }, (_, index) => (index < 16 ? 1 : -1));
    expect(Math.abs(p(differences, 'greater') - 0.07579)).toBeLessThan(0.008);
    expect(Math.abs(p(differences) - 2 * 0.07579)).toBeLessThan(0.011);
  });

  it('refuses differences that are no numbers, and no draws', () => {
    expect(() => p([1, Number.NaN])).toThrow(RangeError);
    expect(() => signFlipTest([1], { random: pcg32(1), draws: 0 })).toThrow(RangeError);
  });
});

describe("McNemar's exact test", () => {
  it.each([
    // statsmodels 0.13.5, mcnemar(exact=True)
    [10, 2, 0.03857421875],
    [5, 5, 1],
    [1, 0, 1],
    [25, 9, 0.00904118549078703],
    [40, 61, 0.04604406692934279],
    // The approval ratings of R's mcnemar.test (86 and 150 changed their minds): binom.test(86, 236), R 4.2.2
    [86, 150, 3.71593613957143e-5],
  ])('has p for %d against %d: %d', (first, second, pValue) => {
    expect(mcNemarExact(first, second) / pValue).toBeCloseTo(1, 10);
    expect(mcNemarExact(second, first)).toBe(mcNemarExact(first, second));
  });

  it.each([
    // scipy.stats.binomtest 1.10.1, alternative='greater'
    [10, 2, 0.019287109375],
    [2, 10, 0.996826171875],
    [25, 9, 0.004520592745393515],
  ])('has one-sided p for %d against %d: %d', (first, second, pValue) => {
    expect(mcNemarExact(first, second, 'greater')).toBeCloseTo(pValue, 12);
    expect(mcNemarExact(second, first, 'less')).toBeCloseTo(pValue, 12);
  });

  it('finds nothing where no pair differs', () => {
    expect(ALTERNATIVES.map((alternative) => mcNemarExact(0, 0, alternative))).toEqual([1, 1, 1]);
  });

  it('is the sign-flip test of differences of one', () => {
    const differences = [1, 1, 1, 1, 1, 1, 1, -1, -1];
    for (const alternative of ALTERNATIVES) {
      const { pValue } = signFlipTest(differences, { alternative, random: pcg32(1) });
      expect(mcNemarExact(7, 2, alternative)).toBeCloseTo(pValue, 12);
    }
  });

  it('refuses what is no count', () => {
    expect(() => mcNemarExact(-1, 2)).toThrow(RangeError);
    expect(() => mcNemarExact(1, 2.5)).toThrow(RangeError);
  });
});

describe("Fisher's exact test", () => {
  const tables = [
    // scipy.stats.fisher_exact 1.10.1. The first is the lady who tasted tea, whose 0.2429 R's fisher.test prints as well.
    { first: [3, 4], second: [1, 4], pValues: [0.48571428571428565, 0.24285714285714283, 0.9857142857142858] },
    { first: [8, 10], second: [1, 6], pValues: [0.034965034965034975, 0.024475524475524483, 0.9991258741258742] },
    { first: [0, 300], second: [6, 300], pValues: [0.03047137597331363, 1, 0.015235687986656815] },
    { first: [12, 100], second: [3, 100], pValues: [0.028671314973177094, 0.014335657486588547, 0.9972747225761551] },
    { first: [1, 10], second: [11, 14], pValues: [0.0027594561852200836, 0.9999663480953022, 0.0013797280926100418] },
  ] as const;

  it.each(tables)("is SciPy's for $first and $second", ({ first, second, pValues }) => {
    const [one, other] = [first, second].map(([events, trials]) => ({ events, trials }));
    if (!one || !other) throw new Error('a table has two rows');
    for (const [index, alternative] of ALTERNATIVES.entries()) {
      expect(fisherExact(one, other, alternative)).toBeCloseTo(pValues[index] ?? Number.NaN, 11);
    }
    expect(fisherExact(other, one)).toBeCloseTo(pValues[0], 11);
    expect(fisherExact(other, one, 'less')).toBeCloseTo(pValues[1], 11);
  });

  it("is R's for the convictions of twins", () => {
    // The example of R's fisher.test: 2 of 17 fraternal and 10 of 13 identical twins of criminals were convicted. R 4.2.2.
    const fraternal = { events: 2, trials: 17 };
    const identical = { events: 10, trials: 13 };
    expect(fisherExact(fraternal, identical, 'less')).toBeCloseTo(0.000465180943362905, 14);
    expect(fisherExact(fraternal, identical)).toBeCloseTo(0.000536724119143436, 14);
  });

  it('finds nothing where nothing or everything is an event, or nothing was tried', () => {
    for (const [first, second] of [
      [
        { events: 0, trials: 5 },
        { events: 0, trials: 9 },
      ],
      [
        { events: 5, trials: 5 },
        { events: 9, trials: 9 },
      ],
      [
        { events: 0, trials: 0 },
        { events: 4, trials: 9 },
      ],
    ] as const) {
      for (const alternative of ALTERNATIVES) expect(fisherExact(first, second, alternative)).toBeCloseTo(1, 12);
    }
  });

  it('refuses more events than trials', () => {
    expect(() => fisherExact({ events: 3, trials: 2 }, { events: 0, trials: 1 })).toThrow(RangeError);
  });
});

describe("Holm's adjustment", () => {
  it.each([
    // statsmodels 0.13.5, multipletests(method='holm'), and R 4.2.2, p.adjust(…, 'holm')
    { pValues: [0.01, 0.04, 0.03, 0.005, 0.2, 0.5], adjusted: [0.05, 0.12, 0.12, 0.03, 0.4, 0.5] },
    { pValues: [0.01, 0.02, 0.03, 0.04, 0.05], adjusted: [0.05, 0.08, 0.09, 0.09, 0.09] },
  ])("is R's for $pValues", ({ pValues, adjusted }) => {
    expect(holm(pValues).map((value) => Number(value.toFixed(12)))).toEqual(adjusted);
  });

  it('follows the order of the tests, leaves one alone, and never exceeds 1', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([])).toEqual([]);
    expect(holm([0.9, 0.8, 0.5])).toEqual([1, 1, 1]);
    const pValues = [0.2, 0.001, 0.04, 0.04, 1];
    expect(holm(pValues.toReversed())).toEqual(holm(pValues).toReversed());
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the p-value %d', (pValue) => {
    expect(() => holm([0.5, pValue])).toThrow(RangeError);
  });
});

// How far raters agree: against published examples, SciPy, R and statsmodels.
import { describe, expect, it } from 'vitest';
import { clusterBootstrap } from '../dist/stats/bootstrap.js';
import { cohenKappa } from '../dist/stats/kappa.js';
import { krippendorffAlpha } from '../dist/stats/krippendorff.js';
import { pcg32 } from '../dist/stats/random.js';
import { ranks, spearman } from '../dist/stats/spearman.js';

describe("Spearman's correlation", () => {
  it("is SciPy's and R's, with ties and without", () => {
    // scipy.stats.spearmanr 1.10.1; R 4.2.2, cor(method = 'spearman'). The last is mtcars, mpg and cyl, whose 32 cars have three cyl.
    const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
    expect(spearman(iq, [7, 0, 27, 50, 28, 29, 20, 12, 6, 17])).toBeCloseTo(-29 / 165, 12);
    const rated = [1, 2, 2, 3, 3, 3, 4, 5, 5, 1];
    expect(spearman(rated, [2, 1, 3, 3, 2, 4, 4, 5, 4, 1])).toBeCloseTo(0.841772151898734, 12);
    expect(spearman(MPG, CYL)).toBeCloseTo(-0.910801310862479, 12);
    // scipy.stats.rankdata
    expect(ranks(rated)).toEqual([1.5, 3.5, 3.5, 6, 6, 6, 8, 9.5, 9.5, 1.5]);
  });

  it('sees only the order: 1 for any that rises, −1 for any that falls', () => {
    const values = [3, -1, 7, 0.5];
    expect(spearman(values, values.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      spearman(
        values,
        values.map((value) => -(value ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
    expect(spearman(values, [1, 2, 4, 3])).toBe(spearman([1, 2, 4, 3], values));
  });

  it('is unknown where there is nothing to order', () => {
    expect([spearman([], []), spearman([1], [2]), spearman([1, 1, 1], [1, 2, 3])]).toEqual([null, null, null]);
  });

  it('refuses what cannot be paired or ordered', () => {
    expect(() => spearman([1, 2], [1])).toThrow(RangeError);
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow(RangeError);
  });
});

const MPG = [
  ...[21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4],
  ...[14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4],
];
const CYL = [6, 6, 4, 6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 8, 8, 8, 8, 4, 4, 4, 8, 6, 8, 4];

/** A table of counts, first by second, as pairs. */
function pairsOf<Category>(table: readonly (readonly number[])[], categories: readonly Category[]) {
  return categories.flatMap((first, row) =>
    categories.flatMap((second, column) =>
      Array.from({ length: table[row]?.[column] ?? 0 }, () => ({ first, second })),
    ),
  );
}

describe("Cohen's kappa", () => {
  const CATEGORIES = ['good', 'fair', 'poor'] as const;
  const TABLE = [
    [44, 5, 1],
    [7, 20, 3],
    [9, 5, 6],
  ];

  it("is statsmodels', weighted or not", () => {
    // statsmodels 0.13.5, cohens_kappa(table, wt=…)
    const pairs = pairsOf(TABLE, CATEGORIES);
    const of = (weights: 'none' | 'linear' | 'quadratic') => cohenKappa(pairs, CATEGORIES, { weights }).kappa;
    expect(of('none')).toBeCloseTo(0.49152542372881347, 12);
    expect(of('linear')).toBeCloseTo(0.4736842105263158, 12);
    expect(of('quadratic')).toBeCloseTo(0.4545454545454546, 12);
    expect(cohenKappa(pairs, CATEGORIES)).toMatchObject({ count: 100, observedAgreement: 0.7 });
  });

  it('is (0.7 − 0.5) ÷ (1 − 0.5) for the usual example of fifty grant proposals', () => {
    const pairs = pairsOf(
      [
        [20, 5],
        [10, 15],
      ],
      [true, false],
    );
    expect(cohenKappa(pairs, [true, false]).kappa).toBeCloseTo(0.4, 12);
  });

  it('does not care who is first, nor for categories that nobody used', () => {
    const pairs = pairsOf(TABLE, CATEGORIES);
    const swapped = pairs.map(({ first, second }) => ({ first: second, second: first }));
    const { kappa } = cohenKappa(pairs, CATEGORIES);
    expect(cohenKappa(swapped, CATEGORIES).kappa).toBeCloseTo(kappa ?? Number.NaN, 12);
    expect(cohenKappa(pairs, [...CATEGORIES, 'awful']).kappa).toBe(kappa);
  });

  it('is 1 for the same ratings, and unknown where nothing could have differed', () => {
    const same = [1, 2, 2, 3].map((rating) => ({ first: rating, second: rating }));
    expect(cohenKappa(same, [1, 2, 3]).kappa).toBe(1);
    const constant = [{ first: 1, second: 1 }];
    expect(cohenKappa(constant, [1, 2])).toEqual({ count: 1, observedAgreement: 1, kappa: null });
    expect(cohenKappa([], [1, 2])).toEqual({ count: 0, observedAgreement: null, kappa: null });
  });

  it('refuses a rating that is no category, and a category given twice', () => {
    expect(() => cohenKappa([{ first: 1, second: 4 }], [1, 2])).toThrow('4 is not one of the categories');
    expect(() => cohenKappa([], [1, 1])).toThrow('a category is given twice');
  });
});

/** A rater a row, a unit a column; a dot is missing. */
function unitsOf(...raters: readonly string[]): (number | null)[][] {
  const rows = raters.map((row) => row.split(' ').map((rating) => (rating === '.' ? null : Number(rating))));
  return (rows[0] ?? []).map((_, unit) => rows.map((row) => row[unit] ?? null));
}

describe("Krippendorff's alpha", () => {
  /** K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section D; also the example of R's irr::kripp.alpha. */
  const FOUR_RATERS = unitsOf(
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .',
  );

  it.each([
    { level: 'nominal', alpha: 0.743 },
    { level: 'ordinal', alpha: 0.815 },
    { level: 'interval', alpha: 0.849 },
  ] as const)('is the published $alpha for four raters and $level values', ({ level, alpha }) => {
    const reliability = krippendorffAlpha(FOUR_RATERS, level);
    expect(Number(reliability.alpha?.toFixed(3))).toBe(alpha);
    expect(reliability).toMatchObject({ units: 11, values: 40 });
  });

  it.each([
    { level: 'nominal', alpha: 0.691 },
    { level: 'interval', alpha: 0.811 },
  ] as const)('is the published $alpha for three raters who left out more than half', ({ level, alpha }) => {
    // The computational example of Wikipedia's article on it: 26 pairable values.
    const units = unitsOf(
      '. . . . . 3 4 1 2 1 1 3 3 . 3',
      '1 . 2 1 3 3 4 3 . . . . . . .',
      '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
    );
    const reliability = krippendorffAlpha(units, level);
    expect(Number(reliability.alpha?.toFixed(3))).toBe(alpha);
    expect(reliability.values).toBe(26);
  });

  it('is the published 0.095 for two raters of ten yes-or-no units', () => {
    // Krippendorff, 2011, section A.
    const units = unitsOf('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0');
    expect(Number(krippendorffAlpha(units, 'nominal').alpha?.toFixed(3))).toBe(0.095);
  });

  it('does not depend on the order of units or raters, nor for ordinal values on their distances', () => {
    const shuffled = FOUR_RATERS.toReversed().map((unit) => unit.toReversed());
    for (const level of ['nominal', 'ordinal', 'interval'] as const) {
      const { alpha } = krippendorffAlpha(FOUR_RATERS, level);
      expect(krippendorffAlpha(shuffled, level).alpha).toBeCloseTo(alpha ?? Number.NaN, 12);
    }
    const stretched = FOUR_RATERS.map((unit) => unit.map((value) => (value === null ? null : 10 ** value)));
    expect(krippendorffAlpha(stretched, 'ordinal').alpha).toBe(krippendorffAlpha(FOUR_RATERS, 'ordinal').alpha);
  });

  it('is 1 for perfect agreement, and unknown where nothing could be compared or everything is the same', () => {
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [2, 2, 2],
        ],
        'interval',
      ).alpha,
    ).toBe(1);
    expect(krippendorffAlpha([[1, null], [2]], 'nominal')).toEqual({ units: 0, values: 0, alpha: null });
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        'ordinal',
      ),
    ).toEqual({ units: 2, values: 4, alpha: null });
  });

  it('refuses what is no number', () => {
    expect(() => krippendorffAlpha([[1, Number.NaN]], 'nominal')).toThrow(RangeError);
  });

  it('has an interval by the bootstrap over units', () => {
    const { estimate, low, high } = clusterBootstrap(
      FOUR_RATERS,
      (units) => krippendorffAlpha(units, 'ordinal').alpha,
      {
        confidence: 0.95,
        method: 'percentile',
        random: pcg32(1),
      },
    );
    expect(estimate).toBeCloseTo(0.815, 3);
    expect(low).toBeLessThan(0.7);
    expect(high).toBeGreaterThan(0.9);
  });
});

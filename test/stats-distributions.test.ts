// What the intervals and tests stand on. Unless said otherwise, expected values are SciPy 1.10.1's, of the function named in the comment.
import { describe, expect, it } from 'vitest';
import { betaProbability, betaQuantile, logGamma } from '../dist/stats/beta.js';
import { binomialUpperTail } from '../dist/stats/binomial.js';
import { normalProbability, normalQuantile } from '../dist/stats/normal.js';
import { quantile } from '../dist/stats/quantile.js';
import { pcg32 } from '../dist/stats/random.js';
import { studentTProbability, studentTQuantile } from '../dist/stats/student-t.js';

function expectRelative(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected), `${value} is not ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe('the random numbers', () => {
  it("are those of the generator's own demonstration", () => {
    // pcg32-demo of M. E. O'Neill's reference implementation in C: seed 42, stream 54, round 1.
    const random = pcg32(42, 54);
    const bits = Array.from({ length: 6 }, () => (random() * 2 ** 32).toString(16));
    expect(bits).toEqual(['a15c02b7', '7b47f409', 'ba1d3330', '83d2f293', 'bfa4784b', 'cbed606e']);
  });

  it('use every bit of the seed and the stream', () => {
    // The published algorithm in Python's unlimited integers.
    const random = pcg32(2 ** 53 - 1, 2 ** 31 - 1);
    const bits = Array.from({ length: 3 }, () => (random() * 2 ** 32).toString(16));
    expect(bits).toEqual(['d6e03236', '687e5164', '445302fd']);
  });

  it('are uniform', () => {
    const random = pcg32(1);
    const counts = Array.from({ length: 100 }, () => 0);
    for (let draw = 0; draw < 100_000; draw++) {
      const bin = Math.floor(random() * 100);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: 0.1 % and 99.9 %.
    expect(chiSquared).toBeGreaterThan(61.1);
    expect(chiSquared).toBeLessThan(148.2);
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuse the seed %d', (seed) => {
    expect(() => pcg32(seed)).toThrow(RangeError);
  });

  it.each([-1, 0.5, 2 ** 31])('refuse the stream %d', (stream) => {
    expect(() => pcg32(0, stream)).toThrow(RangeError);
  });
});

describe('the normal distribution', () => {
  it.each([
    // scipy.stats.norm.cdf
    [-8, 6.22096057427174e-16],
    [-5, 2.866515718791933e-7],
    [-3.5, 0.00023262907903552502],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [3.2, 0.9993128620620841],
  ])('stays below %d with the probability %d', (value, probability) => {
    expectRelative(normalProbability(value), probability, 2e-13);
  });

  it.each([
    // scipy.stats.norm.ppf
    [1e-10, -6.361340902404056],
    [0.0001, -3.7190164854556804],
    [0.025, -1.9599639845400545],
    [0.2, -0.8416212335729142],
    [0.8, 0.8416212335729143],
    [0.95, 1.6448536269514722],
    [0.9999, 3.719016485455709],
  ])('has the quantile of %d at %d', (probability, value) => {
    expectRelative(normalQuantile(probability), value, 1e-12);
  });

  it('reaches 0, ½ and 1', () => {
    expect([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY].map(normalProbability)).toEqual([0, 0.5, 1]);
    expect(normalQuantile(0.5)).toBe(0);
  });

  it('refuses what is no probability or no value', () => {
    for (const probability of [0, 1, Number.NaN]) expect(() => normalQuantile(probability)).toThrow(RangeError);
    expect(() => normalProbability(Number.NaN)).toThrow(RangeError);
  });
});

describe('the beta distribution', () => {
  it.each([
    // scipy.special.gammaln
    [0.001, 6.907178885383853],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [7, 6.579251212010101],
    [12.3, 18.238983407092245],
    [1000.5, 5908.674175848678],
    [1_000_000, 12815504.569147611],
  ])('takes ln Γ(%d) for %d', (argument, value) => {
    expectRelative(logGamma(argument), value, 5e-14);
  });

  it.each([
    // scipy.special.betainc
    [0.3, 0.5, 0.5, 0.3690101195655454],
    [0.1, 2, 3, 0.0523],
    [0.99, 10, 0.5, 0.6579281751567843],
    [0.4, 50, 60, 0.12470685834310041],
    [0.5005, 100_000, 100_000, 0.6726394153507925],
    [0.00001, 1, 1000, 0.009950215753662305],
  ])('stays below %d for the shapes %d and %d with the probability %d', (value, a, b, probability) => {
    expectRelative(betaProbability(value, a, b), probability, 1e-9);
  });

  it.each([
    // scipy.special.betaincinv
    [0.025, 1, 20, 0.0012650894979498036],
    [0.975, 3, 18, 0.3169827140190823],
    [0.1, 0.5, 0.5, 0.0244717418524232],
    [0.001, 500, 2, 0.9817207142554284],
  ])('has the quantile of %d for the shapes %d and %d at %d', (probability, a, b, value) => {
    expectRelative(betaQuantile(probability, a, b), value, 1e-11);
  });

  it('is 0 and 1 at the ends, and refuses what lies outside', () => {
    expect([betaProbability(0, 2, 3), betaProbability(1, 2, 3)]).toEqual([0, 1]);
    for (const [value, a, b] of [
      [-0.1, 1, 1],
      [1.1, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, Number.NaN],
    ] as const) {
      expect(() => betaProbability(value, a, b)).toThrow(RangeError);
    }
  });

  it('gives the tails of the binomial distribution, as summed by hand', () => {
    // P(X ≥ 8) for 10 fair coins: (45 + 10 + 1) ÷ 1024.
    expect(binomialUpperTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 14);
    expect([0, 11].map((successes) => binomialUpperTail(successes, 10, 0.5))).toEqual([1, 0]);
  });
});

describe("the probability of Student's t", () => {
  it.each([
    // scipy.stats.t.cdf
    [-4.5, 3, 0.010245206172226701],
    [0.7, 1, 0.6944001122142147],
    [2.1, 19, 0.9753428008783632],
    [-2.5, 7.5, 0.019410129136812757],
    [1, 500, 0.8411028963696957],
  ])('stays below %d for %d degrees of freedom with %d', (value, df, probability) => {
    expectRelative(studentTProbability(value, df), probability, 1e-11);
  });

  it('undoes the quantile, which is computed in another way', () => {
    for (const df of [1, 2, 7, 30]) expect(studentTProbability(studentTQuantile(0.9, df), df)).toBeCloseTo(0.9, 11);
  });

  it('refuses what is not finite', () => {
    expect(() => studentTProbability(Number.NaN, 3)).toThrow(RangeError);
  });
});

describe('the quantile of values', () => {
  it("is R's", () => {
    // R 4.2.2, quantile(c(1, 2, 4, 8, 16), …), type 7
    const values = [0, 0.1, 0.25, 0.5, 0.9, 1].map((probability) => quantile([1, 2, 4, 8, 16], probability));
    expect(values.map((value) => Number(value.toFixed(12)))).toEqual([1, 1.4, 2, 4, 12.8, 16]);
  });

  it('is that of the only value', () => {
    expect(quantile([3], 0.9)).toBe(3);
  });

  it('refuses no values, and what is no probability', () => {
    expect(() => quantile([], 0.5)).toThrow('no values have no quantile');
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
  });
});

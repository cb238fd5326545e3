// Numbers in, numbers out: against published values.
import { describe, expect, it } from 'vitest';
import { tInterval } from '../dist/stats/interval.js';
import { studentTQuantile } from '../dist/stats/student-t.js';
import { mean, standardError } from '../dist/stats/summary.js';

/** NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, and for the last column the tables of most textbooks. */
const PROBABILITIES = [0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995];
const TABLE = [
  { df: 1, values: [3.078, 6.314, 12.706, 31.821, 63.657, 318.309, 636.619] },
  { df: 2, values: [1.886, 2.92, 4.303, 6.965, 9.925, 22.327, 31.599] },
  { df: 3, values: [1.638, 2.353, 3.182, 4.541, 5.841, 10.215, 12.924] },
  { df: 4, values: [1.533, 2.132, 2.776, 3.747, 4.604, 7.173, 8.61] },
  { df: 5, values: [1.476, 2.015, 2.571, 3.365, 4.032, 5.893, 6.869] },
  { df: 7, values: [1.415, 1.895, 2.365, 2.998, 3.499, 4.785, 5.408] },
  { df: 10, values: [1.372, 1.812, 2.228, 2.764, 3.169, 4.144, 4.587] },
  { df: 15, values: [1.341, 1.753, 2.131, 2.602, 2.947, 3.733, 4.073] },
  { df: 20, values: [1.325, 1.725, 2.086, 2.528, 2.845, 3.552, 3.85] },
  { df: 30, values: [1.31, 1.697, 2.042, 2.457, 2.75, 3.385, 3.646] },
  { df: 60, values: [1.296, 1.671, 2, 2.39, 2.66, 3.232, 3.46] },
  { df: 100, values: [1.29, 1.66, 1.984, 2.364, 2.626, 3.174, 3.39] },
  { df: 120, values: [1.289, 1.658, 1.98, 2.358, 2.617, 3.16, 3.373] },
  { df: 200, values: [1.286, 1.653, 1.972, 2.345, 2.601, 3.131, 3.34] },
];

describe("the quantile of Student's t", () => {
  it.each(TABLE)('has the published values for $df degrees of freedom', ({ df, values }) => {
    const rounded = PROBABILITIES.map((probability) => Number(studentTQuantile(probability, df).toFixed(3)));
    expect(rounded).toEqual(values);
  });

  it('is tan(π(p − ½)) for one degree of freedom, far into the tail', () => {
    for (const probability of [0.6, 0.99, 0.999_999]) {
      const expected = Math.tan(Math.PI * (probability - 0.5));
      expect(studentTQuantile(probability, 1) / expected).toBeCloseTo(1, 9);
    }
  });

  it('is symmetric, and 0 in the middle', () => {
    expect(studentTQuantile(0.5, 6)).toBeCloseTo(0, 12);
    expect(studentTQuantile(0.025, 6)).toBeCloseTo(-studentTQuantile(0.975, 6), 12);
  });

  it('comes near the normal distribution', () => {
    expect(studentTQuantile(0.975, 100_000)).toBeCloseTo(1.959964, 4);
  });

  it.each([
    [0, 5],
    [1, 5],
    [Number.NaN, 5],
    [0.9, 0],
    [0.9, 2.5],
  ])('refuses the probability %d with %d degrees of freedom', (probability, df) => {
    expect(() => studentTQuantile(probability, df)).toThrow(RangeError);
  });
});

/** Hours of sleep gained, drug 2 minus drug 1: the data of Student's paper of 1908. R's t.test gives the interval below. */
const SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

describe('the interval for a mean', () => {
  it("is R's for Student's own data", () => {
    const { count, mean: center, low, high } = tInterval(SLEEP, 0.95);
    expect({ count, mean: center }).toEqual({ count: 10, mean: 1.58 });
    expect(low).toBeCloseTo(0.7001142, 6);
    expect(high).toBeCloseTo(2.4598858, 6);
  });

  it('divides the error among comparisons that are to hold together', () => {
    expect(tInterval(SLEEP, 0.95, 5)).toEqual(tInterval(SLEEP, 1 - (1 - 0.95) / 5));
    expect(tInterval(SLEEP, 0.95, 5).low).toBeLessThan(tInterval(SLEEP, 0.95).low ?? 0);
  });

  it('is not known from one value', () => {
    expect(tInterval([3], 0.95)).toEqual({ count: 1, mean: 3, standardError: null, low: null, high: null });
  });
});

it('gives no mean of nothing', () => {
  expect(() => mean([])).toThrow('the mean of no values is undefined');
});

it('takes the standard error from n − 1', () => {
  expect(standardError([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
});

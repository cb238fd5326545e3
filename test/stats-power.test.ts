// What could have been detected: against R's exact power of the paired t test, by hand, and by playing it through.
import { describe, expect, it } from 'vitest';
import { mcNemarExact } from '../dist/stats/mcnemar.js';
import {
  detectableMeanDifference,
  detectableRateDifference,
  pairsForMeanDifference,
  pairsForRateDifference,
} from '../dist/stats/power.js';
import { pcg32 } from '../dist/stats/random.js';

describe('what a comparison of rates detects', () => {
  it('is the formula with the z of the tables', () => {
    // 1.959964 + 0.841621 = 2.801585 and 1.644854 + 0.841621 = 2.486475
    expect(detectableRateDifference({ pairs: 100, disagreementRate: 0.2 })).toBeCloseTo(2.801585 * Math.sqrt(0.002), 6);
    expect(detectableRateDifference({ pairs: 100, disagreementRate: 0.2 }, { sides: 1 })).toBeCloseTo(
      2.486475 * Math.sqrt(0.002),
      6,
    );
    expect(pairsForRateDifference({ difference: 0.1, disagreementRate: 0.2 })).toBe(Math.ceil(2.801585 ** 2 * 20));
    expect(pairsForRateDifference({ difference: 0.1, disagreementRate: 0.2 }, { sides: 1, power: 0.9 })).toBe(
      Math.ceil((1.644854 + 1.281552) ** 2 * 20),
    );
  });

  it('is inverted by the number of pairs that it needs', () => {
    for (const difference of [0.03, 0.1, 0.4]) {
      for (const designEffect of [1, 2.5]) {
        const options = { sides: 1, designEffect } as const;
        const pairs = pairsForRateDifference({ difference, disagreementRate: 0.11 }, options);
        const of = (count: number) => detectableRateDifference({ pairs: count, disagreementRate: 0.11 }, options);
        expect(of(pairs)).toBeLessThanOrEqual(difference);
        expect(of(pairs - 1) ?? 1).toBeGreaterThan(difference);
      }
    }
  });

  it('never is more than the share of pairs that would then differ', () => {
    // No pair differed among 50. A real change of δ makes δ of them differ: δ = z²/50.
    expect(detectableRateDifference({ pairs: 50, disagreementRate: 0 })).toBeCloseTo(2.801585 ** 2 / 50, 5);
    expect(detectableRateDifference({ pairs: 5, disagreementRate: 0.1 })).toBe(null);
    expect(detectableRateDifference({ pairs: 0, disagreementRate: 0.1 })).toBe(null);
  });

  it('keeps what it promises, and little more, when it is played through', () => {
    // The number of pairs for a worsening of 10 points where 20 % of the pairs differ, one-sided at 5 %: McNemar's exact test is a little
    // conservative, the formula a little generous.
    const pairs = pairsForRateDifference({ difference: 0.1, disagreementRate: 0.2 }, { sides: 1 });
    const random = pcg32(11);
    let detected = 0;
    for (let play = 0; play < 2000; play++) {
      let [worse, better] = [0, 0];
      for (let pair = 0; pair < pairs; pair++) {
        const draw = random();
        if (draw < 0.15) worse++;
        else if (draw < 0.2) better++;
      }
      if (mcNemarExact(worse, better, 'greater') < 0.05) detected++;
    }
    expect(detected / 2000).toBeGreaterThan(0.75);
    expect(detected / 2000).toBeLessThan(0.85);
  });
});

describe('what a comparison of means detects', () => {
  it("is within a thousandth of R's exact power", () => {
    // R 4.2.2: power.t.test(n = 20, sd = 2, power = 0.8, type = 'paired')$delta
    const detectable = detectableMeanDifference({ pairs: 20, standardDeviation: 2 });
    expect(Math.abs((detectable ?? 0) / 1.32088181713997 - 1)).toBeLessThan(0.001);
  });

  it("needs the pairs of R's exact power", () => {
    // R 4.2.2: power.t.test(delta = 0.5, sd = 1, power = 0.8, type = 'paired')$n is 33.367; with sd = 2, power = 0.9 and one side 138.386.
    expect(pairsForMeanDifference({ difference: 0.5, standardDeviation: 1 })).toBe(34);
    expect(pairsForMeanDifference({ difference: 0.5, standardDeviation: 2 }, { sides: 1, power: 0.9 })).toBe(139);
  });

  it('is inverted by the number of pairs that it needs', () => {
    for (const difference of [0.01, 0.3, 5]) {
      const options = { designEffect: 1.7 };
      const pairs = pairsForMeanDifference({ difference, standardDeviation: 1 }, options) ?? Number.NaN;
      const of = (count: number) => detectableMeanDifference({ pairs: count, standardDeviation: 1 }, options);
      expect(of(pairs)).toBeLessThanOrEqual(difference);
      expect(of(pairs - 1) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(difference);
    }
  });

  it('grows with the root of the design effect', () => {
    const [once, fourfold] = [1, 4].map((designEffect) =>
      detectableMeanDifference({ pairs: 12, standardDeviation: 1 }, { designEffect }),
    );
    expect(fourfold).toBeCloseTo(2 * (once ?? Number.NaN), 12);
  });

  it('is not known for one pair, nor where no pair differs from another', () => {
    expect(detectableMeanDifference({ pairs: 1, standardDeviation: 1 })).toBe(null);
    expect(detectableMeanDifference({ pairs: 9, standardDeviation: 0 })).toBe(null);
    expect(pairsForMeanDifference({ difference: 1, standardDeviation: 0 })).toBe(null);
  });
});

it.each([
  () => detectableRateDifference({ pairs: 1.5, disagreementRate: 0.1 }),
  () => detectableRateDifference({ pairs: 5, disagreementRate: 1.1 }),
  () => pairsForRateDifference({ difference: 0, disagreementRate: 0.1 }),
  () => pairsForMeanDifference({ difference: 0, standardDeviation: 1 }),
  () => detectableMeanDifference({ pairs: 5, standardDeviation: -1 }),
  () => detectableMeanDifference({ pairs: 5, standardDeviation: 1 }, { power: 0.05 }),
  () => detectableMeanDifference({ pairs: 5, standardDeviation: 1 }, { alpha: 0 }),
  () => detectableMeanDifference({ pairs: 5, standardDeviation: 1 }, { designEffect: -1 }),
])('refuses what cannot be: %s', (ask) => {
  expect(ask).toThrow(RangeError);
});

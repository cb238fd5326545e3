import { detectableRateDifference } from '../stats/power.ts';
import { CONFIDENCE, POWER } from './levels.ts';

/** Where it cannot be seen how replies of a scenario change together: a little more than not at all. */
export const ASSUMED_DESIGN_EFFECT = 1.25;

interface Comparison {
  pairs: number;
  /** The share of pairs that differ although nothing changed. */
  disagreementRate: number;
  designEffect: number;
  /** How many metrics the level is shared among: `metricsThatCount`. */
  metrics: number;
}

/**
 * The smallest worsening of one metric that is found with 80 % power; null: not even one of every pair. Replies that become worse differ too,
 * on top of those that do anyway: δ is detected among a share ρ + δ of pairs that differ, and is looked for until that is so.
 *
 * By Holm's first step: α divided by the number of metrics that count. The joint test comes to about the same.
 */
export function detectableWorsening({ pairs, disagreementRate, designEffect, metrics }: Comparison): number | null {
  const options = { alpha: (1 - CONFIDENCE) / metrics, sides: 1, power: POWER, designEffect } as const;
  let difference: number | null = 0;
  for (let step = 0; step < MOST_STEPS && difference !== null; step++) {
    const rate = Math.min(1, disagreementRate + difference);
    const next = detectableRateDifference({ pairs, disagreementRate: rate }, options);
    if (next !== null && Math.abs(next - difference) < 1e-9) return next;
    difference = next;
  }
  return difference;
}

/** Each step brings it at least twice as near. */
const MOST_STEPS = 60;

/**
 * Among how many metrics the level must be shared: one that differs in so few scenarios that no permutation of them is rare costs nothing.
 * The least k for which no more than k metrics can reach α ÷ k. R. E. Tarone, A modified Bonferroni method for discrete data, Biometrics 46,
 * 1990.
 *
 * @param others in how many scenarios each of the other metrics differs; the one in question counts in any case
 */
export function metricsThatCount(others: readonly number[]): number {
  const leastPValues = others.map((scenarios) => 0.5 ** scenarios);
  for (let count = 1; count <= others.length; count++) {
    const reaching = leastPValues.filter((pValue) => pValue <= (1 - CONFIDENCE) / count).length;
    if (reaching + 1 <= count) return count;
  }
  return others.length + 1;
}

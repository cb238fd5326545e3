import { detectableRateDifference } from '../stats/power.ts';
import { CONFIDENCE, POWER } from './levels.ts';

/** Where it cannot be seen how replies of a scenario change together: a little more than not at all. */
export const ASSUMED_DESIGN_EFFECT = 1.25;

interface Comparison {
  pairs: number;
  /** The share of pairs that differ although nothing changed. */
  disagreementRate: number;
  designEffect: number;
  /** How many metrics decide. */
  gates: number;
}

/**
 * The smallest worsening of one metric that is found with 80 % power; null: not even one of every pair. Replies that become worse differ too,
 * on top of those that do anyway: δ is detected among a share ρ + δ of pairs that differ, and is looked for until that is so.
 *
 * By Holm's first step, α divided by the number of metrics: the test itself is no stricter, and with few scenarios it finds less than this.
 */
export function detectableWorsening({ pairs, disagreementRate, designEffect, gates }: Comparison): number | null {
  const options = { alpha: (1 - CONFIDENCE) / Math.max(1, gates), sides: 1, power: POWER, designEffect } as const;
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

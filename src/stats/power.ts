// What a comparison of pairs can detect, and how many pairs it needs for that. Printed beside what was found.
import { normalQuantile } from './normal.ts';
import { requireCount, requirePositive, requireProbability } from './require.ts';
import { studentTQuantile } from './student-t.ts';

/** Beyond so many degrees of freedom, t differs from this one's by less than 1 in 10,000. */
const MOST_DEGREES_OF_FREEDOM = 10_000;

export interface PowerOptions {
  /** Probability of a false alarm; default 0.05. */
  alpha?: number;
  /** Probability of detecting the effect; default 0.8. */
  power?: number;
  /** Whether the test looks one way or both; default 2. */
  sides?: 1 | 2;
  /** How many times the variance is what it would be for independent pairs (`ClusterEstimate.designEffect`); default 1. */
  designEffect?: number;
}

/**
 * The smallest change of a rate that so many pairs detect: δ = (z₁₋α + z_power)·√(ρ·D ÷ n), with the share ρ of pairs whose outcomes differ
 * and the design effect D (α/2 if two-sided). R. J. Connor, Sample size for testing differences in proportions for the paired-sample
 * design, Biometrics 43, 1987, without the term −δ², which makes it a little too large and never too small. A change cannot exceed the
 * share of pairs that differ; where δ would, all of those differ in one direction: ρ = δ.
 *
 * @returns null where not even a change of every pair is detected
 */
export function detectableRateDifference(
  { pairs, disagreementRate }: { pairs: number; disagreementRate: number },
  options: PowerOptions = {},
): number | null {
  requireCount(pairs, 'pairs');
  requireRate(disagreementRate, 'disagreement rate', 0);
  if (pairs === 0) return null;
  const variance = (normalMultiplier(options) ** 2 * designEffectOf(options)) / pairs;
  const difference = Math.max(Math.sqrt(variance * disagreementRate), variance);
  return difference <= 1 ? difference : null;
}

/** How many pairs detect such a change of a rate: the inverse of `detectableRateDifference`, rounded up. */
export function pairsForRateDifference(
  { difference, disagreementRate }: { difference: number; disagreementRate: number },
  options: PowerOptions = {},
): number {
  requireRate(difference, 'difference of rates', Number.MIN_VALUE);
  requireRate(disagreementRate, 'disagreement rate', 0);
  const rate = Math.max(disagreementRate, difference);
  return Math.ceil((normalMultiplier(options) ** 2 * rate * designEffectOf(options)) / difference ** 2);
}

/**
 * The smallest mean difference that so many pairs detect: δ = (t₁₋α + t_power)·s·√(D ÷ n), with the standard deviation s of the paired
 * differences and n − 1 degrees of freedom. H. S. Bloom, Minimum detectable effects, Evaluation Review 19, 1995. With one value a scenario,
 * n is the number of scenarios.
 *
 * @returns null for fewer than two pairs, and without any spread to judge by
 */
export function detectableMeanDifference(
  { pairs, standardDeviation }: { pairs: number; standardDeviation: number },
  options: PowerOptions = {},
): number | null {
  requireCount(pairs, 'pairs');
  requireSpread(standardDeviation);
  if (pairs < 2 || standardDeviation === 0) return null;
  return studentMultiplier(pairs, options) * standardDeviation * Math.sqrt(designEffectOf(options) / pairs);
}

/** The fewest pairs that detect such a mean difference: the inverse of `detectableMeanDifference`. null without any spread to judge by. */
export function pairsForMeanDifference(
  { difference, standardDeviation }: { difference: number; standardDeviation: number },
  options: PowerOptions = {},
): number | null {
  requirePositive(difference, 'difference');
  requireSpread(standardDeviation);
  if (standardDeviation === 0) return null;
  const variance = (standardDeviation / difference) ** 2 * designEffectOf(options);
  let pairs = Math.max(2, Math.ceil(normalMultiplier(options) ** 2 * variance));
  while (studentMultiplier(pairs, options) ** 2 * variance > pairs) pairs++;
  return pairs;
}

function normalMultiplier(options: PowerOptions): number {
  const [level, power] = levelsOf(options);
  return normalQuantile(level) + normalQuantile(power);
}

function studentMultiplier(pairs: number, options: PowerOptions): number {
  const [level, power] = levelsOf(options);
  const degreesOfFreedom = Math.min(pairs - 1, MOST_DEGREES_OF_FREEDOM);
  return studentTQuantile(level, degreesOfFreedom) + studentTQuantile(power, degreesOfFreedom);
}

function levelsOf({ alpha = 0.05, power = 0.8, sides = 2 }: PowerOptions): [level: number, power: number] {
  requireProbability(alpha, 'false-alarm rate');
  requireProbability(power, 'power');
  if (power <= alpha) throw new RangeError(`a power of ${power} is no more than the false-alarm rate ${alpha}`);
  return [1 - alpha / sides, power];
}

function designEffectOf({ designEffect = 1 }: PowerOptions): number {
  requirePositive(designEffect, 'design effect');
  return designEffect;
}

function requireRate(value: number, name: string, least: number): void {
  if (!(value >= least && value <= 1)) throw new RangeError(`${value} is not a valid ${name}`);
}

function requireSpread(standardDeviation: number): void {
  if (standardDeviation !== 0) requirePositive(standardDeviation, 'standard deviation');
}

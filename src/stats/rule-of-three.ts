import { requireCount, requireProbability } from './require.ts';

/**
 * After no event in n independent trials, the share of events is below 3/n with 95 % confidence. J. A. Hanley and A. Lippman-Hand, If
 * nothing goes wrong, is everything all right?, JAMA 249, 1983. null for no trials, which exclude nothing.
 */
export function ruleOfThree(trials: number): number | null {
  requireCount(trials, 'trials');
  return trials === 0 ? null : Math.min(1, 3 / trials);
}

/**
 * The exact form of the rule of three: the share p for which no event in n independent trials has the probability (1 − p)ⁿ = 1 − confidence;
 * the one-sided limit of Clopper and Pearson. Replies of one scenario are not independent; the number of scenarios is the safe n.
 */
export function noEventsBound(trials: number, confidence: number): number | null {
  requireCount(trials, 'trials');
  requireProbability(confidence, 'confidence');
  return trials === 0 ? null : -Math.expm1(Math.log1p(-confidence) / trials);
}

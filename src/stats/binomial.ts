import { betaProbability } from './beta.ts';

/** P(X ≥ successes) for a binomial X: I(p; k, n − k + 1), NIST Digital Library of Mathematical Functions, 8.17.5. */
export function binomialUpperTail(successes: number, trials: number, probability: number): number {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  return betaProbability(probability, successes, trials - successes + 1);
}

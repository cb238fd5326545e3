import type { Alternative } from './alternative.ts';
import { binomialUpperTail } from './binomial.ts';
import { requireCount } from './require.ts';

/**
 * McNemar's exact test of paired yes-or-no outcomes: of the pairs whose outcomes differ, each kind has probability ½ if nothing changed.
 * Q. McNemar, Psychometrika 12, 1947, with the binomial distribution instead of χ². Pairs must be independent; for turns of one scenario,
 * which are not, `signFlipTest` decides, and this is for readers.
 *
 * @param first pairs in which only the first had the outcome
 * @param second pairs in which only the second had it
 * @param alternative 'greater': the first has it more often
 */
export function mcNemarExact(first: number, second: number, alternative: Alternative = 'two-sided'): number {
  requireCount(first, 'pairs');
  requireCount(second, 'pairs');
  const [smaller, greater] = first < second ? [first, second] : [second, first];
  switch (alternative) {
    case 'greater':
      return binomialUpperTail(first, first + second, 0.5);
    case 'less':
      return binomialUpperTail(second, first + second, 0.5);
    case 'two-sided':
      return Math.min(1, 2 * binomialUpperTail(greater, smaller + greater, 0.5));
  }
}

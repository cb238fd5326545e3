// What is not excluded although it was never seen: bounds where no pair, or hardly any, differed. Start at `unseenBound`.
import { noEventsBound } from '../stats/rule-of-three.ts';

/**
 * How much changes within a scenario are taken to resemble each other where the data cannot show it: half of their variance lies between
 * scenarios. An assumption, between replies that know nothing of each other and scenarios that change as a whole; and more samples cannot
 * talk it down: replies of a scenario, however many, count as at most two independent ones.
 */
const ASSUMED_CORRELATION = 0.5;

/** The upper bound for the share of pairs that became worse if none was seen to. @param sizes how many pairs each scenario has */
export function unseenBound(sizes: readonly number[], confidence: number): number | null {
  const independent = sizes.reduce((sum, size) => sum + size / unseenDesignEffect(size), 0);
  return noEventsBound(Math.floor(independent), confidence);
}

/** How many times the variance is what it would be for independent pairs. */
function unseenDesignEffect(pairsPerScenario: number): number {
  return 1 + Math.max(0, pairsPerScenario - 1) * ASSUMED_CORRELATION;
}

/** How many pairs bound what was never seen below the margin. */
export function pairsForUnseen(margin: number, pairsPerScenario: number, confidence: number): number {
  const independent = Math.floor(Math.log(1 - confidence) / Math.log1p(-margin)) + 1;
  return Math.ceil(independent * unseenDesignEffect(pairsPerScenario));
}

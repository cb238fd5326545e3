import type { Alternative } from './alternative.ts';
import { logGamma } from './beta.ts';
import { type EventCount, requireEvents } from './proportion.ts';

/** Tables as probable as the observed one may differ in the last digits; R's `fisher.test` allows as much. */
const ROUNDING = 1e-7;

/**
 * Fisher's exact test of whether events are as frequent in two independent groups. Given the number of events in both together, the first
 * group's has the hypergeometric distribution. R. A. Fisher, Statistical Methods for Research Workers, section 21.02. Two-sided: the sum
 * over all tables that are no more probable than the observed one, as R and SciPy do it.
 *
 * @param alternative 'greater': events are more frequent in the first
 */
export function fisherExact(first: EventCount, second: EventCount, alternative: Alternative = 'two-sided'): number {
  requireEvents(first);
  requireEvents(second);
  const events = first.events + second.events;
  const least = Math.max(0, events - second.trials);
  const most = Math.min(events, first.trials);
  const probabilities = Array.from({ length: most - least + 1 }, (_, index) => {
    const ofFirst = least + index;
    return Math.exp(
      logChoose(first.trials, ofFirst) +
        logChoose(second.trials, events - ofFirst) -
        logChoose(first.trials + second.trials, events),
    );
  });
  const place = first.events - least;
  const observed = probabilities[place] ?? 0;
  const isCounted = {
    'two-sided': (probability: number): boolean => probability <= observed * (1 + ROUNDING),
    greater: (_: number, index: number): boolean => index >= place,
    less: (_: number, index: number): boolean => index <= place,
  }[alternative];
  return Math.min(
    1,
    probabilities.filter(isCounted).reduce((sum, probability) => sum + probability, 0),
  );
}

function logChoose(total: number, chosen: number): number {
  return logGamma(total + 1) - logGamma(chosen + 1) - logGamma(total - chosen + 1);
}

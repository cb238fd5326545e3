// Scenarios that are drawn before they come near: all of a file that is not too large, while nobody scrolls, so that the browser's own
// search finds everything; and those that somebody jumps to. Start at `warmUp`.
import { type Signal, signal } from '@preact/signals';
import type { Comparison } from '../../compare/comparison.ts';

/** Replies that are drawn ahead; more would make the page slow. */
const MOST_REPLIES = 4_000;

const scenarios = new Map<string, Signal<boolean>>();

export function isWarm(scenario: string): Signal<boolean> {
  const known = scenarios.get(scenario) ?? signal(false);
  scenarios.set(scenario, known);
  return known;
}

export function warmUp({ scenarios: all, columns }: Comparison): void {
  let replies = 0;
  const waiting = all.filter(({ turns }) => {
    replies += turns * columns.length;
    return replies <= MOST_REPLIES;
  });
  const next = (): void => {
    const scenario = waiting.shift();
    if (!scenario) return;
    isWarm(scenario.id).value = true;
    whenIdle(next);
  };
  whenIdle(next);
}

/** Safari has no idle callbacks. */
function whenIdle(then: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(then);
  else setTimeout(then, 50);
}

// Scenarios that are drawn although they are far away: all of a file that is not too large, while nobody does anything, so that the
// browser's own search finds everything; and those that somebody jumps to. When something else is looked at, they are taken away, or all
// of them would have to be drawn again at once. Start at `keepWarm`.
import { batch, computed, effect, type Signal, signal } from '@preact/signals';
import type { Comparison } from '../../compare/comparison.ts';
import { comparison, source } from './data.ts';
import { whenIdle } from './idle.ts';
import { view } from './view-state.ts';
import { language } from './words.ts';

/** Replies that are drawn ahead; more would make the page slow. */
const MOST_REPLIES = 4_000;

/** So long nothing else must have happened. */
const PAUSE_MS = 300;

const scenarios = new Map<string, Signal<boolean>>();
let timer: ReturnType<typeof setTimeout> | undefined;
let round = 0;

export function isWarm(scenario: string): Signal<boolean> {
  const known = scenarios.get(scenario) ?? signal(false);
  scenarios.set(scenario, known);
  return known;
}

/** What a scenario that is far away is drawn from. Differences are shown near the reader only. */
const everywhere = computed(() => {
  const { mode, unit, ...rest } = view.value;
  return JSON.stringify([language.value, mode === 'difference' ? 'read' : mode, rest]);
});

/** Begins again whenever something else is looked at. */
export function keepWarm(): void {
  effect(() => {
    everywhere.value;
    const compared = comparison.value;
    round++;
    batch(() => {
      for (const warm of scenarios.values()) warm.value = false;
    });
    clearTimeout(timer);
    if (compared && !source.peek()?.isLive) timer = setTimeout(() => warmUp(compared, round), PAUSE_MS);
  });
}

function warmUp({ scenarios: all, columns }: Comparison, own: number): void {
  let replies = 0;
  const waiting = all.filter(({ turns }) => {
    replies += turns * columns.length;
    return replies <= MOST_REPLIES;
  });
  const next = (): void => {
    const scenario = own === round ? waiting.shift() : undefined;
    if (!scenario) return;
    isWarm(scenario.id).value = true;
    whenIdle(next);
  };
  whenIdle(next);
}

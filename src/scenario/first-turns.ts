import type { Scenario } from './schema.ts';

/** The beginning of a scenario. @param count of its turns; null: all */
export function firstTurns(scenario: Scenario, count: number | null): Scenario {
  return count === null ? scenario : { ...scenario, turns: scenario.turns.slice(0, count) };
}

import type { Places } from '../core/world.ts';
import { CORE_SCENARIOS } from '../scenario/core-scenarios.ts';
import { loadScenarios } from '../scenario/load.ts';

/**
 * Which scenarios two models are compared on.
 * @param selectors null: the project's own, of which a few of each kind come first
 * @param most of the project's own
 * @returns ids or paths, as `loadScenarios` takes them
 * @throws UserError as `loadScenarios` does
 */
export async function chosenScenarios(
  selectors: readonly string[] | null,
  most: number,
  places: Places,
): Promise<string[]> {
  if (selectors !== null) return [...selectors];
  const ids = (await loadScenarios(['*'], places)).map(({ scenario }) => scenario.id).sort();
  const core = CORE_SCENARIOS.filter((id) => ids.includes(id));
  return [...core, ...ids.filter((id) => !core.some((each) => each === id))].slice(0, most);
}

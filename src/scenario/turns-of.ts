// What the user says, for a persona that comes without it. Start at `chosenTurns`.
import { UserError } from '../core/errors.ts';
import { HAND_WRITTEN_MEGABYTES, readTextFile } from '../core/text-file.ts';
import { absolute, type Places } from '../core/world.ts';
import { say } from '../words/text.ts';
import { loadOneScenario } from './load.ts';
import type { Turn } from './schema.ts';

/**
 * @param selector a scenario's id or path, or the path of a text file in which each line that is not blank is a turn
 * @returns null if nothing was chosen
 * @throws UserError if it names no scenario, or several
 */
export async function chosenTurns(selector: string | null, places: Places): Promise<Turn[] | null> {
  if (selector === null) return null;
  if (selector.endsWith('.txt')) return linesOf(absolute(selector, places));
  const { scenario } = await loadOneScenario(selector, places);
  // What the other character could say, and what is true of it, does not hold here.
  return scenario.turns.map(({ user, probe }) => ({ user, ...(probe && probe !== 'fact' && { probe }) }));
}

async function linesOf(file: string): Promise<Turn[]> {
  const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES);
  const lines = text.split('\n').map((line) => line.trim());
  const turns = lines.filter((line) => line !== '').map((user) => ({ user }));
  if (turns.length > 0) return turns;
  throw new UserError(say('is empty'), { place: { file }, remedy: say('Write one user line per line.') });
}

// Who the model plays, for user lines that come without it. Start at `chosenPersona`.
import { isRecord } from '../core/plain-data.ts';
import { absolute, type Places } from '../core/world.ts';
import type { Text } from '../words/text.ts';
import { type CardFileChoices, isCardFile, readCardFile } from './card-file.ts';
import { loadOneScenario } from './load.ts';

/** As a scenario's file has it. */
export type WrittenPersona = Readonly<Record<string, unknown>> & { name: string; user: string; instruction: string };

export interface ChosenPersona {
  persona: WrittenPersona;
  /** What a person should know about its reading. */
  notes: Text[];
}

/**
 * @param selector a scenario's id or path, or the path of a character card
 * @returns null if nothing was chosen
 * @throws UserError if it names no scenario, or several
 */
export async function chosenPersona(
  selector: string | null,
  { user }: Pick<CardFileChoices, 'user'>,
  places: Places,
): Promise<ChosenPersona | null> {
  if (selector === null) return null;
  if (isCardFile(selector)) {
    const { scenario, notes } = await readCardFile(absolute(selector, places), { user, greeting: 1 });
    return { persona: scenario.persona, notes };
  }
  const { scenario } = await loadOneScenario(selector, places);
  const { persona } = scenario;
  const { name, instruction } = persona;
  const written = { ...withoutDefaults(persona), name, instruction, user: user ?? persona.user };
  return { persona: written, notes: [] };
}

/** As people write it: a list that is empty says nothing. */
function withoutDefaults(persona: object): Record<string, unknown> {
  const kept = Object.entries(persona).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    if ((Array.isArray(value) && value.length === 0) || (name === 'register' && value === 'any')) return [];
    if (!Array.isArray(value)) return [[name, value]];
    return [[name, value.map((each: unknown) => (isRecord(each) ? withoutDefaults(each) : each))]];
  });
  return Object.fromEntries(kept);
}

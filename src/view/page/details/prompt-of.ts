// The exact prompt of one reply, put together from those of the turns before it. Start at `promptOf`.
import type { Section } from '../../../compare/comparison.ts';
import { type Place, takeAt } from './place.ts';

export interface WholePrompt {
  text: string;
  /** How many code units of it the prompt of the turn before has too; 0 in the first turn. */
  kept: number;
}

/** null: it, or one that it is made from, is not known. */
export function promptOf(section: Section, place: Place): WholePrompt | null {
  const turns = section.rows.map(({ turn }) => turn).filter((turn) => turn <= place.turn);
  let prompt: WholePrompt | null = { text: '', kept: 0 };
  for (const turn of turns.sort((a, b) => a - b)) {
    const change = takeAt(section, { ...place, turn })?.take.prompt;
    if (!change || prompt === null) return null;
    prompt = { text: prompt.text.slice(0, change.kept) + change.added, kept: change.kept };
  }
  return prompt && { ...prompt, kept: betweenCharacters(prompt.text, prompt.kept) };
}

/** Two prompts may part inside an emoji. */
function betweenCharacters(text: string, at: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}

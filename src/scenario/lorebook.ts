// What the model is told only while the conversation is about it: known as a lorebook, or World Info. Start at `broughtUp`.
import { matchesWithin } from '../core/bounded-regex.ts';
import type { Message } from '../core/message.ts';
import { regexIn } from '../core/word-or-regex.ts';
import type { LoreEntry } from './lorebook-schema.ts';

/**
 * The entries that the last messages bring up, in the order of the lorebook, 1-based.
 * @param messages the conversation so far, as far as the model gets it
 * @throws UserError for a regular expression that does not end
 */
export function broughtUp(lorebook: readonly LoreEntry[], messages: readonly Message[]): number[] {
  return lorebook.flatMap((entry, index) => {
    const text = messages
      .slice(-entry.messages)
      .map(({ content }) => content)
      .join('\n');
    const occurs = (word: string): boolean => occursIn(text, word, entry.caseSensitive);
    const isTold = entry.keys.some(occurs) && (entry.with.length === 0 || entry.with.some(occurs));
    return isTold ? [index + 1] : [];
  });
}

/** The instruction with these entries, each in lines of its own. */
export function withLore(instruction: string, lorebook: readonly LoreEntry[], numbers: readonly number[]): string {
  const told = numbers.flatMap((number) => lorebook[number - 1] ?? []);
  const at = (place: LoreEntry['place']): string[] =>
    told.filter((entry) => entry.place === place).map(({ content }) => content);
  return [...at('before'), instruction, ...at('after')].join('\n');
}

/** Japanese has no blanks between words; a word of letters without accents is only found whole: "art" is not in "start". */
function occursIn(text: string, word: string, isCaseSensitive: boolean): boolean {
  const regex = regexIn(word);
  if (regex) return matchesWithin(text, regex);
  const fold = (each: string): string => (isCaseSensitive ? each.normalize() : each.normalize().toLowerCase());
  const [searched, wanted] = [fold(text), fold(word.trim())];
  const isPart = (sign: string | undefined): boolean => sign !== undefined && /[a-z0-9_]/i.test(sign);
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + 1)) {
    const runsOn = isPart(wanted[0]) && isPart(searched[at - 1]);
    const goesOn = isPart(wanted.at(-1)) && isPart(searched[at + wanted.length]);
    if (!runsOn && !goesOn) return true;
  }
  return false;
}

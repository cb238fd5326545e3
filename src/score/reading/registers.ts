// The register of every sentence of a reply. Start at `registersOf`.
import type { TalkTurn } from '../check.ts';
import { type Span, spanOf } from './code-points.ts';
import { hasEnding } from './endings.ts';
import { type Register, registerOf } from './register.ts';
import type { Sentence } from './sentences.ts';
import { spokenWords } from './spoken-words.ts';

export interface JudgedSentence extends Sentence {
  register: Register;
  /** It has one of the character's declared endings, which is right in any register. */
  isDeclared: boolean;
}

/** Sentences without a register of their own (quotations, narration, greetings, single nouns) are left out. */
export function registersOf(
  { sentences, tokens }: Pick<TalkTurn, 'sentences' | 'tokens'>,
  endings: readonly string[],
): JudgedSentence[] {
  return sentences.flatMap((sentence): JudgedSentence[] => {
    const register = registerOf(spokenWords(sentence, tokens));
    if (register === null) return [];
    return [{ ...sentence, register, isDeclared: hasEnding(sentence.spokenText, endings) }];
  });
}

export function byRegister<Item extends { register: Register }>(items: readonly Item[]): Record<Register, Item[]> {
  return {
    polite: items.filter(({ register }) => register === 'polite'),
    plain: items.filter(({ register }) => register === 'plain'),
  };
}

/** Those in the rarer register. @param odd of equally many, the register of those that are meant */
export function rarer<Item extends { register: Register }>(items: readonly Item[], odd: Register): Item[] {
  const { polite, plain } = byRegister(items);
  if (polite.length === plain.length) return odd === 'polite' ? polite : plain;
  return polite.length < plain.length ? polite : plain;
}

/** More places than a viewer can show; each costs a walk through the reply. */
const MOST_SPANS = 50;

/** What the character says in these sentences, without narration around it. */
export function spansOfSentences(reply: string, sentences: readonly Sentence[]): Span[] {
  return sentences.slice(0, MOST_SPANS).map(({ start, end, spoken }) => {
    const from = spoken[0]?.start ?? start;
    const text = reply.slice(from, spoken.at(-1)?.end ?? end);
    const before = text.length - text.trimStart().length;
    return spanOf(reply, from + before, from + before + text.trim().length);
  });
}

const LONGEST_WORDING = 40;

/** A sentence as a message shows it. */
export function wordingOf({ spokenText }: Sentence): string {
  const characters = [...spokenText.trim()];
  return characters.length <= LONGEST_WORDING
    ? characters.join('')
    : `${characters.slice(0, LONGEST_WORDING).join('')}…`;
}

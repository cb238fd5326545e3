// The register of every sentence of a reply. Start at `registersOf`.
import { hasEnding } from './endings.ts';
import { type Register, registerOf } from './register.ts';
import type { Sentence } from './sentences.ts';
import { spokenWords } from './spoken-words.ts';
import type { Token } from './token.ts';

export interface JudgedSentence {
  sentence: Sentence;
  register: Register;
  /** It has one of the character's declared endings, which is right in any register. */
  isDeclared: boolean;
}

/** What of a turn is read. */
interface Read {
  sentences: readonly Sentence[];
  tokens: readonly Token[];
}

/** Sentences without a register of their own (quotations, narration, greetings, single nouns) are left out. */
export function registersOf({ sentences, tokens }: Read, endings: readonly string[]): JudgedSentence[] {
  return sentences.flatMap((sentence): JudgedSentence[] => {
    const register = registerOf(spokenWords(sentence, tokens));
    if (register === null) return [];
    return [{ sentence, register, isDeclared: hasEnding(sentence.spokenText, endings) }];
  });
}

import type { Sentence } from './sentences.ts';

/** A polite question may do without a question mark; そうですか。 asks nothing. */
const POLITE_QUESTION = /(?:です|ます|ません|でした|ました|でしょう|ましょう)か[ねー〜～]?[。…\s]*$/;
const ECHO = /^(?:[^、。]{0,6}[、…])?(?:そう|なるほど|さよう|左様)(?:なん)?(?:です|でした)か[。…\s]*$/;

/** Whether the character asks something in a sentence of its own. */
export function isQuestion({ spokenText }: Sentence): boolean {
  const text = spokenText.slice(-60);
  if (/[？?][！!？?]*[^\p{L}\p{N}]*$/u.test(text)) return /[\p{L}\p{N}]/u.test(text);
  return POLITE_QUESTION.test(text) && !ECHO.test(spokenText);
}

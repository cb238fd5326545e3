// A text's letters and digits alone, for comparing texts: without punctuation, white space, emoji, and differences of width and case.
// Start at `lettersOf`.
import type { TalkTurn } from '../check.ts';
import { remembered } from './remembered.ts';

export interface Letters {
  text: string;
  /** For each UTF-16 code unit of `text`: the code point of the original that it comes from. */
  at: readonly number[];
}

export function lettersOf(text: string): Letters {
  let letters = '';
  const at: number[] = [];
  let point = 0;
  for (const character of text) {
    const letter = isPlain(character.charCodeAt(0)) ? character : foldedLetter(character);
    letters += letter;
    for (let unit = 0; unit < letter.length; unit++) at.push(point);
    point++;
  }
  return { text: letters, at };
}

/** Of a reply, read once for all checks. */
export const lettersOfReply = remembered((turn: TalkTurn): Letters => lettersOf(turn.reply));

/** Hiragana, katakana, ー, common kanji, and a to z stay as they are. */
function isPlain(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    code === 0x30fc ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x61 && code <= 0x7a)
  );
}

function foldedLetter(character: string): string {
  const folded = character.normalize('NFKC').toLowerCase();
  return /^[\p{L}\p{N}]+$/u.test(folded) ? folded : '';
}

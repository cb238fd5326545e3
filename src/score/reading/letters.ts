// A text's letters and digits alone, for comparing texts: without punctuation, white space, emoji, and differences of width and case.
// Start at `lettersOf`.

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
    const letter = PLAIN.test(character) ? character : foldedLetter(character);
    letters += letter;
    for (let unit = 0; unit < letter.length; unit++) at.push(point);
    point++;
  }
  return { text: letters, at };
}

/** Kana and common kanji are what they are. */
const PLAIN = /^[ぁ-ゖァ-ヺー一-鿿a-z0-9]$/;

function foldedLetter(character: string): string {
  const folded = character.normalize('NFKC').toLowerCase();
  return /^[\p{L}\p{N}]+$/u.test(folded) ? folded : '';
}

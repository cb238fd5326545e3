// A text as phrases are looked up in it: full-width and half-width forms, cases and typographic quotes made alike, with the way back to the
// original. Start at `fold`.
import type { Range } from './code-points.ts';

export interface Folded {
  text: string;
  /** Where a part of the folded text stands in the original. @param start in UTF-16 code units, as `end`, which is exclusive */
  original(start: number, end: number): Range;
}

/** One character with what belongs to it: combining marks and the voiced marks of half-width kana. */
const CHARACTER = /[\s\S][\p{M}\uff9e\uff9f]*/gu;

/** Already as they are folded: printable ASCII without capitals, Japanese punctuation, kana, kanji. */
const IS_FOLDED =
  /^[\n\u0020-\u0026\u0028-\u0040\u005b-\u005f\u0061-\u007e\u3001-\u301b\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff]*$/;

export function fold(text: string): Folded {
  if (IS_FOLDED.test(text)) return { text, original: (start, end) => ({ start, end }) };
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: character, index } of text.matchAll(CHARACTER)) {
    const one = foldedCharacter(character);
    folded += one;
    for (let unit = 0; unit < one.length; unit += 1) {
      starts.push(index);
      ends.push(index + character.length);
    }
  }
  return {
    text: folded,
    original: (start, end) => ({ start: starts[start] ?? text.length, end: ends[end - 1] ?? 0 }),
  };
}

/** Replies have few different characters that change. */
const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

function foldedCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded =
    FORMS[character] ??
    character
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\p{Cf}/gu, '');
  if (known.size < MOST_KNOWN) known.set(character, folded);
  return folded;
}

const FORMS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '｀': "'",
  '`': "'",
  '〜': '~',
  '～': '~',
  '∼': '~',
};

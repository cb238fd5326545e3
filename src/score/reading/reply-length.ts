import type { Span } from './code-points.ts';

/** Where a character may be more than one code point: accents, joined emoji, flags. */
const JOINED = /\p{M}|\u200D|\p{Emoji_Modifier}|\p{Regional_Indicator}|\r|[\u1100-\u11FF]/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * The characters of a text as a person counts them (graphemes: 👨‍👩‍👧 and が, even if written as two code points, are one), without white
 * space at the ends.
 */
export function charactersOf(text: string): number {
  const trimmed = text.trim();
  return JOINED.test(trimmed) ? [...segments(trimmed)].length : [...trimmed].length;
}

/** From the first character over the limit to the last visible one; null: the limit is kept. */
export function spanOver(text: string, limit: number): Span | null {
  const trimmed = text.trim();
  const before = [...text].length - [...text.trimStart()].length;
  const end = before + [...trimmed].length;
  if (!JOINED.test(trimmed)) return before + limit < end ? { start: before + limit, end } : null;
  let start = before;
  let count = 0;
  for (const { segment } of segments(trimmed)) {
    if (count === limit) return { start, end };
    count += 1;
    start += [...segment].length;
  }
  return null;
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

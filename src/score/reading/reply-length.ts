import { codePointsIn, type Span } from './code-points.ts';

/** Where a character may be more than one code point: accents, joined emoji, flags. */
const JOINED = /\p{M}|\u200D|\p{Emoji_Modifier}|\p{Regional_Indicator}|\r|[\u1100-\u11FF]/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * The characters of a text as a person counts them (graphemes: 👨‍👩‍👧 and が, even if written as two code points, are one), without white
 * space at the ends.
 */
export function charactersOf(text: string): number {
  const trimmed = text.trim();
  if (!JOINED.test(trimmed)) return codePointsIn(trimmed);
  let count = 0;
  for (const _ of segments(trimmed)) count += 1;
  return count;
}

/** From the first character over the limit to the last visible one; null: the limit is kept. */
export function spanOver(text: string, limit: number): Span | null {
  const trimmed = text.trim();
  const before = codePointsIn(text, 0, text.length - text.trimStart().length);
  const end = before + codePointsIn(trimmed);
  if (!JOINED.test(trimmed)) return before + limit < end ? { start: before + limit, end } : null;
  let start = before;
  let count = 0;
  for (const { segment } of segments(trimmed)) {
    if (count === limit) return { start, end };
    count += 1;
    start += codePointsIn(segment);
  }
  return null;
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

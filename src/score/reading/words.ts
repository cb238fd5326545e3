import { type Span, spanOf } from './code-points.ts';
import { fold } from './folded.ts';

/** Where a word occurs, whatever its width and case; not inside a longer word of Latin letters. */
export function placesOfWord(text: string, word: string): Span[] {
  const folded = fold(text);
  const wanted = fold(word).text;
  const spans: Span[] = [];
  for (
    let at = folded.text.indexOf(wanted);
    at >= 0 && wanted !== '';
    at = folded.text.indexOf(wanted, at + wanted.length)
  ) {
    const end = at + wanted.length;
    if (isInWord(folded.text, at) || isInWord(folded.text, end)) continue;
    const range = folded.original(at, end);
    spans.push(spanOf(text, range.start, range.end));
    if (spans.length >= MOST_PLACES) break;
  }
  return spans;
}

const MOST_PLACES = 100;

/** Whether a place lies between two Latin letters. */
function isInWord(text: string, at: number): boolean {
  return /[a-z]/.test(text.charAt(at - 1)) && /[a-z]/.test(text.charAt(at));
}

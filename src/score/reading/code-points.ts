/** A part of a reply, in code points: what viewers underline. */
export interface Span {
  start: number;
  /** Exclusive. */
  end: number;
  /** 1-based; only where a check is of the whole conversation. */
  turn?: number;
}

/** @param start in UTF-16 code units, as `end`, which is exclusive */
export function spanOf(text: string, start: number, end: number): Span {
  const before = [...text.slice(0, start)].length;
  return { start: before, end: before + [...text.slice(start, end)].length };
}

/** The whole of a text. */
export function wholeSpan(text: string): Span {
  return { start: 0, end: [...text].length };
}

/** Every place where a text occurs, without overlaps. */
export function spansOfText(text: string, part: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + part.length)) {
    spans.push(spanOf(text, at, at + part.length));
  }
  return spans;
}

/** @param pattern with the flag g */
export function spansOfPattern(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)]
    .filter(([match]) => match !== '')
    .map(({ 0: match, index }) => spanOf(text, index, index + match.length));
}

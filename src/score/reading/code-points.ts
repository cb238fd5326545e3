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

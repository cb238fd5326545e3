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
  const before = codePointsIn(text, 0, start);
  return { start: before, end: before + codePointsIn(text, start, end) };
}

/** The whole of a text. */
export function wholeSpan(text: string): Span {
  return { start: 0, end: codePointsIn(text) };
}

/** How many there are, without a list of them. @param start in UTF-16 code units, as `end`, which is exclusive */
export function codePointsIn(text: string, start = 0, end = text.length): number {
  const last = Math.min(end, text.length);
  let count = 0;
  for (let at = start; at < last; at++) {
    if ((text.codePointAt(at) ?? 0) > 0xffff && at + 1 < last) at++;
    count++;
  }
  return count;
}

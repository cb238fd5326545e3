// Places in a text, in code units (`Range`) and in code points (`Span`), and the way from one to the other. Start at `spanOf`.
/** A part of a text, such as a reply. */
export interface Range {
  /** In UTF-16 code units. */
  start: number;
  /** Exclusive. */
  end: number;
}

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

/** The words of a span. */
export function textOf(reply: string, { start, end }: Span): string {
  return [...reply].slice(start, end).join('');
}

/** In order, without overlaps. */
export function merged<Part extends Range>(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of [...parts].sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && part.start < last.end) last.end = Math.max(last.end, part.end);
    else result.push({ ...part });
  }
  return result;
}

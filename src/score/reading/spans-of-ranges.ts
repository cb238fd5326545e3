import { codePointsIn, merged, type Range, type Span } from './code-points.ts';

/** Ranges of a text as spans in code points, in order and without overlaps. One pass, however many there are. */
export function spansOfRanges(text: string, ranges: readonly Range[]): Span[] {
  let unit = 0;
  let point = 0;
  return merged(ranges).map(({ start, end }) => {
    const from = point + codePointsIn(text, unit, start);
    [unit, point] = [end, from + codePointsIn(text, start, end)];
    return { start: from, end: point };
  });
}

import { type Span, spanOf } from './code-points.ts';
import type { Range } from './sentences.ts';

/** Ranges of a text as spans in code points, in order and without overlaps. One pass, however many there are. */
export function spansOfRanges(text: string, ranges: readonly Range[]): Span[] {
  let unit = 0;
  let point = 0;
  return merged(ranges).map(({ start, end }) => {
    const gap = spanOf(text.slice(unit, start), 0, start - unit).end;
    const own = spanOf(text.slice(start, end), 0, end - start).end;
    const from = point + gap;
    [unit, point] = [end, from + own];
    return { start: from, end: point };
  });
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start < last.end) result[result.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else result.push({ start, end });
  }
  return result;
}

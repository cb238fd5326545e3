// A reply cut where what a check found begins and ends. Start at `piecesOf`.
import type { Mark } from '../../compare/comparison.ts';

export interface Piece {
  text: string;
  /** The worst that was found in it; null: nothing. */
  result: Mark['result'] | null;
  checks: string[];
}

interface Span {
  start: number;
  end: number;
}

/** What a check found in this one reply. */
export interface Finding {
  mark: Mark;
  spans: readonly Span[];
}

/** Their texts are the whole text. Positions are in code points, and may be beyond its end. */
export function piecesOf(text: string, findings: readonly Finding[]): Piece[] {
  const found = findings.flatMap(({ mark, spans }) => spans.map((span) => ({ mark, ...span })));
  if (found.length === 0) return text === '' ? [] : [{ text, result: null, checks: [] }];
  const characters = [...text];
  const inside = (at: number): number => Math.min(Math.max(at, 0), characters.length);
  const cuts = new Set([0, characters.length, ...found.flatMap(({ start, end }) => [inside(start), inside(end)])]);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => {
    const start = places[index] ?? 0;
    const own = found.filter((each) => each.start < end && each.end > start).map(({ mark }) => mark);
    const result = own.some((mark) => mark.result === 'fail') ? 'fail' : own.length > 0 ? 'warn' : null;
    return {
      text: characters.slice(start, end).join(''),
      result,
      checks: [...new Set(own.map(({ check }) => check))],
    };
  });
}

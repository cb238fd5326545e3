// How far each candidate is from the reference, drawn on a logarithmic scale. Start at `ladderLines`.
import type { CandidateReport } from '../../regress/report.ts';
import { say } from '../../words/text.ts';
import { padded } from '../plain-table.ts';
import { widthOf } from '../width.ts';
import { divergenceOf } from './figures.ts';
import type { RegressPen } from './regress-pen.ts';
import { candidateName } from './verdict-words.ts';

/** Nothing where there are no two to compare, or no room. */
export function ladderLines(candidates: readonly CandidateReport[], pen: RegressPen): string[] {
  const steps = candidates.flatMap((candidate) => {
    const figure = divergenceOf(candidate.displacement);
    return figure === null ? [] : [{ name: pen.told(candidateName(candidate)), ...figure }];
  });
  const known = steps.filter(({ value }) => value > 0);
  const labelWidth = Math.max(0, ...steps.map(({ name }) => widthOf(name))) + 2;
  const room = Math.min(MOST, pen.columns - labelWidth);
  if (steps.length < 2 || known.length === 0 || room < LEAST) return [];
  const lows = known.map(({ low, value }) => (low > 0 ? low : value));
  const from = Math.floor(Math.log10(Math.min(...lows)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...known.map(({ high }) => high)))));
  const at = (value: number): number => {
    const share = value <= 0 ? 0 : (Math.log10(value) - from) / (to - from);
    return Math.round(Math.min(1, Math.max(0, share)) * (room - 1));
  };
  const title = say('KL divergence from the reference, logarithmic; the line is the 95 % interval');
  return [
    ...pen.lines(title, 0, 'bold'),
    pen.paint('dim', (' '.repeat(labelWidth) + scale(from, to, room)).trimEnd()),
    ...steps.map(({ name, low, value, high }) => {
      // A logarithm of nothing is nowhere.
      if (value <= 0) return `${padded(name, labelWidth)}0`;
      const bar = barOf({ low: at(low), value: at(value), high: at(high) });
      return padded(name, labelWidth) + ' '.repeat(at(low)) + bar;
    }),
  ];
}

/** Of the drawing, in columns: in a wider one, the eye loses the line. */
const MOST = 64;
const LEAST = 24;

function barOf({ low, value, high }: { low: number; value: number; high: number }): string {
  return Array.from({ length: high - low + 1 }, (_, index) => {
    const place = low + index;
    if (place === value) return '●';
    return place === low ? '├' : place === high ? '┤' : '─';
  }).join('');
}

/** Each power of ten above its place, as far as there is room. */
function scale(from: number, to: number, room: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => index).reduce((line, index) => {
    const place = Math.round((index / (to - from)) * (room - 1));
    const label = String(Number(`1e${from + index}`));
    const start = Math.min(place, room - label.length);
    return start <= line.length && line !== '' ? line : line.padEnd(start) + label;
  }, '');
}

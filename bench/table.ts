// A part's result as a table: the same Markdown for terminal and docs. Start at `renderTable`.
import { median } from './statistics.ts';

export interface Table {
  /** Names the block of docs/benchmarks.md that it belongs to. */
  id: string;
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  notes: readonly string[];
}

export function renderTable({ title, head, rows, notes }: Table): string {
  const widths = head.map((cell, column) => Math.max(...[cell, ...rows.map((row) => row[column] ?? '')].map(width)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))).join(' | ')} |`;
  const rule = `|${widths.map((count) => '-'.repeat(count + 2)).join('|')}|`;
  const table = [line(head), rule, ...rows.map(line)].join('\n');
  return [`### ${title}`, table, ...notes].join('\n\n');
}

/** Median, and the range beside it: how noisy the machine was. */
export function range(values: readonly number[], digits: number): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return '–';
  const text = (value: number): string => value.toFixed(digits);
  return `${text(median(known))} (${text(Math.min(...known))}–${text(Math.max(...known))})`;
}

export function verdict(value: number, goal: { atLeast: number } | { atMost: number }): string {
  if (Number.isNaN(value)) return 'not measured';
  return ('atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost) ? 'holds' : 'does not hold';
}

/** Ideographs take two columns of a terminal. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1), 0);
}

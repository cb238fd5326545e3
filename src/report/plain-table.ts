// Tables without borders or escape codes of their own. Where a terminal is too narrow for a table, its texts are folded; where that does
// not do, each row becomes a block. Start at `plainTable`.

import { fold, unbreakableWidth } from './fold.ts';
import { widthOf } from './width.ts';

export interface TableOptions {
  /** Of the terminal; null: there is none, and each row is one line, which programs can read. */
  columns: number | null;
  /** Names of columns that are aligned right and never folded. */
  numbers?: readonly string[];
  /** How many of the first cells name a row; they head its block. */
  titles?: number;
}

/** Aligned columns, full-width characters included. A name in `head` may have several lines. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, numbers = [], titles = 1 }: TableOptions,
): string {
  const isNumber = head.map((name) => numbers.includes(name));
  const natural = head.map((name, index) => widestOf([name, ...rows.map((row) => row[index] ?? '')]));
  const widths = columns === null ? natural : fittingWidths(head, rows, { natural, isNumber, columns });
  const folded = widths && [head, ...rows].map((row) => row.map((cell, index) => fold(cell, widths[index] ?? null)));
  if (!folded || folded.some((row) => row.some((cell) => cell.split('\n').length > MOST_LINES)))
    return blocks(head, rows, titles, columns ?? 0);
  return folded.map((cells) => drawn(cells, widths, isNumber)).join('\n');
}

/** A row of more lines than this is easier to read as a block. */
const MOST_LINES = 4;
const GAP = 2;

/** With spaces behind it, up to a width in columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function widestOf(cells: readonly string[]): number {
  return Math.max(0, ...cells.flatMap((cell) => cell.split('\n').map((line) => widthOf(line))));
}

/** The widest text gives way first; null: they do not fit, however folded. */
function fittingWidths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { natural, isNumber, columns }: { natural: readonly number[]; isNumber: readonly boolean[]; columns: number },
): number[] | null {
  const room = columns - GAP * (head.length - 1);
  const least = natural.map((width, index) => {
    if (isNumber[index]) return width;
    const longest = Math.max(
      ...[head[index], ...rows.map((row) => row[index])].map((cell) => unbreakableWidth(cell ?? '')),
    );
    return Math.min(width, Math.max(longest, LEAST_TEXT));
  });
  const widths = [...natural];
  for (let excess = sumOf(widths) - room; excess > 0; excess--) {
    const [widest] = widths
      .map((width, index) => ({ width, index }))
      .filter(({ width, index }) => width > (least[index] ?? 0))
      .sort((a, b) => b.width - a.width);
    if (!widest) return null;
    widths[widest.index] = widest.width - 1;
  }
  return widths;
}

/** Narrower texts are columns of single words. */
const LEAST_TEXT = 14;

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

function drawn(cells: readonly string[], widths: readonly number[], isNumber: readonly boolean[]): string {
  const columns = cells.map((cell) => cell.split('\n'));
  const height = Math.max(...columns.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, at) =>
    columns.map((column, index) => {
      const text = column[at] ?? '';
      const width = widths[index] ?? 0;
      return isNumber[index] ? ' '.repeat(Math.max(0, width - widthOf(text))) + text : padded(text, width);
    }),
  );
  return lines.map((line) => line.join(' '.repeat(GAP)).trimEnd()).join('\n');
}

/** Each row as a heading and its named values; empty ones are left out. */
function blocks(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  titles: number,
  columns: number,
): string {
  const names = head.map((name) => name.replaceAll('\n', ' '));
  return rows
    .map((row) => {
      const title = row.slice(0, titles).filter((cell) => cell !== '');
      const facts = row.slice(titles).map((cell, index): [string, string] => [names[titles + index] ?? '', cell]);
      return [fold(title.join(' · '), columns, GAP), ...factLines(facts, columns, GAP)].join('\n');
    })
    .join('\n\n');
}

/** Names and values in two columns, the values folded; facts without a value are left out. */
export function factLines(facts: readonly (readonly [string, string])[], columns: number | null, indent = 0): string[] {
  const shown = facts.filter(([, value]) => value !== '');
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)));
  const hang = width === 0 ? 0 : width + GAP;
  return shown.map(([name, value]) => {
    const label = width === 0 ? '' : padded(name, width + GAP);
    const lines = fold(value, columns && columns - indent - hang).split('\n');
    return lines
      .map((line, at) => `${' '.repeat(indent)}${at === 0 ? label : ' '.repeat(hang)}${line}`.trimEnd())
      .join('\n');
  });
}

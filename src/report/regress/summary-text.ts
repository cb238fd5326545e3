// The table of all candidates as a terminal shows it: one where there is room, two in a narrower one, and a block for each model where
// neither fits. Start at `summaryText`.
import type { RegressReport } from '../../regress/report.ts';
import { say } from '../../words/text.ts';
import { packed } from '../comparison/layout.ts';
import { fold } from '../fold.ts';
import { factLines, plainTable } from '../plain-table.ts';
import { widthOf } from '../width.ts';
import type { RegressPen } from './regress-pen.ts';
import { inOneLine, type Part, type SummaryColumn, summaryColumns } from './summary-table.ts';

/** Tables or blocks, with an empty line between them. */
export function summaryText(report: RegressReport, pen: RegressPen): string {
  const { model, type, size, speed, divergence, top, worst } = summaryColumns(report);
  const columns = pen.tableColumns;
  const all = [model, type, size, speed, divergence, top, worst];
  // Where there is no terminal, each row is one line.
  if (columns === null) return drawn(tableOf(all, ' · ', pen), null);
  const fits = (table: Table): boolean => table.width <= columns;
  const whole = tableOf(all, '\n', pen);
  if (fits(whole)) return drawn(whole, columns);
  const verdicts = tableOf([model, divergence, worst], '\n', pen);
  const names = { ...model, head: [say('model')], candidates: model.candidates.map((parts) => parts.slice(0, 1)) };
  const halves = [
    // The reference would have nothing but its name in it.
    { ...verdicts, rows: verdicts.rows.slice(1) },
    tableOf([names, type, size, speed, top], '\n', pen),
  ];
  return halves.every(fits)
    ? halves.map((table) => drawn(table, columns)).join('\n\n')
    : blocks(tableOf(all, ' · ', pen), columns);
}

interface Table {
  head: string[];
  rows: string[][];
  numbers: string[];
  /** In columns of the terminal, if nothing is folded. */
  width: number;
}

const GAP = 2;

/** @param separator of the parts of a cell */
function tableOf(columns: readonly SummaryColumn[], separator: string, { told, paint, words }: RegressPen): Table {
  const cell = (parts: readonly Part[]): string => {
    const texts = parts.map((part) => told(part).replaceAll(' ', '\u00a0'));
    if (texts.every((text) => text === UNKNOWN)) return texts[0] ?? '';
    return texts.map((text, index) => (index === 0 ? text : paint('dim', text))).join(separator);
  };
  // A head keeps its lines; no model wrote it.
  const head = columns.map((column) => column.head.map((text) => text.in(words)).join(separator));
  const count = columns[0]?.candidates.length ?? 0;
  const rows = [
    columns.map(({ reference }) => cell(reference)),
    ...Array.from({ length: count }, (_, at) => columns.map(({ candidates }) => cell(candidates[at] ?? []))),
  ];
  const widths = head.map((_, index) =>
    Math.max(...[head, ...rows].flatMap((row) => (row[index] ?? '').split('\n').map(widthOf))),
  );
  return {
    ...{ head, rows, numbers: head.filter((_, index) => columns[index]?.isNumber) },
    width: widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1),
  };
}

const UNKNOWN = '–';

function drawn({ head, rows, numbers }: Table, columns: number | null): string {
  return plainTable(head, rows, { columns, numbers, titles: 1 });
}

/** What is not known is left out. */
function blocks({ head, rows }: Table, columns: number): string {
  const names = head.map(inOneLine);
  const room = columns - 2 * GAP - Math.max(...names.slice(1).map(widthOf));
  return rows
    .map(([title = '', ...cells]) => {
      const facts = cells.map((cell, index): [string, string] => [
        names[index + 1] ?? '',
        cell === UNKNOWN ? '' : packed(cell, room),
      ]);
      return [fold(packed(title, columns), columns, GAP), ...factLines(facts, columns, GAP)].join('\n');
    })
    .join('\n\n');
}

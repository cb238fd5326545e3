// The table of all candidates as a terminal shows it: one where there is room, two in a narrower one, and a block for each model where
// neither fits. Start at `summaryText`.
import type { RegressReport } from '../../regress/report.ts';
import { plainTable } from '../plain-table.ts';
import { widthOf } from '../width.ts';
import type { RegressPen } from './regress-pen.ts';
import { type Part, type SummaryColumn, summaryColumns } from './summary-table.ts';

/** Tables, with an empty line between them. */
export function summaryText(report: RegressReport, pen: RegressPen): string {
  const { model, type, file, memory, speed, divergence, top, worst, verdict } = summaryColumns(report);
  const all = [model, type, file, memory, speed, divergence, top, worst, verdict];
  const candidates: Rows = ['candidates'];
  const everybody: Rows = ['reference', 'candidates'];
  const halves = [
    drawnOf([model, divergence, worst, verdict], candidates, pen),
    drawnOf([model, type, file, memory, speed, top], everybody, pen),
  ];
  const whole = drawnOf(all, everybody, pen);
  const { tableColumns } = pen;
  if (tableColumns === null || whole.width <= tableColumns) return whole.text();
  return halves.every(({ width }) => width <= tableColumns)
    ? halves.map(({ text }) => text()).join('\n\n')
    : whole.text();
}

type Rows = readonly ('reference' | 'candidates')[];

interface Drawn {
  /** In columns of the terminal, if nothing is folded. */
  width: number;
  text(): string;
}

const GAP = 2;

function drawnOf(columns: readonly SummaryColumn[], of: Rows, pen: RegressPen): Drawn {
  const { tableColumns, told } = pen;
  const cell = (parts: readonly Part[]): string =>
    // Where there is no terminal, each row is one line.
    parts.map((part) => told(part).replaceAll(' ', '\u00a0')).join(tableColumns === null ? ' · ' : '\n');
  // A head keeps its lines, which no model wrote.
  const head = columns.map((column) => String(column.head.in(pen.words)));
  const count = columns[0]?.candidates.length ?? 0;
  const rows = [
    ...(of.includes('reference') ? [columns.map(({ reference }) => cell(reference))] : []),
    ...Array.from({ length: count }, (_, at) => columns.map(({ candidates }) => cell(candidates[at] ?? []))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...[head, ...rows].flatMap((row) => (row[index] ?? '').split('\n').map(widthOf))),
  );
  const numbers = head.filter((_, index) => columns[index]?.isNumber);
  return {
    width: widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1),
    text: () => plainTable(head, rows, { columns: tableColumns, numbers, titles: 1 }),
  };
}

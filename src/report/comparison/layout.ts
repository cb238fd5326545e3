// How many columns of text stand side by side in a terminal, and how they are drawn. Start at `layoutFor`.
import { padded } from '../plain-table.ts';
import { widthOf } from '../width.ts';

export interface Layout {
  /** Columns side by side; the others follow below. */
  perGroup: number;
  /** Of each, in columns of the terminal. */
  width: number;
}

/** A narrower column has a word or two in each line. */
const LEAST = 24;
/** A narrower terminal shows one after the other. */
export const LEAST_SIDE_BY_SIDE = 56;
/** A longer line is hard to follow. */
const MOST = 80;
const LINE = '│';
/** The line, with a space on either side. */
const GAP = 3;

export function layoutFor(count: number, columns: number): Layout {
  const fit = columns < LEAST_SIDE_BY_SIDE ? 1 : Math.floor((columns + GAP) / (LEAST + GAP));
  // Groups of one size, rather than full ones and a small rest.
  const groups = Math.max(1, Math.ceil(count / fit));
  const perGroup = Math.max(1, Math.ceil(count / groups));
  const width = perGroup === 1 ? columns : Math.min(MOST, Math.floor((columns + GAP) / perGroup) - GAP);
  return { perGroup, width };
}

/**
 * @param heads the lines that name each column
 * @param rows of each, the lines of every column, none wider than the layout's width
 * @param dim paints what separates columns
 */
export function sideBySide(
  heads: readonly (readonly string[])[],
  rows: readonly (readonly (readonly string[])[])[],
  { perGroup, width }: Layout,
  dim: (text: string) => string,
): string[] {
  const groups = Math.ceil(heads.length / perGroup);
  return Array.from({ length: groups }, (_, index) => index * perGroup).flatMap((from) => {
    const [names = [], ...said] = [heads, ...rows].map((cells) => cells.slice(from, from + perGroup));
    const draw = (cells: readonly (readonly string[])[]): string[] => drawn(cells, width, dim);
    const blank = names.map(() => ['']);
    const lines = said
      .filter((cells) => cells.some((own) => own.length > 0))
      .flatMap((cells, at) => [...(at === 0 ? [] : draw(blank)), ...draw(cells)]);
    return [...(from === 0 ? [] : ['']), ...draw(names), ...lines];
  });
}

function drawn(cells: readonly (readonly string[])[], width: number, dim: (text: string) => string): string[] {
  const height = Math.max(0, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) => (index < cells.length - 1 ? padded(lines[at] ?? '', width) : (lines[at] ?? '')))
      .join(` ${dim(LINE)} `)
      .trimEnd(),
  );
}

/** What stands between dots, as much of it in each line as there is room for; no line begins or ends with a dot. */
export function packed(text: string, width: number): string {
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} · ${part}`) <= width) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.join('\n');
}

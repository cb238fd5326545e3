// How a comparison is written in a terminal: colours, width, language. Start at `penFor`.
import type { Comparison } from '../../compare/comparison.ts';
import type { Unit } from '../../compare/difference.ts';
import type { Text } from '../../words/text.ts';
import { fold } from '../fold.ts';
import { painter } from '../paint.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from '../screen.ts';
import { type Layout, layoutFor } from './layout.ts';
import type { CellPen } from './text-cell.ts';

export interface TextView {
  /** By what replies are compared with the baseline's; null: they are not. */
  unit: Unit | null;
  hasTranscripts: boolean;
}

export interface Pen extends CellPen {
  screen: Screen;
  columns: number;
  layout: Layout;
  /** Folded to the terminal, and dim, each line by itself. */
  aside(text: Text | string): string;
}

export function penFor({ columns: { length } }: Comparison, { unit }: TextView, screen: Screen): Pen {
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const told = (text: Text | string): string => shown(text, screen);
  return {
    ...{ screen, paint, columns, told, unit },
    layout: layoutFor(length, columns),
    hasColour: paint('red', ' ') !== ' ',
    aside: (text) =>
      fold(told(text), columns, HANG)
        .split('\n')
        .map((line) => paint('dim', line))
        .join('\n'),
  };
}

/** Of what does not fit in a line. */
const HANG = 2;

// How a check for regressions is written in a terminal: colours, width, language. Start at `regressPen`.
import type { Verdict } from '../../regress/report.ts';
import type { Text, Words } from '../../words/text.ts';
import { calmLine } from '../comparison/calm-text.ts';
import { fold } from '../fold.ts';
import { withoutCommands } from '../github-commands.ts';
import { type Paint, painter } from '../paint.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from '../screen.ts';
import { keptTogether } from './figures.ts';

export interface RegressPen {
  paint: Paint;
  /** Of the terminal; null: there is none, and each row of a table is one line. */
  tableColumns: number | null;
  /** Of prose. */
  columns: number;
  words: Words;
  told(text: Text | string): string;
  /** Folded, on lines of their own. */
  lines(text: Text | string, indent?: number, style?: Style): string[];
}

type Style = Parameters<Paint>[0];

export function regressPen(screen: Pick<Screen, 'stdout' | 'environment' | 'words'>): RegressPen {
  const paint = painter(screen);
  const tableColumns = columnsOf(screen.stdout);
  const columns = tableColumns ?? PIPE_COLUMNS;
  const told = (text: Text | string): string => keptTogether(uncommanding(calmLine(shown(text, screen))));
  return {
    ...{ paint, tableColumns, columns, told, words: screen.words },
    lines(text, indent = 0, style) {
      const folded = fold(' '.repeat(indent) + told(text), columns, HANG).split('\n');
      return style === undefined ? folded : folded.map((line) => paint(style, line));
    },
  };
}

/** What could be taken for a command at the beginning of a line, before it is known where lines begin: later, it would grow too long. */
function uncommanding(text: string): string {
  return withoutCommands(text).replaceAll('::', ': :');
}

/** Of what does not fit in a line. */
const HANG = 2;

export const VERDICT_STYLES: Record<Verdict, 'red' | 'green' | 'yellow'> = {
  regressed: 'red',
  pass: 'green',
  inconclusive: 'yellow',
  'not-comparable': 'yellow',
};

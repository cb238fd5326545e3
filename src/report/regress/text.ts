// A check for regressions in a terminal: the verdicts first, then one table of all, then each candidate. Start at `textOfRegress`.
import type { RegressReport } from '../../regress/report.ts';
import { withoutCommands } from '../github-commands.ts';
import { factLines } from '../plain-table.ts';
import type { Screen } from '../screen.ts';
import { widthOf } from '../width.ts';
import { candidateText } from './candidate-text.ts';
import { ladderLines } from './ladder.ts';
import { type RegressPen, regressPen, VERDICT_STYLES } from './regress-pen.ts';
import { legendOf, measuredBy, smallestOf } from './report-words.ts';
import { summaryText } from './summary-text.ts';
import { candidateName, headlineOf } from './verdict-words.ts';

/** Ends with a newline. */
export function textOfRegress(report: RegressReport, screen: Pick<Screen, 'stdout' | 'environment' | 'words'>): string {
  const pen = regressPen(screen);
  const { candidates } = report;
  const sections = [
    headLines(report, pen),
    [summaryText(report, pen), '', ...pen.lines(legendOf(), 0, 'dim')],
    ladderLines(candidates, pen),
    ...candidates.map((candidate) => [candidateText(candidate, report, pen)]),
    pen.lines(measuredBy(report), 0, 'dim'),
  ];
  // It quotes replies, and whatever runs this may read commands from what is printed.
  return withoutCommands(
    `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  );
}

function headLines(report: RegressReport, pen: RegressPen): string[] {
  const { candidates, design } = report;
  const smallest = smallestOf(report);
  const verdicts = candidates.map((candidate) => ({
    name: pen.told(candidateName(candidate)),
    told: pen.told(headlineOf(candidate, design)),
    style: VERDICT_STYLES[candidate.verdict],
  }));
  const isNarrow = verdicts.some(({ name }) => widthOf(name) * 2 > pen.columns);
  return [
    ...(isNarrow
      ? verdicts.flatMap(({ name, told, style }) => [...pen.lines(name, 0, 'bold'), ...pen.lines(told, 2, style)])
      : factLines(
          verdicts.map(({ name, told, style }): [string, string] => [pen.paint('bold', name), pen.paint(style, told)]),
          pen.columns,
        )),
    ...(smallest === null ? [] : ['', ...pen.lines(smallest)]),
  ];
}

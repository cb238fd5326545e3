// Baselines as a person reads them: all of them, one, and how two differ. Start at `baselineList`.
import { plural, say, type Text } from '../../words/text.ts';
import { calmLine, calmName } from '../comparison/calm-text.ts';
import { describeSize } from '../comparison/figure-words.ts';
import { factLines, plainTable } from '../plain-table.ts';
import type { Screen } from '../screen.ts';
import { type RegressPen, regressPen } from './regress-pen.ts';

export interface ShownBaseline {
  name: string;
  model: string;
  /** null: not known. */
  fileType: string | null;
  /** Of the baseline's file. */
  bytes: number;
  createdAt: string;
  scenarios: number;
  replies: number;
  /** Of replies, with their probabilities. */
  tokens: number;
  /** Whether a candidate's probabilities can be compared with it; otherwise only its replies. */
  hasDistributions: boolean;
  /** Where it is. */
  file: string;
}

export interface BaselineChange {
  field: string;
  before: string;
  now: string;
}

type Reader = Pick<Screen, 'stdout' | 'environment' | 'words'>;

/** Ends with a newline. */
export function baselineList(baselines: readonly ShownBaseline[], screen: Reader): string {
  const pen = regressPen(screen);
  const { told, tableColumns } = pen;
  if (baselines.length === 0) return `${pen.lines(say('there is no baseline')).join('\n')}\n`;
  const numbers = [say('scenarios'), say('tokens'), say('size')].map(told);
  const head = [...[say('baseline'), say('model'), say('type'), say('made on')].map(told), ...numbers];
  const rows = baselines.map((baseline) => [
    calmName(baseline.name),
    calmName(baseline.model),
    baseline.fileType === null ? '–' : calmName(baseline.fileType),
    calmName(baseline.createdAt.slice(0, 10)),
    String(baseline.scenarios),
    baseline.hasDistributions ? String(baseline.tokens) : '–',
    describeSize(baseline.bytes),
  ]);
  const isBare = baselines.some(({ hasDistributions }) => !hasDistributions);
  return `${[
    plainTable(head, rows, { columns: tableColumns, numbers, titles: 1 }),
    ...(isBare ? ['', ...pen.lines(say('tokens –: without probabilities; only replies are compared'), 0, 'dim')] : []),
  ].join('\n')}\n`;
}

/** Ends with a newline. */
export function baselineText(baseline: ShownBaseline, screen: Reader): string {
  const pen = regressPen(screen);
  const facts: [Text, Text | string][] = [
    [say('model'), calmName(baseline.model)],
    [say('type'), baseline.fileType === null ? say('unknown') : calmName(baseline.fileType)],
    [say('made on'), calmName(baseline.createdAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))],
    [say('scenarios'), String(baseline.scenarios)],
    [say('replies'), String(baseline.replies)],
    [
      say('probabilities'),
      baseline.hasDistributions
        ? say('of {tokens}: divergence can be measured, as a lower bound', {
            tokens: plural(baseline.tokens, 'token'),
          })
        : say('none: only replies are compared'),
    ],
    [say('size'), describeSize(baseline.bytes)],
    [say('file'), calmLine(baseline.file)],
  ];
  return `${[
    ...pen.lines(calmName(baseline.name), 0, 'bold'),
    ...factLines(
      facts.map(([name, value]): [string, string] => [pen.told(name), pen.told(value)]),
      pen.columns,
      2,
    ),
  ].join('\n')}\n`;
}

/** How a baseline differs from another. Ends with a newline. */
export function baselineChanges(changes: readonly BaselineChange[], screen: Reader): string {
  const pen = regressPen(screen);
  if (changes.length === 0) return `${pen.lines(say('the two baselines are the same')).join('\n')}\n`;
  return `${changes.flatMap((change) => changeLines(change, pen)).join('\n')}\n`;
}

/** One below the other: what is long and nearly the same is compared by eye. */
function changeLines({ field, before, now }: BaselineChange, pen: RegressPen): string[] {
  const sides: [string, string][] = [
    ['-', pen.paint('red', calmLine(before) || '–')],
    ['+', pen.paint('green', calmLine(now) || '–')],
  ];
  return [...pen.lines(calmName(field), 0, 'bold'), ...factLines(sides, pen.columns, 2)];
}

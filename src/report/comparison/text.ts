// A comparison in a terminal: figures first, then every scenario turn by turn, with the replies side by side. Start at `textComparison`.
import type { Comparison } from '../../compare/comparison.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import { fold } from '../fold.ts';
import { factLines } from '../plain-table.ts';
import { recordedLine, type Screen } from '../screen.ts';
import { cellsIn, describeTally, type TallyTable } from '../tally.ts';
import { calmLine, calmName } from './calm-text.ts';
import { describeFailed } from './column-words.ts';
import { BASELINE_SIGN } from './figure-words.ts';
import { type Layout, LEAST_SIDE_BY_SIDE, packed } from './layout.ts';
import { describePreferences } from './preference-words.ts';
import { deltaTable, remarksOnDeltas, summaryHalves, summaryTable } from './tables.ts';
import { type Pen, penFor, type TextView } from './text-pen.ts';
import { sectionText } from './text-section.ts';

/** Pieces that end with a newline. */
export function* textComparison(comparison: Comparison, view: TextView, screen: Screen): Generator<string> {
  const pen = penFor(comparison, view, screen);
  yield `${headOf(comparison, view, pen).join('\n\n')}\n`;
  if (!view.hasTranscripts) return;
  for (const section of comparison.sections) {
    const scenario = comparison.scenarios.find(({ id }) => id === section.scenario);
    if (scenario) yield* sectionText(comparison, section, scenario, pen);
  }
}

/** A narrower terminal gets the summary in two tables. */
const WIDE = 130;

function headOf(comparison: Comparison, { hasTranscripts }: TextView, pen: Pen): string[] {
  const { screen, paint, told, columns, aside, layout } = pen;
  const { runs, notes, scenarios } = comparison;
  const title = joinTexts(' · ', [
    plural(comparison.columns.length, 'column'),
    plural(scenarios.length, 'scenario'),
    runs.map(({ id }) => calmName(id)).join(', '),
  ]);
  const table = (rows: TallyTable): string => describeTally(rows, screen);
  const isMiddling = columns >= LEAST_SIDE_BY_SIDE && columns < WIDE;
  const deltas = deltaTable(comparison);
  const baseline = comparison.columns.find(({ id }) => id === comparison.baseline);
  const warning = paint('yellow', told(say('note')));
  return [
    paint('bold', fold(told(say('side by side: {what}', { what: title })), columns, 2)),
    notes.map((note) => fold(`${warning} ${calmLine(recordedLine(note, screen))}`, columns, 2)).join('\n'),
    (isMiddling ? summaryHalves(comparison) : [summaryTable(comparison)]).map(table).join('\n\n'),
    comparison.columns
      .flatMap((column) => describeFailed(column) ?? [])
      .map((text) => fold(told(text), columns, 2))
      .join('\n'),
    deltas === null
      ? ''
      : [
          paint(
            'bold',
            fold(told(say('compared with {baseline}', { baseline: calmName(baseline?.label ?? '') })), columns, 2),
          ),
          describeDeltas(deltas, pen),
          ...['', ...remarksOnDeltas(comparison).map((text) => aside(text))],
        ].join('\n'),
    describePreferences(comparison)
      .map((text) => fold(told(text), columns, 2))
      .join('\n'),
    hasTranscripts
      ? legendOf(comparison, layout, pen)
          .map((text) => aside(text))
          .join('\n')
      : '',
  ].filter((part) => part !== '');
}

/** A narrower terminal has no room for a table of differences. */
const VERY_WIDE = 180;

/** A block for each column; where there is little room, each value stands below its name. */
function describeDeltas(table: TallyTable, { screen, columns, paint }: Pen): string {
  if (columns >= VERY_WIDE) return describeTally(table, screen);
  const { head, rows } = cellsIn(table, screen);
  const blocks = rows.map(([title = '', ...values]) => {
    const facts = values.map((value, index) => [head[index + 1] ?? '', value] as const);
    const below = facts.flatMap(([name, value]) => [
      fold(`  ${name}`, columns, 2),
      packed(value, columns - 4).replace(/^/gm, '    '),
    ]);
    return [
      paint('bold', fold(title, columns, 2)),
      ...(columns < LEAST_SIDE_BY_SIDE ? below : factLines(facts, columns, 2)),
    ].join('\n');
  });
  return blocks.join('\n\n');
}

function legendOf({ columns }: Comparison, { perGroup }: Layout, { unit, hasColour }: Pen): Text[] {
  const differences = hasColour
    ? say('marked: what a reply adds to {baseline}, and what it lacks, where at least half is the same', {
        baseline: BASELINE_SIGN,
      })
    : say('{removed}: only {baseline} says this; {added}: only this reply does; where at least half is the same', {
        removed: '[-…-]',
        added: '{+…+}',
        baseline: BASELINE_SIGN,
      });
  return [
    say(
      '{baseline}: the baseline; = {baseline}: says the same; below each reply: tokens, tokens/s, time to first token',
      {
        baseline: BASELINE_SIGN,
      },
    ),
    ...(unit !== null && columns.length > 1 ? [differences] : []),
    ...(perGroup < columns.length && perGroup > 1
      ? [say('{n} of {all} columns fit side by side; the others follow below', { n: perGroup, all: columns.length })]
      : []),
  ];
}

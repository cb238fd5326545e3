// A comparison in a terminal: figures first, then every scenario turn by turn, with the replies side by side. Start at `textComparison`.
import type { ComparedScenario, Comparison, Row, Section } from '../../compare/comparison.ts';
import type { Unit } from '../../compare/difference.ts';
import { inBoth, joinTexts, plural, say, type Text } from '../../words/text.ts';
import { fold } from '../fold.ts';
import { painter } from '../paint.ts';
import { factLines } from '../plain-table.ts';
import { columnsOf, PIPE_COLUMNS, recordedLine, type Screen, shown } from '../screen.ts';
import { cellsIn, describeTally, type TallyTable } from '../tally.ts';
import { calmLine, calmText } from './calm-text.ts';
import { describeFailed } from './column-words.ts';
import { BASELINE_SIGN, nameOf } from './figure-words.ts';
import { type Layout, LEAST_SIDE_BY_SIDE, layoutFor, packed, sideBySide } from './layout.ts';
import { describePreferences } from './preference-words.ts';
import { describeEnds } from './reply-words.ts';
import { deltaTable, remarksOnDeltas, summaryHalves, summaryTable } from './tables.ts';
import { type CellBlock, type CellPen, cellBlocks } from './text-cell.ts';

export interface TextView {
  /** By what replies are compared with the baseline's; null: they are not. */
  unit: Unit | null;
  hasTranscripts: boolean;
}

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

interface Pen extends CellPen {
  screen: Screen;
  columns: number;
  layout: Layout;
  /** Folded to the terminal, and dim. */
  aside(text: Text | string, hang?: number): string;
}

function penFor({ columns: { length } }: Comparison, { unit }: TextView, screen: Screen): Pen {
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const told = (text: Text | string): string => shown(text, screen);
  return {
    ...{ screen, paint, columns, told, unit },
    layout: layoutFor(length, columns),
    hasColour: paint('red', ' ') !== ' ',
    aside: (text, hang = 2) => paint('dim', fold(told(text), columns, hang)),
  };
}

function headOf(comparison: Comparison, { hasTranscripts }: TextView, pen: Pen): string[] {
  const { screen, paint, told, columns, aside, layout } = pen;
  const { runs, notes, scenarios } = comparison;
  const title = joinTexts(' · ', [
    plural(comparison.columns.length, 'column'),
    plural(scenarios.length, 'scenario'),
    runs.map(({ id }) => calmLine(id)).join(', '),
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
            fold(told(say('compared with {baseline}', { baseline: calmLine(baseline?.label ?? '') })), columns, 2),
          ),
          describeDeltas(deltas, pen),
          ...remarksOnDeltas(comparison).map((text) => aside(text)),
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

function* sectionText(
  comparison: Comparison,
  section: Section,
  scenario: ComparedScenario,
  pen: Pen,
): Generator<string> {
  yield `${scenarioHead(scenario, pen).join('\n')}\n`;
  if (section.rows.length === 0) yield `\n${pen.aside(say('there is no turn to show'))}\n`;
  for (const row of section.rows) yield `\n${rowLines(row, comparison, scenario, pen).join('\n')}\n`;
  const ends = endLines(section, comparison, scenario, pen);
  if (ends.length > 0) yield `\n${ends.join('\n')}\n`;
}

/** A persona is read in full with `hitogara show`. */
const MOST_PERSONA_LINES = 4;

function scenarioHead({ id, title, samples, persona, greeting, differs }: ComparedScenario, pen: Pen): string[] {
  const { paint, columns, told, aside } = pen;
  const heading = joinTexts(' · ', [calmLine(id), inBoth(title), samples > 1 ? plural(samples, 'sample') : null]);
  const lines =
    persona === null
      ? []
      : aside(`  ${calmLine(persona.name)}: ${calmLine(persona.instruction.trim())}`, 2).split('\n');
  return [
    '',
    paint('dim', '─'.repeat(columns)),
    paint('bold', fold(calmLine(told(heading)), columns, 2)),
    ...(differs ? [paint('yellow', fold(`  ${told(say('not the same question in all runs'))}`, columns, 2))] : []),
    ...lines.slice(0, MOST_PERSONA_LINES),
    ...(lines.length > MOST_PERSONA_LINES ? [aside('  …')] : []),
    ...(greeting === null
      ? []
      : [
          '',
          fold(`${paint('green', calmLine(persona?.name ?? 'model'))}: ${calmText(greeting.trim())}`, columns, 2),
          aside(`  ${told(say('greeting, not a reply of the model'))}`),
        ]),
  ];
}

function rowLines(
  { turn, user, probe, cells }: Row,
  comparison: Comparison,
  scenario: ComparedScenario,
  pen: Pen,
): string[] {
  const { paint, columns, told, layout } = pen;
  const { baseline } = comparison;
  const userName = calmLine(scenario.persona?.user ?? 'user');
  const number = String(turn);
  const hang = number.length + 2;
  const question =
    user === null
      ? paint('yellow', told(say('the columns were told different things')))
      : `${paint('cyan', userName)}: ${calmText(user.trim())}`;
  const reference = cells[comparison.columns.findIndex(({ id }) => id === baseline)] ?? null;
  const labels = comparison.columns.map((column) =>
    fold(calmLine(nameOf(column, baseline)), layout.width)
      .split('\n')
      .map((line) => paint('bold', line)),
  );
  const blocks = comparison.columns.map((column, index) => {
    const place = { column, baseline, reference, samples: scenario.samples, user: userName };
    return cellBlocks(cells[index] ?? { replies: [], missing: [] }, place, layout.width, pen);
  });
  const asked = `${paint('bold', number)}  ${question}${probe === null ? '' : paint('dim', `  [${calmLine(probe)}]`)}`;
  return [fold(asked, columns, hang), '', ...sideBySide(labels, aligned(blocks), layout, (text) => paint('dim', text))];
}

/** Rows of lines: samples of one number stand beside each other. */
function aligned(blocks: readonly (readonly CellBlock[])[]): string[][][] {
  const samples = [...new Set(blocks.flatMap((own) => own.map(({ sample }) => sample)))].sort((a, b) => a - b);
  return samples.map((sample) =>
    blocks.map((own) => {
      const parts = own.filter((block) => block.sample === sample);
      return parts.flatMap(({ lines }, index) => (index === 0 ? lines : ['', ...lines]));
    }),
  );
}

/** What is said of whole conversations, column by column. */
function endLines(
  { talks }: Section,
  { columns, baseline }: Comparison,
  { samples }: ComparedScenario,
  pen: Pen,
): string[] {
  return columns.flatMap((column, index) => {
    const said = describeEnds(talks[index] ?? [], samples);
    if (said.length === 0) return [];
    const label = pen.paint('bold', fold(calmLine(nameOf(column, baseline)), pen.columns, 2));
    return [label, ...said.map((text) => pen.aside(`  ${pen.told(text)}`))];
  });
}

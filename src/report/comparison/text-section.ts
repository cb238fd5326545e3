// One scenario of a comparison in a terminal, turn by turn. Start at `sectionText`.
import type { ComparedScenario, Comparison, Row, Section } from '../../compare/comparison.ts';
import { inBoth, joinTexts, plural, say } from '../../words/text.ts';
import { fold } from '../fold.ts';
import { calmLine, calmName } from './calm-text.ts';
import { nameOf } from './figure-words.ts';
import { greetingsIn } from './greetings.ts';
import { layoutFor, sideBySide } from './layout.ts';
import { limitedText } from './limited-text.ts';
import { describeOthers, playedColumns } from './played-columns.ts';
import { describeEnds } from './reply-words.ts';
import { type CellBlock, cellBlocks } from './text-cell.ts';
import type { Pen } from './text-pen.ts';

export function* sectionText(
  whole: Comparison,
  wholeSection: Section,
  scenario: ComparedScenario,
  pen: Pen,
): Generator<string> {
  const { comparison, section, others } = playedColumns(whole, wholeSection, scenario);
  const head = [
    ...scenarioHead(scenario, pen),
    ...(others.length === 0 ? [] : [pen.aside(`  ${pen.told(describeOthers(others))}`)]),
    ...greetingLines(comparison, section, scenario, pen),
  ];
  yield `${head.join('\n')}\n`;
  if (section.rows.length === 0) yield `\n${pen.aside(say('there is no turn to show'))}\n`;
  for (const row of section.rows) yield `\n${rowLines(row, comparison, scenario, pen).join('\n')}\n`;
  const ends = endLines(section, comparison, scenario, pen);
  if (ends.length > 0) yield `\n${ends.join('\n')}\n`;
}

/** A persona is read in full with `hitogara show`. */
const MOST_PERSONA_LINES = 4;

function scenarioHead({ id, title, samples, persona, differs }: ComparedScenario, pen: Pen): string[] {
  const { paint, columns, told, aside } = pen;
  const heading = joinTexts(' · ', [calmName(id), inBoth(title), samples > 1 ? plural(samples, 'sample') : null]);
  const lines =
    persona === null
      ? []
      : aside(`  ${calmName(persona.name)}: ${calmLine(limitedText(persona.instruction.trim(), told))}`).split('\n');
  return [
    '',
    paint('dim', '─'.repeat(columns)),
    paint('bold', fold(calmLine(told(heading)), columns, 2)),
    ...(differs ? [paint('yellow', fold(`  ${told(say('not the same question in all runs'))}`, columns, 2))] : []),
    ...lines.slice(0, MOST_PERSONA_LINES),
    ...(lines.length > MOST_PERSONA_LINES ? [aside('  …')] : []),
  ];
}

function greetingLines(
  comparison: Comparison,
  section: Section,
  scenario: ComparedScenario,
  { paint, columns, told, aside }: Pen,
): string[] {
  const name = calmName(scenario.persona?.name ?? 'model');
  const greetings = greetingsIn(section, scenario, comparison).map(({ column, text }) => {
    const who = column === null ? name : `${name} (${calmName(column.label)})`;
    return fold(`${paint('green', who)}: ${limitedText(text.trim(), told)}`, columns, 2);
  });
  return greetings.length === 0
    ? []
    : ['', ...greetings, aside(`  ${told(say('greeting, not a reply of the model'))}`)];
}

function rowLines(
  { turn, user, probe, cells }: Row,
  comparison: Comparison,
  scenario: ComparedScenario,
  pen: Pen,
): string[] {
  const { paint, columns, told } = pen;
  const layout = layoutFor(comparison.columns.length, columns);
  const { baseline } = comparison;
  const userName = calmName(scenario.persona?.user ?? 'user');
  const number = String(turn);
  const hang = number.length + 2;
  const question =
    user === null
      ? paint('yellow', told(say('the columns were told different things')))
      : `${paint('cyan', userName)}: ${limitedText(user.trim(), told)}`;
  const reference = cells[comparison.columns.findIndex(({ id }) => id === baseline)] ?? null;
  const labels = comparison.columns.map((column) =>
    fold(calmName(nameOf(column, baseline)), layout.width)
      .split('\n')
      .map((line) => paint('bold', line)),
  );
  const blocks = comparison.columns.map((column, index) => {
    const place = { column, baseline, reference, samples: scenario.samples, user: userName };
    return cellBlocks(cells[index] ?? { replies: [], missing: [] }, place, layout.width, pen);
  });
  const asked = `${paint('bold', number)}  ${question}${probe === null ? '' : paint('dim', `  [${calmName(probe)}]`)}`;
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
    const label = pen.paint('bold', fold(calmName(nameOf(column, baseline)), pen.columns, 2));
    return [label, ...said.map((text) => pen.aside(`  ${pen.told(text)}`))];
  });
}

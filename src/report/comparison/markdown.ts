// A comparison as Markdown for a wiki page about models: a table of all first, then model by model what it is, how good it was, how it was
// asked, and what it said. Start at `markdownComparison`.
import type { Column, ComparedScenario, Comparison, Reply, Row, Section } from '../../compare/comparison.ts';
import { inBoth, joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import { markdownLine, markdownQuote, markdownTable } from '../markdown.ts';
import { recordedLine, type Screen, shown } from '../screen.ts';
import { cellsIn, type TallyTable } from '../tally.ts';
import { calmLine, calmName, calmText } from './calm-text.ts';
import { describeFailed, describeRunOf, describeTemplateOf, identityOf, playOf, templateText } from './column-words.ts';
import { BASELINE_SIGN, nameOf } from './figure-words.ts';
import { greetingsIn } from './greetings.ts';
import { fenced, httpsAddress } from './markdown-blocks.ts';
import { describePreferences } from './preference-words.ts';
import { qualityOf } from './quality.ts';
import {
  describeEnds,
  describeMarks,
  describeMissing,
  describeRatingOf,
  describeTakes,
  marksOf,
} from './reply-words.ts';
import { deltaTable, remarksOnDeltas, summaryTable } from './tables.ts';

/** Paragraphs and blocks, each with an empty line behind it. */
export function* markdownComparison(
  comparison: Comparison,
  { hasTranscripts }: { hasTranscripts: boolean },
  screen: Screen,
): Generator<string> {
  yield blocks(headOf(comparison, screen));
  if (hasTranscripts) {
    yield blocks([`## ${lineIn(say('scenarios'), screen)}`]);
    for (const scenario of comparison.scenarios) yield blocks(scenarioBlocks(scenario, screen));
  }
  for (const [index, column] of comparison.columns.entries()) {
    yield blocks(columnHead(column, comparison, screen));
    if (!hasTranscripts) continue;
    for (const section of comparison.sections) {
      const scenario = comparison.scenarios.find(({ id }) => id === section.scenario);
      const isPlayed = scenario?.columns.includes(column.id);
      if (scenario && isPlayed) yield blocks(transcript(comparison, section, { scenario, index, screen }));
    }
  }
}

function blocks(texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => `${text}\n\n`)
    .join('');
}

/** One line of untrusted text in the reader's language. */
function lineIn(text: Text | string, screen: Screen): string {
  return markdownLine(calmLine(shown(text, screen)));
}

function headOf(comparison: Comparison, screen: Screen): string[] {
  const { columns, baseline, scenarios, runs, notes } = comparison;
  const told = (text: Text | string): string => lineIn(text, screen);
  const bullets = (texts: readonly (Text | string)[]): string => texts.map((text) => `- ${told(text)}`).join('\n');
  const what = joinTexts(', ', [plural(columns.length, 'column'), plural(scenarios.length, 'scenario')]);
  const deltas = deltaTable(comparison);
  const label = columns.find(({ id }) => id === baseline)?.label ?? '';
  return [
    `# ${told(say('Side by side: {what}', { what }))}`,
    bullets(notes.map((note) => recordedLine(note, screen))),
    tableOf(summaryTable(comparison), screen),
    ...(deltas === null
      ? []
      : [
          `## ${told(say('Compared with {baseline}', { baseline: `${BASELINE_SIGN} ${label}` }))}`,
          tableOf(deltas, screen),
          bullets(remarksOnDeltas(comparison)),
        ]),
    bullets(describePreferences(comparison)),
    bullets(runs.map((run) => describeRunOf(run))),
  ];
}

function tableOf(table: TallyTable, screen: Screen): string {
  const { head, rows, numbers } = cellsIn(table, screen);
  return markdownTable(head, rows, numbers);
}

/** Once, before the models that all played it. */
function scenarioBlocks(scenario: ComparedScenario, screen: Screen): string[] {
  const told = (text: Text | string): string => lineIn(text, screen);
  const { persona, differs, samples } = scenario;
  return [
    `### ${told(titleOf(scenario))}`,
    samples > 1 ? told(plural(samples, 'sample')) : '',
    differs ? told(say('not the same question in all runs')) : '',
    ...(persona === null
      ? []
      : [told(say('Persona of {name}:', { name: persona.name })), markdownQuote(calmText(persona.instruction))]),
  ];
}

function titleOf({ id, title }: ComparedScenario): Text {
  return joinTexts(' · ', [calmName(id), inBoth(title)]);
}

function columnHead(column: Column, { baseline }: Comparison, screen: Screen): string[] {
  const told = (text: Text | string): string => lineIn(text, screen);
  const { facts, template } = column;
  const failed = describeFailed(column);
  const link = facts.link === null ? null : httpsAddress(facts.link);
  const bullet = ([name, value]: readonly [Label, Text | string]): string => `- ${told(say(name))}: ${told(value)}`;
  return [
    `## ${markdownLine(calmName(nameOf(column, baseline)))}`,
    failed === null ? '' : told(failed),
    [...(link === null ? [] : [`- ${told(say('link'))}: <${link}>`]), ...identityOf(column).map(bullet)].join('\n'),
    `### ${told(say('quality'))}`,
    qualityOf(column)
      .map((text) => `- ${told(text)}`)
      .join('\n'),
    ...(template === null
      ? []
      : [
          `### ${told(say('prompt template'))}`,
          told(describeTemplateOf(template)),
          fenced(templateText(template), 'text'),
        ]),
    `### ${told(say('settings and speed'))}`,
    playOf(column).map(bullet).join('\n'),
  ];
}

function transcript(
  comparison: Comparison,
  section: Section,
  { scenario, index, screen }: { scenario: ComparedScenario; index: number; screen: Screen },
): string[] {
  const told = (text: Text | string): string => lineIn(text, screen);
  const { persona, samples } = scenario;
  const name = (who: string): string => `**${markdownLine(calmName(who)) || '–'}**`;
  const greetings = greetingsIn(section, scenario, comparison).filter(
    ({ column }) => column === null || column === comparison.columns[index],
  );
  return [
    `### ${told(titleOf(scenario))}`,
    ...greetings.flatMap(({ text }) => [
      name(persona?.name ?? 'model'),
      markdownQuote(calmText(text)),
      `_${told(say('greeting, not a reply of the model'))}_`,
    ]),
    ...section.rows.flatMap((row) => turnBlocks(row, { index, samples, persona, name, told })),
    describeEnds(section.talks[index] ?? [], samples)
      .map((text) => `- ${told(text)}`)
      .join('\n'),
  ];
}

interface TurnPen {
  /** Of the column. */
  index: number;
  samples: number;
  persona: ComparedScenario['persona'];
  name(who: string): string;
  told(text: Text | string): string;
}

function turnBlocks({ user, cells }: Row, { index, samples, persona, name, told }: TurnPen): string[] {
  const { replies = [], missing = [] } = cells[index] ?? {};
  const said = (who: string, text: string): string[] => [
    name(who),
    text.trim() === '' ? `_${told(say('(no text)'))}_` : markdownQuote(calmText(text)),
  ];
  const asked = persona?.user ?? 'user';
  const below = (reply: Reply): string[] => {
    const marks = marksOf(reply.takes);
    return [
      `_${told(joinTexts(' · ', [describeTakes(reply, samples), marks.length === 0 ? null : describeMarks(marks)]))}_`,
      reply.takes.flatMap(({ ratings }) => ratings.map((rating) => `- ${told(describeRatingOf(rating))}`)).join('\n'),
    ];
  };
  return [
    ...(user === null ? [] : said(asked, user)),
    ...replies.flatMap((reply) => [
      ...(reply.user === null ? [] : said(asked, reply.user)),
      ...said(persona?.name ?? 'model', reply.text),
      ...below(reply),
    ]),
    ...missing.map((each) => `_${told(joinTexts(' ', ['–', describeMissing(each)]))}_`),
  ];
}

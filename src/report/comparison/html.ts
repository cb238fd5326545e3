// A comparison as a piece of HTML for a blog: tables and headings, no script, no style sheet, no request. Start at `htmlComparison`.
import type { Column, ComparedScenario, Comparison, Reply, Row, Section } from '../../compare/comparison.ts';
import type { Piece, Unit } from '../../compare/difference.ts';
import { inBoth, joinTexts, plural, say, type Text } from '../../words/text.ts';
import { recordedLine, type Screen, shown } from '../screen.ts';
import { cellsIn, type TallyTable } from '../tally.ts';
import { calmName, calmText } from './calm-text.ts';
import { describeFailed, describeRunOf, identityOf, playOf, templateText } from './column-words.ts';
import { BASELINE_SIGN, nameOf } from './figure-words.ts';
import { greetingsIn } from './greetings.ts';
import { htmlText, langOf } from './html-text.ts';
import { httpsAddress } from './markdown-blocks.ts';
import { describeOthers, playedColumns } from './played-columns.ts';
import { describePreferences } from './preference-words.ts';
import { qualityOf } from './quality.ts';
import {
  counterpartOf,
  describeEnds,
  describeMarks,
  describeMissing,
  describeRatingOf,
  describeTakes,
  marksOf,
} from './reply-words.ts';
import { differenceWorthShowing } from './shown-difference.ts';
import { deltaTable, remarksOnDeltas, summaryTable } from './tables.ts';

interface HtmlView {
  unit: Unit | null;
  hasTranscripts: boolean;
}

/** Elements, a line each. */
export function* htmlComparison(comparison: Comparison, view: HtmlView, screen: Screen): Generator<string> {
  const told = (text: Text | string): string => htmlText(shown(text, screen));
  const pen: Pen = { screen, told, unit: view.unit };
  yield `<article lang="${told(inBoth({ ja: 'ja', en: 'en' }))}">\n${headOf(comparison, pen).join('\n')}\n`;
  if (view.hasTranscripts) {
    for (const section of comparison.sections) {
      const scenario = comparison.scenarios.find(({ id }) => id === section.scenario);
      if (scenario) yield* sectionHtml(comparison, section, scenario, pen);
    }
  }
  for (const column of comparison.columns) yield `${aboutColumn(column, comparison, pen).join('\n')}\n`;
  yield '</article>\n';
}

interface Pen {
  screen: Screen;
  told(text: Text | string): string;
  unit: Unit | null;
}

const SCROLLS = ' style="overflow-x:auto"';
const TABLE = ' style="border-collapse:collapse"';
const BOX = 'border:1px solid #8886;padding:.3em .6em;vertical-align:top';
const TOP = ` style="${BOX};text-align:start;font-weight:inherit"`;
const NUMBER = ` style="${BOX};text-align:end;font-variant-numeric:tabular-nums"`;
const ASKED = ` style="${BOX};text-align:start;font-weight:inherit;min-width:10em"`;
/** A reply of a few words in each line is hard to read. */
const REPLY = ` style="${BOX};min-width:14em"`;
const AS_WRITTEN = ' style="white-space:pre-wrap;overflow-wrap:anywhere"';

function headOf(comparison: Comparison, pen: Pen): string[] {
  const { told, screen } = pen;
  const { columns, baseline, scenarios, runs, notes } = comparison;
  const what = joinTexts(', ', [plural(columns.length, 'column'), plural(scenarios.length, 'scenario')]);
  const label = columns.find(({ id }) => id === baseline)?.label ?? '';
  const deltas = deltaTable(comparison);
  return [
    `<h2>${told(say('Side by side: {what}', { what }))}</h2>`,
    ...listOf(
      notes.map((note) => recordedLine(note, screen)),
      pen,
    ),
    tableOf(summaryTable(comparison), pen),
    ...(deltas === null
      ? []
      : [
          `<h3>${told(say('Compared with {baseline}', { baseline: `${BASELINE_SIGN} ${calmName(label)}` }))}</h3>`,
          tableOf(deltas, pen),
          ...listOf(remarksOnDeltas(comparison), pen),
        ]),
    ...listOf(describePreferences(comparison), pen),
    ...listOf(runs.map(describeRunOf), pen),
  ];
}

/** Nothing, where there is nothing to list. */
function listOf(texts: readonly (Text | string)[], { told }: Pen): string[] {
  return texts.length === 0 ? [] : [`<ul>${texts.map((text) => `<li>${told(text)}</li>`).join('')}</ul>`];
}

/** The first cell of each row names it. */
function tableOf(table: TallyTable, { screen }: Pen): string {
  const { head, rows, numbers } = cellsIn(table, screen);
  const isNumber = head.map((name) => numbers.includes(name));
  const columns = head.map((name) => `<th scope="col"${TOP}>${htmlText(name.replaceAll('\n', ' '))}</th>`).join('');
  const lines = rows.map(([name = '', ...cells]) => {
    const values = cells.map((cell, index) => `<td${isNumber[index + 1] ? NUMBER : TOP}>${htmlText(cell)}</td>`);
    return `<tr><th scope="row"${TOP}>${htmlText(name)}</th>${values.join('')}</tr>`;
  });
  return `<div${SCROLLS}><table${TABLE}>\n<thead><tr>${columns}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>`;
}

function aboutColumn(column: Column, { baseline }: Comparison, pen: Pen): string[] {
  const { told } = pen;
  const { facts, template } = column;
  const failed = describeFailed(column);
  const link = facts.link === null ? null : httpsAddress(facts.link);
  const fact = (name: string, value: string): string => `<dt>${name}</dt><dd>${value}</dd>`;
  return [
    `<details><summary>${htmlText(calmName(nameOf(column, baseline)))}</summary>`,
    ...(failed === null ? [] : [`<p>${told(failed)}</p>`]),
    `<dl>${[
      ...(link === null
        ? []
        : [fact(told(say('link')), `<a href="${htmlText(link)}" rel="nofollow noopener">${htmlText(link)}</a>`)]),
      ...[...identityOf(column), ...playOf(column)].map(([name, value]) => fact(told(say(name)), told(value))),
      fact(told(say('quality')), qualityOf(column).map(told).join('<br>')),
    ].join('\n')}</dl>`,
    ...(template === null
      ? []
      : [
          `<details><summary>${told(say('prompt template'))}</summary><pre>${htmlText(templateText(template))}</pre></details>`,
        ]),
    '</details>',
  ];
}

function* sectionHtml(
  whole: Comparison,
  wholeSection: Section,
  scenario: ComparedScenario,
  pen: Pen,
): Generator<string> {
  const { told } = pen;
  const { comparison, section, others } = playedColumns(whole, wholeSection, scenario);
  const { id, title, persona, samples, differs } = scenario;
  const { columns, baseline } = comparison;
  const heads = columns.map((column) => `<th scope="col"${TOP}>${htmlText(calmName(nameOf(column, baseline)))}</th>`);
  const small = (words: Text | string): string => `<p><small>${told(words)}</small></p>`;
  const text = (words: string): string => `<p${langOf(words)}${AS_WRITTEN}>${htmlText(words.trim())}</p>`;
  yield [
    `<section><h3>${told(joinTexts(' · ', [calmName(id), inBoth(title), samples > 1 ? plural(samples, 'sample') : null]))}</h3>`,
    ...(differs ? [`<p><strong>${told(say('not the same question in all runs'))}</strong></p>`] : []),
    ...(others.length === 0 ? [] : [small(describeOthers(others))]),
    ...(persona === null
      ? []
      : [
          `<details><summary>${told(say('Persona of {name}:', { name: calmName(persona.name) }))}</summary>${text(persona.instruction)}</details>`,
        ]),
    ...greetingsIn(section, scenario, comparison).flatMap((greeting) => [
      text(greeting.text),
      small(
        joinTexts(' · ', [
          greeting.column && calmName(greeting.column.label),
          say('greeting, not a reply of the model'),
        ]),
      ),
    ]),
    `<div${SCROLLS}><table${TABLE}>`,
    `<thead><tr><th scope="col"${ASKED}>${htmlText(persona?.user ?? 'user')}</th>${heads.join('')}</tr></thead>`,
    '<tbody>\n',
  ].join('\n');
  for (const row of section.rows) yield `${rowHtml(row, comparison, scenario, pen)}\n`;
  const ends = section.talks.map((talks) => describeEnds(talks, samples));
  if (ends.some((own) => own.length > 0)) {
    const cells = columns.map(
      (_, index) => `<td${REPLY}>${(ends[index] ?? []).map((each) => `<p>${told(each)}</p>`).join('')}</td>`,
    );
    yield `<tr><th scope="row"${TOP}></th>${cells.join('')}</tr>\n`;
  }
  yield '</tbody></table></div></section>\n';
}

function rowHtml(
  { turn, user, probe, cells }: Row,
  { columns, baseline }: Comparison,
  { samples }: ComparedScenario,
  pen: Pen,
): string {
  const { told } = pen;
  const reference = cells[columns.findIndex(({ id }) => id === baseline)] ?? null;
  const asked =
    user === null
      ? `<em>${told(say('the columns were told different things'))}</em>`
      : `<span${langOf(user)}${AS_WRITTEN}>${htmlText(user.trim())}</span>`;
  const tests = probe === null ? '' : `<br><small>${htmlText(probe)}</small>`;
  const replies = columns.map((column, index) => {
    const { replies: said = [], missing = [] } = cells[index] ?? {};
    const before = (reply: Reply): string | null =>
      column.id === baseline ? null : (counterpartOf(reply, reference)?.text ?? null);
    return `<td${REPLY}>${[
      ...said.map((reply) => replyHtml(reply, before(reply), samples, pen)),
      ...missing.map((each) => `<p><small>${told(joinTexts(' ', ['–', describeMissing(each)]))}</small></p>`),
    ].join('')}</td>`;
  });
  return `<tr><th scope="row"${ASKED}>${turn}. ${asked}${tests}</th>${replies.join('')}</tr>`;
}

function replyHtml(reply: Reply, before: string | null, samples: number, { told, unit }: Pen): string {
  const { text, user, takes } = reply;
  const marks = marksOf(takes);
  const small = (words: Text | string): string => `<p><small>${told(words)}</small></p>`;
  const clean = (words: string): string => calmText(words.trim());
  const pieces = unit === null || before === null ? null : differenceWorthShowing(clean(before), clean(text), unit);
  const said = pieces === null ? htmlText(text.trim()) : pieces.map(markedUp).join('');
  return [
    ...(user === null ? [] : [`<p${langOf(user)}${AS_WRITTEN}><em>${htmlText(user.trim())}</em></p>`]),
    said === '' ? small(say('(no text)')) : `<p${langOf(text)}${AS_WRITTEN}>${said}</p>`,
    small(joinTexts(' · ', [describeTakes(reply, samples), marks.length === 0 ? null : describeMarks(marks)])),
    ...takes.flatMap(({ ratings }) => ratings.map((rating) => small(describeRatingOf(rating)))),
  ].join('');
}

function markedUp({ kind, text }: Piece): string {
  if (kind === 'same') return htmlText(text);
  const tag = kind === 'added' ? 'ins' : 'del';
  return `<${tag}>${htmlText(text)}</${tag}>`;
}

// A check for regressions as Markdown: a table for the card of a model, and a note for a pull request. Nothing that a model wrote is
// anything but text. Start at `modelCardTable`.
import type { CandidateReport, DirectionMetric, RegressReport } from '../../regress/report.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import { calmLine, calmName } from '../comparison/calm-text.ts';
import { describeSize } from '../comparison/figure-words.ts';
import { markdownLine, markdownQuote, markdownTable } from '../markdown.ts';
import { type Screen, shown } from '../screen.ts';
import { cellsIn } from '../tally.ts';
import { describePlay, recorded } from '../wording.ts';
import { describeConditions, factsOf } from './candidate-words.ts';
import { counted, describeDifference, describeDivergence, describeShare, divergenceOf, plusMinus } from './figures.ts';
import { metricLegend, metricTable } from './metric-table.ts';
import { describeLikeliest, describePlaceInReply, sentenceOf } from './place-words.ts';
import { inOneLine, summaryColumns } from './summary-table.ts';
import {
  candidateName,
  describeDetectable,
  describeReference,
  describeSentinel,
  headlineOf,
  metricName,
  VERDICT_WORDS,
  worstMetric,
} from './verdict-words.ts';

type Reader = Pick<Screen, 'words'>;

/** A table of the candidates, and how it was measured. */
export function modelCardTable(report: RegressReport, reader: Reader): string {
  const { candidates, design } = report;
  const told = (text: Text | string): string => calmLine(shown(text, reader));
  const numbers = [say('size')].map(told);
  const head = [
    say('file'),
    say('size'),
    say('KL divergence'),
    say('same top token'),
    say('worst metric'),
    say('verdict'),
  ].map(told);
  const rows = candidates.map((candidate) =>
    [
      fileOf(candidate),
      describeSize(candidate.model.fileBytes),
      divergenceCell(candidate),
      candidate.displacement === null ? '–' : describeShare(candidate.displacement.sameTop),
      worstCell(worstMetric(candidate, design.gates)),
      say(VERDICT_WORDS[candidate.verdict]),
    ].map(told),
  );
  return blocks([markdownTable(head, rows, numbers), ...describeMethod(report).map((text) => lineIn(text, reader))]);
}

/** The settings that vary belong to the name of a file that does not. */
function fileOf(candidate: CandidateReport): Text | string {
  const { file, id } = candidate.model;
  return candidateName({ ...candidate, model: { ...candidate.model, id: file ?? id } });
}

function divergenceCell({ displacement }: CandidateReport): string {
  const figure = divergenceOf(displacement);
  return figure === null ? '–' : `${figure.isBound ? '≥ ' : ''}${plusMinus(figure)}`;
}

function worstCell(worst: DirectionMetric | null): Text | string {
  if (worst === null) return '–';
  const difference = describeDifference(worst);
  return joinTexts(', ', [
    joinTexts(' ', [metricName(worst), difference ?? counted(worst.candidate)]),
    say('n {n}', { n: worst.pairs }),
  ]);
}

/** How the figures of a model card came about. */
function describeMethod(report: RegressReport): Text[] {
  const { reference, hitogara, design, candidates } = report;
  const displacement = candidates.find((candidate) => candidate.displacement !== null)?.displacement ?? null;
  const direction = candidates.find((candidate) => candidate.direction !== null)?.direction ?? null;
  return [
    say('Measured by {program} against {reference}, preset {preset}: {played}.', {
      program: calmName(`hitogara ${hitogara}`),
      reference: describeReference({ ...reference, id: reference.file ?? reference.id }),
      preset: report.preset,
      played: joinTexts(', ', [
        plural(design.scenarios.length, 'scenario'),
        direction && say('{replies} of each model', { replies: plural(direction.replies, 'reply') }),
        displacement && say('KL divergence over {tokens}', { tokens: plural(displacement.tokens, 'token') }),
      ]),
    }),
    say(
      'KL divergence: nats a token on the replies of the reference, ± half a 95 % interval. Same top token: 95 % interval. Worst metric: difference in points of replies with the fault, 95 % interval. The unit of all intervals is the scenario.',
    ),
    ...(candidates.some((candidate) => divergenceOf(candidate.displacement)?.isBound)
      ? [say('≥: a lower bound, by the likeliest tokens of the reference.')]
      : []),
  ];
}

/** A paragraph for each candidate, with the evidence folded away below it. */
export function pullRequestNote(report: RegressReport, reader: Reader): string {
  return blocks([
    `### ${lineIn(say('Regression check against {reference}', { reference: describeReference(report.reference) }), reader)}`,
    ...report.candidates.flatMap((candidate) => candidateNote(candidate, report, reader)),
    ...describeMethod(report)
      .slice(0, 1)
      .map((text) => `<sub>${lineIn(text, reader)}</sub>`),
  ]);
}

function candidateNote(candidate: CandidateReport, report: RegressReport, reader: Reader): string[] {
  const line = (text: Text | string): string => lineIn(text, reader);
  const figure = divergenceOf(candidate.displacement);
  const said = joinTexts('; ', [
    headlineOf(candidate, report.design),
    figure && say('KL divergence {figure} nats a token', { figure: describeDivergence(figure) }),
    candidate.direction && describeDetectable(candidate.direction.detectable),
  ]);
  return [
    `**${line(candidateName(candidate))}**: ${line(said)}`,
    details(line(say('evidence')), evidenceOf(candidate, report, reader)),
  ];
}

function details(summary: string, contents: readonly string[]): string {
  return contents.length === 0
    ? ''
    : `<details>\n<summary>${summary}</summary>\n\n${contents.join('\n\n')}\n\n</details>`;
}

function evidenceOf(candidate: CandidateReport, { design }: RegressReport, reader: Reader): string[] {
  const line = (text: Text | string): string => lineIn(text, reader);
  const bullets = (texts: readonly string[]): string => texts.map((text) => `- ${text}`).join('\n');
  const { reasons, sentinels, direction, displacement, greedy } = candidate;
  return [
    bullets([...reasons.map((reason) => recorded(reason)), ...describeConditions(candidate)].map(line)),
    ...sentinels
      .filter(({ isBroken }) => isBroken)
      .flatMap((sentinel) => {
        const { example } = sentinel;
        const place = example && joinTexts(' · ', [describePlay(example), say('turn {turn}', { turn: example.turn })]);
        return [
          `- ${line(describeSentinel(sentinel))}`,
          ...(example && place ? [line(place), quote(example.reply)] : []),
        ];
      }),
    direction === null || direction.metrics.length === 0 ? '' : metricsIn(direction.metrics, design.gates, reader),
    bullets(factsOf(candidate).map(([name, lines]) => `${line(say(name))}: ${line(joinTexts(' · ', lines))}`)),
    ...(displacement?.worst.slice(0, MOST_PLACES) ?? []).flatMap((place) => {
      const { before, token, after } = sentenceOf(place);
      return [
        line(describePlaceInReply(place)),
        `> ${markdownLine(before)}${marked(`[${token}]`)}${markdownLine(after)}`,
        bullets(
          (['reference', 'candidate'] as const).map((of) => `${line(say(of))}: ${line(describeLikeliest(place, of))}`),
        ),
      ];
    }),
    ...(greedy?.examples.slice(0, 1) ?? []).flatMap(({ user, common, reference, candidate: other }) => [
      line(say('where greedy replies part')),
      quote(user),
      bullets(
        [say('reference'), say('candidate')].map((name, index) => {
          const rest = short(index === 0 ? reference : other);
          return `${line(name)}: ${markdownLine(short(common))}${marked(rest)}`;
        }),
      ),
    ]),
  ].filter((text) => text !== '');
}

const LONGEST_REPLY = 200;
const MOST_PLACES = 3;

/** Where letters follow, asterisks would not end. */
function marked(text: string): string {
  return text === '' ? '' : `<b>${markdownLine(text)}</b>`;
}

function short(text: string): string {
  const characters = [...calmLine(text.slice(0, LONGEST_REPLY * 4))];
  return characters.length > LONGEST_REPLY ? `${characters.slice(0, LONGEST_REPLY).join('')}…` : characters.join('');
}

function quote(text: string): string {
  return markdownQuote(short(text));
}

function metricsIn(metrics: readonly DirectionMetric[], gates: readonly string[], reader: Reader): string {
  const { head, rows, numbers } = cellsIn(metricTable(metrics, gates), reader);
  return [markdownTable(head, rows, numbers), lineIn(metricLegend(metrics, gates), reader)].join('\n\n');
}

/** The table of all models with every figure, as a job's summary shows it. */
export function summaryMarkdown(report: RegressReport, reader: Reader): string {
  const columns = Object.values(summaryColumns(report));
  const cell = (parts: readonly (Text | string)[]): string =>
    parts.map((part) => inOneLine(shown(part, reader))).join(' · ');
  return markdownTable(
    columns.map(({ head }) => cell(head)),
    [
      columns.map(({ reference }) => cell(reference)),
      ...report.candidates.map((_, index) => columns.map(({ candidates }) => cell(candidates[index] ?? []))),
    ],
    columns.filter(({ isNumber }) => isNumber).map(({ head }) => cell(head)),
  );
}

function blocks(texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => `${text}\n\n`)
    .join('');
}

/** One line of untrusted text in the reader's language. */
function lineIn(text: Text | string, reader: Reader): string {
  return markdownLine(calmLine(shown(text, reader)));
}

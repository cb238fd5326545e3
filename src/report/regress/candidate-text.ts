// What was found about one candidate, short: why, signs of a broken model, metrics, the places that differ most, and what could have been
// found at all. Start at `candidateText`.
import type { CandidateReport, DirectionMetric, RegressReport, Sentinel } from '../../regress/report.ts';
import { asIs, joinTexts, say, type Text } from '../../words/text.ts';
import { calmLine } from '../comparison/calm-text.ts';
import { packed } from '../comparison/layout.ts';
import { factLines, plainTable } from '../plain-table.ts';
import { cellsIn } from '../tally.ts';
import { widthOf } from '../width.ts';
import { describePlay, recorded } from '../wording.ts';
import { describeConditions, factsOf } from './candidate-words.ts';
import { probability } from './figures.ts';
import { metricLegend, metricTable } from './metric-table.ts';
import { describeLikeliest, describePlaceInReply, sentenceOf } from './place-words.ts';
import { type RegressPen, VERDICT_STYLES } from './regress-pen.ts';
import { candidateName, describeSentinel, VERDICT_WORDS } from './verdict-words.ts';

const INDENT = 2;

export function candidateText(candidate: CandidateReport, { design }: RegressReport, pen: RegressPen): string {
  const { verdict, reasons, sentinels, direction } = candidate;
  const title = joinTexts(': ', [candidateName(candidate), say(VERDICT_WORDS[verdict])]);
  const open = (direction?.metrics ?? []).filter(({ outcome }) => outcome !== 'not-worse');
  const remark = (text: Text | null): string[] => (text === null ? [] : pen.lines(text, INDENT));
  const blocks = [
    [
      ...pen.lines(title, 0, ['bold', VERDICT_STYLES[verdict]]),
      ...reasons.flatMap((reason) => remark(recorded(reason))),
      ...describeConditions(candidate).flatMap(remark),
    ],
    sentinels.filter(({ isBroken }) => isBroken).flatMap((sentinel) => brokenLines(sentinel, pen)),
    open.length === 0 ? [] : metricLines(open, design.gates, pen),
    placeLines(candidate, pen),
    factsText(candidate, pen),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function factsText(candidate: CandidateReport, pen: RegressPen): string[] {
  const facts = factsOf(candidate).map(([name, lines]) => ({ name: pen.told(say(name)), lines }));
  const names = Math.max(0, ...facts.map(({ name }) => widthOf(name)));
  const room = pen.columns - 2 * INDENT - names;
  // What stands between dots stays together where there is room.
  const laidOut = (line: Text): string => {
    const text = pen.told(line);
    if (!text.includes(' · ')) return text;
    return packed(text, room)
      .split('\n')
      .map((part) => (widthOf(part) <= room ? part.replaceAll(' ', '\u00a0') : part))
      .join('\n');
  };
  const named = facts.flatMap(({ name, lines }) =>
    lines.map((line, index): [string, string] => [index === 0 ? name : '', laidOut(line)]),
  );
  return factLines(named, pen.columns, INDENT);
}

function brokenLines(sentinel: Sentinel, pen: RegressPen): string[] {
  const { pValue, example } = sentinel;
  const p = pValue === null ? null : asIs(`p ${probability(pValue)}`);
  const said = example && [...calmLine(example.reply.slice(0, LONGEST_REPLY * 2))];
  return [
    ...pen.lines(joinTexts(' · ', [describeSentinel(sentinel), p]), INDENT, 'red'),
    ...(example && said
      ? pen.lines(
          say('{place}: {reply}', {
            place: joinTexts(' · ', [describePlay(example), say('turn {turn}', { turn: example.turn })]),
            reply:
              example.reply.trim() === ''
                ? say('(no text)')
                : `${said.slice(0, LONGEST_REPLY).join('')}${said.length > LONGEST_REPLY ? '…' : ''}`,
          }),
          INDENT * 2,
          'dim',
        )
      : []),
  ];
}

const LONGEST_REPLY = 80;

function metricLines(metrics: readonly DirectionMetric[], gates: readonly string[], pen: RegressPen): string[] {
  const { head, rows, numbers } = cellsIn(metricTable(metrics, gates), pen);
  const { tableColumns } = pen;
  const table = plainTable(
    head,
    rows.map((cells) => cells.map((cell) => pen.told(cell).replaceAll(' ', '\u00a0'))),
    { columns: tableColumns && tableColumns - INDENT, numbers },
  );
  const legend = metricLegend(metrics, gates);
  return [
    ...table.split('\n').map((line) => (line === '' ? '' : `${' '.repeat(INDENT)}${line}`)),
    ...(String(legend) === '' ? [] : pen.lines(legend, INDENT, 'dim')),
  ];
}

const MOST_PLACES = 3;

function placeLines({ displacement }: CandidateReport, pen: RegressPen): string[] {
  const places = displacement?.worst.slice(0, MOST_PLACES) ?? [];
  if (places.length === 0) return [];
  const names = { reference: pen.told(say('reference')), candidate: pen.told(say('candidate')) };
  return [
    ...pen.lines(say('where they differ most'), INDENT, 'bold'),
    ...places.flatMap((place) => {
      const { before, token, after } = sentenceOf(place);
      const likeliest = (['reference', 'candidate'] as const).map((of): [string, string] => [
        names[of],
        describeLikeliest(place, of),
      ]);
      return [
        ...pen.lines(describePlaceInReply(place), INDENT, 'dim'),
        // The brackets are there in colour too: some readers see none.
        ...pen
          .lines(`${before}[${token}]${after}`, INDENT * 2)
          .map((line) => line.replace(/\[[^\]]*\]/, (mark) => pen.paint('yellow', mark))),
        ...factLines(likeliest, pen.columns, INDENT * 2),
      ];
    }),
  ];
}

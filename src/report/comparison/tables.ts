// The tables that begin a comparison: a row for each column, then how each differs from the baseline. Every printed form has the same ones.
// Start at `summaryTable`.
import {
  type Column,
  type ColumnFigures,
  type Comparison,
  METRIC_IDS,
  type MetricId,
} from '../../compare/comparison.ts';
import { type Label, say, type Text } from '../../words/text.ts';
import { describeRate } from '../score-wording.ts';
import type { TallyTable } from '../tally.ts';
import { calmName } from './calm-text.ts';
import {
  describeCost,
  describeDelta,
  describeMedian,
  describeRating,
  describeSize,
  nameOf,
  together,
} from './figure-words.ts';

type Columns = Pick<Comparison, 'columns' | 'baseline'>;

/** What nobody knows of any column is left out. */
export function summaryTable(comparison: Columns): TallyTable {
  return tableWith(comparison, FACTS);
}

/** The same in two, for narrow places: what it is and how fast, then how good. */
export function summaryHalves(comparison: Columns): TallyTable[] {
  const halves = [false, true].map((isQuality) => FACTS.filter((fact) => isQuality === QUALITY.includes(fact)));
  return halves.map((facts) => tableWith(comparison, facts)).filter(({ head }) => head.length > 1);
}

function tableWith({ columns, baseline }: Columns, all: readonly Fact[]): TallyTable {
  const facts = all.filter(({ of }) => columns.some((column) => of(column) !== '–'));
  return {
    head: [say('model'), ...facts.map(({ head }) => head)],
    rows: columns.map((column) => [calmName(nameOf(column, baseline)), ...facts.map(({ of }) => of(column))]),
    numbers: facts.filter(({ isNumber }) => isNumber).map(({ head }) => head),
    titles: 1,
  };
}

interface Fact {
  head: Text;
  isNumber: boolean;
  /** `–`: not known. */
  of(column: Column): Text | string;
}

function figure(head: Text, of: (figures: ColumnFigures) => Text | string, isNumber = true): Fact {
  return { head, isNumber, of: ({ figures }) => (figures && figures.turns > 0 ? of(figures) : '–') };
}

const QUALITY: readonly Fact[] = [
  figure(say('with a fault\n(95 %)'), ({ faults }) => (faults ? together(describeRate(faults)) : '–'), false),
  figure(say('rating 1–5\n(95 %)'), ({ rating }) => describeRating(rating), false),
];

const FACTS: readonly Fact[] = [
  {
    head: say('type'),
    isNumber: false,
    of: ({ facts: { fileType } }) => (fileType === null ? '–' : calmName(fileType)),
  },
  { head: say('file'), isNumber: true, of: ({ facts: { fileBytes } }) => describeSize(fileBytes) },
  { head: say('replies'), isNumber: true, of: ({ figures }) => (figures ? String(figures.turns) : '–') },
  ...QUALITY,
  figure(say('median\ntokens/s'), ({ tokensPerSecond, turns }) => describeMedian(tokensPerSecond, turns)),
  figure(say('median\nfirst token'), ({ timeToFirstTokenMs, turns }) =>
    describeMedian(timeToFirstTokenMs, turns, ' ms'),
  ),
  figure(say('cost'), ({ costUsd }) => describeCost(costUsd)),
];

const METRIC_NAMES: Record<MetricId, Label> = {
  faults: 'replies with a fault',
  rating: 'rating',
  tokensPerSecond: 'tokens/s',
  timeToFirstTokenMs: 'first token',
  replyCharacters: 'characters of a reply',
  fileBytes: 'file',
  peakMemoryBytes: 'memory',
};

/** null: nothing could be compared. */
export function deltaTable({ columns, baseline }: Columns): TallyTable | null {
  const metrics = METRIC_IDS.filter((id) => columns.some(({ deltas }) => deltas.some(({ metric }) => metric === id)));
  if (metrics.length === 0) return null;
  return {
    head: [say('model'), ...metrics.map((metric) => say(METRIC_NAMES[metric]))],
    rows: columns
      .filter(({ id }) => id !== baseline)
      .map(({ label, deltas }) => [
        calmName(label),
        ...metrics.map((metric) => {
          const delta = deltas.find((each) => each.metric === metric);
          return delta ? describeDelta(delta) : '–';
        }),
      ]),
    numbers: [],
    titles: 1,
  };
}

/** What a reader should know of the intervals of `deltaTable`. */
export function remarksOnDeltas({ columns, scenarios }: Pick<Comparison, 'columns' | 'scenarios'>): Text[] {
  const n = columns.flatMap(({ deltas }) => deltas.filter(({ low }) => low !== null)).length;
  if (n === 0) return [];
  const interval =
    scenarios.length === 1
      ? say('95 % intervals by sample, on the turns that both played; “not told apart”: the interval holds “no change”')
      : say(
          '95 % intervals by scenario, on the turns that both played; “not told apart”: the interval holds “no change”',
        );
  const chance = Math.round(n / 20);
  if (chance < 1) return [interval];
  return [
    interval,
    say('if nothing differed, about {k} of {n} such intervals would leave out “no change”', { n, k: chance }),
  ];
}

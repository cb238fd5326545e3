// The totals of a run, counted as it goes: memory for each group, not for each turn. Start at `tallyBy`.
import { inertLine } from '../core/inert-text.ts';
import type { SamplingField } from '../core/sampling.ts';
import type { RunEvent } from '../run/events.ts';
import { type Median, medianOf } from '../stats/running-median.ts';
import type { ConversationRecord, Totals, TurnRecord } from '../store/records.ts';
import { addTotals, emptyTotals, totalsOf } from '../store/totals.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, type Screen, shown } from './screen.ts';
import { describeOutcomes, describePlay, describeSampling, significant } from './wording.ts';

/** What the rows of a table stand for. */
export interface Grouping {
  head: readonly Text[];
  cells(record: TurnRecord | ConversationRecord): (Text | string)[];
  /** Whether each row is one conversation, so that conversations need not be counted. */
  isConversation: boolean;
  /** Whether the table says how fast replies were. */
  hasSpeeds: boolean;
}

export const BY_CONVERSATION: Grouping = {
  head: [say('model'), say('scenario')],
  cells: (record) => [inertLine(record.model), describePlay(record)],
  isConversation: true,
  hasSpeeds: true,
};

/** @param varied settings that the run plays with several values */
export function byModel(varied: readonly SamplingField[]): Grouping {
  return {
    head: [say('model'), ...(varied.length > 0 ? [say('settings')] : [])],
    cells: ({ model, settings }) => [
      inertLine(model),
      ...(varied.length > 0 ? [describeSampling(settings, varied)] : []),
    ],
    isConversation: false,
    hasSpeeds: true,
  };
}

export interface Tally {
  count(event: RunEvent): void;
  /** null: nothing was played. */
  table(): TallyTable | null;
}

/** A table before it is laid out. */
export interface TallyTable {
  head: readonly (Text | string)[];
  rows: readonly (readonly (Text | string)[])[];
  /** Columns with figures, by their heads. */
  numbers: readonly Text[];
  /** How many of the first cells name a row. */
  titles: number;
}

export function describeTally({ titles, ...table }: TallyTable, screen: Screen): string {
  const { head, rows, numbers } = cellsIn(table, screen);
  return plainTable(head, rows, { columns: columnsOf(screen.stdout), numbers, titles });
}

/** In one language. */
export function cellsIn({ head, rows, numbers }: Omit<TallyTable, 'titles'>, screen: Pick<Screen, 'words'>) {
  const all = (cells: readonly (Text | string)[]): string[] => cells.map((cell) => shown(cell, screen));
  return { head: all(head), rows: rows.map(all), numbers: all(numbers) };
}

export function tallyBy(grouping: Grouping): Tally {
  const groups = new Map<string, Group>();
  const groupOf = (record: TurnRecord | ConversationRecord): Group => {
    const cells = grouping.cells(record);
    const name = cells.map(String).join('\n');
    const group = groups.get(name) ?? { cells, totals: emptyTotals(), firstToken: medianOf(), speed: medianOf() };
    groups.set(name, group);
    return group;
  };
  return {
    count(event) {
      if (event.type !== 'conversation-end' && (event.type !== 'turn-end' || event.isReplay)) return;
      const { record } = event;
      const group = groupOf(record);
      group.totals = addTotals(group.totals, totalsOf(record));
      if (record.type === 'conversation' || !grouping.hasSpeeds) return;
      group.firstToken.add(record.timeToFirstTokenMs);
      group.speed.add(record.tokensPerSecond);
    },
    table: () => (groups.size === 0 ? null : tableOf(grouping, [...groups.values()])),
  };
}

interface Group {
  cells: (Text | string)[];
  totals: Totals;
  firstToken: Median;
  speed: Median;
}

function tableOf({ head, isConversation, hasSpeeds }: Grouping, groups: readonly Group[]): TallyTable {
  const numbers = [
    ...(isConversation ? [] : [say('conversations')]),
    say('turns'),
    say('tokens'),
    ...(hasSpeeds ? [say('median\nfirst token'), say('median\ntokens/s')] : []),
  ];
  const rows = groups.map(({ cells, totals, ...measured }) => [
    ...cells,
    ...(isConversation ? [] : [String(totals.conversations)]),
    String(totals.turns),
    String(totals.replyTokens ?? '–'),
    ...(hasSpeeds ? speedsOf(measured) : []),
    joinTexts(', ', [describeOutcomes(totals.outcomes), describeFailed(totals.failed, isConversation)]),
  ]);
  return { head: [...head, ...numbers, say('outcomes')], rows, numbers, titles: head.length };
}

function speedsOf({ firstToken, speed }: Pick<Group, 'firstToken' | 'speed'>): (Text | string)[] {
  const milliseconds = firstToken.value();
  const tokensPerSecond = speed.value();
  return [
    milliseconds === null ? '–' : say('{ms} ms', { ms: significant(milliseconds) }),
    tokensPerSecond === null ? '–' : significant(tokensPerSecond),
  ];
}

function describeFailed(count: number, isConversation: boolean): Text | null {
  if (count === 0) return null;
  return isConversation
    ? say('conversation failed')
    : say('{conversations} failed', { conversations: plural(count, 'conversation') });
}

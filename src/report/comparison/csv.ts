// A comparison as a table for spreadsheets: a row for each playing of each reply, and for each reply that is missing. Start at
// `csvComparison`.
import type { Column, Comparison, Missing, Reply, Row, Section, Take } from '../../compare/comparison.ts';
import { type CsvValue, csvHead, csvRows } from '../../core/csv.ts';
import { calmText } from './calm-text.ts';

const HEAD = [
  ...['run', 'model', 'settings', 'column', 'scenario', 'turn', 'sample', 'user', 'reply', 'thinking', 'missing'],
  ...['outcome', 'finish', 'faults', 'warnings', 'rating', 'thumb', 'note', 'sameAsBaseline'],
  ...['replyTokens', 'tokensPerSecond', 'timeToFirstTokenMs', 'generateMs', 'promptTokens', 'reusedTokens'],
  ...['costUsd', 'attempts', 'droppedTurns', 'seed', 'promptHash'],
];

export function* csvComparison(comparison: Comparison): Generator<string> {
  yield csvHead(HEAD);
  for (const section of comparison.sections) {
    for (const row of section.rows) {
      const rows = comparison.columns.flatMap((column, index) => rowsOf(comparison, section, { row, column, index }));
      if (rows.length > 0) yield csvRows(rows.map((cells) => cells.map(inert)));
    }
  }
}

interface Place {
  row: Row;
  column: Column;
  /** Of the column. */
  index: number;
}

function rowsOf({ columns, baseline }: Comparison, { scenario }: Section, { row, column, index }: Place): CsvValue[][] {
  const { run, model, settings, label } = column;
  const where = [run, model, settings === null ? null : JSON.stringify(settings), label, scenario, row.turn];
  const reference = row.cells[columns.findIndex(({ id }) => id === baseline)]?.replies ?? [];
  const before = (sample: number): string | null =>
    reference.find(({ takes }) => takes.some((take) => take.sample === sample))?.text ?? null;
  const { replies = [], missing = [] } = row.cells[index] ?? {};
  return [
    ...replies.flatMap((reply) =>
      reply.takes.map((take) => {
        const isSame = column.id === baseline ? null : sameness(before(take.sample), reply.text);
        return [
          ...where,
          take.sample,
          reply.user ?? row.user,
          ...saidIn(reply),
          ...opinionsOn(take),
          isSame,
          ...measuredIn(take),
        ];
      }),
    ),
    // A run that does not have the scenario at all is not one that lacks replies.
    ...missing
      .filter(({ code }) => code !== 'not-in-run')
      .flatMap((each) => samplesOf(each).map((sample) => missingRow([...where, sample, row.user], each))),
  ];
}

function saidIn({ text, reasoning, outcome, finish }: Reply): CsvValue[] {
  return [text, reasoning, null, outcome, finish.unified];
}

function opinionsOn({ marks, ratings }: Take): CsvValue[] {
  const checks = (wanted: 'fail' | 'warn'): CsvValue =>
    marks
      ?.filter(({ result }) => result === wanted)
      .map(({ check }) => check)
      .join(' ') ?? null;
  const numbers = ratings.flatMap(({ rating }) => rating ?? []);
  return [
    checks('fail'),
    checks('warn'),
    numbers.length === 0 ? null : numbers.reduce((sum, each) => sum + each, 0) / numbers.length,
    ratings.flatMap(({ thumb }) => thumb ?? []).join(' '),
    ratings.flatMap(({ note }) => note ?? []).join('\n'),
  ];
}

function sameness(before: string | null, after: string): CsvValue {
  return before === null ? null : before === after ? 'yes' : 'no';
}

function measuredIn(take: Take): CsvValue[] {
  const { replyTokens, tokensPerSecond, timeToFirstTokenMs, generateMs, promptTokens, reusedTokens } = take;
  const { costUsd, attempts, droppedTurns, seed, promptHash } = take;
  return [
    ...[replyTokens, tokensPerSecond, timeToFirstTokenMs, generateMs, promptTokens, reusedTokens],
    ...[costUsd, attempts, droppedTurns, seed, promptHash],
  ];
}

/** null: every sample. */
function samplesOf({ samples }: Missing): (number | null)[] {
  return samples.length === 0 ? [null] : samples;
}

function missingRow(where: CsvValue[], { code, reason }: Missing): CsvValue[] {
  const known: CsvValue[] = [...where, null, null, reason === '' ? code : `${code}: ${reason}`];
  return [...known, ...HEAD.slice(known.length).map(() => null)];
}

/** It may be printed on a terminal. */
function inert(value: CsvValue): CsvValue {
  return typeof value === 'string' ? calmText(value) : value;
}

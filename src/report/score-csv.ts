// Scores as a table for spreadsheets: one row for each result. Start at `csvOf`.
import { type CsvValue, csvHead, csvRows } from '../core/csv.ts';
import { CHECKS } from '../score/check-table.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { readScores, type ScoreRecord } from '../store/scores.ts';

const HEAD = [
  ...['run', 'model', 'settings', 'scenario', 'sample', 'turn', 'check', 'version', 'unit', 'result', 'value'],
  ...['start', 'end', 'message'],
];

/** Rows that are written together. */
const BLOCK = 500;

/** Pieces of the file. */
export async function* csvOf(reports: readonly ScoreReport[]): AsyncGenerator<string> {
  yield csvHead(HEAD);
  let rows: CsvValue[][] = [];
  for await (const row of rowsOf(reports)) {
    rows.push(row);
    if (rows.length < BLOCK) continue;
    yield csvRows(rows);
    rows = [];
  }
  if (rows.length > 0) yield csvRows(rows);
}

async function* rowsOf(reports: readonly ScoreReport[]): AsyncGenerator<CsvValue[]> {
  for (const { run, checks, isWanted } of reports) {
    for (const id of checks) {
      const { version } = CHECKS[id];
      for await (const record of readScores(run.directory, { id, version })) {
        if (isWanted(record)) yield rowOf(run.manifest.runId, record);
      }
    }
  }
}

function rowOf(runId: string, record: ScoreRecord): CsvValue[] {
  const { model, settings, scenario, sample, turn, check, version, unit, result, value, spans, message } = record;
  const [first] = spans;
  return [
    ...[runId, model, settings === null ? null : JSON.stringify(settings), scenario, sample, turn],
    ...[check, version, unit, result, value, first?.start ?? null, first?.end ?? null, message],
  ];
}

// The figures of a run whose scores are on disk already. Start at `storedTally`.
import { CHECK_IDS } from '../scenario/check-settings.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { ScoreRecord } from '../store/scores.ts';
import { asIs } from '../words/text.ts';
import type { ScoredRow } from './score-talk.ts';
import { type ModelScores, scoreTally } from './score-tally.ts';

export interface StoredTally {
  add(conversation: StoredConversation, records: readonly ScoreRecord[]): void;
  table(): ModelScores[];
}

export function storedTally(): StoredTally {
  const { add, table } = scoreTally();
  return {
    add: (conversation, records) => add({ conversation, scenario: null, rows: records.flatMap(scoredRow) }),
    table,
  };
}

/** Of a check that this version has. */
export function scoredRow({
  check,
  version,
  unit,
  turn,
  result,
  value,
  spans,
  message,
  isError,
}: ScoreRecord): ScoredRow[] {
  const id = CHECK_IDS.find((known) => known === check);
  if (id === undefined) return [];
  const row = { check: id, version, unit, turn, result, value, spans: spans.map(spanOf), message: asIs(message) };
  return [isError ? { ...row, isError } : row];
}

function spanOf({ start, end, turn }: ScoreRecord['spans'][number]) {
  return turn === undefined ? { start, end } : { start, end, turn };
}

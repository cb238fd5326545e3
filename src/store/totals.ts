import type { ConversationRecord, Totals, TurnRecord } from './records.ts';

export function emptyTotals(): Totals {
  return {
    conversations: 0,
    done: 0,
    failed: 0,
    turns: 0,
    outcomes: { ok: 0, empty: 0, truncated: 0, failed: 0, refused: 0 },
    promptTokens: 0,
    evaluatedTokens: 0,
    replyTokens: 0,
  };
}

/** Totals after one more record; the argument stays as it was. */
export function addToTotals(totals: Totals, record: TurnRecord | ConversationRecord): Totals {
  if (record.type === 'conversation') {
    return { ...totals, conversations: totals.conversations + 1, [record.status]: totals[record.status] + 1 };
  }
  return {
    ...totals,
    turns: totals.turns + 1,
    outcomes: { ...totals.outcomes, [record.outcome]: totals.outcomes[record.outcome] + 1 },
    promptTokens: totals.promptTokens + record.promptTokens,
    evaluatedTokens: totals.evaluatedTokens + record.evaluatedTokens,
    replyTokens: totals.replyTokens + record.replyTokens,
  };
}

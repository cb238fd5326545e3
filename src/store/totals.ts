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
    costUsd: 0,
  };
}

export function totalsOf(record: TurnRecord | ConversationRecord): Totals {
  const none = emptyTotals();
  if (record.type === 'conversation') return { ...none, conversations: 1, [record.status]: 1 };
  const { promptTokens, evaluatedTokens, replyTokens, costUsd, outcome } = record;
  return {
    ...none,
    turns: 1,
    outcomes: { ...none.outcomes, [outcome]: 1 },
    promptTokens,
    evaluatedTokens,
    replyTokens,
    costUsd,
  };
}

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    conversations: a.conversations + b.conversations,
    done: a.done + b.done,
    failed: a.failed + b.failed,
    turns: a.turns + b.turns,
    outcomes: {
      ok: a.outcomes.ok + b.outcomes.ok,
      empty: a.outcomes.empty + b.outcomes.empty,
      truncated: a.outcomes.truncated + b.outcomes.truncated,
      failed: a.outcomes.failed + b.outcomes.failed,
      refused: a.outcomes.refused + b.outcomes.refused,
    },
    promptTokens: sum(a.promptTokens, b.promptTokens),
    evaluatedTokens: sum(a.evaluatedTokens, b.evaluatedTokens),
    replyTokens: sum(a.replyTokens, b.replyTokens),
    costUsd: sum(a.costUsd, b.costUsd),
  };
}

/** Unknown and something is unknown. */
function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

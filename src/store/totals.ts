import type { ConversationRecord, Figures, Totals, TurnRecord } from './records.ts';

export function emptyTotals(): Totals {
  return { conversations: 0, done: 0, failed: 0, turns: 0, ...figuresOf([]) };
}

/** Totals over turns. */
export function figuresOf(turns: readonly TurnRecord[]): Figures {
  const outcomes = { ok: 0, empty: 0, truncated: 0, failed: 0, refused: 0 };
  for (const { outcome } of turns) outcomes[outcome]++;
  return {
    outcomes,
    promptTokens: sumOf(turns.map(({ promptTokens }) => promptTokens)),
    evaluatedTokens: sumOf(turns.map(({ evaluatedTokens }) => evaluatedTokens)),
    replyTokens: sumOf(turns.map(({ replyTokens }) => replyTokens)),
    costUsd: sumOf(turns.map(({ costUsd }) => costUsd)),
  };
}

/** What one line adds to the totals. */
export function totalsOf(record: TurnRecord | ConversationRecord): Totals {
  return record.type === 'turn'
    ? { conversations: 0, done: 0, failed: 0, turns: 1, ...figuresOf([record]) }
    : { ...withTurns(record), turns: 0, ...figuresOf([]) };
}

/** A conversation that ended, with its turns. */
export function withTurns({ status, turns, figures }: ConversationRecord): Totals {
  return { conversations: 1, done: status === 'done' ? 1 : 0, failed: status === 'failed' ? 1 : 0, turns, ...figures };
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

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce(sum, 0);
}

/** null (unknown) plus anything is null. */
export function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

// Every turn that was begun, with or without a reply, for formats that have a place for both. Start at `attemptsIn`.
import type { Outcome } from '../../core/finish-reason.ts';
import type { ExportedConversation, ExportedTurn } from './exported-run.ts';

export interface Attempt {
  turn: number;
  /** null: not known. */
  user: string | null;
  /** null: there is none. */
  reply: string | null;
  outcome: Outcome | 'interrupted';
  /** What there is of a reply that failed or was interrupted. */
  partialReply: string | null;
  problem: string | null;
  /** null: nothing was measured. */
  record: ExportedTurn | null;
}

export function attemptsIn({ turns, planned, cutOff, status, reason }: ExportedConversation): readonly Attempt[] {
  const begun = turns.map((record): Attempt => {
    const { turn, user, reply, outcome, finishReason } = record;
    const isReply = outcome !== 'failed';
    return {
      ...{ turn, user, outcome, record, reply: isReply ? reply : null },
      partialReply: isReply || reply === '' ? null : reply,
      problem: isReply ? null : (reason ?? finishReason.raw),
    };
  });
  const outcome = status === 'failed' ? 'failed' : 'interrupted';
  if (cutOff) {
    const { turn, user, partialReply, reason: why } = cutOff;
    return [...begun, { turn, user, reply: null, outcome, partialReply, problem: reason ?? why, record: null }];
  }
  // It ended while it waited for a reply: what the user said then is in no record.
  if (status === 'done' || begun.at(-1)?.outcome === 'failed' || turns.length === planned) return begun;
  const next: Omit<Attempt, 'outcome' | 'problem'> = {
    turn: turns.length + 1,
    user: null,
    reply: null,
    partialReply: null,
    record: null,
  };
  return [...begun, { ...next, outcome, problem: reason ?? null }];
}

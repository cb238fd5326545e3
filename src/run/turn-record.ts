import { outcomeOf } from '../core/finish-reason.ts';
import { SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { say } from '../words/text.ts';
import type { Conversation } from './conversation.ts';
import type { AnsweredTurn } from './turn.ts';

/** Which turn of a conversation it is. */
export interface TurnPlace {
  /** 1-based. */
  turn: number;
  user: string;
  seed: number;
}

export function namesOf({ key, model, scenario, sample }: Conversation) {
  return { key, model, scenario: scenario.id, sample };
}

/** A turn as a journal record. */
export function turnRecord(
  conversation: Conversation,
  { turn, user, seed }: TurnPlace,
  { reply, text, reasoning, endsThinking, doubts, sampling, droppedTurns, messagesWithoutRoom, lore }: AnsweredTurn,
): TurnRecord {
  return {
    type: 'turn',
    schemaVersion: SCHEMA_VERSION,
    ...namesOf(conversation),
    settings: conversation.settings,
    seed,
    turn,
    user,
    reply: text.toWellFormed(),
    finishReason: reply.finishReason,
    promptTokens: reply.promptTokens,
    reusedTokens: reply.reusedTokens,
    evaluatedTokens: reply.evaluatedTokens,
    replyTokens: reply.replyTokens,
    timeToFirstTokenMs: reply.timeToFirstTokenMs,
    promptMs: reply.promptMs,
    generateMs: reply.generateMs,
    promptTokensPerSecond: reply.promptTokensPerSecond,
    tokensPerSecond: reply.tokensPerSecond,
    promptHash: reply.promptHash,
    ...(reasoning !== undefined && { reasoning: reasoning.toWellFormed() }),
    // A model on this machine has no provider that would charge.
    costUsd: reply.costUsd === undefined ? 0 : reply.costUsd,
    attempts: reply.attempts ?? 1,
    sampling: { requested: conversation.sampling.requested, effective: sampling },
    outcome: outcomeOf(text, reply.finishReason, endsThinking),
    droppedTurns,
    ...(lore.length > 0 && { lore }),
    warnings: [
      ...reply.warnings,
      ...(endsThinking ? ['the reply ended inside the thinking'] : []),
      ...doubts,
      ...(messagesWithoutRoom > 0
        ? [String(say('the format has no room for all messages; oldest left out: {n}', { n: messagesWithoutRoom }))]
        : []),
      ...(droppedTurns > 0 ? [String(say('oldest turns left out of the prompt: {n}', { n: droppedTurns }))] : []),
    ],
  };
}

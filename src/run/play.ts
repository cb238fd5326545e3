// Plays one conversation: every turn is on disk before the next starts. Knows nothing of other conversations, models or terminals.
// Start at `playConversation`.
import type { Backend, BackendSession, Retry } from '../backend/backend.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import type { OnOverflow } from '../core/play-choices.ts';
import { turnSeed } from '../core/seed.ts';
import { type ConversationRecord, type JournalLine, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { figuresOf } from '../store/totals.ts';
import type { Conversation } from './conversation.ts';
import type { Emit } from './events.ts';
import { openingOf } from './greeting.ts';
import { messageFor, playTurn, type ReplyPiece } from './turn.ts';
import { namesOf, type TurnPlace, turnRecord } from './turn-record.ts';
import type { UserTurns } from './user-turns.ts';

export interface PlayContext {
  backend: Backend;
  /** A session in which the conversation has just started. */
  session: BackendSession;
  users: UserTurns;
  /** Turns in the journal from before an interruption: played again or continued from, depending on the backend. */
  journaled: readonly TurnRecord[];
  onOverflow: OnOverflow;
  append: (line: JournalLine) => Promise<void>;
  emit: Emit;
  signal: AbortSignal;
}

export interface Ending {
  record: ConversationRecord;
  /** A failure that every further conversation of this model would hit too. */
  fatal: ModelFailure | null;
}

/** How one turn ended. */
type Step =
  | { type: 'played'; record: TurnRecord; said: Message }
  | { type: 'interrupted' }
  /** record: the turn's own, if it is in the journal. */
  | { type: 'failed'; reason: string; fatal: ModelFailure | null; record?: TurnRecord };

/**
 * @returns how the conversation ended, not yet journaled; null when it was interrupted, which is not an ending
 */
export async function playConversation(conversation: Conversation, context: PlayContext): Promise<Ending | null> {
  const { backend, users, journaled, emit, signal } = context;
  const history = openingOf(conversation.scenario, backend.template.history);
  const played: TurnRecord[] = [];
  for (let turn = 1; ; turn++) {
    if (signal.aborted) return null;
    const user = await users.next(history);
    if (user === null) return { record: endOf(conversation, { status: 'done', turns: played }), fatal: null };
    emit({ type: 'turn-start', key: conversation.key, turn, user });
    history.push({ role: 'user', content: user });
    const place = { turn, user, seed: turnSeed(conversation.seed, turn) };
    const step = await stepFor(conversation, place, history, context);
    if (step.type === 'interrupted') return null;
    if (step.record) played.push(step.record);
    if (step.type === 'failed') {
      const turns = played.length < journaled.length ? journaled : played;
      return { record: endOf(conversation, { status: 'failed', turns, reason: step.reason }), fatal: step.fatal };
    }
    history.push(step.said);
  }
}

function stepFor(
  conversation: Conversation,
  place: TurnPlace,
  history: readonly Message[],
  context: PlayContext,
): Promise<Step> | Step {
  const before = context.journaled[place.turn - 1];
  return before && context.backend.resumePolicy === 'continue'
    ? goOnFrom(before, context)
    : play(conversation, place, history, before, context);
}

/** The turn was played before an interruption, and is not played again. */
function goOnFrom(before: TurnRecord, { backend, emit }: PlayContext): Step {
  emit({ type: 'turn-end', record: before, isReplay: true });
  if (before.outcome === 'failed') return brokenReply(before);
  return { type: 'played', record: before, said: messageFor(before.reply, backend.template.history) };
}

function brokenReply(record: TurnRecord): Step {
  const reason = `${record.finishReason.raw}: the reply to turn ${record.turn} failed`;
  return { type: 'failed', reason, fatal: null, record };
}

/** @param before this turn's record in the journal, which must come out the same again */
async function play(
  conversation: Conversation,
  place: TurnPlace,
  history: readonly Message[],
  before: TurnRecord | undefined,
  context: PlayContext,
): Promise<Step> {
  const { append, emit, signal } = context;
  const { scenario, sampling } = conversation;
  const { turn } = place;
  const partial = partialReply(conversation, place, context);
  const breakOff = async (reason: string): Promise<void> => {
    // A turn that is only replayed is already complete in the journal.
    if (!before) await partial.record(reason);
  };
  try {
    const request = { persona: scenario.persona, history, sampling: sampling.effective, seed: place.seed };
    const answered = await playTurn(request, { ...context, onText: partial.add, onRetry: partial.onRetry });
    if (answered === null) return { type: 'interrupted' };
    if (signal.aborted && answered.reply.finishReason.raw === 'aborted') {
      await breakOff('interrupted');
      return { type: 'interrupted' };
    }
    const record = turnRecord(conversation, place, answered);
    const difference = before && differenceBetween(before, record);
    if (difference) {
      const reason = `replay-differs: turn ${turn} came out differently than before the interruption: ${difference}`;
      return { type: 'failed', reason, fatal: null };
    }
    if (!before) await append(record);
    emit({ type: 'turn-end', record: before ?? record, isReplay: before !== undefined });
    if (record.outcome === 'failed') return brokenReply(before ?? record);
    return { type: 'played', record: before ?? record, said: answered.said };
  } catch (error) {
    if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
    const reason = reasonOf(error);
    if (signal.aborted || partial.text() !== '') await breakOff(signal.aborted ? 'interrupted' : reason);
    if (signal.aborted) return { type: 'interrupted' };
    return { type: 'failed', reason, fatal: error instanceof ModelFailure && error.isFatal ? error : null };
  }
}

/** The text of a reply so far: reported at once, recorded only if the reply is interrupted or requested again. */
function partialReply(conversation: Conversation, { turn, user }: TurnPlace, { append, emit }: PlayContext) {
  const names = namesOf(conversation);
  const { key } = conversation;
  let said = '';
  return {
    text: () => said,
    add({ raw, text, isThinking }: ReplyPiece): void {
      said += raw;
      emit({ type: 'text', key, text, ...(isThinking && { isThinking }) });
    },
    record: (reason: string) =>
      append({ type: 'interruption', schemaVersion: SCHEMA_VERSION, ...names, turn, user, partialReply: said, reason }),
    async onRetry({ partialText, ...retry }: Retry): Promise<void> {
      const line = { ...names, turn, ...retry, partialReply: partialText.toWellFormed() };
      await append({ type: 'retry', schemaVersion: SCHEMA_VERSION, ...line });
      emit({ type: 'retry', key, turn, reason: retry.reason, waitMs: retry.waitMs });
      // The text of a failed attempt is not part of the reply.
      said = '';
    },
  };
}

/** @param turns its turns in the journal */
export function endOf(
  conversation: Conversation,
  { status, turns, reason }: { status: 'done' | 'failed'; turns: readonly TurnRecord[]; reason?: string },
): ConversationRecord {
  return {
    type: 'conversation',
    schemaVersion: SCHEMA_VERSION,
    ...namesOf(conversation),
    seed: conversation.seed,
    settings: conversation.settings,
    status,
    ...(reason !== undefined && { reason }),
    turns: turns.length,
    figures: figuresOf(turns),
  };
}

/** How a replayed turn differs from the journal; null: not in anything that matters. Times never matter. */
function differenceBetween(before: TurnRecord, now: TurnRecord): string | null {
  if (before.promptHash !== now.promptHash) return 'the prompts differ';
  if (before.finishReason.raw !== now.finishReason.raw)
    return `ended by ${now.finishReason.raw}, not ${before.finishReason.raw}`;
  if (before.reply !== now.reply) return `the replies differ from character ${partingOf(before.reply, now.reply)}`;
  const [thought = '', thinks = ''] = [before.reasoning, now.reasoning];
  return thought === thinks ? null : `the thinking differs from character ${partingOf(thought, thinks)}`;
}

/** 1-based. */
function partingOf(before: string, now: string): number {
  const [old, fresh] = [[...before], [...now]];
  const parting = old.findIndex((character, index) => character !== fresh[index]);
  return (parting < 0 ? old.length : parting) + 1;
}

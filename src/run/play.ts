// Plays one conversation: every turn renders the whole prompt, gets a reply, and is on disk before the next begins.
// Knows nothing of other conversations, models or terminals. Start at `playConversation`.
import type { Backend, BackendSession, EffectiveSampling, Reply } from '../backend/backend.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { outcomeOf } from '../core/finish-reason.ts';
import type { Message } from '../core/message.ts';
import type { Sampling } from '../core/sampling.ts';
import { turnSeed } from '../core/seed.ts';
import type { HistoryRule, RenderedPrompt } from '../prompt/prompt.ts';
import { readReply } from '../prompt/reply-text.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type ConversationRecord, type JournalLine, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { figuresOf } from '../store/totals.ts';
import type { Emit } from './events.ts';

export type OnOverflow = 'error' | 'drop-oldest';

export interface Conversation {
  key: string;
  model: string;
  scenario: Scenario;
  sample: number;
  seed: number;
  /** What the command line set for it. */
  settings: Sampling;
  sampling: { requested: Sampling; effective: EffectiveSampling };
}

export interface PlayContext {
  backend: Backend;
  /** A session in which the conversation has just begun. */
  session: BackendSession;
  /** Turns that the journal holds from before an interruption: played again, or gone on from, as the backend says. */
  journaled: readonly TurnRecord[];
  onOverflow: OnOverflow;
  append: (line: JournalLine) => Promise<void>;
  emit: Emit;
  signal: AbortSignal;
}

export interface Ending {
  record: ConversationRecord;
  /** A failure that every further conversation of this model would meet too. */
  fatal: ModelFailure | null;
}

/**
 * @returns how the conversation ended, not yet journaled; null when it was interrupted, which is not an ending
 */
export async function playConversation(conversation: Conversation, context: PlayContext): Promise<Ending | null> {
  const { backend, session, journaled, append, emit, signal } = context;
  const { turns } = conversation.scenario;
  const history: Message[] = [];
  const played: TurnRecord[] = [];
  for (const [index, { user }] of turns.entries()) {
    if (signal.aborted) return null;
    const turn = index + 1;
    emit({ type: 'turn-start', key: conversation.key, turn, user });
    history.push({ role: 'user', content: user });
    const before = journaled[index];
    if (before && backend.resumePolicy === 'continue') {
      played.push(before);
      emit({ type: 'turn-end', record: before, isReplay: true });
      if (before.outcome === 'failed') {
        const reason = `${before.finishReason.raw}: the reply to turn ${turn} failed`;
        return { record: endOf(conversation, { status: 'failed', turns: played, reason }), fatal: null };
      }
      history.push({ role: 'assistant', content: forHistory(before.reply, backend.template.history) });
      continue;
    }
    let partialReply = '';
    /** What was said in an attempt that failed is not part of the reply. */
    const forgetPartial = (): void => {
      partialReply = '';
    };
    const breakOff = async (reason: string): Promise<void> => {
      // The whole of a turn that is only played again stands in the journal.
      if (before) return;
      const names = namesOf(conversation);
      await append({ type: 'interruption', schemaVersion: SCHEMA_VERSION, ...names, turn, user, partialReply, reason });
    };
    const failed = (reason: string, fatal: ModelFailure | null = null): Ending => {
      const inJournal = played.length < journaled.length ? journaled : played;
      return { record: endOf(conversation, { status: 'failed', turns: inJournal, reason }), fatal };
    };
    try {
      const { prompt, droppedTurns } = await fitPrompt(conversation, history, context);
      if (signal.aborted) return null;
      const seed = turnSeed(conversation.seed, turn);
      const sampling = withStops(conversation.sampling.effective, prompt.stop);
      const reply = await session.reply({
        prompt,
        sampling,
        seed,
        signal,
        async onRetry({ partialText, ...retry }) {
          const partialReply = partialText.toWellFormed();
          await append({
            ...retry,
            type: 'retry',
            ...namesOf(conversation),
            schemaVersion: SCHEMA_VERSION,
            turn,
            partialReply,
          });
          emit({ type: 'retry', key: conversation.key, turn, reason: retry.reason, waitMs: retry.waitMs });
          forgetPartial();
        },
        onText: (text) => {
          partialReply += text;
          emit({ type: 'text', key: conversation.key, text });
        },
      });
      if (signal.aborted && reply.finishReason.raw === 'aborted') {
        await breakOff('interrupted');
        return null;
      }
      // An API that gives the thinking apart has taken the reply apart already.
      const { text } = reply;
      const read = reply.reasoning === undefined ? readReply(text, backend.template, prompt) : { text };
      const record = turnRecord(conversation, {
        turn,
        user,
        seed,
        reply: { ...reply, ...read },
        sampling,
        droppedTurns,
        messagesWithoutRoom: Math.max(
          0,
          history.length - droppedTurns * 2 - (backend.template.lastMessages ?? Infinity),
        ),
      });
      const difference = before && differenceBetween(before, record);
      if (difference)
        return failed(`replay-differs: turn ${turn} came out otherwise than before the interruption: ${difference}`);
      if (!before) await append(record);
      played.push(before ?? record);
      emit({ type: 'turn-end', record: before ?? record, isReplay: before !== undefined });
      if (record.outcome === 'failed') return failed(`${reply.finishReason.raw}: the reply to turn ${turn} failed`);
      history.push({ role: 'assistant', content: forHistory(read.text, backend.template.history) });
    } catch (error) {
      if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
      const reason = reasonOf(error);
      if (signal.aborted || partialReply !== '') await breakOff(signal.aborted ? 'interrupted' : reason);
      if (signal.aborted) return null;
      return failed(reason, error instanceof ModelFailure && error.isFatal ? error : null);
    }
  }
  return { record: endOf(conversation, { status: 'done', turns: played }), fatal: null };
}

/** @param turns those that the journal holds of it */
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

/** What a replayed turn has otherwise than the journal; null: nothing that counts. Times never count. */
function differenceBetween(before: TurnRecord, now: TurnRecord): string | null {
  if (before.promptHash !== now.promptHash) return 'another prompt';
  if (before.finishReason.raw !== now.finishReason.raw)
    return `ended by ${now.finishReason.raw}, not ${before.finishReason.raw}`;
  if (before.reply !== now.reply) return `the replies part at character ${partingOf(before.reply, now.reply)}`;
  const [thought = '', thinks = ''] = [before.reasoning, now.reasoning];
  return thought === thinks ? null : `the thinking parts at character ${partingOf(thought, thinks)}`;
}

/** 1-based. */
function partingOf(before: string, now: string): number {
  const [old, fresh] = [[...before], [...now]];
  const parting = old.findIndex((character, index) => character !== fresh[index]);
  return (parting < 0 ? old.length : parting) + 1;
}

/** The template's stop strings, then those that were asked for. */
function withStops(sampling: EffectiveSampling, stops: readonly string[]): EffectiveSampling {
  return { ...sampling, stop: [...new Set([...stops, ...(sampling.stop ?? [])])] };
}

/** Renders the prompt of the next turn; where it does not fit, drops whole oldest turns if that was asked for, never the persona. */
async function fitPrompt(
  { scenario, sampling }: Conversation,
  history: readonly Message[],
  { backend, onOverflow }: PlayContext,
): Promise<{ prompt: RenderedPrompt; droppedTurns: number }> {
  for (let droppedTurns = 0; ; droppedTurns++) {
    const messages = history.slice(droppedTurns * 2);
    const prompt = await backend.template.render(promptInput(scenario, messages));
    // Without leave to drop, the backend finds the overflow itself, before evaluating anything.
    if (onOverflow === 'error' || messages.length <= 1) return { prompt, droppedTurns };
    const size = await backend.measure(prompt, sampling.effective);
    if (size === null || size.promptTokens + sampling.effective.maxTokens <= size.contextSize)
      return { prompt, droppedTurns };
  }
}

export function promptInput({ persona }: Scenario, messages: readonly Message[]) {
  return { system: persona.instruction, user: persona.user, char: persona.name, messages };
}

function forHistory(reply: string, rule: HistoryRule): string {
  return rule === 'trim' ? reply.trim() : reply;
}

function namesOf({ key, model, scenario, sample }: Conversation) {
  return { key, model, scenario: scenario.id, sample };
}

interface PlayedTurn {
  turn: number;
  user: string;
  seed: number;
  reply: Reply;
  sampling: EffectiveSampling;
  droppedTurns: number;
  /** What the format itself leaves out of a conversation that goes on. */
  messagesWithoutRoom: number;
}

function turnRecord(
  conversation: Conversation,
  { turn, user, seed, reply, sampling, droppedTurns, messagesWithoutRoom }: PlayedTurn,
): TurnRecord {
  const { text, reasoning, warnings, trace: _trace, ...figures } = reply;
  return {
    type: 'turn',
    schemaVersion: SCHEMA_VERSION,
    ...namesOf(conversation),
    settings: conversation.settings,
    seed,
    turn,
    user,
    reply: text.toWellFormed(),
    finishReason: figures.finishReason,
    promptTokens: figures.promptTokens,
    reusedTokens: figures.reusedTokens,
    evaluatedTokens: figures.evaluatedTokens,
    replyTokens: figures.replyTokens,
    timeToFirstTokenMs: figures.timeToFirstTokenMs,
    promptMs: figures.promptMs,
    generateMs: figures.generateMs,
    promptTokensPerSecond: figures.promptTokensPerSecond,
    tokensPerSecond: figures.tokensPerSecond,
    promptHash: figures.promptHash,
    ...(reasoning !== undefined && { reasoning: reasoning.toWellFormed() }),
    // A model on this machine has no provider that would charge.
    costUsd: figures.costUsd === undefined ? 0 : figures.costUsd,
    attempts: figures.attempts ?? 1,
    sampling: { requested: conversation.sampling.requested, effective: sampling },
    outcome: outcomeOf(text, figures.finishReason),
    droppedTurns,
    warnings: [
      ...warnings,
      ...(messagesWithoutRoom > 0 ? [`the format has no room for the oldest ${messagesWithoutRoom} messages`] : []),
      ...(droppedTurns > 0 ? [`the oldest ${droppedTurns} turns were left out of the prompt`] : []),
    ],
  };
}

// Plays one conversation: every turn renders the whole prompt, gets a reply, and is on disk before the next begins.
// Knows nothing of other conversations, models or terminals. Start at `playConversation`.
import type { Backend, BackendSession, EffectiveSampling, Reply } from '../backend/backend.ts';
import { ModelFailure } from '../core/errors.ts';
import { type Outcome, outcomeOf } from '../core/finish-reason.ts';
import type { Message } from '../core/message.ts';
import type { Sampling } from '../core/sampling.ts';
import { turnSeed } from '../core/seed.ts';
import type { HistoryRule, RenderedPrompt } from '../prompt/prompt.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type ConversationRecord, type InterruptionRecord, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import type { Emit } from './events.ts';

export type OnOverflow = 'error' | 'drop-oldest';

export interface Conversation {
  key: string;
  model: string;
  scenario: Scenario;
  sample: number;
  seed: number;
  sampling: { requested: Sampling; effective: EffectiveSampling };
}

export interface PlayContext {
  backend: Backend;
  session: BackendSession;
  onOverflow: OnOverflow;
  append: (line: TurnRecord | InterruptionRecord) => Promise<void>;
  emit: Emit;
  signal: AbortSignal;
}

/**
 * @returns how the conversation ended, not yet journaled; null when it was interrupted, which is not an ending
 */
export async function playConversation(
  conversation: Conversation,
  context: PlayContext,
): Promise<ConversationRecord | null> {
  const { scenario } = conversation;
  const history: Message[] = [];
  const end = (status: 'done' | 'failed', turns: number, reason?: string): ConversationRecord => ({
    type: 'conversation',
    schemaVersion: SCHEMA_VERSION,
    ...namesOf(conversation),
    seed: conversation.seed,
    status,
    ...(reason !== undefined && { reason }),
    turns,
  });
  for (const [index, { user }] of scenario.turns.entries()) {
    if (context.signal.aborted) return null;
    const turn = index + 1;
    context.emit({ type: 'turn-start', turn, user });
    history.push({ role: 'user', content: user });
    let partialReply = '';
    try {
      const fitted = await fitPrompt(conversation, history, context);
      const seed = turnSeed(conversation.seed, turn);
      const reply = await context.session.reply({
        prompt: fitted.prompt,
        sampling: conversation.sampling.effective,
        seed,
        signal: context.signal,
        onText: (text) => {
          partialReply += text;
          context.emit({ type: 'text', text });
        },
      });
      if (context.signal.aborted && reply.finishReason.raw === 'aborted') throw new Interrupted();
      const outcome = outcomeOf(reply.text, reply.finishReason);
      const record = turnRecord(conversation, { turn, user, seed, reply, outcome, ...fitted });
      await context.append(record);
      context.emit({ type: 'turn-end', record });
      if (outcome === 'failed')
        return end('failed', index, `${reply.finishReason.raw}: the reply to turn ${turn} failed`);
      history.push({ role: 'assistant', content: forHistory(reply.text, context.backend.template.history) });
    } catch (error) {
      if (context.signal.aborted) {
        await context.append({
          type: 'interruption',
          schemaVersion: SCHEMA_VERSION,
          ...namesOf(conversation),
          turn,
          user,
          partialReply,
        });
        return null;
      }
      if (!(error instanceof ModelFailure)) throw error;
      return end('failed', index, `${error.code}: ${error.message}`);
    }
  }
  return end('done', scenario.turns.length);
}

class Interrupted extends Error {}

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
    const size = await backend.measure(prompt);
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
  outcome: Outcome;
  droppedTurns: number;
}

function turnRecord(
  conversation: Conversation,
  { turn, user, seed, reply, outcome, droppedTurns }: PlayedTurn,
): TurnRecord {
  const { text, warnings, ...figures } = reply;
  return {
    type: 'turn',
    schemaVersion: SCHEMA_VERSION,
    ...namesOf(conversation),
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
    sampling: conversation.sampling,
    outcome,
    droppedTurns,
    warnings: [
      ...warnings,
      ...(droppedTurns > 0 ? [`the oldest ${droppedTurns} turns were left out of the prompt`] : []),
    ],
  };
}

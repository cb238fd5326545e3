// One turn: renders the whole prompt, requests a reply, and takes it apart into thinking and answer. The only place that asks a model for a
// reply, so that everything that plays a conversation sends the same prompts. Knows nothing of records. Start at `playTurn`.
import type { Backend, BackendSession, EffectiveSampling, Reply, ReplyRequest, Retry } from '../backend/backend.ts';
import type { Message } from '../core/message.ts';
import type { Clock } from '../core/patient-timer.ts';
import type { OnOverflow } from '../core/play-choices.ts';
import type { Sampling } from '../core/sampling.ts';
import type { HistoryRule, PromptInput, RenderedPrompt } from '../prompt/prompt.ts';
import { answerStream } from '../prompt/reply-stream.ts';
import { readReply } from '../prompt/reply-text.ts';
import { broughtUp, withLore } from '../scenario/lorebook.ts';
import type { Persona } from '../scenario/schema.ts';
import { awake, withoutTimes } from './awake.ts';

export interface TurnRequest {
  persona: Persona;
  /** The conversation so far, from the greeting if there is one; the last message is the user's. */
  history: readonly Message[];
  /** Without the template's stop strings. */
  sampling: EffectiveSampling;
  seed: number;
  /** Whether the reply should come with its tokens and their log-probabilities. */
  trace?: boolean;
}

export interface TurnContext {
  backend: Backend;
  /** A session in which the conversation has started. */
  session: BackendSession;
  onOverflow: OnOverflow;
  /** Called with each piece of the reply as it was received, and what that adds to the answer. */
  onText?: (piece: ReplyPiece) => void;
  onRetry?: (retry: Retry) => Promise<void>;
  signal: AbortSignal;
  clock?: Clock;
}

export interface ReplyPiece {
  /** As received. */
  raw: string;
  /** Of the answer; empty while the model thinks. */
  text: string;
  isThinking: boolean;
}

export interface AnsweredTurn {
  /** As received, before it was split. */
  reply: Reply;
  /** The answer alone. */
  text: string;
  /** What the model thought before it answered; left out if it did not think. */
  reasoning?: string;
  /** Whether the reply ended inside its thinking: then it is no whole answer. */
  endsThinking: boolean;
  /** Where it is not certain what is thinking. */
  doubts: readonly string[];
  /** The message that goes into the next prompt. */
  said: Message;
  /** With the template's stop strings. */
  sampling: EffectiveSampling;
  /** Oldest turns (a message and its reply) left out of the prompt to make it fit; the greeting goes with the first. */
  droppedTurns: number;
  /** Oldest messages that the format itself left out. */
  messagesWithoutRoom: number;
  /** Entries of the lorebook that the prompt has, 1-based. */
  lore: number[];
}

/**
 * @returns null if aborted before the model was asked
 * @throws ModelFailure, UserError as rendering and the backend do
 */
export async function playTurn(request: TurnRequest, context: TurnContext): Promise<AnsweredTurn | null> {
  const { history, seed, trace } = request;
  const { backend, session, onText, onRetry, signal, clock } = context;
  const { template } = backend;
  const { prompt, droppedTurns } = await fitPrompt(request, context);
  if (signal.aborted) return null;
  const sampling = withStops(request.sampling, prompt.stop);
  let answer = answerStream(template, prompt);
  const order: ReplyRequest = {
    prompt,
    sampling,
    seed,
    signal,
    ...(trace !== undefined && { trace }),
    ...(onText && { onText: (raw: string) => onText({ raw, ...answer.push(raw) }) }),
    ...(onRetry && {
      onRetry: (retry: Retry) => {
        answer = answerStream(template, prompt);
        return onRetry(retry);
      },
    }),
  };
  const { result, asleepMs } = await awake(() => session.reply(order), clock);
  const reply = asleepMs === 0 ? result : withoutTimes(result, asleepMs);
  const read = readReply(reply.text, template, { prompt, isSplit: reply.reasoning !== undefined });
  const { text, endsThinking = false } = read;
  const rest = answer.finish(text);
  if (rest !== '') onText?.({ raw: '', text: rest, isThinking: false });
  const thoughts = [reply.reasoning, read.reasoning].filter((thought) => thought !== undefined);
  const room = template.lastMessages ?? Number.POSITIVE_INFINITY;
  const sent = withoutOldest(history, droppedTurns);
  return {
    reply,
    text,
    ...(thoughts.length > 0 && { reasoning: thoughts.join('\n') }),
    endsThinking,
    doubts: read.warnings ?? [],
    said: messageFor(text, template.history),
    sampling,
    droppedTurns,
    messagesWithoutRoom: Math.max(0, sent.length - room),
    lore: broughtUp(request.persona.lorebook, sent),
  };
}

/** A reply as it appears in the next prompt. */
export function messageFor(reply: string, rule: HistoryRule): Message {
  return { role: 'assistant', content: rule === 'trim' ? reply.trim() : reply };
}

/** What a prompt template is given. */
export function promptInput(
  { instruction, lorebook, user, name }: Persona,
  messages: readonly Message[],
  sampling: Sampling = {},
): PromptInput {
  const system = withLore(instruction, lorebook, broughtUp(lorebook, messages));
  return { system, user, char: name, messages, ...toldBy(sampling) };
}

/** What a template is told besides the conversation. */
export function toldBy({ thinking, templateVariables }: Sampling): Pick<PromptInput, 'thinking' | 'variables'> {
  return { ...(thinking && { thinking }), ...(templateVariables && { variables: templateVariables }) };
}

/** The template's stop strings, then the requested ones. */
function withStops(sampling: EffectiveSampling, stops: readonly string[]): EffectiveSampling {
  return { ...sampling, stop: [...new Set([...stops, ...(sampling.stop ?? [])])] };
}

/** If a prompt does not fit, drops the oldest whole turns if requested, never the persona. */
async function fitPrompt(
  { persona, history, sampling }: TurnRequest,
  { backend, onOverflow }: TurnContext,
): Promise<{ prompt: RenderedPrompt; droppedTurns: number }> {
  for (let droppedTurns = 0; ; droppedTurns++) {
    const messages = withoutOldest(history, droppedTurns);
    const prompt = await backend.template.render(promptInput(persona, messages, sampling));
    // If dropping is not allowed, the backend itself finds the overflow, before evaluating anything.
    if (onOverflow === 'error' || withoutOldest(history, droppedTurns + 1).length === 0)
      return { prompt, droppedTurns };
    const size = await backend.measure(prompt, sampling);
    if (size === null || size.promptTokens + sampling.maxTokens <= size.contextSize) return { prompt, droppedTurns };
  }
}

/** A turn begins with what the user says. What comes before the first, the greeting, belongs to the first: it leads up to it. */
export function withoutOldest(history: readonly Message[], turns: number): readonly Message[] {
  if (turns === 0) return history;
  const starts = history.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  return history.slice(starts[turns] ?? history.length);
}

// The scripted backend: replies from a list, or from a function of the library's user. A real backend for testing scenarios and the
// engine, not a mock of llama.cpp. Start at `openScriptedBackend`.
import { setTimeout as wait } from 'node:timers/promises';
import { ModelFailure } from '../core/errors.ts';
import { hashData, sha256 } from '../core/hash.ts';
import { DEFAULT_MAX_TOKENS } from '../core/max-tokens.ts';
import type { Mode } from '../core/play-choices.ts';
import type { Sampling } from '../core/sampling.ts';
import type { Places } from '../core/world.ts';
import { loadTemplate } from '../prompt/load.ts';
import { plainMessages } from '../prompt/plain-messages.ts';
import { namedChoice, type RenderedPrompt } from '../prompt/prompt.ts';
import { promptHash } from '../prompt/prompt-hash.ts';
import type { ModelEntry } from '../registry/load.ts';
import { ScriptedModelSchema, type ScriptedReply, type ScriptedSpec } from '../registry/schema.ts';
import type { Backend, BackendSession, EffectiveSampling, Reply, ReplyRequest } from './backend.ts';

/** What a reply function is given. */
export interface ScriptedTurn {
  /** 1-based, within the conversation. */
  turn: number;
  prompt: RenderedPrompt;
  sampling: EffectiveSampling;
  seed: number;
  signal: AbortSignal;
}

export type Respond = (turn: ScriptedTurn) => ScriptedReply | Promise<ScriptedReply>;

export interface ScriptedRequest {
  backend: 'scripted';
  entry: ModelEntry<ScriptedSpec>;
  /** Replaces the entry's list. */
  respond?: Respond | undefined;
  prompt: string | null;
  world: Places;
  mode: Mode;
  parallel: number | null;
}

const DEFAULT_PARALLEL = 16;

export async function openScriptedBackend(request: ScriptedRequest): Promise<Backend> {
  const { entry, respond, mode, parallel } = request;
  const { replies, delayMs } = entry.spec;
  const selector = request.prompt ?? entry.spec.prompt;
  const template = selector === undefined ? plainMessages() : await loadTemplate(selector, request.world);
  const weightsDigest = scriptedDigest(request);
  const answer: Respond =
    respond ??
    (({ turn }) => {
      const reply: Exclude<ScriptedReply, string> = replies[(turn - 1) % replies.length] ?? {};
      return { ...reply, delayMs: reply.delayMs ?? delayMs };
    });
  return {
    description: { backend: 'scripted', weightsDigest, warnings: [] },
    identity: { weightsDigest },
    template,
    choice: namedChoice(request.prompt, entry.spec.prompt),
    tokenizer: null,
    parallel: parallel ?? (mode === 'fast' ? DEFAULT_PARALLEL : 1),
    resumePolicy: 'replay',
    effectiveSampling: scriptedSampling,
    measure: async () => null,
    openSession: async () => sessionOf(answer),
    close: () => template.close(),
  };
}

/** In place of the weights: the replies, or the source of the function that makes them. */
export function scriptedDigest({ entry, respond }: Pick<ScriptedRequest, 'entry' | 'respond'>): string {
  const { replies, delayMs } = entry.spec;
  return respond ? sha256(respond.toString()) : hashData({ replies, delayMs });
}

/** Nothing is sampled: every setting is allowed, and none has an effect. */
export function scriptedSampling(requested: Sampling): EffectiveSampling {
  return { ...requested, maxTokens: requested.maxTokens ?? DEFAULT_MAX_TOKENS };
}

function sessionOf(answer: Respond): BackendSession {
  let turn = 0;
  return {
    async begin() {
      turn = 0;
    },
    async reply(request) {
      turn++;
      const started = performance.now();
      const given = await answer({ turn, ...pick(request) });
      const reply = typeof given === 'string' ? { text: given } : given;
      const isWhole = await waited(reply.delayMs ?? 0, request.signal);
      if (!isWhole) return replyOf('', { unified: 'error', raw: 'aborted' }, null, request);
      if (reply.error !== undefined) throw new ModelFailure('generation-failed', reply.error);
      const text = reply.text ?? '';
      if (text !== '') request.onText?.(text);
      const finishReason = { unified: reply.finishReason ?? 'stop', raw: 'scripted' };
      return replyOf(text, finishReason, performance.now() - started, request);
    },
    close: async () => {},
  };
}

function pick({ prompt, sampling, seed, signal }: ReplyRequest): Omit<ScriptedTurn, 'turn'> {
  return { prompt, sampling, seed, signal };
}

/** Whether the whole time passed; an abort ends it early. */
async function waited(delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted || delayMs <= 0) return !signal.aborted;
  return wait(delayMs, true, { signal }).catch(() => false);
}

/** There are no tokens, so nothing is known about them. */
function replyOf(
  text: string,
  finishReason: Reply['finishReason'],
  timeToFirstTokenMs: number | null,
  { prompt }: ReplyRequest,
): Reply {
  return {
    text,
    finishReason,
    promptTokens: null,
    reusedTokens: null,
    evaluatedTokens: null,
    replyTokens: null,
    timeToFirstTokenMs,
    promptMs: null,
    generateMs: null,
    promptTokensPerSecond: null,
    tokensPerSecond: null,
    promptHash: promptHash(prompt),
    warnings: [],
  };
}

/** A model whose replies come from the caller's function. */
export interface ScriptedModel {
  entry: ModelEntry<ScriptedSpec>;
  respond: Respond;
}

/** @param respond returns each turn's reply; conversation keys use its source in place of weights, without what it closes over */
export function scriptedModel({ id, respond }: { id: string; respond: Respond }): ScriptedModel {
  const spec = ScriptedModelSchema.parse({ id, backend: 'scripted', replies: [''] });
  return { entry: { spec, file: 'scripted', text: '' }, respond };
}

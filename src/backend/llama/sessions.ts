// The parent's side of the sessions, and the process that serves them. Knows nothing of how they advance together. Start at `openSessions`.
import { ModelFailure } from '../../core/errors.ts';

import type { Limits } from '../../core/limits.ts';
import type { RenderedPrompt } from '../../prompt/prompt.ts';
import { promptHash } from '../../prompt/prompt-hash.ts';
import type { BackendSession, Reply, ReplyRequest } from '../backend.ts';
import type { ModelProcess } from './model-process.ts';
import type { TextPrompt } from './protocol.ts';
import { effectiveSampling } from './sampling.ts';

export const SHORT_LIMIT_MS = 30_000;

export interface Sessions {
  /** The process, alive or not. */
  current(): ModelProcess;
  /** Another one in its place if it is gone. */
  living(): Promise<ModelProcess>;
  open(): Promise<BackendSession>;
}

interface SessionsOptions {
  first: ModelProcess;
  /** Starts a process like the first, to replace one that has died. */
  restart: () => Promise<ModelProcess>;
  limits: Limits;
}

/** The sessions of a model process, as many as it was loaded for. */
export function openSessions({ first, restart, limits }: SessionsOptions): Sessions {
  let modelProcess = first;
  let restarting: Promise<void> | null = null;
  const taken = new Set<number>();

  const restartOnce = async (): Promise<void> => {
    const fresh = await restart();
    // The conversations of the other sessions died too: each is about to start another, and is waited for.
    for (const number of taken) await fresh.begin(number, SHORT_LIMIT_MS);
    modelProcess = fresh;
  };
  const living = async (): Promise<ModelProcess> => {
    if (!modelProcess.isAlive) {
      restarting ??= restartOnce().finally(() => {
        restarting = null;
      });
      await restarting;
    }
    return modelProcess;
  };
  const sessionAt = (number: number): BackendSession => {
    /** A conversation is played by one process from its first turn to its last. */
    let own = modelProcess;
    return {
      async begin() {
        own = await living();
        await own.begin(number, SHORT_LIMIT_MS);
      },
      reply: (request) => replyFrom(own, number, request, limits),
      async close() {
        taken.delete(number);
        await restarting?.catch(() => {});
        if (!modelProcess.isAlive) return;
        await modelProcess.leave(number, SHORT_LIMIT_MS).catch((error: unknown) => {
          // A process that has just died waits for no session.
          if (!(error instanceof ModelFailure)) throw error;
        });
      },
    };
  };
  return {
    current: () => modelProcess,
    living,
    async open() {
      let number = 0;
      while (taken.has(number)) number++;
      taken.add(number);
      // Others wait from now on, so it does not matter how soon its first conversation starts.
      await (await living()).begin(number, SHORT_LIMIT_MS);
      return sessionAt(number);
    },
  };
}

async function replyFrom(
  modelProcess: ModelProcess,
  session: number,
  { prompt, sampling: wanted, seed, trace = false, onText, signal }: ReplyRequest,
  limits: Limits,
): Promise<Reply> {
  const sampling = effectiveSampling(wanted);
  const started = performance.now();
  let timeToFirstTokenMs: number | null = null;
  const order = {
    type: 'reply',
    session,
    prompt: textPrompt(prompt),
    stop: sampling.stop,
    sampling,
    seed,
    trace,
  } as const;
  const generated = await modelProcess.reply(order, {
    limits,
    signal,
    onText: (text) => {
      timeToFirstTokenMs ??= performance.now() - started;
      if (text !== '') onText?.(text);
    },
  });
  if (generated.promptMs !== null) timeToFirstTokenMs ??= performance.now() - started;
  const evaluatedTokens = generated.promptTokens - generated.reusedTokens;
  return {
    ...generated,
    evaluatedTokens,
    timeToFirstTokenMs,
    promptTokensPerSecond: rate(evaluatedTokens, generated.promptMs),
    tokensPerSecond: rate(generated.replyTokens - 1, generated.generateMs),
    promptHash: promptHash(prompt),
  };
}

export function textPrompt(prompt: RenderedPrompt): TextPrompt {
  if (prompt.kind !== 'text') throw new Error('a GGUF file takes a text prompt');
  return { parts: prompt.parts, bos: prompt.bos, markers: prompt.markers };
}

/** Per second; null if nothing was measured. */
function rate(count: number, milliseconds: number | null): number | null {
  return milliseconds === null || milliseconds <= 0 || count <= 0 ? null : (count * 1_000) / milliseconds;
}

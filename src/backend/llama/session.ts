// The parent's side of the lanes: seats, and the process that serves them. Knows nothing of how lanes advance. Start at `openSeats`.
import { ModelFailure } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { BackendSession, Reply, ReplyRequest } from '../backend.ts';
import type { Limits, ModelProcess } from './model-process.ts';
import type { TextPrompt } from './protocol.ts';
import { effectiveSampling } from './sampling.ts';

export const SHORT_LIMIT_MS = 30_000;

export interface Seats {
  /** The process, whether it lives or not. */
  current(): ModelProcess;
  open(): Promise<BackendSession>;
}

interface SeatsOptions {
  first: ModelProcess;
  /** Starts a process like the first, in place of one that has died. */
  restart: () => Promise<ModelProcess>;
  limits: Limits;
}

/** Seats in a model process, one for each of its lanes. */
export function openSeats({ first, restart, limits }: SeatsOptions): Seats {
  let modelProcess = first;
  let restarting: Promise<void> | null = null;
  const taken = new Set<number>();

  const restartOnce = async (): Promise<void> => {
    const fresh = await restart();
    // The conversations of the other seats died too: each is about to begin another, and is waited for.
    for (const lane of taken) await fresh.begin(lane, SHORT_LIMIT_MS);
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
  const seatAt = (lane: number): BackendSession => {
    /** A conversation is played by one process from its first turn to its last. */
    let own = modelProcess;
    return {
      async begin() {
        own = await living();
        await own.begin(lane, SHORT_LIMIT_MS);
      },
      reply: (request) => replyFrom(own, lane, request, limits),
      async close() {
        taken.delete(lane);
        await restarting?.catch(() => {});
        if (!modelProcess.isAlive) return;
        await modelProcess.leave(lane, SHORT_LIMIT_MS).catch((error: unknown) => {
          // A process that has just died waits for nobody.
          if (!(error instanceof ModelFailure)) throw error;
        });
      },
    };
  };
  return {
    current: () => modelProcess,
    async open() {
      let lane = 0;
      while (taken.has(lane)) lane++;
      taken.add(lane);
      // Others wait from now on, so that it does not matter how soon its first conversation begins.
      await (await living()).begin(lane, SHORT_LIMIT_MS);
      return seatAt(lane);
    },
  };
}

async function replyFrom(
  modelProcess: ModelProcess,
  lane: number,
  { prompt, sampling: wanted, seed, trace = false, onText, signal }: ReplyRequest,
  limits: Limits,
): Promise<Reply> {
  const sampling = effectiveSampling(wanted);
  const started = performance.now();
  let timeToFirstTokenMs: number | null = null;
  const order = {
    type: 'reply',
    lane,
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
    promptHash: sha256(promptText(textPrompt(prompt).parts)),
  };
}

export function textPrompt(prompt: RenderedPrompt): TextPrompt {
  if (prompt.kind !== 'text') throw new Error('a GGUF file takes a text prompt');
  return { parts: prompt.parts, bos: prompt.bos, markers: prompt.markers };
}

/** Per second; null where nothing was measured. */
function rate(count: number, milliseconds: number | null): number | null {
  return milliseconds === null || milliseconds <= 0 || count <= 0 ? null : (count * 1_000) / milliseconds;
}

import { sha256 } from '../../core/hash.ts';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { BackendSession, Reply, ReplyRequest } from '../backend.ts';
import type { Limits, ModelProcess } from './model-process.ts';
import type { TextPrompt } from './protocol.ts';
import { effectiveSampling } from './sampling.ts';

export const SHORT_LIMIT_MS = 30_000;

/** The one seat in a model process with one sequence. */
export function sessionOf(ready: () => Promise<ModelProcess>, limits: Limits): BackendSession {
  return {
    async begin() {
      await (await ready()).reset(SHORT_LIMIT_MS);
    },
    async reply({ prompt, sampling: wanted, seed, onText, signal }: ReplyRequest): Promise<Reply> {
      const sampling = effectiveSampling(wanted);
      const started = performance.now();
      let timeToFirstTokenMs: number | null = null;
      const generated = await (await ready()).reply(
        { type: 'reply', prompt: textPrompt(prompt), stop: sampling.stop, sampling, seed },
        {
          limits,
          signal,
          onText: (text) => {
            timeToFirstTokenMs ??= performance.now() - started;
            if (text !== '') onText?.(text);
          },
        },
      );
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
    },
    close: async () => {},
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

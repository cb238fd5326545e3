// The parent's side of scoring: how probable a model finds replies that others have given. Knows nothing of what that is asked for.
// Start at `openScorer`.
import { ModelFailure } from '../../core/errors.ts';
import type { PromptPart, RenderedPrompt } from '../../prompt/prompt.ts';
import type { LlamaDescription, PromptLens } from '../backend.ts';
import { lensOf } from './lens.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import type { ReplyScore } from './protocol.ts';
import { SHORT_LIMIT_MS, textPrompt } from './session.ts';

export type { ReplyScore } from './protocol.ts';

export type ScorerRequest = Pick<
  LlamaRequest,
  'entry' | 'gguf' | 'options' | 'limits' | 'cacheDirectory' | 'spare' | 'environment' | 'signal'
>;

/** A model that scores replies, one at a time, in one sequence. */
export interface Scorer {
  readonly description: LlamaDescription;
  readonly lens: PromptLens;
  /** The token ids of a prompt, as they would be evaluated. */
  tokenize(prompt: RenderedPrompt): Promise<number[]>;
  /**
   * How probable a reply is after a prompt, with what its format writes around it. What stays of the prompt before it in the KV cache is used again.
   * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`; what befalls a process. The signal's reason.
   */
  score(prompt: RenderedPrompt, spoken: readonly PromptPart[], signal: AbortSignal): Promise<ReplyScore>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

/** @throws ModelFailure (fatal) when the file does not load */
export async function openScorer(request: ScorerRequest): Promise<Scorer> {
  const { limits } = request;
  const alone = { mode: 'strict', parallel: null, measured: null } as const;
  const { loaded, modelProcess, description } = await startKnown({ ...request, ...alone }, null);
  return {
    description,
    lens: lensOf(loaded, () => modelProcess),
    async tokenize(prompt) {
      const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} } as const;
      return (await modelProcess.tokenize(question, SHORT_LIMIT_MS)).tokens;
    },
    async score(prompt, spoken, signal) {
      const order = { type: 'score', prompt: textPrompt(prompt), spoken } as const;
      const score = await modelProcess.score(order, { limits, signal });
      signal.throwIfAborted();
      if (score === null) throw new ModelFailure('generation-failed', 'the score was broken off');
      return score;
    },
    close: () => modelProcess.kill(),
  };
}

// The parent's side of log-likelihoods: how probable a model finds replies that others have given. Knows nothing of what that is asked for.
// Start at `openLogLikelihoodModel`.
import { ModelFailure } from '../../core/errors.ts';
import type { PromptPart, RenderedPrompt } from '../../prompt/prompt.ts';
import type { LlamaDescription, PromptTokenizer } from '../backend.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import type { ReplyLogLikelihood } from './protocol.ts';
import { SHORT_LIMIT_MS, textPrompt } from './sessions.ts';

export type { ReplyLogLikelihood } from './protocol.ts';

export type LogLikelihoodRequest = Pick<
  LlamaRequest,
  'entry' | 'gguf' | 'options' | 'limits' | 'cacheDirectory' | 'spare' | 'environment' | 'signal'
>;

/** A model that says how probable replies are, one at a time, in one sequence. */
export interface LogLikelihoodModel {
  readonly description: LlamaDescription;
  readonly tokenizer: PromptTokenizer;
  /** The token ids of a prompt, as they would be evaluated. */
  tokenize(prompt: RenderedPrompt): Promise<number[]>;
  /**
   * How probable a reply is after a prompt, with what its format writes around it. What stays of the prompt before it in the KV cache is used again.
   * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`; what befalls a process. The signal's reason.
   */
  logLikelihood(
    prompt: RenderedPrompt,
    spoken: readonly PromptPart[],
    signal: AbortSignal,
  ): Promise<ReplyLogLikelihood>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

/** @throws ModelFailure (fatal) when the file does not load */
export async function openLogLikelihoodModel(request: LogLikelihoodRequest): Promise<LogLikelihoodModel> {
  const { limits } = request;
  const alone = { mode: 'strict', parallel: null, measured: null } as const;
  const { loaded, modelProcess, description } = await startKnown({ ...request, ...alone }, null);
  return {
    description,
    tokenizer: promptTokenizerOf(loaded, () => modelProcess),
    async tokenize(prompt) {
      const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} } as const;
      return (await modelProcess.tokenize(question, SHORT_LIMIT_MS)).tokens;
    },
    async logLikelihood(prompt, spoken, signal) {
      const order = { type: 'log-likelihood', prompt: textPrompt(prompt), spoken } as const;
      const found = await modelProcess.logLikelihood(order, { limits, signal });
      signal.throwIfAborted();
      if (found === null) throw new ModelFailure('generation-failed', 'the evaluation was broken off');
      return found;
    },
    close: () => modelProcess.kill(),
  };
}

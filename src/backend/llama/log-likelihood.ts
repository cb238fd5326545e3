// The parent's side of log-likelihoods: how probable a model finds given replies. Knows nothing of what that is used for.
// Start at `openLogLikelihoodModel`.
import { ModelFailure } from '../../core/errors.ts';
import type { LogLikelihoodModel } from '../backend.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import { SHORT_LIMIT_MS, textPrompt } from './sessions.ts';

export type LogLikelihoodRequest = Pick<LlamaRequest, 'entry' | 'gguf' | 'options' | 'limits' | 'spare' | 'world'>;

/** @throws ModelFailure (fatal) if the file does not load */
export async function openLlamaLogLikelihood(request: LogLikelihoodRequest): Promise<LogLikelihoodModel> {
  const { limits } = request;
  const alone = { mode: 'strict', parallel: null, measured: null } as const;
  const { loaded, modelProcess, description } = await startKnown({ ...request, ...alone }, { scores: true });
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
      if (found === null) throw new ModelFailure('generation-failed', 'the evaluation was aborted');
      return found;
    },
    close: () => modelProcess.kill(),
  };
}

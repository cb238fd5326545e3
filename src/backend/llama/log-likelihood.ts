// The parent's side of what a model says of given texts: how probable it finds them, and what else. Knows nothing of what that is used for.
// Start at `openLlamaLogLikelihood`.
import type { LogLikelihoodModel } from '../backend.ts';
import { askerOf, repliesAskedBy } from './likelihoods.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import { SHORT_LIMIT_MS, textPrompt } from './sessions.ts';

export type LogLikelihoodRequest = Pick<LlamaRequest, 'entry' | 'gguf' | 'options' | 'limits' | 'spare' | 'world'>;

/** @throws ModelFailure (fatal) if the file does not load */
export async function openLlamaLogLikelihood(request: LogLikelihoodRequest): Promise<LogLikelihoodModel> {
  const { limits } = request;
  const alone = { mode: 'strict', parallel: null, measured: null } as const;
  const { loaded, modelProcess, description } = await startKnown({ ...request, ...alone }, { scores: true });
  const ask = askerOf(() => modelProcess, limits);
  return {
    description,
    tokenizer: promptTokenizerOf(loaded, () => modelProcess),
    async tokenize(prompt) {
      const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} } as const;
      return (await modelProcess.tokenize(question, SHORT_LIMIT_MS)).tokens;
    },
    ...repliesAskedBy(ask),
    close: () => modelProcess.kill(),
  };
}

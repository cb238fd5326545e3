// The parent's side of what a model says of given texts: how probable it finds them, and what else. Knows nothing of what that is used for.
// Start at `openLlamaLogLikelihood`.
import { ModelFailure } from '../../core/errors.ts';
import type { LogLikelihoodModel } from '../backend.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import type { EvaluationOrder, Results } from './protocol.ts';
import { SHORT_LIMIT_MS, textPrompt } from './sessions.ts';

export type LogLikelihoodRequest = Pick<LlamaRequest, 'entry' | 'gguf' | 'options' | 'limits' | 'spare' | 'world'>;

/** @throws ModelFailure (fatal) if the file does not load */
export async function openLlamaLogLikelihood(request: LogLikelihoodRequest): Promise<LogLikelihoodModel> {
  const { limits } = request;
  const alone = { mode: 'strict', parallel: null, measured: null } as const;
  const { loaded, modelProcess, description } = await startKnown({ ...request, ...alone }, { scores: true });
  const evaluate = async <Order extends EvaluationOrder>(
    order: Order,
    signal: AbortSignal,
  ): Promise<NonNullable<Results[Order['type']]>> => {
    const found = await modelProcess.evaluate(order, { limits, signal });
    signal.throwIfAborted();
    if (found === null) throw new ModelFailure('generation-failed', 'the evaluation was aborted');
    return found;
  };
  return {
    description,
    tokenizer: promptTokenizerOf(loaded, () => modelProcess),
    async tokenize(prompt) {
      const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} } as const;
      return (await modelProcess.tokenize(question, SHORT_LIMIT_MS)).tokens;
    },
    logLikelihood: (prompt, spoken, signal) =>
      evaluate({ type: 'log-likelihood', prompt: textPrompt(prompt), spoken }, signal),
    distributions: (prompt, spoken, { logitsFile, signal }) =>
      evaluate({ type: 'distributions', prompt: textPrompt(prompt), spoken, logitsFile }, signal),
    compare: (prompt, spoken, { perToken, likeliest, logitsFile }, signal) =>
      evaluate(
        { type: 'comparison', prompt: textPrompt(prompt), spoken, reference: { perToken, likeliest, logitsFile } },
        signal,
      ),
    choose: (prompt, labels, signal) => evaluate({ type: 'choice', prompt: textPrompt(prompt), labels }, signal),
    close: () => modelProcess.kill(),
  };
}

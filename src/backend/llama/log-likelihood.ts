// The parent's side of what a model says of given texts: how probable it finds them, and what else. Knows nothing of what that is used for.
// Start at `openLlamaLogLikelihood`, for a model that plays beside it at `likelihoodsOf`.
import { ModelFailure } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { say } from '../../words/text.ts';
import type { LogLikelihoodModel, ReplyLikelihoods } from '../backend.ts';
import { type LlamaRequest, startKnown } from './llama.ts';
import type { ModelProcess } from './model-process.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import type { EvaluationOrder, Results } from './protocol.ts';
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
    choose: (prompt, labels, signal) => ask({ type: 'choice', prompt: textPrompt(prompt), labels }, signal),
    close: () => modelProcess.kill(),
  };
}

/** @param current the process, alive or not */
export function likelihoodsOf(current: () => ModelProcess, limits: Limits): ReplyLikelihoods {
  return repliesAskedBy(askerOf(current, limits));
}

type Ask = <Order extends EvaluationOrder>(
  order: Order,
  signal: AbortSignal,
) => Promise<NonNullable<Results[Order['type']]>>;

function askerOf(current: () => ModelProcess, limits: Limits): Ask {
  return async (order, signal) => {
    const found = await current().evaluate(order, { limits, signal });
    signal.throwIfAborted();
    if (found === null) throw new ModelFailure('generation-failed', say('the evaluation was aborted'));
    return found;
  };
}

function repliesAskedBy(ask: Ask): ReplyLikelihoods {
  return {
    logLikelihood: (prompt, spoken, signal) =>
      ask({ type: 'log-likelihood', prompt: textPrompt(prompt), spoken }, signal),
    distributions: (prompt, spoken, { logitsFile, signal }) =>
      ask({ type: 'distributions', prompt: textPrompt(prompt), spoken, logitsFile }, signal),
    compare(prompt, spoken, { perToken, likeliest, logitsFile }, { inOtherBatches = false, signal }) {
      // What else an object has is not sent.
      const reference = { perToken, likeliest, logitsFile };
      return ask({ type: 'comparison', prompt: textPrompt(prompt), spoken, reference, inOtherBatches }, signal);
    },
  };
}

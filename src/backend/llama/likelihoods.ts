// What a model process says of given replies. Start at `likelihoodsOf`.
import { ModelFailure } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { say } from '../../words/text.ts';
import type { ReplyLikelihoods } from '../backend.ts';
import type { ModelProcess } from './model-process.ts';
import type { EvaluationOrder, Results } from './protocol.ts';
import { textPrompt } from './sessions.ts';

/** @param living a process that answers */
export function likelihoodsOf(living: () => Promise<ModelProcess>, limits: Limits): ReplyLikelihoods {
  return repliesAskedBy(askerOf(living, limits));
}

export type Ask = <Order extends EvaluationOrder>(
  order: Order,
  signal: AbortSignal,
) => Promise<NonNullable<Results[Order['type']]>>;

export function askerOf(living: () => ModelProcess | Promise<ModelProcess>, limits: Limits): Ask {
  return async (order, signal) => {
    const found = await (await living()).evaluate(order, { limits, signal });
    signal.throwIfAborted();
    if (found === null) throw new ModelFailure('generation-failed', say('the evaluation was aborted'));
    return found;
  };
}

export function repliesAskedBy(ask: Ask): ReplyLikelihoods {
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
    choose: (prompt, labels, signal) => ask({ type: 'choice', prompt: textPrompt(prompt), labels }, signal),
  };
}

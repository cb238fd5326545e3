// Inside the model process: how probable given replies are, each token after the ones before it. Knows nothing of messages or sessions.
// Start at `openReplyLogLikelihoods`.
import {
  type ControlledEvaluateIndexOutput,
  type ControlledEvaluateInputItem,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import type { ReplyLogLikelihood } from '../../backend.ts';
import type { LogLikelihoodOrder } from '../protocol.ts';
import { asTokens } from './context.ts';
import type { Engine } from './engine.ts';
import { tokenizePrompt } from './tokenize.ts';

export interface ReplyLogLikelihoods {
  /**
   * One after the other, in the order of the calls. What the last one left in the KV cache is reused up to the first difference.
   * @returns null if aborted
   * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`
   */
  logLikelihood(order: Omit<LogLikelihoodOrder, 'type'>, signal: AbortSignal): Promise<ReplyLogLikelihood | null>;
}

/** @param onBatch called after each batch, as a sign of life */
export function openReplyLogLikelihoods(engine: Engine, onBatch: () => void): ReplyLogLikelihoods {
  const { context, contextSize, vocabulary } = engine;
  if (!context) throw new Error('only the vocabulary has been loaded');
  const sequence = context.getSequence();
  let last: Promise<unknown> = Promise.resolve();

  const logLikelihood: ReplyLogLikelihoods['logLikelihood'] = async ({ prompt, spoken }, signal) => {
    const promptTokens = tokenizePrompt(prompt.parts, prompt.bos, vocabulary);
    const tokens = tokenizePrompt([...prompt.parts, ...spoken], prompt.bos, vocabulary);
    const start = commonLength(promptTokens, tokens);
    if (tokens.length > contextSize) {
      throw new ModelFailure(
        'context-overflow',
        `prompt and reply are ${tokens.length} tokens; the context has ${contextSize}`,
      );
    }
    if (start === 0) throw new ModelFailure('generation-failed', 'a reply has no probability after an empty prompt');
    // The token before the reply's first must be evaluated now, because its logits give that one's probability.
    const reusable = sequence.nextTokenIndex < STEADY ? 0 : Math.min(start - 1, tokens.length - 1 - STEADY);
    const common = Math.min(reusable, sequence.compareContextTokens(asTokens(tokens)).firstDifferentIndex);
    await sequence.adaptStateToTokens(asTokens(tokens.slice(0, wholeTiles(common))), false);
    const reusedTokens = sequence.nextTokenIndex;
    const evaluation = { engine, sequence, tokens, start, onBatch, signal };
    const logProbabilities = await evaluate(evaluation);
    if (logProbabilities === null) return null;
    const sum = logProbabilities.reduce((total, value) => total + value, 0);
    return {
      logLikelihood: sum,
      tokens: tokens.length - start,
      promptTokens: promptTokens.length,
      reusedTokens,
      evaluatedTokens: tokens.length - 1 - reusedTokens,
    };
  };
  return {
    logLikelihood(order, signal) {
      const result = last.then(() => logLikelihood(order, signal));
      last = result.catch(() => {});
      return result;
    },
  };
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const different = a.findIndex((token, index) => token !== b[index]);
  return different < 0 ? a.length : different;
}

/**
 * llama.cpp computes small batches, and the rows left over when a batch is cut into tiles, with other kernels, which round differently.
 * To make a result independent of what was evaluated before it, at least `STEADY` tokens are evaluated together where there are that many,
 * results of smaller batches are not reused, and batches start at tile boundaries. Without this, results of the embedded model differed
 * by up to 0.04 nats per token.
 */
const STEADY = 64;
const TILE = 32;

function wholeTiles(count: number): number {
  return Math.max(0, Math.floor(count / TILE) * TILE);
}

interface Evaluation {
  engine: Engine;
  sequence: LlamaContextSequence;
  tokens: readonly number[];
  /** Index of the reply's first token. */
  start: number;
  onBatch: () => void;
  signal: AbortSignal;
}

/** One batch after the other, the last never a small one; the last token is left out, because nothing follows it. */
async function evaluate(evaluation: Evaluation): Promise<number[] | null> {
  const { engine, sequence, start, onBatch, signal } = evaluation;
  const { model, loaded } = engine;
  const { batchSize } = loaded;
  const tokens = asTokens(evaluation.tokens);
  const logProbabilities: number[] = [];
  while (sequence.nextTokenIndex < tokens.length - 1) {
    if (signal.aborted) return null;
    const begin = sequence.nextTokenIndex;
    const rest = tokens.length - 1 - begin;
    const size = rest <= batchSize ? rest : wholeTiles(Math.min(batchSize, rest - STEADY));
    const batch = tokens.slice(begin, begin + size);
    const items = batch.map((token, offset): ControlledEvaluateInputItem => {
      const next = tokens[begin + offset + 1];
      return begin + offset + 1 < start || next === undefined ? token : [token, { generateNext: rowFor(model, next) }];
    });
    await sequence.controlledEvaluate(items, {
      onTokenResult(offset, result) {
        const next = tokens[begin + offset + 1];
        if (next !== undefined) logProbabilities.push(logProbabilityOf(model, next, result));
        // Keeping them for the whole batch would take gigabytes with a large vocabulary.
        delete result.next.probabilities;
      },
    });
    onBatch();
  }
  if (logProbabilities.length !== tokens.length - start) throw new Error('a token of the reply has no result');
  if (!logProbabilities.every(Number.isFinite)) {
    throw new ModelFailure('nan-logits', 'the probability of a token is not a number');
  }
  return logProbabilities;
}

/**
 * How many of the likeliest tokens the probabilities are normalized over. Passing each to JavaScript costs about a microsecond: all of a
 * vocabulary of 152,000 would cost a tenth of a second per token of a reply. Smaller vocabularies are exact; in larger ones each
 * logarithm is too high by the share of the rest, −ln(1 − its probability), which in a trained model is negligible.
 */
const CANDIDATES = 4_096;

/** In nats. Lifts the token in question into the candidates, unless it is next to impossible; it is subtracted again afterwards. */
const LIFT = 60;

function rowFor(model: LlamaModel, next: Token) {
  const options = { temperature: 1, topK: CANDIDATES, topP: 1, minP: 0, seed: 1 };
  // The library ignores a bias on tokens that end generation.
  const lift = isLifted(model, next) ? { tokenBias: TokenBias.for(model).set(next, { logit: LIFT }) } : {};
  return { probabilities: true, options: { ...options, ...lift } };
}

function isLifted(model: LlamaModel, token: Token): boolean {
  return !model.isEogToken(token);
}

/**
 * With q the probabilities under the lift: p = q·e^−lift ÷ (q·e^−lift + Σ of the others' q). A token that is still not among the candidates
 * is at most as likely as the least likely of them, whose value is used.
 */
function logProbabilityOf(model: LlamaModel, token: Token, { next }: ControlledEvaluateIndexOutput): number {
  let others = 0;
  let own = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [candidate, probability] of next.probabilities ?? []) {
    if (candidate === token) own = probability;
    else others += probability;
    if (probability > 0) least = Math.min(least, probability);
  }
  const lift = isLifted(model, token) ? LIFT : 0;
  const logOwn = Math.log(own > 0 ? own : least) - lift;
  return logOwn - Math.log(Math.exp(logOwn) + others);
}

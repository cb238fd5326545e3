// Inside the model process: how probable given replies are, each token after the ones before it. Knows nothing of messages or sessions.
// Start at `openReplyLogLikelihoods`.
import { ModelFailure } from '../../../core/errors.ts';
import type { ReplyLogLikelihood } from '../../backend.ts';
import type { LogLikelihoodOrder } from '../protocol.ts';
import { openBreath } from './breathe.ts';
import type { PlayingEngine } from './engine.ts';
import { logProbability } from './logits.ts';
import { commonLength, NO_TOKEN, openSequences, type Sequence } from './sequences.ts';
import { tokenizePrompt } from './tokenize.ts';

export interface ReplyLogLikelihoods {
  /**
   * One after the other, in the order of the calls. What the last one left in the KV cache is reused up to the first difference.
   * @returns null if aborted
   * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`
   */
  logLikelihood(order: Omit<LogLikelihoodOrder, 'type'>, turn: Turn): Promise<ReplyLogLikelihood | null>;
}

interface Turn {
  signal: AbortSignal;
  /** Called when its turn comes, and when it is over. */
  onStart?: () => void;
  onEnd?: () => void;
}

/** @param onBatch called after each batch, as a sign of life */
export function openReplyLogLikelihoods(engine: PlayingEngine, onBatch: () => void): ReplyLogLikelihoods {
  const { context, contextSize, vocabulary, model } = engine;
  const [sequence] = openSequences(context, model.window);
  if (!sequence) throw new Error('a context has a sequence');
  const breathe = openBreath();
  let last: Promise<unknown> = Promise.resolve();

  const logLikelihood: ReplyLogLikelihoods['logLikelihood'] = async ({ prompt, spoken }, { signal }) => {
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
    const reusedTokens = reuse(sequence, tokens, start);
    const onEach = (): Promise<void> => {
      onBatch();
      return breathe();
    };
    const logProbabilities = await evaluate({ engine, sequence, tokens, start, onBatch: onEach, signal });
    if (logProbabilities === null) return null;
    return {
      logLikelihood: logProbabilities.reduce((total, value) => total + value, 0),
      tokens: tokens.length - start,
      promptTokens: promptTokens.length,
      reusedTokens,
      evaluatedTokens: tokens.length - 1 - reusedTokens,
    };
  };
  return {
    logLikelihood(order, turn) {
      const result = last.then(async () => {
        turn.onStart?.();
        try {
          return await logLikelihood(order, turn);
        } finally {
          turn.onEnd?.();
        }
      });
      last = result.catch(() => sequence.clear());
      return result;
    },
  };
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

/** @returns how many tokens need not be evaluated again */
function reuse(sequence: Sequence, tokens: readonly number[], start: number): number {
  // The token before the reply's first must be evaluated now, because its logits give that one's probability.
  const reusable = sequence.held.length < STEADY ? 0 : Math.min(start - 1, tokens.length - 1 - STEADY);
  const common = Math.min(reusable, commonLength(sequence.held, tokens));
  return sequence.keep([...tokens.slice(0, wholeTiles(common)), NO_TOKEN]);
}

interface Evaluation {
  engine: PlayingEngine;
  sequence: Sequence;
  tokens: readonly number[];
  /** Index of the reply's first token. */
  start: number;
  onBatch: () => Promise<void>;
  signal: AbortSignal;
}

/** One batch after the other, the last never a small one; the last token is left out, because nothing follows it. */
async function evaluate({ engine, sequence, tokens, start, onBatch, signal }: Evaluation): Promise<number[] | null> {
  const { context } = engine;
  const logProbabilities: number[] = [];
  while (sequence.held.length < tokens.length - 1) {
    if (signal.aborted) return null;
    const begin = sequence.held.length;
    const end = begin + sizeOfNext(tokens.length - 1 - begin, Math.max(0, start - 1 - begin), context.settings);
    for (let index = begin; index < end; index++) sequence.add(tokens[index] ?? 0, index >= start - 1);
    if (!context.decode()) {
      sequence.clear();
      return null;
    }
    const first = Math.max(begin, start - 1);
    for (let index = first; index < end; index++)
      logProbabilities.push(logProbability(context.row(index - first), tokens[index + 1] ?? 0));
    await onBatch();
  }
  if (logProbabilities.length !== tokens.length - start) throw new Error('a token of the reply has no result');
  if (!logProbabilities.every(Number.isFinite)) {
    throw new ModelFailure('nan-logits', 'the probability of a token is not a number');
  }
  return logProbabilities;
}

/**
 * @param rest tokens that are left
 * @param before how many of them come before the first whose logits are wanted
 */
function sizeOfNext(rest: number, before: number, { batchSize, rows }: { batchSize: number; rows: number }): number {
  if (rest <= batchSize && rest - before <= rows) return rest;
  return wholeTiles(Math.min(batchSize, before + rows, rest - STEADY));
}

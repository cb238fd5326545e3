// Inside the model process: how probable given replies are, each token after the ones before it, and how far that is from what another model
// finds. Knows nothing of messages or sessions. Start at `openReplyLogLikelihoods`.
import { ModelFailure } from '../../../core/errors.ts';
import { say } from '../../../words/text.ts';
import type { ReplyComparison, ReplyDistributions, ReplyLogLikelihood, TokenLogLikelihood } from '../../backend.ts';
import type { ComparisonOrder, DistributionsOrder, LogLikelihoodOrder } from '../protocol.ts';
import { comparedPlaces, requireSameReply } from './compared-places.ts';
import type { PlayingEngine } from './engine.ts';
import type { RowEvaluation, WantedRows } from './evaluate-rows.ts';
import { likeliestTokens } from './likeliest-tokens.ts';
import { createRows, openRows } from './logit-rows.ts';
import { logProbability } from './logits.ts';
import { commonLength } from './sequences.ts';
import { tokenizePrompt } from './tokenize.ts';

/**
 * Each returns null if aborted.
 * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`
 */
export interface ReplyLogLikelihoods {
  logLikelihood(order: Omit<LogLikelihoodOrder, 'type'>, signal: AbortSignal): Promise<ReplyLogLikelihood | null>;
  distributions(order: Omit<DistributionsOrder, 'type'>, signal: AbortSignal): Promise<ReplyDistributions | null>;
  /** @throws ModelFailure `not-comparable` */
  compare(order: Omit<ComparisonOrder, 'type'>, signal: AbortSignal): Promise<ReplyComparison | null>;
}

export function openReplyLogLikelihoods(
  engine: PlayingEngine,
  { evaluate }: Pick<RowEvaluation, 'evaluate'>,
): ReplyLogLikelihoods {
  const { pieceOf } = engine;
  const size = engine.model.table.size;
  const texts = new Map<number, string>();
  const textOf = (token: number): string => {
    const text = texts.get(token) ?? Buffer.from(pieceOf(token)).toString();
    texts.set(token, text);
    return text;
  };

  /** @param logProbabilityAt called for each token of the reply, in order */
  const evaluateReply = async (
    { tokens, start, promptTokens }: TokenizedReply,
    logProbabilityAt: (row: Float32Array, token: number, number: number) => number,
    { mayBeRuledOut = false, ...how }: Pick<WantedRows, 'signal' | 'inOtherBatches'> & { mayBeRuledOut?: boolean },
  ): Promise<ReplyLogLikelihood | null> => {
    const perToken: TokenLogLikelihood[] = [];
    const evaluated = await evaluate({
      tokens: tokens.slice(0, -1),
      from: start - 1,
      visit(row, number) {
        const token = tokens[start + number] ?? 0;
        const found = logProbabilityAt(row, token, number);
        if (Number.isNaN(found) || (found === Number.NEGATIVE_INFINITY && !mayBeRuledOut)) throw notANumber();
        perToken.push({ token, text: textOf(token), logProbability: found });
      },
      ...how,
    });
    if (evaluated === null) return null;
    if (perToken.length !== tokens.length - start) throw new Error('a token of the reply has no result');
    const { reusedTokens } = evaluated;
    return {
      logLikelihood: perToken.reduce((total, { logProbability }) => total + logProbability, 0),
      tokens: perToken.length,
      perToken,
      promptTokens,
      reusedTokens,
      evaluatedTokens: tokens.length - 1 - reusedTokens,
    };
  };
  return {
    logLikelihood: async (order, signal) => evaluateReply(tokenizedReply(order, engine), logProbability, { signal }),
    async distributions({ logitsFile, ...order }, signal) {
      const reply = tokenizedReply(order, engine);
      const found = likeliestTokens(reply.tokens.length - reply.start, Math.min(LISTED, size));
      const rows = logitsFile === null ? null : createRows(logitsFile);
      try {
        const whole = await evaluateReply(
          reply,
          (row, token, number) => {
            rows?.write(row);
            return (row[token] ?? Number.NaN) - found.look(row, number);
          },
          { signal },
        );
        return whole && { ...whole, likeliest: found.likeliest };
      } finally {
        rows?.close();
      }
    },
    async compare({ reference, inOtherBatches, ...order }, signal) {
      const reply = tokenizedReply(order, engine);
      requireSameReply(reference, reply.tokens.slice(reply.start));
      const count = reference.perToken.length;
      const rows = reference.logitsFile === null ? null : openRows(reference.logitsFile, count, size);
      try {
        const { places, look } = comparedPlaces(reference, textOf, size);
        const lookAt = (row: Float32Array, token: number, number: number): number => look(row, token, number, rows);
        // A candidate may give no chance at all to what the reference has said.
        const whole = await evaluateReply(reply, lookAt, { signal, inOtherBatches, mayBeRuledOut: true });
        return whole && { ...whole, places };
      } finally {
        rows?.close();
      }
    },
  };
}

/** Of each place; with 4 bytes for an id and 4 for a logit they take half a kilobyte. */
const LISTED = 64;

export function notANumber(): ModelFailure {
  return new ModelFailure('nan-logits', 'the probability of a token is not a number');
}

interface TokenizedReply {
  tokens: readonly number[];
  /** Index of the reply's first token. */
  start: number;
  promptTokens: number;
}

function tokenizedReply(
  { prompt, spoken }: Omit<LogLikelihoodOrder, 'type'>,
  { vocabulary, contextSize }: Pick<PlayingEngine, 'vocabulary' | 'contextSize'>,
): TokenizedReply {
  const promptTokens = tokenizePrompt(prompt.parts, prompt.bos, vocabulary);
  const tokens = tokenizePrompt([...prompt.parts, ...spoken], prompt.bos, vocabulary);
  const start = commonLength(promptTokens, tokens);
  requireRoomFor(tokens.length, contextSize);
  if (start === 0) throw new ModelFailure('generation-failed', say('a reply has no probability after an empty prompt'));
  return { tokens, start, promptTokens: promptTokens.length };
}

/**
 * @param tokens of the prompt and of what is evaluated after it
 * @throws ModelFailure `context-overflow`
 */
export function requireRoomFor(tokens: number, contextSize: number): void {
  if (tokens <= contextSize) return;
  throw new ModelFailure(
    'context-overflow',
    say('prompt and reply are {n} tokens; the context has {size}', { n: tokens, size: contextSize }),
  );
}

// Inside the model process: one reply from one sequence. Start at `beginReply`.
import {
  type LlamaContextSequence,
  type LlamaModel,
  type SequenceEvaluateOptions,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import type { FinishReason } from '../../../core/finish-reason.ts';
import { say } from '../../../words/text.ts';
import type { GeneratedReply } from '../protocol.ts';
import type { LlamaSampling } from '../sampling.ts';
import { asTokens } from './context.ts';
import { type PieceOf, textStream } from './pieces.ts';
import type { ReplyEnds } from './reply-ends.ts';
import { stopScanner } from './stop-scanner.ts';

interface GenerateOptions {
  model: LlamaModel;
  pieceOf: PieceOf;
  ends: ReplyEnds;
  /** Called when it is the reply's turn; returns the sequence to generate in. */
  prepare: () => Promise<LlamaContextSequence>;
  contextSize: number;
  batchSize: number;
  prompt: readonly number[];
  stop: readonly string[];
  sampling: LlamaSampling;
  seed: number;
  trace: boolean;
  /** Called for each token, with the text that it completed. */
  onToken: (text: string, replyTokens: number) => void;
  /** Called for each batch of the prompt. */
  onBatch: () => void;
  signal: AbortSignal;
}

/** A reply being generated one token at a time, so that others can be generated in the same batches. */
export interface ReplyInProgress {
  /**
   * The first call evaluates the part of the prompt that is not in the KV cache; every call samples one token.
   * @returns whether the reply is over: by an end-of-generation token, a stop string, the token limit, or an abort
   */
  advance(): Promise<boolean>;
  /** The reply so far, which must not be advanced any more. */
  finish(): Promise<Omit<GeneratedReply, 'warnings'>>;
}

/** @throws ModelFailure `context-overflow`; nothing is evaluated yet */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one closure over one reply in progress: its parts share ten private values.
export function beginReply(options: GenerateOptions): ReplyInProgress {
  const { model, prompt, sampling, signal } = options;
  const needed = prompt.length + sampling.maxTokens;
  if (needed > options.contextSize) {
    throw new ModelFailure(
      'context-overflow',
      say('prompt ({prompt} tokens) and reply (up to {reply}) need {needed} tokens; the context has {size}', {
        prompt: prompt.length,
        reply: sampling.maxTokens,
        needed,
        size: options.contextSize,
      }),
    );
  }
  const stream = textStream(options.pieceOf);
  const scanner = stopScanner(options.stop);
  const reply: number[] = [];
  const held: number[] = [];
  const trace: NonNullable<GeneratedReply['trace']> = [];
  let text = '';
  let reusedTokens = 0;
  let startedAt: number | null = null;
  let firstTokenAt: number | null = null;
  let lastTokenAt: number | null = null;
  let finishReason: FinishReason | null = null;
  let tokens: AsyncGenerator<SampledToken> | null = null;
  const emit = (piece: string): void => {
    text += piece;
    options.onToken(piece, reply.length);
  };
  const history = (): number[] => [...reply, ...held];

  const evaluatePrompt = async (): Promise<void> => {
    const sequence = await options.prepare();
    await sequence.adaptStateToTokens(asTokens(prompt.slice(0, -1)), false);
    reusedTokens = sequence.nextTokenIndex;
    const rest = await evaluateAllButLastBatch(sequence, prompt.slice(reusedTokens), options);
    if (signal.aborted) return;
    const sample = evaluateOptions(model, prompt, history, sampling, options.seed);
    tokens = sampleTokens(sequence, rest, held, sample, options.trace);
  };
  const take = ({ token, probability }: SampledToken): void => {
    lastTokenAt = performance.now();
    firstTokenAt ??= lastTokenAt;
    if (Number.isNaN(probability)) {
      finishReason = { unified: 'error', raw: 'nan-logits' };
      return;
    }
    const isOver = options.ends.ends(token, prompt, reply);
    reply.push(token);
    if (options.trace && probability !== null) trace.push({ token, logProbability: Math.log(probability) });
    if (isOver) {
      finishReason = { unified: 'stop', raw: `token ${Buffer.from(options.pieceOf(token)).toString()}` };
      return;
    }
    const found = scanner.push(stream.push(token));
    emit(found.text);
    if (found.stop !== null) finishReason = { unified: 'stop', raw: `string ${JSON.stringify(found.stop)}` };
    else if (reply.length >= sampling.maxTokens) finishReason = { unified: 'length', raw: 'max-tokens' };
  };

  return {
    async advance() {
      if (startedAt === null) {
        startedAt = performance.now();
        await evaluatePrompt();
      }
      const next = await tokens?.next();
      if (!next || next.done) return true;
      take(next.value);
      return finishReason !== null || signal.aborted;
    },
    async finish() {
      await tokens?.return(undefined);
      if (finishReason?.raw.startsWith('string ') !== true) {
        const found = scanner.push(stream.flush());
        emit(found.text + (found.stop === null ? scanner.flush() : ''));
      }
      return {
        text,
        finishReason: finishReason ?? { unified: 'error', raw: signal.aborted ? 'aborted' : 'generation-ended' },
        promptTokens: prompt.length,
        reusedTokens,
        replyTokens: reply.length,
        promptMs: firstTokenAt === null || startedAt === null ? null : firstTokenAt - startedAt,
        generateMs: firstTokenAt === null || lastTokenAt === null ? null : lastTokenAt - firstTokenAt,
        ...(options.trace && { trace }),
      };
    },
  };
}

/** Whole batches one at a time, cut as llama.cpp would cut them, so that an abort need not wait for a long prompt. */
async function evaluateAllButLastBatch(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  { batchSize, signal, onBatch }: Pick<GenerateOptions, 'batchSize' | 'signal' | 'onBatch'>,
): Promise<readonly number[]> {
  let rest = tokens;
  while (rest.length > batchSize && !signal.aborted) {
    await sequence.evaluateWithoutGeneratingNewTokens(asTokens(rest.slice(0, batchSize)));
    rest = rest.slice(batchSize);
    onBatch();
  }
  return rest;
}

interface SampledToken {
  token: Token;
  /** null if it was not worth computing; NaN if the logits are not numbers. */
  probability: number | null;
}

/**
 * Samples, and detects logits that are not numbers, which the library passes on silently. The probability of the chosen token shows
 * them, at no cost if sampling sorts the candidates anyway; greedy sampling does not, and would lose a seventh of its speed. There,
 * unless probabilities are wanted, NaN always gives token 0, so a token 0 is held back until the next token's probability has cleared
 * it; the penalties find it in `held` meanwhile.
 */
async function* sampleTokens(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  held: number[],
  options: SequenceEvaluateOptions,
  trace: boolean,
): AsyncGenerator<SampledToken> {
  let rest = asTokens(tokens);
  // DRY keeps a history inside the sampler, which a second evaluation would start over.
  if (options.temperature === 0 && !options.dryRepeatPenalty && !trace) {
    for await (const token of sequence.evaluate(rest, options)) {
      if (token === 0) {
        held.push(token);
        break;
      }
      yield { token, probability: null };
    }
    if (held.length === 0) return;
    rest = asTokens(held);
  }
  for await (const { token, confidence } of sequence.evaluateWithMetadata(rest, { confidence: true }, options)) {
    const doubt = Number.isNaN(confidence) ? Number.NaN : null;
    for (const doubtful of asTokens(held.splice(0))) yield { token: doubtful, probability: doubt };
    yield { token, probability: confidence };
  }
}

function evaluateOptions(
  model: LlamaModel,
  prompt: readonly number[],
  reply: () => readonly number[],
  sampling: LlamaSampling,
  seed: number,
): SequenceEvaluateOptions {
  const { temperature, topK, topP, minP, repeatPenalty, repeatLastN, frequencyPenalty, presencePenalty } = sampling;
  const hasPenalty = repeatLastN > 0 && (repeatPenalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0);
  return {
    temperature,
    topK,
    topP,
    minP,
    seed,
    yieldEogToken: true,
    ...(hasPenalty && {
      repeatPenalty: {
        penalty: repeatPenalty,
        frequencyPenalty,
        presencePenalty,
        maxPunishTokens: repeatLastN,
        // As in llama-server, the window reaches back into the prompt.
        punishTokens: () => lastTokens(prompt, reply(), repeatLastN),
      },
    }),
    ...(sampling.dryMultiplier && {
      dryRepeatPenalty: {
        strength: sampling.dryMultiplier,
        base: sampling.dryBase,
        allowedLength: sampling.dryAllowedLength,
        lastTokens: sampling.dryLastN < 0 ? null : sampling.dryLastN,
        sequenceBreakers: sampling.drySequenceBreakers,
      },
    }),
    ...(sampling.xtcProbability && {
      xtc: { probability: sampling.xtcProbability, threshold: sampling.xtcThreshold },
    }),
    ...(sampling.logitBias && { tokenBias: tokenBias(model, sampling.logitBias) }),
    // When the context is full, the library itself would silently drop the oldest tokens.
    contextShift: {
      strategy: () => {
        throw new ModelFailure('context-overflow', say('the context filled up in the middle of a reply'));
      },
    },
  };
}

function lastTokens(prompt: readonly number[], reply: readonly number[], count: number): Token[] {
  const fromReply = reply.slice(-count);
  const missing = count - fromReply.length;
  return asTokens(missing > 0 ? [...prompt.slice(-missing), ...fromReply] : fromReply);
}

/** @throws ModelFailure for a text that is not one token, or that ends generation (the library ignores a bias on those) */
export function tokenBias(model: LlamaModel, biases: NonNullable<LlamaSampling['logitBias']>): TokenBias {
  const bias = TokenBias.for(model);
  for (const [text, value] of Object.entries(biases)) {
    const tokens = model.tokenize(text, true);
    const [token] = tokens;
    if (token === undefined || tokens.length !== 1 || model.isEogToken(token)) {
      const why =
        tokens.length === 1
          ? 'ends a reply, and cannot be biased'
          : `is ${tokens.length} tokens in this vocabulary, not one`;
      throw new ModelFailure('generation-failed', `logitBias: ${JSON.stringify(text)} ${why}`, { isFatal: true });
    }
    bias.set(token, value === 'never' ? 'never' : { logit: value });
  }
  return bias;
}

// Inside the model process: one reply from one sequence. Start at `generateReply`.
import {
  type LlamaContextSequence,
  type LlamaModel,
  type SequenceEvaluateOptions,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import { ModelFailure } from '../../core/errors.ts';
import type { FinishReason } from '../../core/finish-reason.ts';
import { asTokens } from './context.ts';
import { type PieceOf, textStream } from './pieces.ts';
import type { GeneratedReply } from './protocol.ts';
import type { LlamaSampling } from './sampling.ts';
import { stopScanner } from './stop-scanner.ts';

interface GenerateOptions {
  model: LlamaModel;
  pieceOf: PieceOf;
  sequence: LlamaContextSequence;
  contextSize: number;
  batchSize: number;
  prompt: readonly number[];
  stop: readonly string[];
  sampling: LlamaSampling;
  seed: number;
  /** Called for each token, with the text that it completed. */
  onToken: (text: string, replyTokens: number) => void;
  signal: AbortSignal;
}

/**
 * Evaluates what of the prompt is not in the KV cache yet, then samples until an end-of-generation token, a stop string, the token
 * limit, or an abort.
 * @throws ModelFailure `context-overflow` before anything is evaluated
 */
export async function generateReply(options: GenerateOptions): Promise<Omit<GeneratedReply, 'warnings'>> {
  const { model, sequence, prompt, sampling, signal } = options;
  const needed = prompt.length + sampling.maxTokens;
  if (needed > options.contextSize) {
    throw new ModelFailure(
      'context-overflow',
      `prompt (${prompt.length} tokens) and reply (up to ${sampling.maxTokens}) need ${needed} tokens; the context has ${options.contextSize}`,
    );
  }
  const started = performance.now();
  await sequence.adaptStateToTokens(asTokens(prompt.slice(0, -1)), false);
  const reusedTokens = sequence.nextTokenIndex;
  const rest = await evaluateAllButLastBatch(sequence, prompt.slice(reusedTokens), options.batchSize, signal);

  const stream = textStream(options.pieceOf);
  const scanner = stopScanner(options.stop);
  const reply: number[] = [];
  let text = '';
  let firstTokenAt: number | null = null;
  let lastTokenAt: number | null = null;
  let finishReason: FinishReason | null = null;
  const emit = (piece: string): void => {
    text += piece;
    options.onToken(piece, reply.length);
  };

  if (!signal.aborted) {
    const held: number[] = [];
    const history = (): number[] => [...reply, ...held];
    const evaluation = sampleTokens(
      sequence,
      rest,
      held,
      evaluateOptions(model, prompt, history, sampling, options.seed),
    );
    for await (const { token, isNumber } of evaluation) {
      lastTokenAt = performance.now();
      firstTokenAt ??= lastTokenAt;
      if (!isNumber) {
        finishReason = { unified: 'error', raw: 'nan-logits' };
        break;
      }
      reply.push(token);
      if (model.isEogToken(token)) {
        finishReason = { unified: 'stop', raw: `token ${Buffer.from(options.pieceOf(token)).toString()}` };
        break;
      }
      const found = scanner.push(stream.push(token));
      emit(found.text);
      if (found.stop !== null) finishReason = { unified: 'stop', raw: `string ${JSON.stringify(found.stop)}` };
      else if (reply.length >= sampling.maxTokens) finishReason = { unified: 'length', raw: 'max-tokens' };
      if (finishReason || signal.aborted) break;
    }
  }
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
    promptMs: firstTokenAt === null ? null : firstTokenAt - started,
    generateMs: firstTokenAt === null || lastTokenAt === null ? null : lastTokenAt - firstTokenAt,
  };
}

/** Whole batches one at a time, as llama.cpp would cut them, so that an abort need not wait for a long prompt. */
async function evaluateAllButLastBatch(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  batchSize: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  let rest = tokens;
  while (rest.length > batchSize && !signal.aborted) {
    await sequence.evaluateWithoutGeneratingNewTokens(asTokens(rest.slice(0, batchSize)));
    rest = rest.slice(batchSize);
  }
  return rest;
}

/**
 * Samples, and notices logits that are not numbers: the library passes them on without a word. The probability of the chosen token
 * tells, and costs nothing where sampling sorts the candidates anyway; greedy sampling does not, and would pay a seventh of its
 * speed. There, NaN always gives token 0, so that a token 0 is held until the next
 * token's probability has cleared it; `held` is where the penalties find it meanwhile.
 */
async function* sampleTokens(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  held: number[],
  options: SequenceEvaluateOptions,
): AsyncGenerator<{ token: Token; isNumber: boolean }> {
  let rest = asTokens(tokens);
  // DRY keeps a history inside the sampler, which a second evaluation would begin anew.
  if (options.temperature === 0 && !options.dryRepeatPenalty) {
    for await (const token of sequence.evaluate(rest, options)) {
      if (token === 0) {
        held.push(token);
        break;
      }
      yield { token, isNumber: true };
    }
    if (held.length === 0) return;
    rest = asTokens(held);
  }
  for await (const { token, confidence } of sequence.evaluateWithMetadata(rest, { confidence: true }, options)) {
    const isNumber = !Number.isNaN(confidence);
    for (const doubtful of asTokens(held.splice(0))) yield { token: doubtful, isNumber };
    yield { token, isNumber };
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
        // As llama-server has it, the window reaches back into the prompt.
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
    // The library's own answer to a full context is to drop the oldest tokens without a word.
    contextShift: {
      strategy: () => {
        throw new ModelFailure('context-overflow', 'the context filled up in the middle of a reply');
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

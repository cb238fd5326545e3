// Inside the model process: one reply in one sequence, a token at a time, so that others can share its batches. Start at `openReply`.
import { ModelFailure } from '../../../core/errors.ts';
import type { FinishReason } from '../../../core/finish-reason.ts';
import { say } from '../../../words/text.ts';
import type { GeneratedReply } from '../protocol.ts';
import type { Context } from './llama-cpp/context.ts';
import type { Draw, Drawn, Lane } from './llama-cpp/draw.ts';
import type { Chain } from './llama-cpp/sampler-chain.ts';
import { logProbability } from './logits.ts';
import { type PieceOf, textStream } from './pieces.ts';
import type { ReplyEnds } from './reply-ends.ts';
import type { Sequence } from './sequences.ts';
import { stopScanner } from './stop-scanner.ts';

export interface ReplyOptions {
  context: Context;
  draw: Draw;
  pieceOf: PieceOf;
  ends: ReplyEnds;
  sequence: Sequence;
  chain: Chain;
  prompt: readonly number[];
  /** No batch reaches across it: see `Sessions`. */
  cutAt: number;
  stop: readonly string[];
  maxTokens: number;
  trace: boolean;
  /** Called for each token, with the text that it completed. */
  onToken: (text: string, replyTokens: number) => void;
  /** Called after each batch of the prompt; awaited. */
  onBatch: () => Promise<void>;
  signal: AbortSignal;
}

/** Every call but the last says whether the reply is over: by a token, a stop string, the token limit, or an abort. */
export interface ReplyInProgress {
  /** Evaluates what the sequence lacks of the prompt, and samples the first token. */
  begin(): Promise<boolean>;
  /** Puts the newest token into the next batch. */
  enterBatch(): void;
  /** What its next token is drawn from, once the batch was evaluated. @param row its logits' place among those of the batch */
  lane(row: number): Lane;
  /** @param token that was drawn for it */
  leaveBatch(row: number, token: number): boolean;
  /** The reply so far, which must not go on any more. */
  finish(): PlayedReply;
}

/** Warnings are about the prompt, which others know. */
export type PlayedReply = Omit<GeneratedReply, 'warnings'>;

/** @throws ModelFailure `context-overflow` */
export function requireRoom(prompt: number, reply: number, contextSize: number): void {
  const needed = prompt + reply;
  if (needed <= contextSize) return;
  throw new ModelFailure(
    'context-overflow',
    say('prompt ({prompt} tokens) and reply (up to {reply}) need {needed} tokens; the context has {size}', {
      ...{ prompt, reply, needed },
      size: contextSize,
    }),
  );
}

export function openReply(options: ReplyOptions): ReplyInProgress {
  const { context, draw, sequence, chain, prompt, signal } = options;
  const written = openText(options);
  let reusedTokens = 0;
  let startedAt: number | null = null;
  let firstTokenAt: number | null = null;
  let lastTokenAt: number | null = null;
  let place = 0;

  const giveUp = (): boolean => {
    sequence.clear();
    written.end({ unified: 'error', raw: 'aborted' });
    return true;
  };
  const laneOf = (row: number): Lane => ({ chain, place, row });
  const take = (row: number, token: number): boolean => {
    lastTokenAt = performance.now();
    firstTokenAt ??= lastTokenAt;
    const logits = context.row(row);
    // llama.cpp passes on logits that are not numbers: then it has chosen one of those.
    if (Number.isNaN(logits[token])) written.end({ unified: 'error', raw: 'nan-logits' });
    else written.take(token, options.trace ? logProbability(logits, token) : null);
    return written.isOver() || signal.aborted;
  };
  return {
    async begin() {
      startedAt = performance.now();
      reusedTokens = sequence.keep(prompt);
      if (reusedTokens === 0) sequence.sharedTokens = options.cutAt;
      for (const token of prompt) chain.accept(token);
      while (sequence.held.length < prompt.length) {
        place = addPart(options);
        if (!context.decode()) return giveUp();
        await options.onBatch();
        if (signal.aborted) return true;
      }
      const [token] = draw(context, [laneOf(0)]);
      return take(0, needed(token));
    },
    enterBatch() {
      place = sequence.add(written.last(), true);
    },
    lane: laneOf,
    leaveBatch: take,
    finish() {
      const { text, finishReason, replyTokens, trace } = written.finish();
      return {
        text,
        finishReason: finishReason ?? { unified: 'error', raw: signal.aborted ? 'aborted' : 'generation-ended' },
        promptTokens: prompt.length,
        reusedTokens,
        replyTokens,
        promptMs: firstTokenAt === null || startedAt === null ? null : firstTokenAt - startedAt,
        generateMs: firstTokenAt === null || lastTokenAt === null ? null : lastTokenAt - firstTokenAt,
        ...(options.trace && { trace }),
      };
    },
  };
}

function needed(token: Drawn | undefined): number {
  if (token instanceof ModelFailure) throw token;
  if (token === undefined) throw new Error('no token was drawn');
  return token;
}

/** The next batch of the prompt. @returns the place of its last token */
function addPart({ context, sequence, prompt, cutAt }: ReplyOptions): number {
  const begin = sequence.held.length;
  const whole = Math.min(begin + context.settings.batchSize, prompt.length);
  const end = begin < cutAt ? Math.min(whole, cutAt) : whole;
  let place = 0;
  for (let index = begin; index < end; index++) place = sequence.add(prompt[index] ?? 0, index === prompt.length - 1);
  return place;
}

/** What has been said: tokens become text, and some of them end the reply. */
function openText({ pieceOf, ends, prompt, stop, maxTokens, onToken }: ReplyOptions) {
  const stream = textStream(pieceOf);
  const scanner = stopScanner(stop);
  const reply: number[] = [];
  const trace: NonNullable<GeneratedReply['trace']> = [];
  let text = '';
  let finishReason: FinishReason | null = null;
  const emit = (piece: string): void => {
    text += piece;
    onToken(piece, reply.length);
  };
  return {
    isOver: () => finishReason !== null,
    end(reason: FinishReason): void {
      finishReason = reason;
    },
    last(): number {
      const token = reply.at(-1);
      if (token === undefined) throw new Error('nothing has been said yet');
      return token;
    },
    take(token: number, probability: number | null): void {
      const isOver = ends.ends(token, prompt, reply);
      reply.push(token);
      if (probability !== null) trace.push({ token, logProbability: probability });
      if (isOver) {
        finishReason = { unified: 'stop', raw: `token ${Buffer.from(pieceOf(token)).toString()}` };
        return;
      }
      const found = scanner.push(stream.push(token));
      emit(found.text);
      if (found.stop !== null) finishReason = { unified: 'stop', raw: `string ${JSON.stringify(found.stop)}` };
      else if (reply.length >= maxTokens) finishReason = { unified: 'length', raw: 'max-tokens' };
    },
    finish() {
      if (finishReason?.raw.startsWith('string ') !== true) {
        const found = scanner.push(stream.flush());
        emit(found.text + (found.stop === null ? scanner.flush() : ''));
      }
      return { text, finishReason, replyTokens: reply.length, trace };
    },
  };
}

// Inside the model process: rows of logits after given tokens, the same whatever was evaluated before. Knows nothing of what they are used
// for. Start at `openRowEvaluation`.
import { openBreath } from './breathe.ts';
import type { PlayingEngine } from './engine.ts';
import { commonLength, NO_TOKEN, openSequences, type Sequence } from './sequences.ts';

export interface RowEvaluation {
  /** Runs one piece of work after the other, in the order of the calls. What one leaves in the KV cache is for the next to reuse. */
  inTurn<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result>;
  /** Leaves nothing in the KV cache: others use the sequence now. */
  release(): void;
  /** To be called from such work. @returns null if aborted */
  evaluate(wanted: WantedRows): Promise<{ reusedTokens: number } | null>;
}

interface Turn {
  /** Called when its turn comes, and when it is over. */
  onStart?: () => void;
  onEnd?: () => void;
}

export interface WantedRows {
  tokens: readonly number[];
  /** Index of the first token after which the logits are wanted; they are wanted after all that follow, too. */
  from: number;
  /** Called for each of them, in order, with its number from 0 on. A row is valid until the call returns. */
  visit: (row: Float32Array, number: number) => void;
  /** Everything is evaluated anew, in the batches in which a reply is generated: the prompt, and then one token at a time. */
  inOtherBatches?: boolean;
  signal: AbortSignal;
}

/** @param onBatch called after each batch, as a sign of life */
export function openRowEvaluation({ context, model }: PlayingEngine, onBatch: () => void): RowEvaluation {
  const [sequence] = openSequences(context, model.window);
  if (!sequence) throw new Error('a context has a sequence');
  const breathe = openBreath();
  let last: Promise<unknown> = Promise.resolve();

  /** One batch after the other, the last never a small one. */
  const evaluateAll: RowEvaluation['evaluate'] = async ({ tokens, from, visit, inOtherBatches = false, signal }) => {
    const reusedTokens = inOtherBatches ? 0 : reuse(sequence, tokens, from);
    while (sequence.held.length < tokens.length) {
      if (signal.aborted) return null;
      const begin = sequence.held.length;
      const [rest, before] = [tokens.length - begin, Math.max(0, from - begin)];
      const end = begin + (inOtherBatches ? sizeAsGenerated : sizeOfNext)(rest, before, context.settings);
      for (let index = begin; index < end; index++) sequence.add(tokens[index] ?? 0, index >= from);
      if (!context.decode()) {
        sequence.clear();
        return null;
      }
      onBatch();
      const first = Math.max(begin, from);
      for (let index = first; index < end && !signal.aborted; index++) {
        visit(context.row(index - first), index - from);
        await breathe();
      }
      await breathe();
    }
    return signal.aborted ? null : { reusedTokens };
  };
  const evaluate: RowEvaluation['evaluate'] = async (wanted) => {
    if (!wanted.inOtherBatches) return evaluateAll(wanted);
    sequence.clear();
    // What other batches have rounded otherwise is not for anybody else to go on from.
    return evaluateAll(wanted).finally(sequence.clear);
  };
  return {
    evaluate,
    release: sequence.clear,
    inTurn({ onStart, onEnd }, work) {
      const result = last.then(async () => {
        onStart?.();
        try {
          return await work();
        } finally {
          onEnd?.();
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

/** @returns how many tokens need not be evaluated again: none whose logits are wanted */
function reuse(sequence: Sequence, tokens: readonly number[], from: number): number {
  const reusable = sequence.held.length < STEADY ? 0 : Math.min(from, tokens.length - STEADY);
  const common = Math.min(reusable, commonLength(sequence.held, tokens));
  return sequence.keep([...tokens.slice(0, wholeTiles(common)), NO_TOKEN]);
}

/**
 * @param rest tokens that are left
 * @param before how many of them come before the first whose logits are wanted
 */
function sizeOfNext(rest: number, before: number, { batchSize, rows }: { batchSize: number; rows: number }): number {
  if (rest <= batchSize && rest - before <= rows) return rest;
  return wholeTiles(Math.min(batchSize, before + rows, rest - STEADY));
}

/** @param before as above; all of them and the next are the prompt */
function sizeAsGenerated(_rest: number, before: number, { batchSize }: { batchSize: number }): number {
  return Math.min(before + 1, batchSize);
}

// Draws the next token of each conversation from the logits of the last batch. Start at `drawInTurn`.
import { describeError, ModelFailure } from '../../../../core/errors.ts';
import type { Context } from './context.ts';
import type { Chain } from './sampler-chain.ts';

export interface Lane {
  chain: Chain;
  /** Of its token in the last batch. */
  place: number;
  /** Of its logits among those that the batch asked for. */
  row: number;
}

/** @returns a token for each lane, or why it has none. What is drawn for one does not depend on the others. */
export type Draw = (context: Context, lanes: readonly Lane[]) => Drawn[];
export type Drawn = number | ModelFailure;

/** One after another. */
export const drawInTurn: Draw = (context, lanes) =>
  lanes.map((lane) => {
    const logits = context.row(lane.row);
    lane.chain.prepare(logits);
    const token = drawHere(context, lane, logits);
    lane.chain.settle(logits, typeof token === 'number' ? token : null);
    return token;
  });

/** From a row that is prepared, in the thread that the context belongs to. */
export function drawHere(context: Context, { chain, place }: Lane, logits: Float32Array): Drawn {
  try {
    return chain.draw(context.pointer, place, logits);
  } catch (error) {
    // The others go on.
    return error instanceof ModelFailure ? error : notDrawn(describeError(error), error);
  }
}

export function notDrawn(why: string, cause?: unknown): ModelFailure {
  return new ModelFailure('generation-failed', why, { cause });
}

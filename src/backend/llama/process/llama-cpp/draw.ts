// Draws the next token of each conversation from the logits of the last batch. Start at `drawInTurn`.
import type { LlamaFunctions } from './abi.ts';
import type { Context } from './context.ts';
import type { Chain } from './sampler-chain.ts';

export interface Lane {
  chain: Chain;
  /** Of its token in the last batch. */
  place: number;
  /** Of its logits among those that the batch asked for. */
  row: number;
}

/** @returns a token for each lane. What is drawn for one does not depend on the others. */
export type Draw = (context: Context, lanes: readonly Lane[]) => number[];

/** One after another. */
export function drawInTurn(c: LlamaFunctions): Draw {
  return (context, lanes) =>
    lanes.map(({ chain, place, row }) => {
      const logits = context.row(row);
      chain.prepare(logits);
      const token = c.llama_sampler_sample(chain.pointer, context.pointer, place);
      chain.settle(logits, token);
      return token;
    });
}

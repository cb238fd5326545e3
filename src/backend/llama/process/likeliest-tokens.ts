// The likeliest tokens at each place of a reply, and how probable all others are. Start at `likeliestTokens`.
import type { LikeliestTokens } from '../../backend.ts';
import { likeliestOf } from './likeliest.ts';
import { restBeside } from './logits.ts';

interface GrowingLikeliestTokens {
  likeliest: LikeliestTokens;
  /** Takes in the logits at a place. @returns ln Σ exp over all of them; NaN if one is not a number */
  look(row: Float32Array, place: number): number;
}

/** @param count at most the size of the vocabulary */
export function likeliestTokens(places: number, count: number): GrowingLikeliestTokens {
  const likeliest: LikeliestTokens = {
    count,
    ids: new Int32Array(places * count),
    logits: new Float32Array(places * count),
    logSums: new Float64Array(places),
    rest: new Float64Array(places),
  };
  return {
    likeliest,
    look(row, place) {
      const { ids, logits } = likeliestOf(row, count);
      likeliest.ids.set(ids, place * count);
      likeliest.logits.set(logits, place * count);
      const { share, logSum } = restBeside(row, ids, logits[0] ?? Number.NaN);
      likeliest.rest[place] = share;
      likeliest.logSums[place] = logSum;
      return logSum;
    },
  };
}

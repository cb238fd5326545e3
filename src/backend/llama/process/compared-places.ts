// A reply's places as two models see them. Start at `comparedPlaces`.
import { ModelFailure } from '../../../core/errors.ts';
import { say } from '../../../words/text.ts';
import type { ComparedPlace, ReferenceReply, TokenLogLikelihood } from '../../backend.ts';
import { divergenceBound, divergenceOf } from './divergence.ts';
import { likeliestOf } from './likeliest.ts';
import type { RowReader } from './logit-rows.ts';
import { greatestOf, restBeside } from './logits.ts';

interface GrowingPlaces {
  places: ComparedPlace[];
  /** Takes in the candidate's logits at a place. @returns ln p of the token there; NaN if a logit is not a number */
  look(row: Float32Array, token: number, place: number, rows: RowReader | null): number;
}

/** How many are shown. */
const SHOWN = 5;

export function comparedPlaces(
  { perToken, likeliest }: ReferenceReply,
  textOf: (token: number) => string,
  vocabularySize: number,
): GrowingPlaces {
  const places: ComparedPlace[] = [];
  const { count, ids: allIds, logits: allLogits, logSums, rest: rests } = likeliest;
  const shown = Math.min(SHOWN, count, vocabularySize);
  /** ln p of the reference's likeliest tokens at a place, by either model. */
  const known = new Float64Array(count);
  const own = new Float64Array(count);
  const listed = (ids: Int32Array, logits: Float32Array, logSum: number): TokenLogLikelihood[] =>
    Array.from({ length: shown }, (_, index) => {
      const token = ids[index] ?? 0;
      return { token, text: textOf(token), logProbability: (logits[index] ?? Number.NaN) - logSum };
    });
  return {
    places,
    look(row, token, place, rows) {
      const ids = allIds.subarray(place * count, (place + 1) * count);
      const logits = allLogits.subarray(place * count, (place + 1) * count);
      const referenceLogSum = logSums[place] ?? Number.NaN;
      const found = rows === null ? partOf(row, ids) : wholeOf(rows.next(), row, ids, referenceLogSum);
      const logProbability = (row[token] ?? Number.NaN) - found.logSum;
      for (let index = 0; index < count; index++) {
        known[index] = (logits[index] ?? Number.NaN) - referenceLogSum;
        own[index] = (row[ids[index] ?? 0] ?? Number.NaN) - found.logSum;
      }
      const top = likeliestOf(row, shown);
      const bound = divergenceBound(
        { logProbabilities: known, rest: rests[place] ?? Number.NaN },
        { logProbabilities: own, rest: found.rest },
      );
      places.push({
        divergence: found.divergence,
        // They are rounded apart from each other.
        divergenceBound: Math.min(bound, found.divergence ?? bound),
        referenceLogProbability: perToken[place]?.logProbability ?? Number.NaN,
        logProbability,
        isSameTop: top.ids[0] === ids[0],
        referenceTop: listed(ids, logits, referenceLogSum),
        top: listed(top.ids, top.logits, found.logSum),
      });
      return logProbability;
    },
  };
}

/** What the comparison needs to know of the candidate's row. */
interface Found {
  divergence: number | null;
  logSum: number;
  /** The probability of all tokens that are not among the reference's likeliest. */
  rest: number;
}

function partOf(row: Float32Array, ids: Int32Array): Found {
  const { share, logSum } = restBeside(row, ids, greatestOf(row));
  return { divergence: null, logSum, rest: share };
}

/** @throws ModelFailure `not-comparable` where the file's row is another one */
function wholeOf(reference: Float32Array, row: Float32Array, ids: Int32Array, logSum: number): Found {
  const found = divergenceOf(reference, row, ids.slice().sort());
  if (!(Math.abs(found.logSum - logSum) < SAME_SUM)) {
    throw new ModelFailure('not-comparable', say('the file holds the logits of another reply'));
  }
  return { divergence: found.divergence, logSum: found.candidateLogSum, rest: found.candidateRest };
}

/** The order in which logits are added up rounds differently. */
const SAME_SUM = 1e-9;

/** @throws ModelFailure `not-comparable` unless the reference saw the same tokens */
export function requireSameReply({ perToken, likeliest }: ReferenceReply, tokens: readonly number[]): void {
  const { count, ids, logits, logSums, rest } = likeliest;
  if (perToken.length !== tokens.length || perToken.some(({ token }, index) => token !== tokens[index])) {
    throw new ModelFailure('not-comparable', say('the reference has other tokens for this reply'));
  }
  const isWhole = [ids, logits].every(({ length }) => length === count * tokens.length);
  if (!isWhole || [logSums, rest].some(({ length }) => length !== tokens.length)) {
    throw new ModelFailure('not-comparable', say("the reference's likeliest tokens are not of this reply"));
  }
}

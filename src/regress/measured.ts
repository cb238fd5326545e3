// One of the reference's replies as both models see it, token by token, and how it is stored: a line of JSON. Start at `measuredReply`.
import { z } from 'zod';
import type { ReplyComparison } from '../backend/backend.ts';

/** JSON has no infinity: it is a word there. NaN is refused. */
const StoredNumberSchema = z
  .union([z.number(), z.literal('Infinity'), z.literal('-Infinity')])
  .transform((stored) => Number(stored));

const TopSchema = z.array(z.tuple([z.string(), StoredNumberSchema]));

/** Columns, one value for each token: half as long as a list of objects. */
const StoredReplySchema = z
  .object({
    scenario: z.string(),
    sample: z.number().int(),
    turn: z.number().int().nonnegative(),
    tokens: z.array(z.string()),
    /** null: no place has an exact one. */
    divergence: z.array(StoredNumberSchema.nullable()).nullable(),
    bound: z.array(StoredNumberSchema),
    reference: z.array(StoredNumberSchema),
    candidate: z.array(StoredNumberSchema),
    sameTop: z.array(z.union([z.literal(0), z.literal(1)])),
    /** Place → the likeliest tokens of the reference and of the candidate; only where the models differ most. */
    tops: z.record(z.string(), z.object({ reference: TopSchema, candidate: TopSchema })),
  })
  .refine(
    ({ tokens, divergence, bound, reference, candidate, sameTop }) =>
      [divergence ?? tokens, bound, reference, candidate, sameTop].every(({ length }) => length === tokens.length),
    { error: 'its columns have different lengths' },
  );

type StoredReply = z.output<typeof StoredReplySchema>;

/** What a line of stored measurements holds, checked. */
export const MeasuredReplySchema = StoredReplySchema.transform((stored): MeasuredReply => fromColumns(stored));

export interface LikelyToken {
  text: string;
  /** ln p; −∞ where it is ruled out. */
  logProbability: number;
}

export interface MeasuredPlace {
  /** The token's text; a part of a character is U+FFFD. */
  token: string;
  /** Exact, in nats; infinite where the candidate rules out what the reference does not; null: only the bound is known. */
  divergence: number | null;
  divergenceBound: number;
  /** ln p of the token. */
  referenceLogProbability: number;
  /** −∞ where the candidate rules it out. */
  logProbability: number;
  isSameTop: boolean;
  /** The likeliest tokens; null where they are not kept. */
  tops: { reference: LikelyToken[]; candidate: LikelyToken[] } | null;
}

export interface MeasuredReply {
  scenario: string;
  sample: number;
  turn: number;
  places: MeasuredPlace[];
}

/** How many places are shown of all replies; a reply need not keep more. */
export const WORST_SHOWN = 10;

/** Of the likeliest tokens, those of the reply's ten places with the greatest divergence are kept: only these can be among the worst of all. */
export function measuredReply(
  names: Pick<MeasuredReply, 'scenario' | 'sample' | 'turn'>,
  { perToken, places }: Pick<ReplyComparison, 'perToken' | 'places'>,
): MeasuredReply {
  const worst = [...places.entries()].sort(([, a], [, b]) => byDivergence(a, b)).slice(0, WORST_SHOWN);
  const kept = new Set(worst.map(([place]) => place));
  return {
    ...names,
    places: places.map(({ referenceTop, top, ...place }, index) => ({
      token: perToken[index]?.text ?? '',
      divergence: place.divergence,
      divergenceBound: place.divergenceBound,
      referenceLogProbability: place.referenceLogProbability,
      logProbability: place.logProbability,
      isSameTop: place.isSameTop,
      tops: kept.has(index) ? { reference: referenceTop.map(likelyToken), candidate: top.map(likelyToken) } : null,
    })),
  };
}

/** The best figure that there is: the exact divergence, else the bound. */
export function divergenceAt({
  divergence,
  divergenceBound,
}: Pick<MeasuredPlace, 'divergence' | 'divergenceBound'>): number {
  return divergence ?? divergenceBound;
}

/** The greatest first. Two infinite ones are equal, where a difference would be no number. */
export function byDivergence(
  a: Pick<MeasuredPlace, 'divergence' | 'divergenceBound'>,
  b: Pick<MeasuredPlace, 'divergence' | 'divergenceBound'>,
): number {
  const [first, second] = [divergenceAt(a), divergenceAt(b)];
  return first === second ? 0 : second - first;
}

/** One line of JSON, without the newline: `MeasuredReplySchema` reads it back to the last digit. */
export function measuredLine(reply: MeasuredReply): string {
  return JSON.stringify(toColumns(reply), (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

function toColumns({ places, ...names }: MeasuredReply): StoredReply {
  const tops: StoredReply['tops'] = {};
  for (const [index, place] of places.entries()) {
    if (place.tops)
      tops[index] = { reference: place.tops.reference.map(pair), candidate: place.tops.candidate.map(pair) };
  }
  const divergence = places.map((place) => place.divergence);
  return {
    ...names,
    tokens: places.map(({ token }) => token),
    divergence: divergence.every((value) => value === null) ? null : divergence,
    bound: places.map(({ divergenceBound }) => divergenceBound),
    reference: places.map(({ referenceLogProbability }) => referenceLogProbability),
    candidate: places.map(({ logProbability }) => logProbability),
    sameTop: places.map(({ isSameTop }) => (isSameTop ? 1 : 0)),
    tops,
  };
}

function fromColumns({ scenario, sample, turn, tokens, tops, ...columns }: StoredReply): MeasuredReply {
  // The schema has seen to it that all columns are as long as the tokens.
  const at = (column: readonly number[], index: number): number => column[index] ?? Number.NaN;
  const places = tokens.map((token, index): MeasuredPlace => {
    const top = tops[index];
    return {
      token,
      divergence: columns.divergence?.[index] ?? null,
      divergenceBound: at(columns.bound, index),
      referenceLogProbability: at(columns.reference, index),
      logProbability: at(columns.candidate, index),
      isSameTop: columns.sameTop[index] === 1,
      tops: top ? { reference: top.reference.map(unpaired), candidate: top.candidate.map(unpaired) } : null,
    };
  });
  return { scenario, sample, turn, places };
}

function likelyToken({ text, logProbability }: LikelyToken): LikelyToken {
  return { text, logProbability };
}

function pair({ text, logProbability }: LikelyToken): [string, number] {
  return [text, logProbability];
}

function unpaired([text, logProbability]: readonly [string, number]): LikelyToken {
  return { text, logProbability };
}

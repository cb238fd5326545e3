// What people say of replies, one object a line of `ratings.jsonl`. Start at `RatingSchema`.
import { z } from 'zod';

/** Of those who did not say who they are. */
export const NAMELESS = 'anonymous';

/** Which reply it is about, or which conversation. */
const place = {
  model: z.string().min(1),
  scenario: z.string().min(1),
  /** 1-based. */
  sample: z.number().int().min(1).default(1),
  /** 1-based; left out or null: the whole conversation. */
  turn: z.number().int().min(1).nullable().default(null),
  /** The conversation's key, where a model was played with several settings; left out: the only one. */
  key: z.string().min(1).max(200).optional(),
};

const rater = {
  tags: z.array(z.string().min(1).max(100)).max(50).default([]),
  note: z.string().max(10_000).optional(),
  /** Whether the rater did not know which model it was; null: not known. */
  blind: z.boolean().nullable().default(null),
  /** Who rated; raters are told apart by this name. */
  who: z.string().min(1).max(100).default(NAMELESS),
  /** ISO 8601; left out: not known. */
  at: z.string().max(40).optional(),
};

export const RatingSchema = z
  .strictObject({
    ...place,
    /** 1: bad, 5: great. */
    rating: z.number().int().min(1).max(5).optional(),
    thumb: z.enum(['up', 'down']).optional(),
    ...rater,
  })
  .refine(
    ({ rating, thumb, note }) => rating !== undefined || thumb !== undefined || note !== undefined,
    'needs a rating (1 to 5), a thumb (up or down) or a note',
  );

export type Rating = z.infer<typeof RatingSchema>;

/** An empty note and neither a rating nor a thumb: what its rater said before no longer counts. */
export function isWithdrawn({ rating, thumb, note = '' }: Rating): boolean {
  return rating === undefined && thumb === undefined && note.trim() === '';
}

/** Of two replies to the same turn of the same scenario, the better one. */
export const PreferenceSchema = z.strictObject({
  ...place,
  /** The other one, maybe of another run. */
  versus: z.strictObject({
    run: z.string().min(1).optional(),
    model: z.string().min(1),
    sample: z.number().int().min(1).default(1),
    key: z.string().min(1).max(200).optional(),
  }),
  /** this: the one that `model` and `sample` name; other: the one of `versus`. */
  preferred: z.enum(['this', 'other', 'tie', 'both-bad']),
  ...rater,
});

export type Preference = z.infer<typeof PreferenceSchema>;

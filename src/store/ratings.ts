// What people say of replies: `ratings.jsonl` beside a run's journal, one rating a line, from any program or editor. Start at
// `readRatings`.
import path from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { say } from '../words/text.ts';
import { linesOf } from './read-lines.ts';

const RATINGS = 'ratings.jsonl';

/** Of those who did not say who they are. */
export const NAMELESS = 'anonymous';

const RatingSchema = z
  .strictObject({
    model: z.string().min(1),
    scenario: z.string().min(1),
    /** 1-based. */
    sample: z.number().int().min(1).default(1),
    /** 1-based; left out or null: the whole conversation. */
    turn: z.number().int().min(1).nullable().default(null),
    /** 1: bad, 5: great. */
    rating: z.number().int().min(1).max(5).optional(),
    thumb: z.enum(['up', 'down']).optional(),
    tags: z.array(z.string().min(1).max(100)).max(50).default([]),
    note: z.string().max(10_000).optional(),
    /** Whether the rater did not know which model it was; null: not known. */
    blind: z.boolean().nullable().default(null),
    /** Who rated; raters are told apart by this name. */
    who: z.string().min(1).max(100).default(NAMELESS),
  })
  .refine(
    ({ rating, thumb }) => rating !== undefined || thumb !== undefined,
    'needs a rating (1 to 5) or a thumb (up or down)',
  );

export type Rating = z.infer<typeof RatingSchema>;

export interface PlacedRating {
  rating: Rating;
  file: string;
  line: number;
}

/**
 * @param file null: the run's own, which need not exist
 * @throws UserError naming file and line
 */
export async function readRatings(directory: string, file: string | null): Promise<PlacedRating[]> {
  const source = file ?? path.join(directory, RATINGS);
  const ratings: PlacedRating[] = [];
  for await (const { text, line } of linesOf(source, { mayBeMissing: file === null })) {
    const place = { file: source, line };
    const rating = parsedAt(RatingSchema, parseJson(text.replace(/^\ufeff/, ''), place), place);
    ratings.push({ rating, ...place });
  }
  if (file !== null && ratings.length === 0)
    throw new UserError(say('there is no rating in this file'), { place: { file } });
  return ratings;
}

function parseJson(text: string, place: { file: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not a line of JSON: {reason}', { reason: describeError(cause) }), { place, cause });
  }
}

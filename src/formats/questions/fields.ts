// What the fields of question sets hold, as a scenario can have it. Start at `Said`.
import { z } from 'zod';
import { writableText } from '../draft.ts';

/** The most that a turn of a scenario can have, in characters. */
const LONGEST = 16_000;

/** What somebody says: never empty. */
export const Said = z.string().transform(writableText).pipe(z.string().max(LONGEST).regex(/\S/, 'is empty'));

/** A reply that is given as an example; null: none, which some sets write as an empty text. */
export const Reference = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === undefined || text.trim() === '' ? null : writableText(text)))
  .pipe(z.string().max(LONGEST).nullable());

/** The most turns that a scenario can have. */
export const MOST_TURNS = 200;

/** A number or a name. */
export const Label = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((label) => {
    const text = writableText(String(label ?? '')).trim();
    return text === '' ? null : text;
  });

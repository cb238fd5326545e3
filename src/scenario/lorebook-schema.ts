import { z } from 'zod';
import { isWordOrRegex } from '../core/word-or-regex.ts';

const Keys = z.array(z.string().min(1).max(1_000).refine(isWordOrRegex, 'is not a valid regular expression')).max(200);

const LoreEntrySchema = z.strictObject({
  keys: Keys.min(1).describe(
    'words of which one must occur in the last messages; between slashes, as in /古本屋|店/i, a regular expression',
  ),
  with: Keys.default([]).describe('words of which one must occur too; empty: none is needed'),
  content: z.string().min(1).max(16_000).describe('what the model is then told, word for word'),
  caseSensitive: z.boolean().default(false).describe('whether A and a are different letters in the words'),
  messages: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(2)
    .describe("how many of the last messages are searched, the user's new one among them"),
  place: z.enum(['before', 'after']).default('after').describe('before or after the instruction'),
});

export const LorebookSchema = z
  .array(LoreEntrySchema)
  .max(1_000)
  .default([])
  .describe('what the model is told only while the conversation is about it');

export type LoreEntry = z.output<typeof LoreEntrySchema>;

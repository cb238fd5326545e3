import { z } from 'zod';
import { IdSchema } from '../core/id.ts';
import { BESIDE_SAMPLING, refuseTwice } from '../core/sampling.ts';
import { SamplingInputSchema } from '../core/sampling-names.ts';

const Name = z.string().min(1).max(64);

/** One language is enough: the other then has the same text. */
const TitleSchema = z.union([
  z
    .string()
    .min(1)
    .transform((title) => ({ ja: title, en: title })),
  z
    .strictObject({ ja: z.string().min(1).optional(), en: z.string().min(1).optional() })
    .refine(({ ja, en }) => ja !== undefined || en !== undefined, 'needs a text: ja, en or both')
    .transform(({ ja, en }) => ({ ja: ja ?? en ?? '', en: en ?? ja ?? '' })),
]);

const PersonaSchema = z.strictObject({
  name: Name.describe("the character's name, as in speaker labels"),
  user: Name.describe("the user's name, as in speaker labels"),
  instruction: z.string().min(1).max(16_000).describe('what the model is told, word for word'),
  language: z.enum(['ja', 'en', 'other']).default('ja'),
  register: z.enum(['casual', 'polite', 'rough', 'childlike', 'old-fashioned', 'any']).default('any'),
  firstPerson: z
    .array(z.string().min(1))
    .default([])
    .describe('the first-person words this character may use; empty: any'),
  maxReplyCharacters: z.number().int().min(1).optional().describe('maximum length of one reply'),
  traits: z.array(z.string().min(1)).default([]),
});

/** What a turn tests, besides continuing the conversation. */
const ProbeSchema = z.enum([
  'greeting',
  'topic',
  'follow-up',
  'topic-change',
  'complaint-length',
  'complaint-register',
  'fact',
  'unanswerable',
  'role-reversal',
  'temptation',
  'farewell',
]);

const ReferenceRepliesSchema = z
  .array(z.string().min(1).max(16_000))
  .min(1)
  .max(3)
  .optional()
  .describe('replies that this character could plausibly give here; never sent to a model that plays the scenario');

const TurnSchema = z.strictObject({
  user: z.string().min(1).max(16_000).describe('what the user says'),
  probe: ProbeSchema.optional(),
  referenceReplies: ReferenceRepliesSchema,
  checks: z
    .array(z.record(z.string(), z.unknown()))
    .optional()
    .describe('checks of this reply; recorded, not yet evaluated'),
});

const TurnInputSchema = z.union([
  z
    .string()
    .min(1)
    .max(16_000)
    .transform((user): Turn => ({ user })),
  TurnSchema.extend({ goodReplies: ReferenceRepliesSchema.describe('the old name of referenceReplies') })
    .refine(({ goodReplies, referenceReplies }) => goodReplies === undefined || referenceReplies === undefined, {
      path: ['goodReplies'],
      error: 'is the old name of referenceReplies, which this turn has too; keep one of them',
    })
    .transform(({ goodReplies, referenceReplies = goodReplies, ...turn }): Turn => {
      return { ...turn, ...(referenceReplies && { referenceReplies }) };
    }),
]);

export const ScenarioSchema = z
  .strictObject({
    id: IdSchema,
    title: TitleSchema,
    tags: z.array(IdSchema).default([]),
    persona: PersonaSchema,
    sampling: SamplingInputSchema.default({}).describe(
      'defaults; a model entry and the command line override them field by field',
    ),
    ...BESIDE_SAMPLING,
    turns: z.array(TurnInputSchema).min(1).max(200),
  })
  .superRefine(refuseTwice)
  .meta({ title: 'hitogara scenario', description: 'A persona and what the user says to it.' });

export type Persona = z.infer<typeof PersonaSchema>;
export type Turn = z.infer<typeof TurnSchema>;
/** A scenario from its file, with defaults filled in and every turn an object. */
export type Scenario = z.infer<typeof ScenarioSchema>;

import { z } from 'zod';
import { IdSchema, TagSchema } from '../core/id.ts';
import { BESIDE_SAMPLING, refuseTwice } from '../core/sampling.ts';
import { SamplingInputSchema } from '../core/sampling-names.ts';
import { ChecksSchema } from './check-settings.ts';
import { LorebookSchema } from './lorebook-schema.ts';

const Name = z.string().min(1).max(64);

/** One language is enough: the other then has the same text. */
const TitleSchema = z.union([
  z
    .string()
    .min(1)
    .transform((title) => ({ ja: title, en: title })),
  z
    .strictObject({
      ja: z.string().min(1).optional().describe('in Japanese; left out: as in English'),
      en: z.string().min(1).optional().describe('in English; left out: as in Japanese'),
    })
    .refine(({ ja, en }) => ja !== undefined || en !== undefined, 'needs a text: ja, en or both')
    .transform(({ ja, en }) => ({ ja: ja ?? en ?? '', en: en ?? ja ?? '' })),
]);

const Words = z.array(z.string().min(1).max(200)).max(500).default([]);

const TraitSchema = z.strictObject({
  trait: z.string().min(1).describe('the trait, for people'),
  deniedBy: Words.describe('what this character would say only if the trait were not true, such as アニメは見ない'),
});

const FactSchema = z.strictObject({
  fact: z.string().min(1).describe('the fact as a sentence, for people'),
  asked: Words.describe('words in the user line that ask for it'),
  answers: z.array(z.string().min(1)).min(1).describe('every spelling of the right answer'),
  wrong: Words.describe('answers that contradict it'),
});

const PersonaSchema = z.strictObject({
  name: Name.describe("the character's name, as in speaker labels"),
  user: Name.describe("the user's name, as in speaker labels"),
  instruction: z.string().min(1).max(64_000).describe('what the model is told, word for word'),
  lorebook: LorebookSchema,
  language: z.enum(['ja', 'en', 'other']).default('ja').describe('the language that this character speaks'),
  register: z
    .enum(['casual', 'polite', 'rough', 'childlike', 'old-fashioned', 'any'])
    .default('any')
    .describe('how this character speaks; any: no register is expected'),
  firstPerson: z
    .array(z.string().min(1))
    .default([])
    .describe('the first-person words this character may use; empty: any'),
  maxReplyCharacters: z.number().int().min(1).optional().describe('maximum length of one reply'),
  endings: z
    .array(z.string().min(1).max(32))
    .default([])
    .describe('how this character ends sentences, such as にゃ; empty: any'),
  traits: z
    .array(
      z.union([
        z
          .string()
          .min(1)
          .transform((trait): Trait => ({ trait, deniedBy: [] })),
        TraitSchema,
      ]),
    )
    .default([])
    .describe('what this character is like'),
  facts: z.array(FactSchema).max(100).default([]).describe('what is true of this character and its world'),
  requiredWords: Words.describe('words that must occur somewhere in a conversation'),
  forbiddenWords: Words.describe('words that this character never says'),
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
  probe: ProbeSchema.optional().describe('what this turn tests; left out: nothing in particular'),
  referenceReplies: ReferenceRepliesSchema,
  checks: ChecksSchema.optional().describe('settings of the checks for this reply, over those of the scenario'),
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
    id: IdSchema.describe('its name, which is also the name of its file'),
    title: TitleSchema.describe('a title for lists; a text is the title in both languages'),
    tags: z.array(TagSchema).default([]).describe('words to select it by, as in --scenario tag:casual'),
    persona: PersonaSchema.describe('who the model plays, and what is expected of it'),
    sampling: SamplingInputSchema.default({}).describe(
      'defaults; a model entry and the command line override them field by field',
    ),
    ...BESIDE_SAMPLING,
    checks: ChecksSchema.default({}).describe('settings of the checks, by id; false turns a check off'),
    greeting: z
      .string()
      .min(1)
      .max(16_000)
      .optional()
      .describe('what the character says before the first user line; part of every prompt, never scored'),
    card: z
      .string()
      .min(2)
      .optional()
      .describe('the character card that it was made from, as JSON; only for export as a card'),
    turns: z
      .array(TurnInputSchema)
      .min(1)
      .max(200)
      .describe('what the user says, one turn after the other; a text is a turn with nothing else'),
  })
  .superRefine(refuseTwice)
  .meta({ title: 'hitogara scenario', description: 'A persona and what the user says to it.' });

export type Trait = z.infer<typeof TraitSchema>;
export type Fact = z.infer<typeof FactSchema>;
export type Probe = z.infer<typeof ProbeSchema>;
export type Persona = z.infer<typeof PersonaSchema>;
export type Turn = z.infer<typeof TurnSchema>;
/** A scenario from its file, with defaults filled in and every turn an object. */
export type Scenario = z.infer<typeof ScenarioSchema>;

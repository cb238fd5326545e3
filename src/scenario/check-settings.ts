// What a scenario may say of each check: whether it is a gate, and its own thresholds. The ids are read by other programs. The checks
// themselves are in score/checks/. Start at `ChecksSchema`.
import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);
const text = z.string().min(1).max(200);
const words = z.array(z.string().min(1).max(200)).max(500);

/** Of every check. */
const COMMON = {
  gate: z.boolean().optional().describe('whether `score` and `eval` exit with 1 if this check fails too often'),
  limit: share.optional().describe('the share of failures that the gate allows; default 0'),
};

/** `false` turns the check off. */
function setting<Shape extends z.ZodRawShape>(own: Shape) {
  return z.union([z.literal(false), z.strictObject({ ...COMMON, ...own })]).optional();
}

const MATCHES = {
  regex: z.string().min(1).max(1_000).optional().describe('a JavaScript regular expression that must match'),
  flags: z
    .string()
    .regex(/^[imsu]*$/)
    .optional()
    .describe('flags of the expression, such as i; default u'),
  json: z.boolean().optional().describe('whether the whole reply must be valid JSON'),
  minCharacters: count.min(1).optional().describe('minimum number of characters in one reply'),
  maxCharacters: count.min(1).optional().describe('maximum number of characters in one reply'),
  startsWith: text.optional().describe('what the reply must begin with, white space aside'),
  endsWith: text.optional().describe('what the reply must end with, white space aside'),
  minLines: count.min(1).optional().describe('minimum number of lines that are not blank'),
  maxLines: count.min(1).optional().describe('maximum number of lines that are not blank'),
  minItems: count.min(1).optional().describe('minimum number of lines that begin like those of a list, with - or 1.'),
  maxItems: count.optional().describe('maximum number of lines that begin like those of a list'),
  answerOnly: z
    .boolean()
    .optional()
    .describe('whether the reply must be what was asked for alone: no introduction before it, no remark after it'),
};

/** What `text.matches` can go by. */
export const MATCH_FIELDS = Object.keys(MATCHES).filter((name) => name !== 'flags');

/** The pairs of which the first may not be the greater. */
const RANGES = [
  ['minCharacters', 'maxCharacters'],
  ['minLines', 'maxLines'],
  ['minItems', 'maxItems'],
] as const;

function isInOrder(settings: { [Name in (typeof RANGES)[number][number]]?: number | undefined }): boolean {
  return RANGES.every(([min, max]) => (settings[min] ?? 0) <= (settings[max] ?? Number.POSITIVE_INFINITY));
}

const NOT_A_REGEX = {
  path: ['regex'],
  error: 'is not a valid regular expression',
};

function isRegex({ regex = '', flags = 'u' }: { regex?: string | undefined; flags?: string | undefined }): boolean {
  try {
    return new RegExp(regex, flags) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

export const ChecksSchema = z
  .strictObject({
    'length.max': setting({
      characters: count
        .min(1)
        .optional()
        .describe('maximum number of characters in one reply; default: maxReplyCharacters of the persona'),
      tolerance: z
        .number()
        .min(0)
        .optional()
        .describe('a reply fails when it is this share longer than the limit; default 1/3'),
    }),
    'length.sentences': setting({ max: count.min(1).optional().describe('maximum number of sentences in one reply') }),
    'length.paragraphs': setting({
      max: count.min(1).optional().describe('maximum number of paragraphs in one reply'),
    }),
    'length.trend': setting({}),
    'length.after-complaint': setting({}),
    register: setting({}),
    'register.switch': setting({}),
    'register.mix': setting({}),
    'first-person': setting({}),
    'first-person.switch': setting({}),
    endings: setting({
      share: share.optional().describe('smallest share of sentences with a declared ending; default 0.5'),
    }),
    'persona.break': setting({}),
    'persona.denial': setting({}),
    'service.phrase': setting({}),
    'meta.talk': setting({}),
    deferral: setting({}),
    'farewell.premature': setting({}),
    empty: setting({}),
    truncated: setting({}),
    'leak.template': setting({}),
    'leak.role-marker': setting({}),
    'speaks-for-user': setting({}),
    loop: setting({}),
    'opener.repeat': setting({}),
    'repeat.previous': setting({}),
    'echo.user': setting({}),
    language: setting({}),
    script: setting({}),
    'characters.unknown': setting({}),
    'fact.contradiction': setting({}),
    'words.required': setting({ words: words.optional().describe('words that must all occur') }),
    'words.forbidden': setting({ words: words.optional().describe('words that must not occur') }),
    'text.matches': z
      .union([
        z.literal(false),
        z
          .strictObject({ ...COMMON, ...MATCHES })
          .refine(isRegex, NOT_A_REGEX)
          .refine(isInOrder, { error: 'has a minimum that is greater than its maximum' }),
      ])
      .optional(),
    'questions.rate': setting({
      min: share.optional().describe('smallest share of replies that ask something back; left out: reported only'),
    }),
  })
  .describe('settings of the checks, by id; false turns a check off');

export type CheckSettings = z.infer<typeof ChecksSchema>;
export type CheckId = keyof CheckSettings;
/** What one check was told. */
export type SettingsOf<Id extends CheckId> = Exclude<NonNullable<CheckSettings[Id]>, false>;

/** Every check, in the order of tables. */
// The schema's own keys: hence the cast.
export const CHECK_IDS = Object.keys(ChecksSchema.shape) as readonly CheckId[];

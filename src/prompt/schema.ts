import { z } from 'zod';

/** Names that rendering itself fills in. */
const TAKEN_NAMES = ['system', 'user', 'char', 'messages', 'role', 'content', 'isUser', 'isAssistant'];

/** Names that mean something in Handlebars: a variable would never be seen. */
const HANDLEBARS_NAMES = [
  ...['if', 'unless', 'each', 'with', 'lookup', 'log', 'helperMissing', 'blockHelperMissing'],
  ...['this', 'else', 'true', 'false', 'null', 'undefined', 'constructor'],
];

/** Of a kind in one format: far more than any has. */
const MOST_STRINGS = 200;

const FrontMatterFields = z.strictObject({
  title: z.string().min(1),
  kind: z.enum(['text', 'messages']).describe('text: one prompt string; messages: a list for a chat API, no body'),
  stop: z
    .array(z.string().min(1))
    .max(MOST_STRINGS)
    .default([])
    .describe('stop strings; {{user}} and {{char}} are filled in'),
  bos: z
    .enum(['text', 'auto', 'never'])
    .default('auto')
    .describe("what writes BOS: the template itself, the tokenizer by its vocabulary's rule, or nothing"),
  persona: z
    .enum(['system', 'first-user', 'last-user', 'instruction', 'none'])
    .describe(
      'where the persona goes: a system slot, into the first or the last user turn, a block of its own, or nowhere (then no scenario can be played with it)',
    ),
  finalNewline: z
    .enum(['keep', 'strip'])
    .default('strip')
    .describe("whether the file's last newline is part of the prompt"),
  trim: z.boolean().default(false).describe('whether the format trims every text'),
  history: z.enum(['trim', 'keep']).default('trim').describe('how a reply goes back into the next prompt'),
  markers: z
    .array(z.string().min(1))
    .max(MOST_STRINGS)
    .default([])
    .describe(
      'strings that the format is built from ({{user}} and {{char}} are filled in); a warning is given if the text of a scenario contains one that is not a token in the vocabulary',
    ),
  specials: z
    .array(z.string().min(1))
    .max(MOST_STRINGS)
    .default([])
    .describe("texts that must be one token each in a model's vocabulary for the format to work"),
  newline: z
    .string()
    .min(1)
    .optional()
    .describe('what the format writes for a newline in the conversation; in a reply it is turned back into a newline'),
  blankLines: z
    .enum(['keep', 'collapse'])
    .default('keep')
    .describe('whether consecutive newlines in the conversation become one'),
  lastMessages: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('how many messages the format has room for: older ones are left out'),
  variables: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('fixed texts of the format, used in its body like {{system}}'),
  reasoning: z
    .string()
    .min(1)
    .optional()
    .describe('what ends the thinking of a model that thinks before it answers, such as </think>'),
  contextLength: z.number().int().positive().optional(),
  confidence: z.string().optional(),
  notes: z.string().optional(),
});

const META = { title: 'hitogara prompt template', description: 'The YAML front matter of a prompt template.' };

/** The YAML front matter of `prompts/*.hbs`. */
export const FrontMatterSchema = FrontMatterFields.superRefine(({ kind, newline, variables }, context) => {
  const problem = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
  for (const name of Object.keys(variables)) {
    const at = ['variables', name];
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      problem(at, 'the name of a variable must start with a letter and consist of letters and digits');
    else if (TAKEN_NAMES.includes(name)) problem(at, `"${name}" is reserved for the conversation; use another name`);
    else if (HANDLEBARS_NAMES.includes(name)) problem(at, `"${name}" is a word of Handlebars; use another name`);
  }
  if (kind === 'text') return;
  if (newline !== undefined) problem(['newline'], 'is only for templates of kind text: chat APIs take newlines');
  if (Object.keys(variables).length > 0)
    problem(['variables'], 'is only for templates of kind text, which have a body');
}).meta(META);

export type FrontMatter = z.infer<typeof FrontMatterSchema>;

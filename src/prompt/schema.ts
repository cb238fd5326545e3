import { z } from 'zod';

/** The YAML front matter of `prompts/*.hbs`. */
export const FrontMatterSchema = z.strictObject({
  title: z.string().min(1),
  kind: z.enum(['text', 'messages']).describe('text: one prompt string; messages: a list for a chat API, no body'),
  stop: z.array(z.string().min(1)).default([]).describe('stop strings; {{user}} and {{char}} are filled in'),
  bos: z
    .enum(['text', 'auto', 'never'])
    .default('auto')
    .describe('who writes BOS: the template itself, the tokenizer by the rule of its vocabulary, or nobody'),
  persona: z
    .enum(['system', 'first-user', 'instruction'])
    .describe('where the persona goes: a system slot, folded into the first user turn, or a block of its own'),
  finalNewline: z
    .enum(['keep', 'strip'])
    .default('strip')
    .describe("whether the file's last newline belongs to the prompt"),
  trim: z.boolean().default(false).describe('whether the format trims every text that it is given'),
  history: z.enum(['trim', 'keep']).default('trim').describe('how a reply goes back into the next prompt'),
  markers: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'what the format is built from ({{user}} and {{char}} are filled in); text of a scenario that holds one is warned about where the vocabulary has no token for it',
    ),
  contextLength: z.number().int().positive().optional(),
  confidence: z.string().optional(),
  notes: z.string().optional(),
});

export type FrontMatter = z.infer<typeof FrontMatterSchema>;

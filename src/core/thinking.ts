import { z } from 'zod';

export const THINKING_VALUES = ['on', 'off', 'low', 'medium', 'high'] as const;

export const ThinkingSchema = z
  .enum(THINKING_VALUES)
  .describe(
    'whether the model thinks before it answers, or how much; left out: as its template or its API does by itself',
  );

/** Whether a model thinks before it answers, or how much. */
export type Thinking = z.infer<typeof ThinkingSchema>;

/** What rendering itself fills in. */
const TAKEN = ['messages', 'add_generation_prompt', 'bos_token', 'eos_token', 'tools', 'documents'];

export const TemplateVariablesSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable: letters, digits and underscores')
      .refine((name) => !TAKEN.includes(name), 'is filled in from the conversation and cannot be set'),
    z.union([z.string(), z.number(), z.boolean()]),
  )
  .describe('variables of the chat template, such as enable_thinking or reasoning_effort');

/** Values for variables of a chat template, by name. */
export type TemplateVariables = z.infer<typeof TemplateVariablesSchema>;

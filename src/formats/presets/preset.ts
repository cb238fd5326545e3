// Presets of SillyTavern: which of its kinds a file holds. Start at `presetIn`.
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { parsedAt } from '../../core/parsed-at.ts';
import { isRecord } from '../../core/plain-data.ts';
import { say } from '../../words/text.ts';

const Words = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const InstructSchema = z.looseObject({
  name: z.string().optional(),
  input_sequence: Words,
  output_sequence: Words,
  system_sequence_prefix: Words,
  system_sequence_suffix: Words,
  story_string_prefix: Words,
  story_string_suffix: Words,
  first_input_sequence: Words,
  last_input_sequence: Words,
  first_output_sequence: Words,
  last_output_sequence: Words,
  input_suffix: Words,
  output_suffix: Words,
  user_alignment_message: Words,
  stop_sequence: Words,
  wrap: z.boolean().nullish(),
  names_behavior: z.string().nullish(),
  activation_regex: Words,
});

const ContextSchema = z.looseObject({
  name: z.string().optional(),
  story_string: Words,
  chat_start: Words,
  example_separator: Words,
  use_stop_strings: z.boolean().nullish(),
});

export type InstructPreset = z.output<typeof InstructSchema>;
export type ContextPreset = z.output<typeof ContextSchema>;
export type SamplerPreset = Readonly<Record<string, unknown>>;

/** What one file holds; a master export holds several. */
export interface Preset {
  instruct: InstructPreset | null;
  context: ContextPreset | null;
  sampler: SamplerPreset | null;
}

/** By what it holds; null: it is no preset. @throws UserError for a field of the wrong type */
export function presetIn(value: unknown, file: string): Preset | null {
  if (!isRecord(value)) return null;
  const parts = [value, value.instruct, value.context, value.preset].filter(isRecord);
  const find = (fields: readonly string[]) => parts.find((part) => fields.every((field) => field in part));
  const instruct = find(['input_sequence', 'output_sequence']);
  const context = find(['story_string']);
  const sampler = find(['temp', 'rep_pen']) ?? find(['openai_max_tokens']);
  if (!instruct && !context && !sampler) return null;
  return {
    instruct: instruct ? parsedAt(InstructSchema, instruct, { file }) : null,
    context: context ? parsedAt(ContextSchema, context, { file }) : null,
    sampler: sampler ?? null,
  };
}

/** Of several files, which belong together. @throws UserError if two of them hold the same kind */
export function joinedPresets(presets: readonly { file: string; preset: Preset }[]): Preset {
  const joined: Preset = { instruct: null, context: null, sampler: null };
  for (const { file, preset } of presets) {
    if (
      (joined.instruct && preset.instruct) ||
      (joined.context && preset.context) ||
      (joined.sampler && preset.sampler)
    ) {
      throw new UserError(say('holds the same kind of preset as a file before it'), { place: { file } });
    }
    Object.assign(joined, Object.fromEntries(Object.entries(preset).filter(([, part]) => part !== null)));
  }
  return joined;
}

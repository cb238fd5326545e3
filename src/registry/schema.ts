import { z } from 'zod';
import { SamplingSchema } from '../core/sampling.ts';

const ModelId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/, 'letters, digits, dots, hyphens and underscores, at most 96');

/** KV cache types that llama.cpp evaluates on every backend. */
const KvTypeSchema = z.enum(['f16', 'f32', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0']);
export type KvType = z.infer<typeof KvTypeSchema>;

const GpuLayersSchema = z.union([z.literal('auto'), z.literal('max'), z.number().int().min(0)]);
export type GpuLayers = z.infer<typeof GpuLayersSchema>;

const LlamaModelSchema = z.strictObject({
  id: ModelId,
  backend: z.literal('llama'),
  title: z.string().optional(),
  file: z
    .string()
    .min(1)
    .describe(
      'a path, beside this entry or from the working folder; hf:user/repo:quant; ollama:name:tag; an https:// address',
    ),
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe("a prompt template's id or path, gguf or gguf:first-user; left out: the file's own chat template"),
  context: z
    .number()
    .int()
    .min(64)
    .optional()
    .describe('context size in tokens; left out: what the model was trained on, at most 8192'),
  gpuLayers: GpuLayersSchema.optional(),
  kvType: KvTypeSchema.optional(),
  sampling: SamplingSchema.default({}),
  notes: z.string().optional(),
});

const delayMs = z.number().min(0).max(3_600_000).describe('milliseconds before the reply');

const ScriptedReplySchema = z.union([
  z.string().transform((text): { text: string } => ({ text })),
  z.strictObject({
    text: z.string().default(''),
    delayMs: delayMs.optional(),
    finishReason: z.enum(['stop', 'length', 'filter', 'refusal', 'error']).default('stop'),
    error: z.string().min(1).optional().describe('the reply fails with these words instead'),
  }),
]);
export type ScriptedReply = z.input<typeof ScriptedReplySchema>;

const ScriptedModelSchema = z.strictObject({
  id: ModelId,
  backend: z.literal('scripted'),
  title: z.string().optional(),
  replies: z.array(ScriptedReplySchema).min(1).describe('one a turn; after the last comes the first again'),
  delayMs: delayMs.default(0),
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe("a prompt template's id or path; left out: messages as a chat API takes them"),
  sampling: SamplingSchema.default({}),
  notes: z.string().optional(),
});

/** One way to run one model. */
export const ModelSpecSchema = z.discriminatedUnion('backend', [LlamaModelSchema, ScriptedModelSchema]);
export type ModelSpec = z.infer<typeof ModelSpecSchema>;
export type LlamaSpec = z.infer<typeof LlamaModelSchema>;
export type ScriptedSpec = z.infer<typeof ScriptedModelSchema>;

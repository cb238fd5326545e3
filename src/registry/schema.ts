import { z } from 'zod';
import { IdSchema } from '../core/id.ts';
import { GpuLayersSchema, KvTypeSchema, MainGpuSchema, SplitModeSchema } from '../core/play-options.ts';
import { PriceSchema } from '../core/price.ts';
import { BESIDE_SAMPLING, refuseTwice } from '../core/sampling.ts';
import { SamplingFieldInputSchema, SamplingInputSchema } from '../core/sampling-names.ts';

const LlamaModelSchema = z.strictObject({
  id: IdSchema,
  backend: z.literal('llama'),
  title: z.string().optional(),
  file: z
    .string()
    .min(1)
    .refine(
      (file) => !/[\p{Cc}\u00a0\u2028\u2029]/u.test(file),
      'a backslash between double quotation marks begins an escape; single ones take it as it is',
    )
    .describe(
      'a path, relative to this entry or to the working folder; hf:user/repo:quant; ollama:name:tag; an https:// address',
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
    .describe('context size in tokens; left out: the context size in training, at most 8192'),
  gpuLayers: GpuLayersSchema.optional(),
  splitMode: SplitModeSchema.optional().describe('how the model is spread over several GPUs; left out: layer'),
  mainGpu: MainGpuSchema.optional().describe('the number of the GPU for splitMode: none, from 0'),
  kvType: KvTypeSchema.optional(),
  sampling: SamplingInputSchema.default({}),
  ...BESIDE_SAMPLING,
  notes: z.string().optional(),
});

const delayMs = z.number().min(0).max(3_600_000).describe('milliseconds before the reply');

const ScriptedReplySchema = z.union([
  z.string().transform((text): { text: string } => ({ text })),
  z.strictObject({
    text: z.string().default(''),
    delayMs: delayMs.optional(),
    finishReason: z.enum(['stop', 'length', 'filter', 'refusal', 'error']).default('stop'),
    error: z.string().min(1).optional().describe('the reply fails with this message instead'),
  }),
]);
export type ScriptedReply = z.input<typeof ScriptedReplySchema>;

export const ScriptedModelSchema = z.strictObject({
  id: IdSchema,
  backend: z.literal('scripted'),
  title: z.string().optional(),
  replies: z.array(ScriptedReplySchema).min(1).describe('one per turn; after the last, starts again with the first'),
  delayMs: delayMs.default(0),
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe("a prompt template's id or path; left out: messages in the form of a chat API"),
  sampling: SamplingInputSchema.default({}),
  ...BESIDE_SAMPLING,
  notes: z.string().optional(),
});

/** Servers with OpenAI's protocol, each with its own settings. */
const ServerSchema = z.enum(['openai', 'llama-server', 'vllm', 'ollama', 'lm-studio', 'openrouter']);
export type Server = z.infer<typeof ServerSchema>;

const hosted = {
  id: IdSchema,
  title: z.string().optional(),
  model: z.string().min(1).describe("the provider's name for it"),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' })
    .refine(
      (address) => URL.canParse(address) && `${new URL(address).username}${new URL(address).password}` === '',
      'contains a user name or a password: secrets come only from the environment; name the variable with the key in apiKeyEnv',
    )
    .refine(
      (address) => !/[?#]/.test(address),
      'contains ? or #, but the path of each request is added at its end; a key belongs in the environment; name its variable in apiKeyEnv',
    )
    .optional()
    .describe("a compatible server's address, such as http://localhost:8080/v1"),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, not a key')
    .optional(),
  prompt: z.string().min(1).optional(),
  sampling: SamplingInputSchema.default({}),
  ...BESIDE_SAMPLING,
  lacks: z
    .array(SamplingFieldInputSchema)
    .optional()
    .describe('settings that the API supports, but not for this model, such as temperature for a reasoning model'),
  price: PriceSchema.optional(),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('maximum number of requests at once (default: 64, starting at 32)'),
  notes: z.string().optional(),
};

const OpenAiModelSchema = z.strictObject({
  ...hosted,
  backend: z.literal('openai'),
  server: ServerSchema.optional().describe("which settings besides OpenAI's own the server supports"),
  maxTokensField: z
    .enum(['max_tokens', 'max_completion_tokens'])
    .optional()
    .describe('the name of the token limit (default: max_completion_tokens at OpenAI, max_tokens elsewhere)'),
});

const OpenAiCompletionsModelSchema = z.strictObject({
  ...hosted,
  backend: z.literal('openai-completions'),
  server: ServerSchema.optional().describe("which settings besides OpenAI's own the server supports"),
});

const AnthropicModelSchema = z.strictObject({ ...hosted, backend: z.literal('anthropic') });

/** One way to run one model. */
export const ModelSpecSchema = z
  .discriminatedUnion('backend', [
    LlamaModelSchema,
    ScriptedModelSchema,
    OpenAiModelSchema,
    OpenAiCompletionsModelSchema,
    AnthropicModelSchema,
  ])
  .superRefine(refuseTwice)
  .meta({ title: 'hitogara model entry', description: 'One way to run one model.' });
export type ModelSpec = z.infer<typeof ModelSpecSchema>;
export type LlamaSpec = z.infer<typeof LlamaModelSchema>;
export type ScriptedSpec = z.infer<typeof ScriptedModelSchema>;
export type OpenAiSpec = z.infer<typeof OpenAiModelSchema>;
export type OpenAiCompletionsSpec = z.infer<typeof OpenAiCompletionsModelSchema>;
export type AnthropicSpec = z.infer<typeof AnthropicModelSchema>;
export type HostedSpec = OpenAiSpec | OpenAiCompletionsSpec | AnthropicSpec;

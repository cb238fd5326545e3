// What is true of a model for a whole run, for records and for people. Backends infer their types from here. Start at
// `DescriptionSchema`.
import { z } from 'zod';
import { KvTypeSchema } from './play-options.ts';
import { PriceSchema } from './price.ts';

const warnings = z.array(z.string());
/** Digest of the weights, or of what takes their place. */
const weightsDigest = z.string();

/** Texts that differ only in a number, such as `<unused0>` to `<unused98>`. The number has at least as many digits as `from`. */
const NumberedTextsSchema = z.object({ before: z.string(), from: z.string(), to: z.string(), after: z.string() });

const LlamaDescriptionSchema = z.object({
  backend: z.literal('llama'),
  weightsDigest,
  path: z.string(),
  bytes: z.number(),
  /** GGUF file type, such as `Q4_K_M`. */
  fileType: z.string(),
  architecture: z.string(),
  parameters: z.number(),
  engine: z.object({ library: z.string(), release: z.string(), build: z.string(), systemInfo: z.string() }),
  device: z.object({
    gpu: z.union([z.string(), z.literal(false)]),
    names: z.array(z.string()),
    gpuLayers: z.number().int(),
    totalLayers: z.number().int(),
    /** How it is spread over several GPUs; left out if there is one, or none. */
    splitMode: z.enum(['layer', 'row']).optional(),
  }),
  /** In tokens, as the next. */
  contextSize: z.number().int(),
  trainContextSize: z.number().nullable(),
  batchSize: z.number().int(),
  threads: z.number().int(),
  /** Where the number of threads comes from. */
  threadsFrom: z.enum(['option', 'calibration', 'cache']),
  calibration: z.array(z.object({ threads: z.number().int(), msPerToken: z.number() })).nullable(),
  /** Parallel conversations, each in its own sequence. */
  parallel: z.number().int(),
  /** The measurements behind that number; null if it was given. */
  parallelCalibration: z.array(z.object({ parallel: z.number().int(), tokensPerSecond: z.number() })).nullable(),
  /** Threads that draw the tokens of conversations that advance together; 1: one after another. Left out by older versions. */
  samplingThreads: z.number().int().optional(),
  /** The measurements behind that number, a step of all conversations each; null if there was nothing to choose from. */
  samplingCalibration: z
    .array(z.object({ threads: z.number().int(), samplingMs: z.number(), stepMs: z.number() }))
    .nullable()
    .optional(),
  /** In records of older versions only. */
  sharedPrefixTokens: z.number().int().nullable().optional(),
  flashAttention: z.union([z.boolean(), z.literal('auto')]),
  kvType: KvTypeSchema,
  loadMs: z.number(),
  /** The file's metadata, without long arrays. */
  metadata: z.record(z.string(), z.unknown()),
  /** Texts of the vocabulary's control tokens and user-defined tokens; left out by older versions. */
  specialTokens: z.array(z.union([z.string(), NumberedTextsSchema])).optional(),
  /** How many more there are; left out if there are none. */
  specialTokensLeftOut: z.number().int().optional(),
  warnings,
});

const ScriptedDescriptionSchema = z.object({ backend: z.literal('scripted'), weightsDigest, warnings });

const HostedDescriptionSchema = z.object({
  backend: z.enum(['openai', 'openai-completions', 'anthropic']),
  /** The server's address, without path and key. */
  provider: z.string(),
  /** The provider's name for the model. */
  model: z.string(),
  price: PriceSchema.nullable(),
  warnings,
});

/** Nothing is known of a model whose replies come from a chat log. */
const ImportedDescriptionSchema = z.object({
  backend: z.literal('imported'),
  /** Of the chat log. */
  weightsDigest,
  /** The chat log's, such as `text`. */
  format: z.string(),
  warnings,
});

export const DescriptionSchema = z.discriminatedUnion('backend', [
  LlamaDescriptionSchema,
  ScriptedDescriptionSchema,
  HostedDescriptionSchema,
  ImportedDescriptionSchema,
]);

export type NumberedTexts = z.infer<typeof NumberedTextsSchema>;
export type LlamaDescription = z.infer<typeof LlamaDescriptionSchema>;
export type HostedDescription = z.infer<typeof HostedDescriptionSchema>;
export type BackendDescription = z.infer<typeof DescriptionSchema>;

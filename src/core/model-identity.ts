// A model's identity: everything about weights, engine and decoding that can change a reply. Hashed into every conversation's key, and
// compared field by field when a run is resumed. Backends infer their types from here; records store it. Start at `IdentitySchema`.
import { z } from 'zod';

/** Digest of the weights, or of what takes their place. */
const weightsDigest = z.string();

const LlamaIdentitySchema = z.strictObject({
  weightsDigest,
  engine: z.strictObject({ library: z.string(), release: z.string(), build: z.string(), systemInfo: z.string() }),
  device: z.strictObject({
    gpu: z.union([z.string(), z.literal(false)]),
    names: z.array(z.string()),
    gpuLayers: z.number().int(),
    /** With several GPUs only. */
    splitMode: z.enum(['layer', 'row']).optional(),
  }),
  decoding: z.strictObject({
    contextSize: z.number().int(),
    batchSize: z.number().int(),
    threads: z.number().int(),
    flashAttention: z.union([z.boolean(), z.literal('auto')]),
    kvType: z.string(),
    /** In fast mode only. */
    parallel: z.number().int().optional(),
    /** In records of older versions only. */
    sharedPrefixTokens: z.number().int().nullable().optional(),
  }),
});

const ScriptedIdentitySchema = z.strictObject({ weightsDigest });

const HostedIdentitySchema = z.strictObject({ weightsDigest, provider: z.string(), model: z.string() });

export const IdentitySchema = z.union([LlamaIdentitySchema, HostedIdentitySchema, ScriptedIdentitySchema]);

export type LlamaIdentity = z.infer<typeof LlamaIdentitySchema>;
export type Identity = z.infer<typeof IdentitySchema>;

/**
 * A model's role in a run. subject: it is being tested; judge: it judges replies; user: it plays the user; reference: others are
 * compared with it.
 */
export const ModelRoleSchema = z.enum(['subject', 'judge', 'user', 'reference']);
export type ModelRole = z.infer<typeof ModelRoleSchema>;

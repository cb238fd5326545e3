// The noise floor of one model on one engine: how much replies differ when only the way of computing them does. Stored next to the runs,
// so that later verdicts can cite it. Start at `writeNoiseFloor`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hashData } from '../core/hash.ts';
import { IdentitySchema } from '../core/model-identity.ts';
import { renamePatiently } from '../core/replace-file.ts';

const ComparisonSchema = z.object({
  /**
   * same-seed-twice: a conversation played twice in strict mode, with the scenario's own sampling. alone-and-batched: greedy, in strict
   * mode and batched with others in fast mode. cold-and-warm: greedy, the prompt evaluated in full and on top of the cached earlier turns.
   */
  name: z.enum(['same-seed-twice', 'alone-and-batched', 'cold-and-warm']),
  /** Replies to the same prompt that were compared. */
  replies: z.number().int(),
  equal: z.number().int(),
  firstDivergence: z
    .object({
      scenario: z.string(),
      /** 1-based, as in the journal. */
      turn: z.number().int(),
      /** 1-based: the first token that differs. */
      token: z.number().int(),
    })
    .nullable(),
  /**
   * Largest difference between the natural logarithms of a token's probability, over all tokens up to the first that differs; null if
   * sampling settings make probabilities incomparable.
   */
  greatestLogProbabilityDifference: z.number().nonnegative().nullable(),
});

export const NoiseFloorSchema = z.object({
  schemaVersion: z.literal(2),
  model: z.string(),
  /** Weights, engine, device and decoding, as in conversation keys. */
  identity: IdentitySchema,
  measuredAt: z.string(),
  seed: z.number().int(),
  scenarios: z.array(z.object({ id: z.string(), hash: z.string(), turns: z.number().int() })),
  maxTokens: z.number().int(),
  /** Parallel conversations. */
  parallel: z.number().int(),
  comparisons: z.array(ComparisonSchema),
  /** A phrase that one persona knows and no other conversation of the batch may say. */
  canary: z.object({
    phrase: z.string(),
    replies: z.number().int(),
    leaks: z.array(z.object({ scenario: z.string(), turn: z.number().int(), reply: z.string() })),
  }),
});

export type Comparison = z.infer<typeof ComparisonSchema>;
export type NoiseFloor = z.infer<typeof NoiseFloorSchema>;

/** @returns the file; one for each model and engine, the latest measurement in it */
export async function writeNoiseFloor(parent: string, noise: NoiseFloor): Promise<string> {
  const directory = path.join(parent, 'noise');
  const file = path.join(
    directory,
    `${noise.identity.weightsDigest.slice(0, 12)}-${hashData(noise.identity).slice(0, 12)}.json`,
  );
  await mkdir(directory, { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(noise, null, 2)}\n`);
  await renamePatiently(`${file}.tmp`, file);
  return file;
}

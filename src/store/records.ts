// The shapes of what is stored under `results/<run-id>/`. Every one has a version; readers refuse what they do not know.
import { z } from 'zod';
import { FinishReasonSchema, OutcomeSchema } from '../core/finish-reason.ts';
import { SamplingSchema } from '../core/sampling.ts';

export const SCHEMA_VERSION = 1;

const version = z.literal(SCHEMA_VERSION);
/** null is "not known" or "not measured", never zero. */
const measured = z.number().nonnegative().nullable();

/** One finished turn: a line of `journal.jsonl`. */
const TurnRecordSchema = z.object({
  type: z.literal('turn'),
  schemaVersion: version,
  /** Identity of the conversation: weights, template, scenario, sampling, seed, mode, engine. */
  key: z.string(),
  model: z.string(),
  scenario: z.string(),
  /** 1-based. */
  sample: z.number().int(),
  /** The seed that this turn was sampled with. */
  seed: z.number().int(),
  /** 1-based. */
  turn: z.number().int(),
  user: z.string(),
  /** What the model wrote, word for word, without the stop string. */
  reply: z.string(),
  finishReason: FinishReasonSchema,
  promptTokens: z.number().int(),
  reusedTokens: z.number().int(),
  evaluatedTokens: z.number().int(),
  replyTokens: z.number().int(),
  timeToFirstTokenMs: measured,
  promptMs: measured,
  generateMs: measured,
  promptTokensPerSecond: measured,
  tokensPerSecond: measured,
  promptHash: z.string(),
  sampling: z.object({ requested: SamplingSchema, effective: SamplingSchema }),
  outcome: OutcomeSchema,
  /** Oldest turns (a message and its reply) left out of this prompt to make it fit. */
  droppedTurns: z.number().int(),
  warnings: z.array(z.string()),
});

/** One finished conversation: a line of `journal.jsonl`. */
const ConversationRecordSchema = z.object({
  type: z.literal('conversation'),
  schemaVersion: version,
  key: z.string(),
  model: z.string(),
  scenario: z.string(),
  sample: z.number().int(),
  seed: z.number().int(),
  status: z.enum(['done', 'failed']),
  /** Why it failed: a stable code, a colon, and words for people. */
  reason: z.string().optional(),
  /** Turns that were played to their end. */
  turns: z.number().int(),
});

/** What had been said of a reply that was broken off: by the user, by a time limit, or by the end of the model process. */
const InterruptionRecordSchema = z.object({
  type: z.literal('interruption'),
  schemaVersion: version,
  key: z.string(),
  model: z.string(),
  scenario: z.string(),
  sample: z.number().int(),
  turn: z.number().int(),
  user: z.string(),
  partialReply: z.string(),
  reason: z.string(),
});

export const JournalLineSchema = z.discriminatedUnion('type', [
  TurnRecordSchema,
  ConversationRecordSchema,
  InterruptionRecordSchema,
]);

export type TurnRecord = z.infer<typeof TurnRecordSchema>;
export type ConversationRecord = z.infer<typeof ConversationRecordSchema>;
export type InterruptionRecord = z.infer<typeof InterruptionRecordSchema>;
export type JournalLine = z.infer<typeof JournalLineSchema>;

const TextSchema = z.object({ id: z.string(), file: z.string(), text: z.string(), hash: z.string() });

/** `manifest.json`: everything that a run was made from. Grows as models are loaded. */
export const ManifestSchema = z.object({
  schemaVersion: version,
  runId: z.string(),
  startedAt: z.string(),
  arguments: z.array(z.string()),
  seed: z.number().int(),
  mode: z.enum(['strict', 'fast']),
  onOverflow: z.enum(['error', 'drop-oldest']),
  samples: z.number().int(),
  versions: z.object({ hitogara: z.string(), node: z.string() }),
  host: z.object({
    platform: z.string(),
    release: z.string(),
    architecture: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memoryBytes: z.number(),
  }),
  scenarios: z.array(TextSchema),
  models: z.array(
    z.object({
      id: z.string(),
      entry: z.object({ file: z.string(), text: z.string(), hash: z.string() }),
      status: z.enum(['waiting', 'ready', 'failed']),
      reason: z.string().optional(),
      template: TextSchema.optional(),
      /** The backend's description: digest, file type, engine, device, threads, metadata of the file. */
      description: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

export type Manifest = z.infer<typeof ManifestSchema>;

const TotalsSchema = z.object({
  conversations: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  turns: z.number().int(),
  outcomes: z.record(OutcomeSchema, z.number().int()),
  promptTokens: z.number().int(),
  evaluatedTokens: z.number().int(),
  replyTokens: z.number().int(),
});

export type Totals = z.infer<typeof TotalsSchema>;

/** `summary.json`: written last; its absence means that the run did not end by itself. */
export const SummarySchema = z.object({
  schemaVersion: version,
  runId: z.string(),
  /** failed: no model could play at all; stopped: the disk refused. */
  status: z.enum(['done', 'failed', 'interrupted', 'stopped']),
  reason: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  elapsedMs: z.number(),
  totals: TotalsSchema,
});

export type Summary = z.infer<typeof SummarySchema>;

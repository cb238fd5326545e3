// The shapes of what is stored under `results/<run-id>/`. Every one has a version; readers refuse what they do not know.
import { z } from 'zod';
import { FinishReasonSchema, OutcomeSchema } from '../core/finish-reason.ts';
import { DescriptionSchema } from '../core/model-description.ts';
import { IdentitySchema, ModelRoleSchema } from '../core/model-identity.ts';
import { LlamaOptionsSchema, ModeSchema, OnOverflowSchema } from '../core/play-options.ts';
import { SamplingSchema } from '../core/sampling.ts';

/** Since 3 seeds and keys derive from what is played of a scenario, and no longer from all that its file says. */
export const SCHEMA_VERSION = 3;

/** Runs of these versions are read; only those of the last are gone on with. */
export const READABLE_VERSIONS = [2, SCHEMA_VERSION] as const;

const version = z.literal(READABLE_VERSIONS);
/** null is "not known" or "not measured", never zero. */
const measured = z.number().nonnegative().nullable();
const counted = z.number().int().nonnegative().nullable();

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
  /** What the command line set for this conversation: where `--set` lists several values, one of each. */
  settings: SamplingSchema,
  /** The seed that this turn was sampled with. */
  seed: z.number().int(),
  /** 1-based. */
  turn: z.number().int(),
  user: z.string(),
  /** What the model wrote, word for word, without the stop string. */
  reply: z.string(),
  finishReason: FinishReasonSchema,
  promptTokens: counted,
  reusedTokens: counted,
  evaluatedTokens: counted,
  replyTokens: counted,
  timeToFirstTokenMs: measured,
  promptMs: measured,
  generateMs: measured,
  promptTokensPerSecond: measured,
  tokensPerSecond: measured,
  promptHash: z.string(),
  /** What the model thought before it spoke, where an API tells; never part of the next prompt. */
  reasoning: z.string().optional(),
  /** In US dollars, by the model entry's prices. */
  costUsd: z.number().nonnegative().nullable(),
  /** How often the reply was asked for; the failed ones stand in `retry` lines before. */
  attempts: z.number().int(),
  sampling: z.object({ requested: SamplingSchema, effective: SamplingSchema }),
  outcome: OutcomeSchema,
  /** Oldest turns (a message and its reply) left out of this prompt to make it fit. */
  droppedTurns: z.number().int(),
  warnings: z.array(z.string()),
});

/** What turns come to. */
const FiguresSchema = z.object({
  outcomes: z.record(OutcomeSchema, z.number().int()),
  /** null where the backend did not tell for every turn. */
  promptTokens: counted,
  evaluatedTokens: counted,
  replyTokens: counted,
  /** In US dollars: what providers charge; null where a price or a number of tokens is not known for every turn. */
  costUsd: z.number().nonnegative().nullable(),
});

/** Which conversation a line speaks of. */
const names = { key: z.string(), model: z.string(), scenario: z.string(), sample: z.number().int() };

/** One finished conversation: a line of `journal.jsonl`. */
const ConversationRecordSchema = z.object({
  type: z.literal('conversation'),
  schemaVersion: version,
  ...names,
  seed: z.number().int(),
  /** What the command line set for this conversation: where `--set` lists several values, one of each. */
  settings: SamplingSchema,
  status: z.enum(['done', 'failed']),
  /** Why it failed: a stable code, a colon, and words for people. */
  reason: z.string().optional(),
  /** Turns that were played to their end. */
  turns: z.number().int(),
  figures: FiguresSchema,
});

/** What had been said of a reply that was broken off: by the user, by a time limit, or by the end of the model process. */
const InterruptionRecordSchema = z.object({
  type: z.literal('interruption'),
  schemaVersion: version,
  ...names,
  turn: z.number().int(),
  user: z.string(),
  partialReply: z.string(),
  reason: z.string(),
});

/** A conversation begins anew: what the journal holds of `replaces` up to here does not count any more. */
const AttemptRecordSchema = z.object({
  type: z.literal('attempt'),
  schemaVersion: version,
  ...names,
  /** The key of the earlier attempt: another one where that failed before its model had been loaded. */
  replaces: z.string(),
  /** 2 for the first repetition. */
  attempt: z.number().int(),
  because: z.enum(['failed', 'interrupted']),
});

/** An attempt at a reply that failed and was made again. */
const RetryRecordSchema = z.object({
  type: z.literal('retry'),
  schemaVersion: version,
  ...names,
  turn: z.number().int(),
  /** 1-based: which attempt failed. */
  attempt: z.number().int(),
  kind: z.string(),
  /** HTTP; null where there was no answer. */
  status: z.number().int().nullable(),
  reason: z.string(),
  partialReply: z.string(),
  waitMs: z.number(),
});

export const JournalLineSchema = z.discriminatedUnion('type', [
  RetryRecordSchema,
  TurnRecordSchema,
  ConversationRecordSchema,
  InterruptionRecordSchema,
  AttemptRecordSchema,
]);

export type Figures = z.infer<typeof FiguresSchema>;
export type TurnRecord = z.infer<typeof TurnRecordSchema>;
export type ConversationRecord = z.infer<typeof ConversationRecordSchema>;
export type InterruptionRecord = z.infer<typeof InterruptionRecordSchema>;
export type RetryRecord = z.infer<typeof RetryRecordSchema>;
export type AttemptRecord = z.infer<typeof AttemptRecordSchema>;
export type JournalLine = z.infer<typeof JournalLineSchema>;

const TextSchema = z.object({ id: z.string(), file: z.string(), text: z.string(), hash: z.string() });

/** `from` and `why` came later than the rest: older runs do not tell how they came to a template. */
const ModelTemplateSchema = TextSchema.extend({
  from: z.enum(['option', 'entry', 'file', 'family', 'backend']).optional(),
  why: z.string().optional(),
});

/** What was asked for, as far as it decides what is played: resuming takes it from here. */
const PlayRequestSchema = z.object({
  models: z.array(z.string()),
  scenarios: z.array(z.string()),
  prompt: z.string().nullable(),
  samples: z.number().int(),
  /** One variant of the command line's settings for each combination of listed values. */
  settings: z.array(SamplingSchema).min(1),
  filter: z.string().nullable(),
  first: z.number().int().nullable(),
  seed: z.number().int(),
  mode: ModeSchema,
  /** null: chosen by measuring, and recorded with the model. */
  parallel: z.number().int().nullable(),
  onOverflow: OnOverflowSchema,
  /** Settings that a model's API does not take are left out instead of refused. */
  ignoreUnsupported: z.boolean(),
  llama: LlamaOptionsSchema,
});

export type PlayRequest = z.infer<typeof PlayRequestSchema>;

/** `manifest.json`: everything that a run was made from. Grows as models are loaded. */
export const ManifestSchema = z.object({
  schemaVersion: version,
  runId: z.string(),
  startedAt: z.string(),
  arguments: z.array(z.string()),
  /** When the run was taken up again, and how. */
  resumed: z.array(z.object({ at: z.string(), arguments: z.array(z.string()) })),
  request: PlayRequestSchema,
  /** In US dollars; null: no limit. Resuming keeps it where no other is given. */
  maxCostUsd: z.number().nullable(),
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
      role: ModelRoleSchema,
      entry: z.object({ file: z.string(), text: z.string(), hash: z.string() }),
      status: z.enum(['waiting', 'ready', 'failed']),
      reason: z.string().optional(),
      template: ModelTemplateSchema.optional(),
      /** What can change a reply: resuming compares it field by field. */
      identity: IdentitySchema.optional(),
      description: DescriptionSchema.optional(),
    }),
  ),
});

export type Manifest = z.infer<typeof ManifestSchema>;

const TotalsSchema = z.object({
  conversations: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  turns: z.number().int(),
  ...FiguresSchema.shape,
});

export type Totals = z.infer<typeof TotalsSchema>;

/** `summary.json`: written last; its absence means that the run did not end by itself. */
export const SummarySchema = z.object({
  schemaVersion: version,
  runId: z.string(),
  /** failed: no model could play at all; stopped: the disk refused, the allowed cost was reached, or a resumed run's only model did not load. */
  status: z.enum(['done', 'failed', 'interrupted', 'stopped']),
  reason: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** Of this session alone, where the run was resumed. */
  elapsedMs: z.number(),
  totals: TotalsSchema,
  /** How fast each model was, over all sessions that came to an end, for estimating the next run. */
  speeds: z.array(
    z.object({
      model: z.string(),
      weightsDigest: z.string(),
      mode: ModeSchema,
      parallel: z.number().int(),
      turns: z.number().int(),
      /** From the first conversation's beginning to the last one's end. */
      playMs: z.number(),
      /** From asking for the model to its first conversation. */
      loadMs: z.number(),
    }),
  ),
});

export type Summary = z.infer<typeof SummarySchema>;

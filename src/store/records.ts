// The formats of what is stored under `results/<run-id>/`. Each has a version; readers reject versions they do not know.
import { z } from 'zod';
import { FinishReasonSchema, OutcomeSchema } from '../core/finish-reason.ts';
import { DescriptionSchema } from '../core/model-description.ts';
import { IdentitySchema, ModelRoleSchema } from '../core/model-identity.ts';
import { LlamaOptionsSchema, ModeSchema, OnOverflowSchema } from '../core/play-options.ts';
import { RecordedSamplingSchema } from '../core/sampling.ts';

/** Since 3, seeds and keys derive only from the part of a scenario that is played, no longer from its whole file. */
export const SCHEMA_VERSION = 3;

/** Runs of these versions can be read; only those of the last can be resumed. */
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
  /** Settings from the command line for this conversation: if `--set` lists several values, one of each. */
  settings: RecordedSamplingSchema,
  /** The seed that this turn was sampled with; null: not known, as of an imported turn. */
  seed: z.number().int().nullable(),
  /** 1-based. */
  turn: z.number().int(),
  /** What the character said before the first user line, if an imported chat log has it; only in turn 1. */
  greeting: z.string().optional(),
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
  /** null: not known, as of an imported turn. */
  promptHash: z.string().nullable(),
  /** What the model thought before it answered, if known; never part of the next prompt. */
  reasoning: z.string().optional(),
  /** In US dollars, at the model entry's prices. */
  costUsd: z.number().nonnegative().nullable(),
  /** Number of attempts; earlier `retry` lines have the failed ones. */
  attempts: z.number().int(),
  sampling: z.object({ requested: RecordedSamplingSchema, effective: RecordedSamplingSchema }),
  outcome: OutcomeSchema,
  /** Oldest turns (a message and its reply) left out of this prompt to make it fit; null: not known. */
  droppedTurns: z.number().int().nullable(),
  /** Entries of the scenario's lorebook that this prompt has, 1-based; left out: none. */
  lore: z.array(z.number().int().min(1)).optional(),
  warnings: z.array(z.string()),
});

/** Totals over turns. */
const FiguresSchema = z.object({
  outcomes: z.record(OutcomeSchema, z.number().int()),
  /** null if the backend did not report it for every turn. */
  promptTokens: counted,
  evaluatedTokens: counted,
  replyTokens: counted,
  /** In US dollars: what providers charge; null if a price or a number of tokens is unknown for some turn. */
  costUsd: z.number().nonnegative().nullable(),
});

/** Which conversation a line is about. */
const names = { key: z.string(), model: z.string(), scenario: z.string(), sample: z.number().int() };

/** One finished conversation: a line of `journal.jsonl`. */
const ConversationRecordSchema = z.object({
  type: z.literal('conversation'),
  schemaVersion: version,
  ...names,
  /** null: not known, as of an imported conversation. */
  seed: z.number().int().nullable(),
  /** Settings from the command line for this conversation: if `--set` lists several values, one of each. */
  settings: RecordedSamplingSchema,
  status: z.enum(['done', 'failed']),
  /** Why it failed: a stable code, a colon, and words for people. */
  reason: z.string().optional(),
  /** Turns that were completed. */
  turns: z.number().int(),
  figures: FiguresSchema,
});

/** The beginning of a reply that was cut off by the user, by a time limit, or by the end of the model process. */
const InterruptionRecordSchema = z.object({
  type: z.literal('interruption'),
  schemaVersion: version,
  ...names,
  turn: z.number().int(),
  user: z.string(),
  partialReply: z.string(),
  reason: z.string(),
});

/** A conversation starts over: what the journal has for `replaces` up to here no longer counts. */
const AttemptRecordSchema = z.object({
  type: z.literal('attempt'),
  schemaVersion: version,
  ...names,
  /** The key of the earlier attempt: a different one if that failed before its model had been loaded. */
  replaces: z.string(),
  /** 2 for the first repetition. */
  attempt: z.number().int(),
  /** damaged: lines of it are missing or cannot be read. */
  because: z.enum(['failed', 'interrupted', 'damaged']),
  /** Turns of the earlier attempt that still count, from the first; left out: none. */
  keeps: z.number().int().optional(),
});

/** A failed attempt at a reply that was retried. */
const RetryRecordSchema = z.object({
  type: z.literal('retry'),
  schemaVersion: version,
  ...names,
  turn: z.number().int(),
  /** 1-based: which attempt failed. */
  attempt: z.number().int(),
  kind: z.string(),
  /** HTTP status; null if there was no answer. */
  status: z.number().int().nullable(),
  reason: z.string(),
  partialReply: z.string(),
  waitMs: z.number(),
});

/** A line that cannot be read, when the run was resumed without it: what it said has been played again. */
const DamageRecordSchema = z.object({
  type: z.literal('damage'),
  schemaVersion: version,
  /** 1-based. */
  line: z.number().int(),
  problem: z.string(),
});

export const JournalLineSchema = z.discriminatedUnion('type', [
  RetryRecordSchema,
  TurnRecordSchema,
  ConversationRecordSchema,
  InterruptionRecordSchema,
  AttemptRecordSchema,
]);

/** What may stand in a journal; besides, each line has a checksum as its last member, `crc`. */
export const StoredLineSchema = z.discriminatedUnion('type', [...JournalLineSchema.options, DamageRecordSchema]);

export type Figures = z.infer<typeof FiguresSchema>;
export type TurnRecord = z.infer<typeof TurnRecordSchema>;
export type ConversationRecord = z.infer<typeof ConversationRecordSchema>;
export type InterruptionRecord = z.infer<typeof InterruptionRecordSchema>;
export type RetryRecord = z.infer<typeof RetryRecordSchema>;
export type AttemptRecord = z.infer<typeof AttemptRecordSchema>;
export type DamageRecord = z.infer<typeof DamageRecordSchema>;
export type JournalLine = z.infer<typeof JournalLineSchema>;

const TextSchema = z.object({ id: z.string(), file: z.string(), text: z.string(), hash: z.string() });

/** `from` and `why` were added later: older runs do not say how a template was chosen. */
const ModelTemplateSchema = TextSchema.extend({
  from: z.enum(['option', 'entry', 'file', 'family', 'backend']).optional(),
  why: z.string().optional(),
  /** The date that the template is told; left out if it asks for none. */
  date: z.string().optional(),
});

/** The part of the request that decides what is played: resuming reads it from here. */
const PlayRequestSchema = z.object({
  models: z.array(z.string()),
  scenarios: z.array(z.string()),
  /** Whose user lines are said to characters of cards; null, or left out by older versions: nobody's. */
  turnsOf: z.string().nullable().optional(),
  prompt: z.string().nullable(),
  samples: z.number().int().min(1).max(1_000_000),
  /** One variant of the command line's settings for each combination of listed values. */
  settings: z.array(RecordedSamplingSchema).min(1),
  filter: z.string().nullable(),
  first: z.number().int().nullable(),
  /** Only so many turns of each scenario, from the first; null, or left out by older versions: all. */
  turns: z.number().int().min(1).nullable().optional(),
  seed: z.number().int(),
  mode: ModeSchema,
  /** null: chosen by measuring, and recorded with the model. */
  parallel: z.number().int().nullable(),
  onOverflow: OnOverflowSchema,
  /** Whether settings that a model's API does not support are dropped instead of rejected. */
  ignoreUnsupported: z.boolean(),
  llama: LlamaOptionsSchema,
});

export type PlayRequest = z.infer<typeof PlayRequestSchema>;

const ImportSchema = z.object({
  /** Of several, the first. */
  file: z.string(),
  format: z.string(),
  /** sha256 of the file; of several, of their digests. */
  digest: z.string(),
  /** If there are several: in the order of their samples. */
  files: z
    .array(
      z.object({
        file: z.string(),
        digest: z.string(),
        bytes: z.number().int(),
        conversations: z.number().int(),
      }),
    )
    .optional(),
  /** Lines of a single file that belong to no turn, 1-based: the first thousand. */
  unplaced: z.array(z.number().int()),
  /** What a person should know about how it was read; in English. */
  notes: z.array(z.string()),
});

/** `manifest.json`: everything that went into a run. Grows as models are loaded. */
export const ManifestSchema = z.object({
  schemaVersion: version,
  /** The folder's name when it was made. */
  runId: z.string().regex(/^[\w.-]+$/, 'not the id of a run'),
  startedAt: z.string(),
  arguments: z.array(z.string()),
  /** Where relative paths of the request start, from the run's own folder; older runs do not say. */
  workingDirectory: z.string().optional(),
  /** When and how the run was resumed. */
  resumed: z.array(z.object({ at: z.string(), arguments: z.array(z.string()) })),
  request: PlayRequestSchema,
  /** The chat logs that the run was imported from: of its request, only models, scenarios and samples mean anything. */
  imported: ImportSchema.optional(),
  /** In US dollars; null: no limit. Resuming keeps it unless another is given. */
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

/** `summary.json`: written last; if it is missing, the run was cut off. */
export const SummarySchema = z.object({
  schemaVersion: version,
  runId: z.string(),
  /** failed: no model could play at all, or every conversation failed; stopped: disk write failed, cost limit reached, or a resumed run's only model did not load. */
  status: z.enum(['done', 'failed', 'interrupted', 'stopped']),
  reason: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** Of this session only, if the run was resumed. */
  elapsedMs: z.number(),
  totals: TotalsSchema,
  /** How fast each model was, over all completed sessions, for estimating the next run. */
  speeds: z.array(
    z.object({
      model: z.string(),
      weightsDigest: z.string(),
      mode: ModeSchema,
      parallel: z.number().int(),
      turns: z.number().int(),
      /** Generated in these turns; null: not known for all of them, or not in which time, as the computer slept; left out by older versions. */
      replyTokens: counted.optional(),
      /** From the first conversation's start to the last one's end, without sleep of the computer. */
      playMs: z.number(),
      /** From requesting the model to its first conversation. */
      loadMs: z.number(),
      /** The most that the model's process had resident, weights included, in any session; null: not known; left out by older versions. */
      peakMemoryBytes: counted.optional(),
    }),
  ),
});

export type Summary = z.infer<typeof SummarySchema>;

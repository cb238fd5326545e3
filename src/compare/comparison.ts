// Models beside each other as plain data. Every view reads this and nothing else: terminal, Markdown, CSV, the page in a browser. Parsed
// only by tests: whoever shows it imports its types. Start at `ComparisonSchema`.
import { z } from 'zod';
import { FinishReasonSchema, OutcomeSchema } from '../core/finish-reason.ts';
import { RecordedSamplingSchema } from '../core/sampling.ts';
import { PreferenceSchema, RatingSchema } from '../store/rating-schema.ts';

export const COMPARISON_VERSION = 1;

const count = z.number().int().nonnegative();
/** null: not known, or not measured; never zero. */
const known = z.number().nullable();
const fact = z.string().nullable();

/** How often something happened, with its 95 % interval by scenario. */
const RateSchema = z.object({ n: count, failed: count, rate: known, low: known, high: known });

/** A mean with its 95 % interval by scenario. */
const FigureSchema = z.object({ n: count, value: known, low: known, high: known });

/** The median of what was measured in `n` turns. */
const MedianSchema = z.object({ n: count, median: known });

const RunSchema = z.object({
  id: z.string(),
  /** Its folder, relative to where the command was typed if possible. */
  directory: z.string(),
  status: z.enum(['done', 'failed', 'interrupted', 'stopped', 'running', 'cut-off']),
  startedAt: z.string(),
  endedAt: fact,
  /** As typed, without the program's name. */
  arguments: z.array(z.string()),
  /** null: not known, of one that was made out of chat logs; the same for the seed. */
  mode: z.enum(['strict', 'fast']).nullable(),
  seed: z.number().int().nullable(),
  /** How often each conversation was to be played. */
  samples: count,
  program: z.string(),
  machine: z.object({
    platform: z.string(),
    architecture: z.string(),
    cpu: z.string(),
    cores: count,
    memoryBytes: z.number(),
  }),
  /** Made out of chat logs: how it was played is not known. */
  isImported: z.boolean(),
});

/** What is known of a model. */
const ModelFactsSchema = z.object({
  /** For people, from its entry. */
  title: fact,
  notes: fact,
  /** Where it can be had: an address that begins with https://. Nobody has checked it. */
  link: fact,
  backend: fact,
  /** The name of its file, without folders. */
  file: fact,
  fileBytes: known,
  /** Such as `Q4_K_M`. */
  fileType: fact,
  architecture: fact,
  parameters: known,
  /** Of the weights, or of what takes their place. */
  weightsDigest: fact,
  /** Such as `llama.cpp b6432 prebuilt`. */
  engine: fact,
  /** Such as `CPU` or `cuda (NVIDIA H200)`. */
  device: fact,
  threads: known,
  contextSize: known,
  /** The provider's server and its name for the model, of a hosted one. */
  server: fact,
  warnings: z.array(z.string()),
});

const TemplateSchema = z.object({ id: z.string(), from: fact, why: fact, text: z.string(), hash: z.string() });

const CheckFigureSchema = RateSchema.extend({
  check: z.string(),
  unit: z.enum(['turn', 'conversation']),
  warned: count,
});

/** What is compared with the baseline. */
export const METRIC_IDS = [
  'faults',
  'rating',
  'tokensPerSecond',
  'timeToFirstTokenMs',
  'replyCharacters',
  'fileBytes',
  'peakMemoryBytes',
] as const;
export type MetricId = (typeof METRIC_IDS)[number];

/** A column beside the baseline, on what both played: the same scenario, sample and turn. */
const DeltaSchema = z.object({
  metric: z.enum(METRIC_IDS),
  /** difference: candidate − baseline in the metric's unit (of rates: 0.05 is five points); ratio: candidate ÷ baseline. */
  kind: z.enum(['difference', 'ratio']),
  /** Pairs. 1: both are facts that do not vary, such as the size of a file; there is no interval then. */
  n: count,
  value: z.number(),
  /** 95 %, by scenario. */
  low: known,
  high: known,
  /** null: the interval holds "no change", or neither direction is better. */
  isBetter: z.boolean().nullable(),
});

const ColumnFiguresSchema = z.object({
  conversations: count,
  /** Failed or not finished. */
  unfinished: count,
  turns: count,
  outcomes: z.record(OutcomeSchema, count),
  /** null: not scored. */
  faults: RateSchema.nullable(),
  checks: z.array(CheckFigureSchema),
  /** Human ratings from 1 to 5; null: nobody rated. */
  rating: FigureSchema.nullable(),
  thumbs: z.object({ up: count, down: count }),
  tokensPerSecond: MedianSchema,
  timeToFirstTokenMs: MedianSchema,
  replyCharacters: MedianSchema,
  replyTokens: known,
  costUsd: known,
  /** The most that the model's process had resident. */
  peakMemoryBytes: known,
  byTurn: z.array(
    z.object({
      turn: count,
      tokensPerSecond: MedianSchema,
      timeToFirstTokenMs: MedianSchema,
      /** Replies judged by a check, and those of them with a fault. */
      judged: count,
      failed: count,
    }),
  ),
  /** In the order of the comparison's scenarios; those that this column did not play are left out. */
  byScenario: z.array(z.object({ scenario: z.string(), turns: count, faults: RateSchema.nullable() })),
});

/** A model with one of its settings in one run. */
const ColumnSchema = z.object({
  /** Such as `c1`; unique here and nowhere else. */
  id: z.string(),
  run: z.string(),
  model: z.string(),
  /** Settings from the command line. */
  settings: RecordedSamplingSchema.nullable(),
  /** The shortest name that tells it from the other columns. */
  label: z.string(),
  status: z.enum(['waiting', 'ready', 'failed']),
  /** Why it failed. */
  reason: fact,
  facts: ModelFactsSchema,
  template: TemplateSchema.nullable(),
  /** Of its first turn; null: it has none. */
  sampling: z
    .object({
      requested: RecordedSamplingSchema,
      effective: RecordedSamplingSchema,
      /** Other scenarios have other settings; those of a conversation are beside it. */
      varies: z.boolean(),
    })
    .nullable(),
  /** null: not counted yet. */
  figures: ColumnFiguresSchema.nullable(),
  /** Empty for the baseline itself. */
  deltas: z.array(DeltaSchema),
});

const ScenarioSchema = z.object({
  id: z.string(),
  title: z.object({ ja: z.string(), en: z.string() }),
  tags: z.array(z.string()),
  /** null: written for another version of this program, and not readable by this one. */
  persona: z.object({ name: z.string(), user: z.string(), instruction: z.string() }).nullable(),
  greeting: fact,
  turns: count,
  /** The highest sample number of any column. */
  samples: count,
  /** The runs have it in different forms: what is in one row is then not the same question. */
  differs: z.boolean(),
  /** Ids of the columns that have conversations of it, or are to have some. */
  columns: z.array(z.string()),
});

/** What a check found, in code points of the text. */
const MarkSchema = z.object({
  check: z.string(),
  result: z.enum(['warn', 'fail']),
  /** In English, as recorded. */
  message: z.string(),
  /** `turn` only where the mark is about the whole conversation. */
  spans: z.array(z.object({ start: count, end: count, turn: z.number().int().optional() })),
});

/** How a prompt can be made from the one of the turn before: its first `kept` code units, then `added`. */
const PromptSchema = z.object({ kept: count, added: z.string() });

/** One playing of one turn. */
const TakeSchema = z.object({
  /** 1-based. */
  sample: z.number().int(),
  seed: known,
  replyTokens: known,
  tokensPerSecond: known,
  timeToFirstTokenMs: known,
  generateMs: known,
  promptTokens: known,
  reusedTokens: known,
  costUsd: known,
  attempts: z.number().int(),
  droppedTurns: known,
  warnings: z.array(z.string()),
  promptHash: fact,
  /** Exact: it was rendered again and has the hash of the recorded one. null: that was not possible. */
  prompt: PromptSchema.nullable(),
  /** null: not scored. */
  marks: z.array(MarkSchema).nullable(),
  ratings: z.array(RatingSchema),
});

/** What was said, with every playing in which exactly this was said. */
const ReplySchema = z.object({
  text: z.string(),
  reasoning: fact,
  /** What it answers, where the columns were told different things; null: the row says it. */
  user: fact,
  outcome: OutcomeSchema,
  finish: FinishReasonSchema,
  takes: z.array(TakeSchema).min(1),
});

/** Why there is no reply in a place where another column has one. */
const MissingSchema = z.object({
  /** Samples that lack it; empty: all of them. */
  samples: z.array(z.number().int()),
  code: z.enum(['not-in-run', 'model-failed', 'waiting', 'failed', 'interrupted', 'running', 'shorter']),
  /** In English, as recorded; empty: there is no more to say. */
  reason: z.string(),
});

const CellSchema = z.object({ replies: z.array(ReplySchema), missing: z.array(MissingSchema) });

const RowSchema = z.object({
  /** 1-based. */
  turn: z.number().int(),
  /** What the user says in every column; null: the columns were told different things, and each reply has its own. */
  user: fact,
  /** What this turn tests. */
  probe: fact,
  /** Not all columns say the same here. */
  differs: z.boolean(),
  /** In the order of the comparison's columns. */
  cells: z.array(CellSchema),
});

/** One conversation, without its turns. */
const TalkSchema = z.object({
  sample: z.number().int(),
  key: z.string(),
  seed: known,
  status: z.enum(['done', 'failed', 'interrupted', 'running']),
  reason: fact,
  turns: count,
  /** What the character said before the first user line; in a run made out of a chat log it may differ from the scenario's. */
  greeting: fact,
  sampling: z.object({ requested: RecordedSamplingSchema, effective: RecordedSamplingSchema }).nullable(),
  /** The reply that was cut off. */
  cutOff: z
    .object({ turn: z.number().int(), user: z.string(), partialReply: z.string(), reason: z.string() })
    .nullable(),
  /** Why there are no prompts; null: there are. */
  promptProblem: fact,
  /** Of checks of whole conversations; null: not scored. */
  marks: z.array(MarkSchema).nullable(),
  /** Of the whole conversation. */
  ratings: z.array(RatingSchema),
});

/** One scenario in every column, turn by turn. */
const SectionSchema = z.object({
  scenario: z.string(),
  /** Which samples are here; left out: all of them. The viewer leaves out those that would be too much for one page. */
  samples: z.object({ from: count, to: count, total: count }).optional(),
  /** For each column, by sample. */
  talks: z.array(z.array(TalkSchema)),
  rows: z.array(RowSchema),
  /** Which of two replies people preferred. */
  preferences: z.array(PreferenceSchema),
});

export const ComparisonSchema = z
  .object({
    schemaVersion: z.literal(COMPARISON_VERSION),
    madeAt: z.string(),
    hitogara: z.string(),
    /** What a reader should know first; in English. */
    notes: z.array(z.string()),
    runs: z.array(RunSchema),
    columns: z.array(ColumnSchema),
    /** Id of the column that the others are compared with. */
    baseline: z.string(),
    scenarios: z.array(ScenarioSchema),
    /** In the order of `scenarios`; the viewer loads them one by one. */
    sections: z.array(SectionSchema),
  })
  .meta({ title: 'hitogara comparison', description: 'Models beside each other, turn by turn.' });

export type Comparison = z.infer<typeof ComparisonSchema>;
export type ComparedRun = z.infer<typeof RunSchema>;
export type Column = z.infer<typeof ColumnSchema>;
export type ModelFacts = z.infer<typeof ModelFactsSchema>;
export type ColumnFigures = z.infer<typeof ColumnFiguresSchema>;
export type CheckFigure = z.infer<typeof CheckFigureSchema>;
export type Delta = z.infer<typeof DeltaSchema>;
export type ComparedScenario = z.infer<typeof ScenarioSchema>;
export type Section = z.infer<typeof SectionSchema>;
export type Row = z.infer<typeof RowSchema>;
export type Cell = z.infer<typeof CellSchema>;
export type Missing = z.infer<typeof MissingSchema>;
export type Reply = z.infer<typeof ReplySchema>;
export type Take = z.infer<typeof TakeSchema>;
export type Talk = z.infer<typeof TalkSchema>;
export type Mark = z.infer<typeof MarkSchema>;
export type Rate = z.infer<typeof RateSchema>;
export type Figure = z.infer<typeof FigureSchema>;
export type Median = z.infer<typeof MedianSchema>;

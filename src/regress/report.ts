// What a check for regressions has found, as plain data: `regress.json`. Every view reads this and nothing else. Start at
// `RegressReportSchema`.
import { z } from 'zod';
import { RecordedSamplingSchema } from '../core/sampling.ts';

export const REGRESS_VERSION = 1;

const count = z.number().int().nonnegative();
/** null: not known, or not measured; never zero. */
const known = z.number().nullable();
const fact = z.string().nullable();

/** A mean with its 95 % interval; the unit is the scenario. */
const FigureSchema = z.object({ n: count, value: known, low: known, high: known });

/** How often something happened among `n`, with its 95 % interval; the unit is the scenario. */
const RateSchema = z.object({ n: count, failed: count, rate: known, low: known, high: known });

const ModelSchema = z.object({
  id: z.string(),
  /** Where its replies come from: played now, a past run, or a baseline. */
  from: z.enum(['played', 'run', 'baseline']),
  weightsDigest: z.string(),
  /** The name of its file, without folders. */
  file: fact,
  fileBytes: known,
  /** Such as `Q4_K_M`. */
  fileType: fact,
  parameters: known,
  /** Such as `CPU` or `cuda (NVIDIA H200)`. */
  device: fact,
  /** The median over its replies. */
  tokensPerSecond: known,
  /** The most that its process had resident, weights included. */
  peakMemoryBytes: known,
});

/** A condition under which two models can be compared. */
const PreconditionSchema = z.object({
  /** Such as `kvType`: what `--allow` takes. */
  field: z.string(),
  /** For people, in English. */
  reference: z.string(),
  candidate: z.string(),
  isSame: z.boolean(),
  /** It differs on purpose. */
  isAllowed: z.boolean(),
});

export const SENTINEL_IDS = [
  'nan-logits',
  'empty',
  'leaked-tokens',
  'loop',
  'never-stops',
  'script-collapse',
  'unknown-characters',
] as const;

/** Signs of a broken model, counted in whatever it said. */
const SentinelSchema = z.object({
  sentinel: z.enum(SENTINEL_IDS),
  /** Replies with it, of all. */
  reference: z.object({ n: count, events: count }),
  candidate: z.object({ n: count, events: count }),
  /** Of Fisher's exact test that the candidate has it no more often; null where one occurrence is enough. */
  pValue: known,
  isBroken: z.boolean(),
  /** The first reply with it; null: the candidate has none. */
  example: z.object({ scenario: z.string(), sample: z.number().int(), turn: count, reply: z.string() }).nullable(),
});

const TokenSchema = z.object({ text: z.string(), logProbability: z.number() });

/** One place of a reply, as both models see it. */
const PlaceSchema = z.object({
  scenario: z.string(),
  turn: count,
  /** The reply up to here, the token that comes, and what follows. */
  before: z.string(),
  token: z.string(),
  after: z.string(),
  /** In nats. null: infinite, the candidate rules out what the reference does not. */
  divergence: known,
  /** ln p of the token. */
  referenceLogProbability: z.number(),
  /** null: the candidate rules it out. */
  candidateLogProbability: known,
  /** The five likeliest tokens of either. */
  reference: z.array(TokenSchema),
  candidate: z.array(TokenSchema),
});

const QuantilesSchema = z.object({ median: known, p95: known, p99: known, p999: known, greatest: known });

export const BANDS = ['same', 'slight', 'moderate', 'strong', 'far'] as const;

/** How far the candidate's probabilities are from the reference's, on the reference's own replies. */
const DisplacementSchema = z.object({
  scenarios: count,
  replies: count,
  tokens: count,
  /** exact: over the whole vocabulary; bound: at least this, by the reference's 64 likeliest tokens and the mass of the rest. */
  kind: z.enum(['exact', 'bound']),
  /** Kullback–Leibler divergence in nats a token. */
  divergence: FigureSchema,
  /** The lower bound, always there: what a baseline would have found. */
  bound: FigureSchema,
  quantiles: QuantilesSchema,
  /** Places where the candidate rules out what the reference does not: not in the mean. */
  infinite: count,
  /** The share of places where both find the same token likeliest. */
  sameTop: RateSchema,
  /** Mean of ln p(candidate) − ln p(reference) of the reply's tokens, in nats a token; below 0: the candidate finds them less likely. */
  logLikelihoodRatio: FigureSchema,
  /** Mean of p(candidate) − p(reference) of the reply's tokens. */
  probabilityChange: FigureSchema,
  /** Its 1 % and 99 % quantiles: equal in size if it is noise, the lower one greater if something was lost. */
  probabilityLoss: known,
  probabilityGain: known,
  byTurn: z.array(z.object({ turn: count, tokens: count, divergence: FigureSchema })),
  /** By the script of the token: kana, kanji, latin, other. */
  byScript: z.array(
    z.object({ script: z.enum(['kana', 'kanji', 'latin', 'other']), tokens: count, divergence: FigureSchema }),
  ),
  /** The reference against itself token by token, as if it were generated: what is below this is rounding. null: not measured, as with a baseline. */
  noiseFloor: known,
  /** A word for the mean, no verdict. */
  band: z.enum(BANDS),
  /** Times the divergence of the candidate that is closest to 8 bits (`--ladder`); null: there is none, or it is this one. */
  timesLadder: known,
  worst: z.array(PlaceSchema),
});

/** A fault counted in pairs: the same scenario, turn and sample by both models. */
const MetricSchema = z.object({
  metric: z.string(),
  /** Ids of the checks that it is made of; any of them failing counts. */
  checks: z.array(z.string()),
  pairs: count,
  reference: RateSchema,
  candidate: RateSchema,
  /** Pairs in which only the candidate, or only the reference, has the fault. */
  worse: count,
  better: count,
  /** Candidate − reference, as a share (0.05 is five points), with its 95 % interval. */
  difference: FigureSchema,
  /** One-sided, "the candidate is no worse": sign-flip permutation by scenario. */
  pValue: known,
  /** Adjusted for all metrics that gate, by their joint permutations. */
  adjusted: known,
  /** The one-sided upper 95 % bound of the worsening; null: not known. */
  upper: known,
  /** Smallest worsening that such a comparison detects with 80 % power. */
  detectable: known,
  /** Pairs that would be needed to show that the worsening is below the margin; null: enough, or not known. */
  pairsNeeded: count.nullable(),
  outcome: z.enum(['worse', 'not-worse', 'unclear']),
});

const DirectionSchema = z.object({
  scenarios: count,
  replies: count,
  /** As a share. */
  margin: z.number(),
  metrics: z.array(MetricSchema),
  /** Of all metrics, the largest: what "could have been detected" is said of. */
  detectable: known,
});

/** Where greedy replies to the same history part. For the reader: it never decides anything. */
const GreedySchema = z.object({
  replies: count,
  /** Of them, the same to the last character. */
  equal: count,
  /** Characters that both have in common before they part, in the median of those that part. */
  medianCommon: known,
  examples: z.array(
    z.object({
      scenario: z.string(),
      turn: count,
      user: z.string(),
      common: z.string(),
      reference: z.string(),
      candidate: z.string(),
    }),
  ),
});

const VERDICTS = ['regressed', 'pass', 'inconclusive', 'not-comparable'] as const;

const CandidateSchema = z.object({
  model: ModelSchema,
  /** Settings that it was given on purpose: field → value. */
  varied: z.record(z.string(), z.string()),
  verdict: z.enum(VERDICTS),
  /** Why, for people, in English: one sentence each. */
  reasons: z.array(z.string()),
  /** Its weights are the reference's: what is measured is how much one model differs from itself. */
  isSameWeights: z.boolean(),
  preconditions: z.array(PreconditionSchema),
  /** Tensors whose type differs, by type: how many went from one to the other. */
  tensorTypes: z.array(z.object({ from: z.string(), to: z.string(), tensors: count })),
  sentinels: z.array(SentinelSchema),
  /** null: not measured; `displacementProblem` says why. */
  displacement: DisplacementSchema.nullable(),
  displacementProblem: fact,
  /** null: nothing was played by both. */
  direction: DirectionSchema.nullable(),
  greedy: GreedySchema.nullable(),
});

export const RegressReportSchema = z.object({
  schemaVersion: z.literal(REGRESS_VERSION),
  runId: z.string(),
  createdAt: z.string(),
  hitogara: z.string(),
  preset: z.enum(['smoke', 'standard', 'thorough']),
  design: z.object({
    scenarios: z.array(z.string()),
    turns: count,
    samples: count,
    /** At most so many tokens of replies are scored. */
    tokens: count,
    seed: z.number().int(),
    mode: z.enum(['strict', 'fast']),
    settings: RecordedSamplingSchema,
    margin: z.number(),
    confidence: z.number(),
    /** Metrics that gate. */
    gates: z.array(z.string()),
    allowed: z.array(z.string()),
  }),
  reference: ModelSchema,
  candidates: z.array(CandidateSchema),
  /** The candidate with the smallest file that passes; null: none does. */
  smallestPass: fact,
});

export type RegressReport = z.infer<typeof RegressReportSchema>;
export type CandidateReport = z.infer<typeof CandidateSchema>;
export type ComparedModel = z.infer<typeof ModelSchema>;
export type Precondition = z.infer<typeof PreconditionSchema>;
export type Sentinel = z.infer<typeof SentinelSchema>;
export type Displacement = z.infer<typeof DisplacementSchema>;
export type PlaceInReply = z.infer<typeof PlaceSchema>;
export type Direction = z.infer<typeof DirectionSchema>;
export type DirectionMetric = z.infer<typeof MetricSchema>;
export type GreedyDivergence = z.infer<typeof GreedySchema>;
export type Figure = z.infer<typeof FigureSchema>;
export type Rate = z.infer<typeof RateSchema>;
export type Verdict = (typeof VERDICTS)[number];

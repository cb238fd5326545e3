// What a check for regressions is asked for, and how it is stored beside its run, so that it can be resumed. Start at `RegressRequest`.
import { z } from 'zod';
import type { Limits } from '../core/limits.ts';
import type { LlamaOptions, Mode } from '../core/play-choices.ts';
import { LlamaOptionsSchema, ModeSchema } from '../core/play-options.ts';
import { RecordedSamplingSchema, type Sampling } from '../core/sampling.ts';
import { PRESET_NAMES, type PresetName } from './presets.ts';

export interface RegressRequest {
  /** What selects the model, as in `selectModels`; null: a baseline takes its place. */
  reference: string | null;
  /** What was blessed, in place of a reference. Left out: there is one. */
  baseline?: AskedBaseline | null;
  /** Likewise; empty only if something varies: then the reference itself is the candidate. */
  candidates: readonly string[];
  /** Field → value: how the candidates run otherwise than the reference. See `VARIED_FIELDS`. */
  vary: Readonly<Record<string, string>>;
  preset: PresetName;
  /** Instead of the preset's: selectors of scenarios; null: as many as it says. */
  scenarios: readonly string[] | null;
  /** Likewise; null: the preset's. */
  turns: number | null;
  samples: number | null;
  tokens: number | null;
  /** As a share; null: the preset's. */
  margin: number | null;
  /** Metrics or checks that gate; empty: the usual ones. */
  gates: readonly string[];
  /** Preconditions that may differ. */
  allowed: readonly string[];
  /** Whether divergences are exact, which takes room on the disk for the time of the run. */
  isExact: boolean;
  /** A mean divergence beyond this, in nats, is a regression; null: it never decides. */
  maxDivergence: number | null;
  /** A share of equal likeliest tokens below this is one; null: it never decides. */
  minSameTop: number | null;
  settings: Sampling;
  prompt: string | null;
  seed: number;
  mode: Mode;
  llama: LlamaOptions;
  limits: Limits;
  out: string;
  arguments: readonly string[];
}

/** A baseline says what is played: scenarios, turns, samples, seed, sampling, mode and tokens of the request do not count. */
export interface AskedBaseline {
  name: string;
  /** Folder of baselines. */
  folder: string;
  /** What was asked for all the same: it must be what the baseline has, except for `llama`, which changes how the candidates run. */
  given: Partial<Pick<RegressRequest, 'turns' | 'samples' | 'tokens' | 'seed' | 'mode' | 'settings'>> & {
    scenarios?: readonly string[];
    isPresetGiven?: boolean;
    llama?: Partial<LlamaOptions>;
  };
}

/** `regress/request.json` in the run's folder: what the manifest does not say. */
export const StoredRequestSchema = z.object({
  schemaVersion: z.literal(1),
  /** null: a baseline takes its place. */
  reference: z.string().nullable(),
  /** `model`: its id in the run that it was made from. */
  baseline: z.object({ name: z.string(), model: z.string() }).nullable().default(null),
  candidates: z.array(z.string()),
  vary: z.record(z.string(), z.string()),
  preset: z.enum(PRESET_NAMES),
  tokens: z.number().int(),
  margin: z.number(),
  gates: z.array(z.string()),
  allowed: z.array(z.string()),
  isExact: z.boolean(),
  maxDivergence: z.number().nullable(),
  minSameTop: z.number().nullable(),
  settings: RecordedSamplingSchema,
  prompt: z.string().nullable(),
  mode: ModeSchema,
  llama: LlamaOptionsSchema,
  /** Ids of the models, the reference first. */
  models: z.array(z.string()),
});
export type StoredRequest = z.infer<typeof StoredRequestSchema>;

export const REQUEST = 'request.json';
export const REPORT = 'regress.json';

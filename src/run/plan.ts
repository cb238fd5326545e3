// The matrix: models × scenarios × settings × samples, generated lazily, because a run may have a hundred thousand conversations.
// Start at `plannedCells`.
import type { OpenRequest } from '../backend/open.ts';
import { globToRegExp } from '../core/glob.ts';
import type { Mode, OnOverflow } from '../core/play-choices.ts';
import { SAMPLING_FIELDS, type Sampling, type SamplingField } from '../core/sampling.ts';
import { conversationSeed } from '../core/seed.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';

export interface Plan {
  models: readonly OpenRequest[];
  scenarios: readonly LoadedScenario[];
  /** Settings from the command line, one variant for each combination of listed values; they override scenario and model entry. */
  settings: readonly Sampling[];
  samples: number;
  /** A glob over `model/scenario`; null: all. */
  filter: string | null;
  /** At most this many conversations of each model; null: all. */
  first: number | null;
  /** Of each scenario, the first so many; null: all. The scenarios here have no others. */
  turns: number | null;
  seed: number;
  mode: Mode;
  onOverflow: OnOverflow;
  /** In US dollars, for the whole run; null: no limit. */
  maxCostUsd: number | null;
}

/** One scenario with one variant of the settings: its samples differ only in their seeds. */
export interface PlannedCell {
  scenario: LoadedScenario;
  settings: Sampling;
  samples: number;
}

export interface PlannedConversation extends Omit<PlannedCell, 'samples'> {
  /** 1-based. */
  sample: number;
  seed: number;
}

/** A model's cells, in the order in which they start. */
export function* plannedCells(plan: Plan, model: string): Generator<PlannedCell> {
  let left = plan.first ?? Number.POSITIVE_INFINITY;
  const filter = plan.filter === null ? null : globToRegExp(plan.filter);
  for (const scenario of plan.scenarios) {
    if (filter && !filter.test(`${model}/${scenario.scenario.id}`)) continue;
    for (const settings of plan.settings) {
      if (left <= 0) return;
      const samples = Math.min(plan.samples, left);
      left -= samples;
      yield { scenario, settings, samples };
    }
  }
}

/** A cell's conversations, in the order in which they start. */
export function* conversationsIn(
  { scenario, settings, samples }: PlannedCell,
  runSeed: number,
): Generator<PlannedConversation> {
  for (let sample = 1; sample <= samples; sample++) {
    const seed = conversationSeed(runSeed, scenario.hash, sample);
    yield { scenario, settings, sample, seed };
  }
}

/** How much a model has to play. */
export function planSize(plan: Plan, model: string): { conversations: number; turns: number } {
  let conversations = 0;
  let turns = 0;
  for (const { scenario, samples } of plannedCells(plan, model)) {
    conversations += samples;
    turns += samples * scenario.scenario.turns.length;
  }
  return { conversations, turns };
}

/** Settings that the plan plays with several values. */
export function variedSettings({ settings }: Pick<Plan, 'settings'>): SamplingField[] {
  return SAMPLING_FIELDS.filter((field) => new Set(settings.map((each) => JSON.stringify(each[field]))).size > 1);
}

/** The plan without models for which the filter leaves nothing to play. */
export function withoutIdleModels(plan: Plan): Plan {
  const models = plan.models.filter(({ entry }) => !plannedCells(plan, entry.spec.id).next().done);
  return { ...plan, models };
}

// What is played, and how: by the preset, or as a baseline was. Start at `presetDesign` and `blessedDesign`.
import os from 'node:os';
import { ExitCode, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import type { LlamaOptions } from '../core/play-choices.ts';
import type { World } from '../core/world.ts';
import { DEFAULT_PLAY_REQUEST } from '../run/default-request.ts';
import type { EvaluateRequest } from '../run/evaluate.ts';
import { loadScenarios, recordedScenario } from '../scenario/load.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import type { Baseline } from './baseline.ts';
import { chosenScenarios } from './chosen-scenarios.ts';
import { PRESETS, type PresetName } from './presets.ts';
import type { RegressRequest } from './request.ts';

export interface Design
  extends Omit<EvaluateRequest, 'models' | 'limits' | 'maxCostUsd' | 'out' | 'arguments' | 'measuring'> {
  preset: PresetName;
  /** Of replies whose probabilities are compared, at most. */
  tokens: number;
}

export async function presetDesign(request: RegressRequest, world: World): Promise<Design> {
  const preset = PRESETS[request.preset];
  const { settings, prompt, seed, mode, llama } = request;
  return {
    ...DEFAULT_PLAY_REQUEST,
    preset: request.preset,
    scenarios: await chosenScenarios(request.scenarios, preset.scenarios, world),
    turns: request.turns ?? preset.turns,
    samples: request.samples ?? preset.samples,
    tokens: request.tokens ?? preset.tokens,
    settings: [settings],
    ...{ prompt, seed, mode, llama },
  };
}

/**
 * The candidates play what the baseline has, as its model did. How models are run can be asked for otherwise: then it is a condition that
 * differs.
 * @throws UserError for what was asked for and is otherwise in the baseline
 */
export async function blessedDesign(request: RegressRequest, baseline: Baseline, world: World): Promise<Design> {
  const { record } = baseline;
  const { name, manifest, preset, tokens, model } = record;
  const { models: _models, ...played } = manifest.request;
  const recorded = manifest.scenarios.map((scenario) => recordedScenario(scenario));
  await requireAsked(request, record, world);
  const description = manifest.models.find(({ id }) => id === model)?.description;
  const parallel = description && 'parallel' in description ? description.parallel : played.parallel;
  if (recorded.length === 0) throw new Error(`the baseline ${name} has no scenario`);
  return {
    ...played,
    preset: preset ?? request.preset,
    scenarios: recorded.map(({ scenario }) => scenario.id),
    recorded,
    tokens: tokens.atMost,
    prompt: request.prompt ?? played.prompt,
    parallel: played.mode === 'fast' ? parallel : null,
    llama: { ...played.llama, ...chosenThen(played.llama, description), ...request.baseline?.given.llama },
  };
}

/**
 * The context that the model had, whether it was asked for or not; and not its threads where this machine has fewer cores: they would wait for
 * each other.
 */
function chosenThen(
  { threads }: LlamaOptions,
  description: Baseline['record']['manifest']['models'][number]['description'],
): Partial<LlamaOptions> {
  return {
    ...(description && 'contextSize' in description && { contextSize: description.contextSize }),
    ...((threads ?? 0) > os.availableParallelism() && { threads: null }),
  };
}

/** A scenario that has been edited since is played as it was; whoever edited it should know. */
export async function changedScenarios({ record }: Baseline, world: World): Promise<string[]> {
  const changed: string[] = [];
  for (const { id, hash } of record.manifest.scenarios) {
    try {
      const [now] = await loadScenarios([id], world);
      if (now && now.hash !== hash) changed.push(id);
    } catch (error) {
      // It is gone or broken, and is not needed.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return changed;
}

async function requireAsked(
  { baseline, preset }: RegressRequest,
  { name, manifest, tokens, ...record }: Baseline['record'],
  world: World,
): Promise<void> {
  const given = baseline?.given ?? {};
  const { request } = manifest;
  if (given.scenarios) await requireScenarios(given.scenarios, { name, manifest }, world);
  const checks: [string, unknown, unknown][] = [
    ['--turns', given.turns, request.turns ?? null],
    ['--samples', given.samples, request.samples],
    ['--tokens', given.tokens, tokens.atMost],
    ['--seed', given.seed, request.seed],
    ['--mode', given.mode, request.mode],
    ['--set', given.settings, request.settings[0] ?? {}],
    ['--preset', given.isPresetGiven ? preset : undefined, record.preset ?? preset],
  ];
  const differing = checks.filter(([, wanted, has]) => wanted !== undefined && hashData(wanted) !== hashData(has));
  if (differing.length === 0) return;
  const has = differing.map(([flag, , value]): Text | string =>
    value === null
      ? say('{flag}: all', { flag })
      : `${flag} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  throw new UserError(
    say('the baseline "{name}" says what is played, and it has {has}', { name, has: joinTexts(', ', has) }),
    { remedy: say('Leave out {flags}, or bless another run.', { flags: differing.map(([flag]) => flag).join(', ') }) },
  );
}

async function requireScenarios(
  selectors: readonly string[],
  { name, manifest }: Pick<Baseline['record'], 'name' | 'manifest'>,
  world: World,
): Promise<void> {
  const ids = (await loadScenarios(selectors, world)).map(({ scenario }) => scenario.id);
  const own = manifest.scenarios.map(({ id }) => id);
  const has = joinTexts(', ', own);
  if (!ids.some((id) => own.includes(id))) {
    throw new UserError(say('the baseline "{name}" has none of these scenarios; it has {has}', { name, has }), {
      exitCode: ExitCode.notComparable,
    });
  }
  if (own.length === ids.length && own.every((id) => ids.includes(id))) return;
  throw new UserError(say('the baseline "{name}" says what is played, and it has {has}', { name, has }), {
    remedy: say('Leave out {flags}, or bless another run.', { flags: '--scenario' }),
  });
}

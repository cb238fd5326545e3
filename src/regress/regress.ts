// From names to a verdict: plays the reference and its candidates as one run, measures each while it is open, and compares them. Start at
// `regress`.
import type { World } from '../core/world.ts';
import { DEFAULT_PLAY_REQUEST } from '../run/default-request.ts';
import type { RunResult } from '../run/engine.ts';
import { evaluate, type OpenMeasuring } from '../run/evaluate.ts';
import type { Emit } from '../run/events.ts';
import type { Plan } from '../run/plan.ts';
import { writeMeasurementFile } from '../store/measurements.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import { reportOf } from './analyse.ts';
import { chosenModels } from './chosen-models.ts';
import { chosenScenarios } from './chosen-scenarios.ts';
import { requireComparable } from './comparable.ts';
import { type MeasuringProgress, openMeasuring } from './measuring.ts';
import { PRESETS } from './presets.ts';
import type { RegressReport } from './report.ts';
import { REPORT, REQUEST, type RegressRequest, type StoredRequest } from './request.ts';
import { allowedBy, requireVaried } from './varied.ts';

export interface RegressContext {
  emit: Emit;
  onMeasured: (progress: MeasuringProgress) => void;
}

export interface RegressResult {
  run: RunResult;
  /** null: it was interrupted, or a disk is full; the run can be resumed. */
  report: RegressReport | null;
}

/** @throws UserError for everything that can be found wrong before a model is loaded; StoreFailure if a write to disk fails */
export async function regress(
  request: RegressRequest,
  world: World,
  { emit, onMeasured }: RegressContext,
): Promise<RegressResult> {
  requireVaried(request.vary);
  const models = await chosenModels(request, world);
  const preset = PRESETS[request.preset];
  const scenarios = await chosenScenarios(request.scenarios, preset.scenarios, world);
  const stored: StoredRequest = {
    schemaVersion: 1,
    reference: request.reference,
    candidates: [...request.candidates],
    vary: { ...request.vary },
    preset: request.preset,
    tokens: request.tokens ?? preset.tokens,
    margin: request.margin ?? preset.margin,
    gates: [...request.gates],
    allowed: [...new Set([...request.allowed, ...allowedBy(request.vary)])],
    isExact: request.isExact,
    maxDivergence: request.maxDivergence,
    minSameTop: request.minSameTop,
    settings: request.settings,
    prompt: request.prompt,
    mode: request.mode,
    llama: request.llama,
    models: models.ids,
  };
  await requireComparable(models.given, stored.allowed, { ...request, world });
  const run = await evaluate(
    {
      ...DEFAULT_PLAY_REQUEST,
      models: models.given,
      scenarios,
      turns: request.turns ?? preset.turns,
      samples: request.samples ?? preset.samples,
      settings: [request.settings],
      prompt: request.prompt,
      seed: request.seed,
      mode: request.mode,
      llama: request.llama,
      limits: request.limits,
      maxCostUsd: null,
      out: request.out,
      arguments: request.arguments,
      measuring: measuringFor(stored, world, onMeasured),
    },
    world,
    emit,
  );
  return { run, report: await reportAfter(run, stored, world) };
}

export function measuringFor(
  stored: StoredRequest,
  { secrets }: Pick<World, 'secrets'>,
  onProgress: RegressContext['onMeasured'],
): OpenMeasuring {
  return async (directory: string, plan: Plan) => {
    await writeMeasurementFile(directory, REQUEST, `${JSON.stringify(stored, null, 2)}\n`);
    const { models, tokens, isExact } = stored;
    return openMeasuring({
      ...{ directory, models, tokens, isExact, secrets, onProgress },
      scenarios: plan.scenarios.map(({ scenario }) => scenario),
      conversations: (model) => conversationsOf(directory, model),
    });
  };
}

/** null: not everything has been played and measured. */
export async function reportAfter(
  { summary, directory }: RunResult,
  stored: StoredRequest,
  world: World,
): Promise<RegressReport | null> {
  if (directory === null || summary.status === 'interrupted' || summary.status === 'stopped') return null;
  const report = await reportOf(directory, stored, world);
  await writeMeasurementFile(directory, REPORT, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

export async function conversationsOf(directory: string, model: string): Promise<StoredConversation[]> {
  const own: StoredConversation[] = [];
  for await (const conversation of readConversations(directory))
    if (conversation.model === model) own.push(conversation);
  return own;
}

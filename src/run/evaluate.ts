// From names to a finished run: finds models and scenarios, creates the run's folder, plays. What `hitogara eval` does, without the
// output. Start at `evaluate`.
import type { SpareProcess } from '../backend/llama/spare-process.ts';
import type { GivenModel } from '../backend/request.ts';
import { hashOfFile } from '../core/hash.ts';
import type { Limits } from '../core/limits.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { type Manifest, type PlayRequest, SCHEMA_VERSION } from '../store/records.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { type RunResult, runPlan } from './engine.ts';
import type { Emit } from './events.ts';
import { loadPlan } from './load-plan.ts';
import { runOrigin } from './origin.ts';
import type { Plan } from './plan.ts';
import type { Measuring } from './play-model.ts';

export interface EvaluateRequest extends Omit<PlayRequest, 'models'> {
  /** Ids, globs of ids, paths of `.gguf` files or of `.yaml` entries; or the caller's scripted models. */
  models: readonly GivenModel[];
  limits: Limits;
  /** The run stops once its replies have cost this much, in US dollars; null: no limit. */
  maxCostUsd: number | null;
  /** Folder for run folders. */
  out: string;
  /** What the user typed, for the record. */
  arguments: readonly string[];
  /** What else is measured of each model; its probabilities are then to be had. Left out: nothing. */
  measuring?: OpenMeasuring;
  /** The scenarios as they were recorded, in place of their files. */
  recorded?: readonly LoadedScenario[];
}

/** Called once the run's folder is there. */
export type OpenMeasuring = (directory: string, plan: Plan) => Promise<OpenedMeasuring>;
type OpenedMeasuring = Measuring & { close(): Promise<void> };

/**
 * @throws UserError for everything that can be found wrong before a model is loaded; StoreFailure if a write to disk fails
 */
export async function evaluate(
  request: EvaluateRequest,
  world: World,
  emit: Emit,
  spare?: SpareProcess,
): Promise<RunResult> {
  const plan = await loadPlan({ ...request, scores: request.measuring !== undefined }, world, { spare });
  const manifest = await newManifest(request, plan, world);
  const folder = await createRunFolder(absolute(request.out, world), manifest, world);
  let measuring: OpenedMeasuring | undefined;
  try {
    measuring = await request.measuring?.(folder.directory, plan);
    return await runPlan(plan, {
      folder,
      manifest,
      isResumed: false,
      retryFailed: false,
      speeds: [],
      measuring,
      emit,
      world,
    });
  } finally {
    await measuring?.close();
    await folder.close();
  }
}

async function newManifest(request: EvaluateRequest, plan: Plan, world: World): Promise<Manifest> {
  const {
    models,
    limits: _limits,
    maxCostUsd,
    out: _out,
    arguments: _arguments,
    measuring: _measuring,
    recorded: _recorded,
    ...rest
  } = request;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...(await runOrigin(request, world)),
    maxCostUsd,
    request: { ...rest, models: models.map((model) => (typeof model === 'string' ? model : model.entry.spec.id)) },
    scenarios: plan.scenarios.map(({ scenario, file, text, hash }) => ({
      id: scenario.id,
      file: shorten(file, world),
      text,
      hash,
    })),
    models: plan.models.map(({ entry }) => ({
      id: entry.spec.id,
      role: 'subject',
      entry: { file: shorten(entry.file, world), text: entry.text, hash: hashOfFile(entry.text) },
      status: 'waiting',
    })),
  };
}

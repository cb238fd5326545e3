// From names to a finished run: finds models and scenarios, makes the run's folder, plays. What `hitogara eval` does, without its
// printing. Start at `evaluate`.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { LlamaOptions } from '../backend/llama/llama.ts';
import { checkSampling, type OpenRequest } from '../backend/open.ts';
import { UserError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { mergeSampling, type Sampling } from '../core/sampling.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import { loadTemplate } from '../prompt/load.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { selectModels } from '../registry/load.ts';
import { loadScenarios } from '../scenario/load.ts';
import { type Manifest, SCHEMA_VERSION } from '../store/records.ts';
import { createRunFolder, newRunId } from '../store/run-folder.ts';
import { type Plan, type RunResult, runPlan } from './engine.ts';
import type { Emit } from './events.ts';
import type { OnOverflow } from './play.ts';
import { cacheDirectory, foldersNamed, searchPlaces, shorten, type World } from './world.ts';

export interface EvaluateRequest {
  /** Ids, globs of ids, paths of `.gguf` files or of `.yaml` entries. */
  models: readonly string[];
  /** Ids, globs of ids, or paths of `.yaml` files. */
  scenarios: readonly string[];
  /** Prompt template that wins over the models' own; null: each model's. */
  prompt: string | null;
  samples: number;
  seed: number;
  mode: 'strict' | 'fast';
  onOverflow: OnOverflow;
  /** Wins, field by field, over scenario and model entry. */
  sampling: Sampling;
  llama: LlamaOptions;
  /** Folder for run folders. */
  out: string;
  /** What the user typed, for the record. */
  arguments: readonly string[];
}

/**
 * @throws UserError for everything that can be known to be wrong before a model is loaded; StoreFailure when the disk refuses
 */
export async function evaluate(request: EvaluateRequest, world: World, emit: Emit): Promise<RunResult> {
  if (request.mode === 'fast') {
    throw new UserError('--mode fast is not there yet', {
      remedy: 'Leave it out: strict plays one conversation at a time, reproducibly.',
    });
  }
  const { samples, seed, mode, onOverflow, sampling } = request;
  const models = await openRequests(request, world);
  const scenarios = await loadScenarios(request.scenarios, foldersNamed('scenarios', world));
  await checkTemplates(models);
  for (const model of models) {
    for (const { scenario } of scenarios) {
      await checkSampling(model, mergeSampling(scenario.sampling, model.entry.spec.sampling, sampling));
    }
  }
  const plan: Plan = { models, scenarios, samples, seed, mode, onOverflow, sampling };
  const manifest = await newManifest(plan, request.arguments, world);
  const folder = await createRunFolder(request.out, manifest);
  try {
    return await runPlan(plan, { folder, manifest, emit, signal: world.signal, now: world.now });
  } finally {
    await folder.close();
  }
}

async function openRequests(request: EvaluateRequest, world: World): Promise<OpenRequest[]> {
  const entries = await selectModels(request.models, foldersNamed('models', world));
  const places = searchPlaces(world);
  return Promise.all(
    entries.map(async (entry) => ({
      entry,
      gguf: await findGguf(entry, places),
      prompt: request.prompt,
      promptDirectories: foldersNamed('prompts', world),
      options: request.llama,
      cacheDirectory: cacheDirectory(world),
      spare: world.spare,
      signal: world.signal,
      environment: world.environment,
    })),
  );
}

/** A template that cannot be read is found before the first model is loaded; one inside a GGUF only after. */
async function checkTemplates(models: readonly OpenRequest[]): Promise<void> {
  for (const { prompt, entry, promptDirectories } of models) {
    const selector = prompt ?? entry.spec.prompt;
    if (selector !== undefined && !isGgufSelector(selector)) await loadTemplate(selector, promptDirectories);
  }
}

async function newManifest(plan: Plan, argv: readonly string[], world: World): Promise<Manifest> {
  const now = world.now();
  const { version } = JSON.parse(await readFile(path.join(world.packageDirectory, 'package.json'), 'utf8'));
  return {
    schemaVersion: SCHEMA_VERSION,
    runId: newRunId(now, randomBytes(2).toString('hex')),
    startedAt: now.toISOString(),
    arguments: [...argv],
    seed: plan.seed,
    mode: plan.mode,
    onOverflow: plan.onOverflow,
    samples: plan.samples,
    versions: { hitogara: String(version), node: world.nodeVersion },
    host: {
      platform: world.platform,
      release: os.release(),
      architecture: os.arch(),
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
    },
    scenarios: plan.scenarios.map(({ scenario, file, text, hash }) => ({
      id: scenario.id,
      file: shorten(file, world),
      text,
      hash,
    })),
    models: plan.models.map(({ entry }) => ({
      id: entry.spec.id,
      entry: { file: shorten(entry.file, world), text: entry.text, hash: sha256(entry.text) },
      status: 'waiting',
    })),
  };
}

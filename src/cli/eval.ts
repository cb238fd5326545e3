// `hitogara eval`: options → plan → run → exit code. Start at `runEval`.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Limits } from '../backend/llama/model-process.ts';
import type { OpenRequest } from '../backend/open.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { Sampling } from '../core/sampling.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { type ModelEntry, selectModels } from '../registry/load.ts';
import { KvTypeSchema } from '../registry/schema.ts';
import { type Plan, type RunResult, runPlan } from '../run/engine.ts';
import type { RunEvent } from '../run/events.ts';
import { type LoadedScenario, loadScenarios } from '../scenario/load.ts';
import { type Manifest, SCHEMA_VERSION } from '../store/records.ts';
import { createRunFolder, newRunId, StoreFailure } from '../store/run-folder.ts';
import type { EvalOptions } from './eval-flags.ts';
import type { Host } from './host.ts';
import { cacheDirectory, foldersNamed, searchPlaces, shorten } from './places.ts';
import { jsonReporter } from './report-json.ts';
import { transcriptReporter } from './report-transcript.ts';
import { parseSettings } from './settings.ts';

const DEFAULT_LIMITS: Limits = { load: 600_000, firstToken: 300_000, idle: 60_000, total: 1_800_000 };

export async function runEval(options: EvalOptions, argv: readonly string[], host: Host): Promise<number> {
  if (options.mode === 'fast')
    throw new UserError('--mode fast is not there yet', {
      remedy: 'Leave it out: strict plays one conversation at a time, reproducibly.',
    });
  const sampling = commandLineSampling(options);
  const entries = await selectModels(options.models, foldersNamed('models', host));
  const scenarios = await loadScenarios(
    options.scenarios.length > 0 ? options.scenarios : ['anime-fan'],
    foldersNamed('scenarios', host),
  );
  const plan: Plan = {
    models: await openRequests(entries, options, host),
    scenarios,
    samples: options.samples,
    seed: options.seed,
    mode: options.mode,
    onOverflow: options.onOverflow,
    sampling,
  };
  const manifest = await newManifest(plan, argv, host);
  const folder = await createRunFolder(options.out, manifest);
  const json = jsonReporter();
  const transcript = transcriptReporter(options.json ? host.stderr : host.stdout, host);
  const emit = (event: RunEvent): void => {
    transcript(event);
    json.report(event);
  };
  try {
    const result = await runPlan(plan, { folder, manifest, emit, signal: host.signal, now: host.now });
    if (options.json) host.stdout.write(`${JSON.stringify(json.result(), null, 2)}\n`);
    return exitCodeOf(result, plan.models.length);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    throw new UserError(error.message, {
      remedy: 'What had been written until then is whole. Free some space or name another folder with --out DIR.',
      exitCode: ExitCode.someFailed,
      cause: error,
    });
  } finally {
    await folder.close();
  }
}

function exitCodeOf({ summary, failedModels }: RunResult, models: number): number {
  if (summary.status === 'interrupted') return ExitCode.interrupted;
  if (failedModels.length === models && summary.totals.turns === 0) return ExitCode.usage;
  return failedModels.length > 0 || summary.totals.failed > 0 ? ExitCode.someFailed : ExitCode.done;
}

function commandLineSampling({ set, maxTokens }: EvalOptions): Sampling {
  return { ...parseSettings(set), ...(maxTokens !== null && { maxTokens }) };
}

/** Everything that can be wrong with what was asked for is found here, before the first model is loaded. */
async function openRequests(entries: readonly ModelEntry[], options: EvalOptions, host: Host): Promise<OpenRequest[]> {
  const places = searchPlaces(host);
  return Promise.all(
    entries.map(async (entry) => ({
      entry,
      gguf: await findGguf(entry, places),
      prompt: options.prompt,
      promptDirectories: foldersNamed('prompts', host),
      options: {
        gpu: options.gpu,
        gpuLayers: options.gpuLayers,
        threads: options.threads,
        contextSize: options.context,
        kvType: options.kvType === null ? null : KvTypeSchema.parse(options.kvType),
        engine: options.engine,
        limits: parseLimits(options.limit),
      },
      cacheDirectory: cacheDirectory(host),
      environment: host.environment,
    })),
  );
}

function parseLimits(limits: readonly string[]): Limits {
  const names: Record<string, keyof Limits> = {
    load: 'load',
    'first-token': 'firstToken',
    idle: 'idle',
    total: 'total',
  };
  return limits.reduce((all, limit) => {
    const [name = '', seconds] = limit.split('=');
    return { ...all, [names[name] ?? name]: Number(seconds) * 1_000 };
  }, DEFAULT_LIMITS);
}

async function newManifest(plan: Plan, argv: readonly string[], host: Host): Promise<Manifest> {
  const now = host.now();
  const { version } = JSON.parse(await readFile(path.join(host.packageDirectory, 'package.json'), 'utf8'));
  return {
    schemaVersion: SCHEMA_VERSION,
    runId: newRunId(now, randomBytes(2).toString('hex')),
    startedAt: now.toISOString(),
    arguments: [...argv],
    seed: plan.seed,
    mode: plan.mode,
    onOverflow: plan.onOverflow,
    samples: plan.samples,
    versions: { hitogara: String(version), node: host.nodeVersion },
    host: {
      platform: host.platform,
      release: os.release(),
      architecture: os.arch(),
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
    },
    scenarios: plan.scenarios.map(({ scenario, file, text, hash }: LoadedScenario) => ({
      id: scenario.id,
      file: shorten(file, host),
      text,
      hash,
    })),
    models: plan.models.map(({ entry }) => ({
      id: entry.spec.id,
      entry: { file: shorten(entry.file, host), text: entry.text, hash: sha256(entry.text) },
      status: 'waiting',
    })),
  };
}

// Resumes an unfinished run: exactly as it was started, or not at all. Start at `resumeRun`.
import pLimit from 'p-limit';
import type { Measured } from '../backend/llama/llama.ts';
import { type OpenRequest, traitsOf, weightsDigestOf } from '../backend/open.ts';
import { type GivenModel, templateFileOf } from '../backend/request.ts';
import { hashOfFile } from '../core/hash.ts';
import type { Limits } from '../core/limits.ts';
import { clearLock } from '../core/lock.ts';
import { absolute, type World, worldOfRun } from '../core/world.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { type FoundRun, findNamedRun, findRuns, isDamaged, readManifest, readSummary } from '../store/read-run.ts';
import { type Manifest, type PlayRequest, SCHEMA_VERSION } from '../store/records.ts';
import { reopenRunFolder } from '../store/run-folder.ts';
import { asIs, say } from '../words/text.ts';
import { type RunResult, runPlan } from './engine.ts';
import type { OpenMeasuring } from './evaluate.ts';
import type { Emit } from './events.ts';
import { loadPlan } from './load-plan.ts';
import type { Plan } from './plan.ts';
import { type Comparison, ResumeRefusal, requireSame } from './same-run.ts';

export type GivenAgain = Partial<Omit<PlayRequest, 'llama'>> & { llama?: Partial<PlayRequest['llama']> };

export interface ResumeRequest {
  /** A run's id, the path of its folder, `latest` or `latest~1`; null: the latest unfinished one. */
  run: string | null;
  /** Folder of run folders. */
  out: string;
  /** Plays failed conversations again; their old records stay in the journal. */
  retryFailed: boolean;
  /** Options that were given again: they must be what the run was started with. */
  given: GivenAgain;
  /** The run's models that its folder cannot name: scripted ones, whose functions cannot be stored, and those with options of their own. */
  scripted?: readonly Exclude<GivenModel, string>[];
  /** As when it was started. */
  measuring?: OpenMeasuring;
  recorded?: readonly LoadedScenario[] | undefined;
  limits: Limits;
  maxCostUsd: number | null;
  arguments: readonly string[];
}

/** nothing: there is nothing to resume; `latest` is the finished run that was named, or else the latest one, if any. */
export type ResumeResult = { status: 'resumed'; result: RunResult } | { status: 'nothing'; latest: FoundRun | null };

/**
 * @throws ResumeRefusal if weights, template, scenario, engine or settings have changed; UserError if another process is writing to the
 * run's folder
 */
export async function resumeRun(request: ResumeRequest, world: World, emit: Emit): Promise<ResumeResult> {
  const found = await findRun(request, world);
  const known = found && (await readManifest(found.directory));
  if (known && request.run !== null) requirePlayed(found, known);
  if (!known) return { status: 'nothing', latest: found };
  if (!(await hasMore(found, request.retryFailed))) {
    // A run that was killed when all of it was on disk leaves its lock.
    await clearLock(found.directory, world.process);
    return { status: 'nothing', latest: found };
  }
  requireThisVersion(found, known);
  const { folder, manifest } = await reopenRunFolder(found.directory, world);
  let measuring: Awaited<ReturnType<OpenMeasuring>> | undefined;
  try {
    // Another process may have finished it in the meantime.
    const summary = await readSummary(found.directory);
    const latest = { ...found, summary };
    if (!(await hasMore(latest, request.retryFailed))) return { status: 'nothing', latest };
    const { workingDirectory } = manifest;
    const there = worldOfRun(world, { directory: found.directory, workingDirectory });
    const plan = await samePlan(manifest, request, there);
    measuring = await request.measuring?.(found.directory, plan);
    const resumed = [...manifest.resumed, { at: world.now().toISOString(), arguments: [...request.arguments] }];
    const result = await runPlan(plan, {
      folder,
      // Written with the first model that turns out to be the same: a refusal changes nothing.
      manifest: { ...manifest, resumed, maxCostUsd: request.maxCostUsd ?? manifest.maxCostUsd },
      isResumed: true,
      retryFailed: request.retryFailed,
      speeds: summary?.speeds ?? [],
      measuring,
      emit,
      world: there,
    });
    return { status: 'resumed', result };
  } finally {
    await measuring?.close();
    await folder.close();
  }
}

/** The run that was named, else the latest with something left to play, else the latest. */
async function findRun({ run, out: parent, retryFailed }: ResumeRequest, world: World): Promise<FoundRun | null> {
  const out = absolute(parent, world);
  if (run !== null) return findNamedRun(run, out, world);
  let latest: FoundRun | null = null;
  for await (const found of findRuns(out)) {
    const mayBeLeft = latest === null || isUnfinished(found, retryFailed);
    if (!mayBeLeft || (await readManifest(found.directory)).imported) continue;
    if (latest === null ? await hasMore(found, retryFailed) : isUnfinished(found, retryFailed)) return found;
    latest ??= found;
  }
  return latest;
}

/** Whether anything is left to play; a run that has ended may have lost lines since. */
async function hasMore(found: FoundRun, retryFailed: boolean): Promise<boolean> {
  return isUnfinished(found, retryFailed) || (await isDamaged(found));
}

/** @throws ResumeRefusal for a run that was made out of a chat log */
function requirePlayed({ runId, directory }: FoundRun, { imported }: Manifest): void {
  if (!imported) return;
  throw new ResumeRefusal(
    say('run {run} was imported from {file} and cannot be resumed', { run: runId, file: imported.file }),
    { place: { file: directory } },
  );
}

/** @throws ResumeRefusal for a run whose seeds and keys were derived by different rules */
function requireThisVersion({ runId, directory }: FoundRun, { schemaVersion, versions }: Manifest): void {
  if (schemaVersion === SCHEMA_VERSION) return;
  throw new ResumeRefusal(
    say('run {run} was started by hitogara {version}, which derived seeds differently, and cannot be resumed', {
      run: runId,
      version: versions.hitogara,
    }),
    {
      place: { file: directory },
      remedy: say('Its records can still be read. Start a new run, or name another one with --resume RUN.'),
    },
  );
}

function isUnfinished({ summary }: FoundRun, retryFailed: boolean): boolean {
  if (!summary || summary.status === 'interrupted' || summary.status === 'stopped') return true;
  return retryFailed && (summary.totals.failed > 0 || summary.status === 'failed');
}

/** The run's plan, from its manifest, if nothing in it has changed. */
async function samePlan(manifest: Manifest, request: ResumeRequest, world: World): Promise<Plan> {
  const { given, limits, scripted = [] } = request;
  const maxCostUsd = request.maxCostUsd ?? manifest.maxCostUsd;
  const before = manifest.request;
  requireSame([
    { what: say('the command for run {run}', { run: manifest.runId }), before: partOf(before, given), now: given },
  ]);
  const isGiven = (model: string): Exclude<GivenModel, string> | undefined =>
    scripted.find(({ entry }) => entry.spec.id === model);
  const models = before.models.map((model) => isGiven(model) ?? model);
  const measured = (model: string): Measured | null => measuredOf(manifest, model);
  const scores = request.measuring !== undefined;
  const { recorded } = request;
  const plan = await loadPlan({ ...before, models, limits, maxCostUsd, scores, recorded }, world, { measured });
  requireSame([
    {
      what: say('the selection of run {run}', { run: manifest.runId }),
      before: { scenarios: manifest.scenarios.map(({ id }) => id), models: manifest.models.map(({ id }) => id) },
      now: {
        scenarios: plan.scenarios.map((each) => each.scenario.id),
        models: plan.models.map(({ entry }) => entry.spec.id),
      },
    },
  ]);
  const scenarios = plan.scenarios.map(({ scenario, file, hash }) => {
    const recorded = manifest.scenarios.find(({ id }) => id === scenario.id);
    return { what: say('scenario {file}', { file }), before: { hash: recorded?.hash }, now: { hash } };
  });
  const limit = pLimit(AT_ONCE);
  const ofModels = await Promise.all(plan.models.map((model) => limit(() => modelComparisons(model, manifest))));
  requireSame([...scenarios, ...ofModels.flat()]);
  return plan;
}

/** How many are compared in parallel: weights are hashed, unless their digest is cached. */
const AT_ONCE = 2;

/** What is known about a model without loading it; the rest is compared once it is loaded. */
async function modelComparisons(model: OpenRequest, manifest: Manifest): Promise<Comparison[]> {
  const { spec, file, text } = model.entry;
  const recorded = manifest.models.find(({ id }) => id === spec.id);
  const entry = {
    what: say('model entry {file}', { file }),
    before: { hash: recorded?.entry.hash },
    now: { hash: hashOfFile(text) },
  };
  // One that was never loaded may have been fixed.
  if (!recorded?.identity) return [entry];
  const before = { weightsDigest: recorded.identity.weightsDigest };
  const now = { weightsDigest: await weightsDigestOf(model) };
  const comparisons = [entry, { what: asIs(traitsOf(model).file ?? spec.id), before, now }];
  const template = await templateFileOf(model);
  if (!template || !recorded.template) return comparisons;
  const { hash } = recorded.template;
  return [
    ...comparisons,
    { what: say('template {file}', { file: template.file }), before: { hash }, now: { hash: template.hash } },
  ];
}

/** The part of `all` that `some` has too, recursively. */
function partOf(all: object, some: object): object {
  const values = new Map(Object.entries(all));
  const parts = Object.entries(some).map(([name, value]): [string, unknown] => {
    const whole: unknown = values.get(name);
    return [name, isGroup(value) && isGroup(whole) ? partOf(whole, value) : whole];
  });
  return Object.fromEntries(parts);
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function measuredOf(manifest: Manifest, model: string): Measured | null {
  const recorded = manifest.models.find(({ id }) => id === model);
  const { description } = recorded ?? {};
  return description && 'threads' in description ? { ...description, chosen: description } : null;
}

// Takes an unfinished run up again: as what it was, or not at all. Start at `resumeRun`.
import path from 'node:path';
import { z } from 'zod';
import type { Measured } from '../backend/llama/llama.ts';
import type { Limits } from '../backend/llama/model-process.ts';
import { weightsOf } from '../backend/open.ts';
import { sha256 } from '../core/hash.ts';
import { type FoundRun, findRuns, readManifest, readSummary } from '../store/read-run.ts';
import type { Manifest, PlayRequest } from '../store/records.ts';
import { reopenRunFolder } from '../store/run-folder.ts';
import { type RunResult, runPlan } from './engine.ts';
import type { Emit } from './events.ts';
import { loadPlan, type ScriptedModel } from './load-plan.ts';
import type { Plan } from './plan.ts';
import { requireSame } from './same-run.ts';
import type { World } from './world.ts';

export interface ResumeRequest {
  /** A run's id, or the path of its folder; null: the latest unfinished one. */
  run: string | null;
  /** Folder of run folders. */
  out: string;
  /** Plays failed conversations again; their old records stay in the journal. */
  retryFailed: boolean;
  /** What is asked for once more: it must be what the run was begun with. */
  given: Partial<PlayRequest>;
  /** The run's scripted models, whose functions no folder can hold. */
  scripted?: readonly ScriptedModel[];
  limits: Limits;
  arguments: readonly string[];
}

/** nothing: there is nothing to resume; `latest` is the finished run that was named, or the latest one, if there is any. */
export type ResumeResult = { status: 'resumed'; result: RunResult } | { status: 'nothing'; latest: FoundRun | null };

/**
 * @throws ResumeRefusal when weights, template, scenario, engine or settings are not what they were; UserError when another process
 * writes into the run's folder
 */
export async function resumeRun(request: ResumeRequest, world: World, emit: Emit): Promise<ResumeResult> {
  const found = await findRun(request);
  if (!found || !isUnfinished(found, request.retryFailed)) return { status: 'nothing', latest: found };
  const { folder, manifest } = await reopenRunFolder(found.directory, world.process);
  try {
    const plan = await samePlan(manifest, request, world);
    const resumed = [...manifest.resumed, { at: world.now().toISOString(), arguments: [...request.arguments] }];
    const continued = { ...manifest, resumed };
    await folder.writeManifest(continued);
    await folder.removeSummary();
    const result = await runPlan(plan, {
      folder,
      manifest: continued,
      isResumed: true,
      retryFailed: request.retryFailed,
      emit,
      signal: world.signal,
      now: world.now,
    });
    return { status: 'resumed', result };
  } finally {
    await folder.close();
  }
}

/** The run that was named, else the latest that has something left to play, else the latest. */
async function findRun({ run, out, retryFailed }: ResumeRequest): Promise<FoundRun | null> {
  if (run !== null) {
    const directory = /[/\\]/.test(run) ? run : path.join(out, run);
    const manifest = await readManifest(directory);
    return { runId: manifest.runId, directory, summary: await readSummary(directory) };
  }
  let latest: FoundRun | null = null;
  for await (const found of findRuns(out)) {
    latest ??= found;
    if (isUnfinished(found, retryFailed)) return found;
  }
  return latest;
}

function isUnfinished({ summary }: FoundRun, retryFailed: boolean): boolean {
  if (!summary || summary.status === 'interrupted' || summary.status === 'stopped') return true;
  return retryFailed && (summary.totals.failed > 0 || summary.status === 'failed');
}

/** The plan of the run, from what its manifest says, if everything in it is what it was. */
async function samePlan(manifest: Manifest, request: ResumeRequest, world: World): Promise<Plan> {
  const { given, limits, scripted = [] } = request;
  const before = manifest.request;
  const names = Object.keys(given).filter((name) => name in before);
  requireSame(
    `the command for run ${manifest.runId}`,
    Object.fromEntries(Object.entries(before).filter(([name]) => names.includes(name))),
    given,
  );
  const isGiven = (model: string): ScriptedModel | undefined => scripted.find(({ entry }) => entry.spec.id === model);
  const models = before.models.map((model) => isGiven(model) ?? model);
  const measured = (model: string): Measured | null => measuredOf(manifest, model);
  const plan = await loadPlan({ ...before, models, limits }, world, measured);
  for (const { scenario, file, hash } of plan.scenarios) {
    const recorded = manifest.scenarios.find(({ id }) => id === scenario.id);
    requireSame(`scenario ${file}`, { hash: recorded?.hash }, { hash });
  }
  requireSame(
    `the selection of run ${manifest.runId}`,
    { scenarios: manifest.scenarios.map(({ id }) => id), models: manifest.models.map(({ id }) => id) },
    {
      scenarios: plan.scenarios.map((each) => each.scenario.id),
      models: plan.models.map(({ entry }) => entry.spec.id),
    },
  );
  for (const model of plan.models) {
    const recorded = manifest.models.find(({ id }) => id === model.entry.spec.id);
    const { file, text } = model.entry;
    requireSame(`model entry ${file}`, { hash: recorded?.entry.hash }, { hash: sha256(text) });
    const weights = recorded?.identity?.weights;
    if (weights === undefined) continue;
    const where = model.backend === 'llama' ? model.gguf.path : model.entry.spec.id;
    requireSame(where, { weights }, { weights: await weightsOf(model) });
  }
  return plan;
}

const MeasuredSchema = z.object({
  threads: z.number().int(),
  parallel: z.number().int(),
  sharedPrefixTokens: z.number().int().nullable(),
});

/** What the run's first session found out by measuring must not be measured anew. */
function measuredOf(manifest: Manifest, model: string): Measured | null {
  const recorded = manifest.models.find(({ id }) => id === model);
  return MeasuredSchema.safeParse(recorded?.description).data ?? null;
}

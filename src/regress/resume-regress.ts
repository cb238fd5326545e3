// Continues an unfinished check for regressions. Start at `resumeRegress`.
import type { GivenModel } from '../backend/request.ts';
import { UserError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import { absolute, type World, wayTo, worldOfRun } from '../core/world.ts';
import { resumeRun } from '../run/resume.ts';
import { readMeasurementFile } from '../store/measurements.ts';
import { type FoundRun, findNamedRun, findRuns, readManifest } from '../store/read-run.ts';
import { say } from '../words/text.ts';
import { chosenModels } from './chosen-models.ts';
import { copiedScenarios } from './reference-side.ts';
import { measuringFor, type RegressContext, type RegressResult, reportAfter } from './regress.ts';
import { REPORT, REQUEST, type StoredRequest, StoredRequestSchema } from './request.ts';

export interface ResumeRegressRequest {
  /** null: the latest unfinished one. */
  run: string | null;
  out: string;
  limits: Limits;
  arguments: readonly string[];
}

/**
 * What has been played and measured stays; the rest is done as it was asked for.
 * @throws UserError where there is nothing to resume; ResumeRefusal if weights, template, scenario or engine have changed
 */
export async function resumeRegress(
  { run, out, limits, arguments: argv }: ResumeRegressRequest,
  world: World,
  { emit, onMeasured }: RegressContext,
): Promise<RegressResult> {
  const { found, stored } = await unfinished(run, absolute(out, world), world);
  const { workingDirectory } = await readManifest(found.directory);
  const there = worldOfRun(world, { directory: found.directory, workingDirectory });
  const { given } = await chosenModels({ ...stored, blessed: stored.baseline }, there);
  const scripted = given.filter((model): model is Exclude<GivenModel, string> => typeof model !== 'string');
  const resumed = await resumeRun(
    {
      run: found.directory,
      ...{ out, limits, scripted },
      retryFailed: false,
      given: {},
      maxCostUsd: null,
      arguments: argv,
      measuring: measuringFor(stored, world, { onMeasured, baseline: null }),
      recorded: stored.baseline ? await copiedScenarios(found.directory) : undefined,
    },
    world,
    emit,
  );
  if (resumed.status === 'resumed')
    return { run: resumed.result, report: await reportAfter(resumed.result, stored, world) };
  // Everything had been played and measured, and only the report was missing.
  const { summary, directory } = found;
  if (!summary) throw new Error('a run that cannot be resumed has ended');
  const result = { summary, directory, failedModels: [], playedModels: given.length };
  return { run: result, report: await reportAfter(result, stored, world) };
}

async function unfinished(
  run: string | null,
  out: string,
  world: World,
): Promise<{ found: FoundRun; stored: StoredRequest }> {
  if (run !== null) {
    const found = await findNamedRun(run, out, world);
    const stored = await storedRequest(found.directory);
    if (stored) return { found, stored };
    throw new UserError(say('run {run} is no check for regressions', { run: found.runId }));
  }
  for await (const found of findRuns(out)) {
    const stored = await storedRequest(found.directory);
    if (stored && (await readMeasurementFile(found.directory, REPORT)) === null) return { found, stored };
  }
  throw new UserError(
    say('there is no unfinished check for regressions in {folder}', {
      folder: wayTo(out, world.workingDirectory),
    }),
  );
}

async function storedRequest(directory: string): Promise<StoredRequest | null> {
  const parsed = StoredRequestSchema.safeParse(await readMeasurementFile(directory, REQUEST));
  return parsed.success ? parsed.data : null;
}

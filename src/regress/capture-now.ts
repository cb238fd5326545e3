// The probabilities of a model that a run has played, captured afterwards: it is opened as it was then, or not at all. Start at `captureNow`.
import { anatomyOf, type OpenRequest, openBackend, traitsOf, weightsDigestOf } from '../backend/open.ts';
import { modelRequests } from '../backend/request.ts';
import { ExitCode, ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { DEFAULT_LIMITS } from '../core/limits.ts';
import { type World, worldOfRun } from '../core/world.ts';
import { requireSameIdentity } from '../run/same-run.ts';
import { baselineWorkshop } from '../store/baseline-folder.ts';
import type { PastRun } from '../store/past-run.ts';
import type { Manifest } from '../store/records.ts';
import { say } from '../words/text.ts';
import { type CapturedModel, capturedIn, NOTHING_CAPTURED } from './captured-in.ts';
import { conversationsOf } from './conversations-of.ts';
import { type MeasuringProgress, openMeasuring } from './measuring.ts';

interface CaptureRequest {
  run: PastRun;
  model: string;
  /** As they were given, of the run's models. */
  selectors: readonly string[];
  /** Whether it is opened at all: otherwise its file alone is looked at. */
  withProbabilities: boolean;
  /** Of replies, at most. */
  tokens: number;
  /** Folder in which a folder for the time of the work is made. */
  workshop: string;
  onMeasured: (progress: MeasuringProgress) => void;
}

/**
 * If it cannot be opened, or is no longer what it was, the problem says so.
 * @throws UserError if the user ends it, or if a file cannot be written
 */
export async function captureNow(request: CaptureRequest, world: World): Promise<CapturedModel> {
  const { run, model } = request;
  let opened: OpenRequest | null;
  try {
    opened = await requestFor(request, world);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...NOTHING_CAPTURED, problem: `no-probabilities: ${reasonOf(error)}` };
  }
  if (!opened) {
    return { ...NOTHING_CAPTURED, problem: 'no-probabilities: this model does not give access to probabilities' };
  }
  const known = run.manifest.models.find(({ id }) => id === model);
  if ((await weightsDigestOf(opened)) !== known?.identity?.weightsDigest) return CHANGED;
  const anatomy = await anatomyOf(opened);
  if (!request.withProbabilities) return { ...NOTHING_CAPTURED, anatomy };
  try {
    return { ...(await captured(opened, known, request, world)), anatomy };
  } catch (error) {
    if (world.signal.aborted) throw new UserError(say('interrupted'), { exitCode: ExitCode.interrupted, cause: error });
    if (!(error instanceof ModelFailure)) throw error;
    return { ...NOTHING_CAPTURED, anatomy, problem: reasonOf(error) };
  }
}

const CHANGED: CapturedModel = {
  ...NOTHING_CAPTURED,
  problem: 'no-probabilities: its file, its template or the engine is no longer what it was in the run',
};

/** null: it has no weights on this machine. */
async function requestFor({ run, model, selectors }: CaptureRequest, world: World): Promise<OpenRequest | null> {
  const { directory, manifest } = run;
  if (manifest.imported) return null;
  const { request, workingDirectory } = manifest;
  const there = worldOfRun(world, { directory, workingDirectory });
  const options = { ...request, limits: DEFAULT_LIMITS, scores: true };
  const description = manifest.models.find(({ id }) => id === model)?.description;
  const measured = description && 'threads' in description ? { ...description, chosen: description } : null;
  let problem: UserError | null = null;
  for (const selector of selectors) {
    try {
      const requests = await modelRequests([selector], options, there, { measured: () => measured });
      const found = requests.find(({ entry }) => entry.spec.id === model);
      if (found) return traitsOf(found).file === null ? null : found;
    } catch (error) {
      // Of another model of the run, it does not matter.
      if (!(error instanceof UserError)) throw error;
      problem = error;
    }
  }
  throw problem ?? new UserError(say('the model "{model}" is not here any more', { model }));
}

async function captured(
  opened: OpenRequest,
  recorded: Manifest['models'][number],
  { run, model, tokens, workshop, onMeasured }: CaptureRequest,
  world: World,
): Promise<CapturedModel> {
  const room = await baselineWorkshop(workshop);
  try {
    const backend = await openBackend(opened);
    try {
      if (!isSame(recorded, backend)) return CHANGED;
      const measuring = await openMeasuring({
        ...{ directory: room.directory, models: [model], tokens, isExact: false, secrets: world.secrets },
        scenarios: run.scenarios.flatMap(({ scenario }) => scenario ?? []),
        conversations: (id) => conversationsOf(run.directory, id),
        onProgress: onMeasured,
      });
      try {
        await measuring.measure({ request: opened, backend }, world.signal);
        world.signal.throwIfAborted();
      } finally {
        await measuring.close();
      }
    } finally {
      await backend.close();
    }
    return await capturedIn(room.directory, { model, index: 0 });
  } finally {
    await room.remove();
  }
}

function isSame(...[recorded, backend]: Parameters<typeof requireSameIdentity>): boolean {
  try {
    requireSameIdentity(recorded, backend);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

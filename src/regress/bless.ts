// Makes a baseline out of a finished run: what one of its models said, and how probable it finds that. Start at `bless`.
import path from 'node:path';
import { ExitCode, UserError } from '../core/errors.ts';
import { foldedName } from '../core/file-name.ts';
import { packageVersion } from '../core/package-version.ts';
import { didYouMean } from '../core/suggest.ts';
import { absolute, type World } from '../core/world.ts';
import { baselineFolders, writeBaseline } from '../store/baseline-folder.ts';
import { journalOf } from '../store/journal-of-model.ts';
import { readMeasurementFile } from '../store/measurements.ts';
import { openPastRun, type PastRun } from '../store/past-run.ts';
import { type Manifest, SCHEMA_VERSION, type Summary } from '../store/records.ts';
import { plural, say, type Text } from '../words/text.ts';
import { type BaselineRecord, baselineTexts, type NamedBaseline, requireBaselineName } from './baseline.ts';
import { captureNow } from './capture-now.ts';
import { type CapturedModel, capturedIn, NOTHING_CAPTURED } from './captured-in.ts';
import { conversationsOf } from './conversations-of.ts';
import type { MeasuringProgress } from './measuring.ts';
import { PRESETS } from './presets.ts';
import { REPORT, REQUEST, type StoredRequest, StoredRequestSchema } from './request.ts';

export interface BlessRequest extends NamedBaseline {
  /** An id, the path of a run's folder, `latest` or `latest~1`. */
  run: string;
  /** null: the reference of a check for regressions, or the only model. */
  model: string | null;
  /** Whether an earlier one of that name gives way. */
  isReplacing: boolean;
  /** Whether probabilities are kept, and captured now where the run has none. */
  withProbabilities: boolean;
  /** Of replies whose probabilities are captured now, at most; null: as many as the preset `standard` asks for. */
  tokens: number | null;
  /** Folder of run folders. */
  out: string;
}

export interface Blessed {
  record: Omit<BaselineRecord, 'files' | 'schemaVersion'>;
  directory: string;
  /** What a person should know about it. */
  notes: Text[];
}

/** @throws UserError for a run or a name of which nothing can be made; then nothing has been written */
export async function bless(
  request: BlessRequest,
  world: World,
  onMeasured: (progress: MeasuringProgress) => void,
): Promise<Blessed> {
  const name = requireBaselineName(request.name, '--name');
  const parent = absolute(request.folder, world);
  await requireRoom(name, parent, request.isReplacing);
  const run = await openPastRun(request.run, request.out, world);
  requireFinished(run);
  const stored = await checkOf(run);
  const model = chosenModel(run, stored, request.model);
  const source = sourceOf(run, model);
  const isReference = stored !== null && stored.baseline === null && stored.models[0] === model;
  const atMost = isReference ? stored.tokens : (request.tokens ?? PRESETS.standard.tokens);
  const selectors = stored ? [stored.reference ?? [], stored.candidates].flat() : run.manifest.request.models;
  const captured = await captureOf({ run, model, selectors, isReference, atMost, parent }, request, world, onMeasured);
  const { texts, notes, ...measured } = captured;
  const said = await conversationsOf(run.directory, model);
  const record: Blessed['record'] = {
    name,
    createdAt: world.now().toISOString(),
    hitogara: await packageVersion(world),
    run: { id: run.manifest.runId, type: stored ? 'regress' : run.manifest.imported ? 'import' : 'eval' },
    model,
    replies: said.reduce((sum, { turns }) => sum + turns.length, 0),
    preset: stored?.preset ?? null,
    ...measured,
    tokens: { atMost, kept: measured.tokens },
    ...source,
  };
  const files = baselineTexts(
    record,
    { 'journal.jsonl': await journalOf(run.directory, model, world.secrets), ...texts },
    world.secrets,
  );
  return { record, notes, ...(await writeBaseline(parent, name, files)) };
}

async function requireRoom(name: string, parent: string, isReplacing: boolean): Promise<void> {
  const names = [...(await baselineFolders(parent)).keys()];
  const twin = names.find((other) => other !== name && foldedName(other) === foldedName(name));
  if (twin !== undefined) {
    const problem = say(
      'the baseline "{name}" in {folder} differs only in capital letters: some systems take both for one',
      {
        ...{ name: twin, folder: parent },
      },
    );
    throw new UserError(problem, { remedy: say('Give another name.') });
  }
  if (isReplacing || !names.includes(name)) return;
  throw new UserError(say('there is a baseline "{name}" in {folder} already', { name, folder: parent }), {
    remedy: say('Give another name, or put this one in its place with --replace.'),
  });
}

function requireFinished({ manifest, status, directory }: PastRun): void {
  if (manifest.schemaVersion !== SCHEMA_VERSION) {
    throw new UserError(
      say('run {run} was played by hitogara {version}, which derived seeds differently: play it again', {
        ...{ run: manifest.runId, version: manifest.versions.hitogara },
      }),
      { place: { file: directory } },
    );
  }
  if (status === 'done' || status === 'failed') return;
  throw new UserError(
    say('run {run} is not finished, and only a whole run can be a baseline', { run: manifest.runId }),
    {
      place: { file: directory },
      remedy: status === 'running' ? say('Wait for its end.') : say('Continue it with --resume.'),
    },
  );
}

/** What the run was asked for as a check for regressions; null: it was none. */
async function checkOf({ directory, manifest }: PastRun): Promise<StoredRequest | null> {
  const parsed = StoredRequestSchema.safeParse(await readMeasurementFile(directory, REQUEST));
  if (!parsed.success) return null;
  if ((await readMeasurementFile(directory, REPORT)) !== null) return parsed.data;
  throw new UserError(
    say('run {run} is not finished, and only a whole run can be a baseline', { run: manifest.runId }),
    {
      place: { file: directory },
      remedy: say('Continue it with --resume.'),
    },
  );
}

function chosenModel({ manifest }: PastRun, stored: StoredRequest | null, wanted: string | null): string {
  const ids = manifest.models.map(({ id }) => id);
  if (wanted !== null) {
    if (ids.includes(wanted)) return wanted;
    throw new UserError(say('run {run} has no model "{model}"', { run: manifest.runId, model: wanted }), {
      remedy: didYouMean(wanted, ids),
    });
  }
  const [reference] = stored?.models ?? [];
  if (stored?.baseline === null && reference !== undefined) return reference;
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return only;
  throw new UserError(
    say('run {run} has {models}, and a baseline is made of one', {
      run: manifest.runId,
      models: plural(ids.length, 'model'),
    }),
    { remedy: say('Name it with --model: {models}', { models: ids.join(', ') }) },
  );
}

/** What the run says about this model. @throws UserError if it cannot be played again in one way */
function sourceOf({ manifest, summary }: PastRun, id: string): { manifest: Manifest; summary: Summary } {
  const { runId, request } = manifest;
  const model = manifest.models.find((each) => each.id === id);
  if (!model || !summary) throw new Error('a finished run has its models and a summary');
  if (request.settings.length > 1) {
    throw new UserError(
      say('run {run} played several settings, and a baseline has one; play the wanted one by itself', { run: runId }),
    );
  }
  if (request.filter !== null) {
    throw new UserError(
      say('run {run} was played with --filter, and cannot be played again by a candidate of another name', {
        run: runId,
      }),
    );
  }
  if (model.status !== 'ready') {
    throw new UserError(say('in run {run}, the model "{model}" did not play', { run: runId, model: id }), {
      exitCode: ExitCode.nothingMatched,
    });
  }
  const { workingDirectory: _where, ...rest } = manifest;
  const { description } = model;
  // Whoever reads it is on another machine: where files were on this one says nothing to them.
  const named = description &&
    'path' in description && { description: { ...description, path: path.basename(description.path) } };
  return {
    manifest: {
      ...rest,
      arguments: [],
      resumed: [],
      request: { ...request, models: [id] },
      models: [{ ...model, ...named }],
    },
    summary: { ...summary, speeds: summary.speeds.filter((speed) => speed.model === id) },
  };
}

interface Capturing {
  run: PastRun;
  model: string;
  /** Of the run's models, as they were given. */
  selectors: readonly string[];
  /** Whether the run has captured it. */
  isReference: boolean;
  atMost: number;
  /** Folder of baselines. */
  parent: string;
}

async function captureOf(
  { run, model, selectors, isReference, atMost, parent }: Capturing,
  { withProbabilities }: BlessRequest,
  world: World,
  onMeasured: (progress: MeasuringProgress) => void,
): Promise<CapturedModel & { notes: Text[] }> {
  const captured = isReference
    ? await capturedIn(run.directory, { model, index: 0 })
    : await captureNow(
        { ...{ run, model, selectors, withProbabilities, onMeasured }, tokens: atMost, workshop: parent },
        world,
      );
  if (!withProbabilities) {
    const problem = 'no-probabilities: the baseline was blessed without them';
    const notes = [say('without probabilities: only replies can be compared with it')];
    return { ...NOTHING_CAPTURED, anatomy: captured.anatomy, problem, notes };
  }
  if (captured.tokens > 0) return { ...captured, notes: [] };
  return {
    ...captured,
    notes: [
      say('only replies can be compared with it, not probabilities: {reason}', {
        reason: captured.problem ?? 'no-probabilities',
      }),
    ],
  };
}

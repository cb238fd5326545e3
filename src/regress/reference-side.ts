// What candidates are compared with, as it lies in a run's folder: a model that was played with them, or the copy of a baseline, so that a
// check can go on and be read whatever has become of the baseline since. Start at `referenceSide`.

import type { World } from '../core/world.ts';
import { recordedScenario } from '../scenario/load.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { measurementFile, readMeasurementFile, writeMeasurementFile } from '../store/measurements.ts';
import { openPastRun, type PastRun } from '../store/past-run.ts';
import { ManifestSchema } from '../store/records.ts';
import type { Baseline } from './baseline.ts';
import { anatomyFile, CAPTURED, FLOOR, greedyFile, STEPS, type Step } from './measuring.ts';
import type { StoredRequest } from './request.ts';

export interface ReferenceSide {
  from: 'played' | 'baseline';
  /** Where its conversations are. */
  run: PastRun;
  /** Its id in that run. */
  model: string;
  /** Its id in the check: the same, unless a candidate has that. */
  id: string;
}

/** In a run's folder of measurements. */
const COPY = 'baseline';

export async function referenceSide(run: PastRun, stored: StoredRequest, world: World): Promise<ReferenceSide> {
  const [id] = stored.models;
  if (id === undefined) throw new Error('there is no reference');
  if (!stored.baseline) return { from: 'played', run, model: id, id };
  const copy = await openPastRun(copyOf(run.directory), '.', world);
  return { from: 'baseline', run: copy, model: stored.baseline.model, id };
}

/** @param directory of the run */
export function copyOf(directory: string): string {
  return measurementFile(directory, COPY);
}

/** Before anything is played. What was measured of it lies where a check keeps what it has measured of its first model. */
export async function copyBaseline(directory: string, { record, texts }: Baseline, id: string): Promise<void> {
  const { manifest, summary, anatomy, tooLong, withThinking } = record;
  const problem = record.tokens.kept > 0 ? record.problem : (record.problem ?? NO_PROBABILITIES);
  const step: Step = { schemaVersion: 1, model: id, problem, tooLong, withThinking };
  const files: [string, string][] = [
    [`${COPY}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`],
    [`${COPY}/summary.json`, `${JSON.stringify(summary, null, 2)}\n`],
    [`${COPY}/journal.jsonl`, texts['journal.jsonl']],
    [CAPTURED, texts['probabilities.jsonl']],
    [FLOOR, texts['floor.jsonl']],
    [greedyFile(0), texts['greedy.jsonl']],
    [anatomyFile(0), JSON.stringify(anatomy)],
    [STEPS, `${JSON.stringify(step)}\n`],
  ];
  for (const [name, text] of files) await writeMeasurementFile(directory, name, text);
}

const NO_PROBABILITIES = 'no-probabilities: the baseline has none';

/** The scenarios as the baseline recorded them, from its copy. */
export async function copiedScenarios(directory: string): Promise<LoadedScenario[]> {
  const manifest = ManifestSchema.parse(await readMeasurementFile(directory, `${COPY}/manifest.json`));
  return manifest.scenarios.map((scenario) => recordedScenario(scenario));
}

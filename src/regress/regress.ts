// From names to a verdict: plays the reference and its candidates as one run, measures each while it is open, and compares them. Start at
// `regress`.
import type { World } from '../core/world.ts';
import type { RunResult } from '../run/engine.ts';
import { evaluate, type OpenMeasuring } from '../run/evaluate.ts';
import type { Emit } from '../run/events.ts';
import type { Plan } from '../run/plan.ts';
import { removeMeasurementFiles, writeMeasurementFile } from '../store/measurements.ts';
import { say, type Text } from '../words/text.ts';
import { reportOf } from './analyse.ts';
import { requireAsBlessed } from './as-blessed.ts';
import type { Baseline } from './baseline.ts';
import { conversationsOf } from './conversations-of.ts';
import { changedScenarios } from './design.ts';
import { LOGITS, type MeasuringProgress, openMeasuring } from './measuring.ts';
import { plannedCheck } from './planned.ts';
import { copyBaseline, copyOf } from './reference-side.ts';
import type { RegressReport } from './report.ts';
import { REPORT, REQUEST, type RegressRequest, type StoredRequest } from './request.ts';

export interface RegressContext {
  emit: Emit;
  onMeasured: (progress: MeasuringProgress) => void;
  /** What a person should know before it begins. */
  onNote?: (note: Text) => void;
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
  { emit, onMeasured, onNote }: RegressContext,
): Promise<RegressResult> {
  const { baseline, blessed, preset, tokens, play, models, allowed, margin } = await plannedCheck(request, world);
  const stored: StoredRequest = {
    schemaVersion: 1,
    reference: request.reference,
    baseline: blessed,
    candidates: [...request.candidates],
    vary: { ...request.vary },
    ...{ preset, tokens },
    ...{ margin, allowed },
    gates: [...request.gates],
    isExact: request.isExact && baseline === null,
    maxDivergence: request.maxDivergence,
    minSameTop: request.minSameTop,
    settings: play.settings[0] ?? {},
    prompt: play.prompt,
    mode: play.mode,
    llama: play.llama,
    models: models.ids,
  };
  if (baseline) await tellChanges(baseline, world, onNote);
  const run = await evaluate(
    {
      ...play,
      models: models.given,
      limits: request.limits,
      maxCostUsd: null,
      out: request.out,
      arguments: request.arguments,
      measuring: measuringFor(stored, world, { onMeasured, baseline }),
    },
    world,
    emit,
  );
  return { run, report: await reportAfter(run, stored, world) };
}

async function tellChanges(baseline: Baseline, world: World, onNote: RegressContext['onNote']): Promise<void> {
  const changed = await changedScenarios(baseline, world);
  if (changed.length === 0) return;
  const values = { name: baseline.record.name, ids: changed.join(', ') };
  onNote?.(say('changed since the baseline "{name}", and played as they were then: {ids}', values));
}

/** @param baseline to be copied into the run's folder; null: there is none, or it was copied when the run was started */
export function measuringFor(
  stored: StoredRequest,
  world: World,
  { onMeasured, baseline }: Pick<RegressContext, 'onMeasured'> & { baseline: Baseline | null },
): OpenMeasuring {
  return async (directory: string, plan: Plan) => {
    const { models, tokens, isExact } = stored;
    const [reference = ''] = models;
    if (baseline) await copyBaseline(directory, baseline, reference);
    await writeMeasurementFile(directory, REQUEST, `${JSON.stringify(stored, null, 2)}\n`);
    const measuring = await openMeasuring({
      ...{ directory, models, tokens, isExact, secrets: world.secrets, onProgress: onMeasured },
      scenarios: plan.scenarios.map(({ scenario }) => scenario),
      conversations: (model) =>
        stored.baseline && model === reference
          ? conversationsOf(copyOf(directory), stored.baseline.model)
          : conversationsOf(directory, model),
    });
    return {
      ...measuring,
      async requireSuitable(request) {
        if (request.entry.spec.id !== reference) await requireAsBlessed(request, { directory, stored, world });
      },
    };
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
  await removeMeasurementFiles(directory, LOGITS);
  return report;
}

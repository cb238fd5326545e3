// A run: models one after the other, each with its conversations. Failures become data, interruption does not; events are sent only
// after what they report is on disk. Knows nothing of terminals. Start at `runPlan`.
import { shortenIn } from '../core/world.ts';
import { StoreFailure } from '../store/journal.ts';
import type { Manifest, Summary } from '../store/records.ts';
import { sum } from '../store/totals.ts';
import type { Hole } from '../store/turn-order.ts';
import { say, type Text } from '../words/text.ts';
import { type Plan, planSize, variedSettings } from './plan.ts';
import { costReached } from './play-all.ts';
import { type ModelContext, type ModelResult, playModel, type Speed } from './play-model.ts';

export interface RunContext
  extends Pick<ModelContext, 'folder' | 'isResumed' | 'retryFailed' | 'measuring' | 'emit' | 'world'> {
  manifest: Manifest;
  /** What earlier sessions measured. */
  speeds: Summary['speeds'];
}

export interface RunResult {
  summary: Summary;
  /** null if nothing was recorded and no folder is left. */
  directory: string | null;
  /** Models that could not play at all, with the reason. */
  failedModels: { model: string; reason: string }[];
  /** Models that got as far as playing. */
  playedModels: number;
}

/** @throws StoreFailure if a write to disk fails; everything journaled before that is intact */
export async function runPlan(plan: Plan, context: RunContext): Promise<RunResult> {
  const { folder, emit, world } = context;
  const { signal } = world;
  const started = performance.now();
  let { manifest } = context;
  let { speeds } = context;
  const progress: ModelContext = {
    ...context,
    addSpeed(speed) {
      speeds = withSpeed(speeds, speed);
    },
    async endConversation(record) {
      await folder.append(record);
      emit({ type: 'conversation-end', record });
    },
    recordOf: (id) => manifest.models.find((model) => model.id === id),
    async updateModel(id, change) {
      const models = manifest.models.map((model) => {
        if (model.id !== id) return model;
        const { reason: _outdated, ...rest } = model;
        return { ...rest, ...change };
      });
      manifest = { ...manifest, models };
      await folder.writeManifest(manifest);
    },
  };
  const directory = (): string | null => (folder.willVanish() ? null : folder.directory);
  const summaryOf = (status: Summary['status'], reason?: string): Summary => ({
    schemaVersion: manifest.schemaVersion,
    runId: manifest.runId,
    status,
    ...(reason !== undefined && { reason }),
    startedAt: manifest.startedAt,
    endedAt: world.now().toISOString(),
    elapsedMs: performance.now() - started,
    totals: folder.index.totals(),
    speeds,
  });

  emit({ type: 'run-start', runId: manifest.runId, directory: folder.directory, ...sizeOf(plan, context) });
  const results: ModelResult[] = [];
  try {
    for (const request of plan.models) {
      if (signal.aborted || costReached(plan, folder) !== null) break;
      results.push(await playModel(plan, request, progress));
    }
    const failedModels = results.filter((result) => result.status === 'failed');
    const cost = costReached(plan, folder);
    const nothingPlayed = results.length > 0 && failedModels.length === results.length;
    // A resumed run with only one model is not over just because the model does not load this time.
    const obstacle =
      nothingPlayed && context.isResumed && plan.models.length === 1 ? failedModels[0]?.reason : undefined;
    const [left] = folder.index.damaged();
    const reason = cost ?? obstacle ?? (left && String(describeLeft(left)));
    const { done, failed } = folder.index.totals();
    const allFailed = nothingPlayed || (done === 0 && failed > 0);
    const ending = reason !== undefined ? 'stopped' : allFailed ? 'failed' : 'done';
    const summary = signal.aborted ? summaryOf('interrupted') : summaryOf(ending, reason);
    await folder.writeSummary(summary);
    emit({ type: 'run-end', summary, directory: directory() });
    return { summary, directory: directory(), failedModels, playedModels: results.length - failedModels.length };
  } catch (error) {
    if (error instanceof StoreFailure) {
      const summary = summaryOf('stopped', shortenIn(error.message, world));
      // This write may fail too: the folder then looks as it would after a power cut.
      if (!error.isGone) await folder.writeSummary(summary).catch(() => {});
      emit({ type: 'run-end', summary, directory: error.isGone ? null : directory() });
    }
    throw error;
  }
}

/** Such as a conversation of another run, whose lines somebody has put into this one's journal. */
function describeLeft({ model, scenario, sample, line }: Hole): Text {
  return say('{model}/{scenario} #{sample}, damaged in line {line} of the journal, is not part of this run', {
    ...{ model, scenario, sample, line },
  });
}

function sizeOf(plan: Plan, { folder, isResumed, retryFailed }: RunContext) {
  let conversations = 0;
  let turns = 0;
  for (const { entry } of plan.models) {
    const size = planSize(plan, entry.spec.id);
    conversations += size.conversations;
    turns += size.turns;
  }
  const { done, failed, turns: finishedTurns } = folder.index.totals((status) => !(retryFailed && status === 'failed'));
  const finished = { conversations: done + failed, turns: finishedTurns };
  return {
    damage: folder.damage.map(({ text }) => text),
    notes: plan.scenarios.flatMap(({ notes = [] }) => notes),
    mode: plan.mode,
    models: plan.models.length,
    conversations,
    turns,
    varied: variedSettings(plan),
    finished: isResumed ? finished : null,
  };
}

/** All sessions of a run together give the best estimate. */
function withSpeed(speeds: readonly Speed[], speed: Speed): Speed[] {
  if (speed.turns === 0) return [...speeds];
  const earlier = speeds.find(({ model }) => model === speed.model);
  if (!earlier) return [...speeds, speed];
  const all = {
    ...speed,
    turns: earlier.turns + speed.turns,
    replyTokens: sum(earlier.replyTokens ?? null, speed.replyTokens ?? null),
    playMs: earlier.playMs + speed.playMs,
    peakMemoryBytes: most(earlier.peakMemoryBytes, speed.peakMemoryBytes),
  };
  return speeds.map((each) => (each === earlier ? all : each));
}

/** null: neither is known. */
function most(a: number | null = null, b: number | null = null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

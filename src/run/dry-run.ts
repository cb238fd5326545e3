// What a run would do: how many conversations, how much memory, how long. Plays nothing. Start at `describePlan`.
import pLimit from 'p-limit';
import type { Forecast } from '../backend/backend.ts';
import { forecastOf, isLocal, type OpenRequest, weightsDigestOf } from '../backend/open.ts';
import { UserError } from '../core/errors.ts';
import type { Mode } from '../core/play-choices.ts';
import { absolute, type World } from '../core/world.ts';
import { findRuns } from '../store/read-run.ts';
import type { Summary } from '../store/records.ts';
import { loadPlan, type PlanRequest } from './load-plan.ts';
import { type Plan, planSize } from './plan.ts';

export interface PlanDescription {
  mode: Mode;
  scenarios: number;
  settings: number;
  samples: number;
  models: PlannedModel[];
  conversations: number;
  turns: number;
  /** null: the speed of at least one model is unknown. */
  estimateMs: number | null;
}

interface PlannedModel {
  model: string;
  conversations: number;
  turns: number;
  /** Weights and one context, in bytes; null if unknown without loading. */
  memoryBytes: number | null;
  /** For GGUF files; null for other backends, and for a file that cannot be read. */
  template: Forecast['template'];
  /** From the speeds of earlier runs of the same weights in the same mode; null if there are none. */
  estimateMs: number | null;
}

type Speed = Summary['speeds'][number];

/** How many are described in parallel: a process inspects each file, and its weights are hashed. */
const AT_ONCE = 2;

/** @throws UserError as a run would, before anything is loaded */
export async function describePlan(request: PlanRequest, out: string, world: World): Promise<PlanDescription> {
  const plan = await loadPlan(request, world);
  const speeds = await recordedSpeeds(absolute(out, world));
  const limit = pLimit(AT_ONCE);
  const models = await Promise.all(plan.models.map((model) => limit(() => describeModel(model, plan, speeds))));
  const estimates = models.map(({ estimateMs }) => estimateMs);
  return {
    mode: plan.mode,
    scenarios: plan.scenarios.length,
    settings: plan.settings.length,
    samples: plan.samples,
    models,
    conversations: models.reduce((sum, { conversations }) => sum + conversations, 0),
    turns: models.reduce((sum, { turns }) => sum + turns, 0),
    estimateMs: estimates.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0),
  };
}

/**
 * The same without what each model needs, for which its file has to be read.
 * @throws UserError as a run would, before anything is loaded
 */
export async function estimatePlan(
  request: PlanRequest,
  out: string,
  world: World,
): Promise<Pick<PlanDescription, 'scenarios' | 'conversations' | 'turns' | 'estimateMs'>> {
  const plan = await loadPlan(request, world);
  const speeds = await recordedSpeeds(absolute(out, world));
  let [conversations, turns, estimateMs]: [number, number, number | null] = [0, 0, 0];
  for (const model of plan.models) {
    const size = planSize(plan, model.entry.spec.id);
    const speed = speedOf(await weightsDigestOf(model), plan, speeds);
    conversations += size.conversations;
    turns += size.turns;
    estimateMs = speed && estimateMs !== null ? estimateMs + timeFor(size.turns, speed) : null;
  }
  return { scenarios: plan.scenarios.length, conversations, turns, estimateMs };
}

function speedOf(digest: string, { mode }: Plan, speeds: readonly Speed[]): Speed | undefined {
  return speeds.find((each) => each.weightsDigest === digest && each.mode === mode && each.turns > 0);
}

/** In milliseconds. */
function timeFor(turns: number, speed: Speed): number {
  return speed.loadMs + (speed.playMs / speed.turns) * turns;
}

async function describeModel(request: OpenRequest, plan: Plan, speeds: readonly Speed[]): Promise<PlannedModel> {
  const model = request.entry.spec.id;
  const size = planSize(plan, model);
  let digest: string;
  try {
    digest = await weightsDigestOf(request);
  } catch (error) {
    // The others can still be planned.
    if (!(error instanceof UserError)) throw error;
    return { model, ...size, memoryBytes: null, template: { problem: error.message }, estimateMs: null };
  }
  const speed = speedOf(digest, plan, speeds);
  const { memory, template } = await forecastOf(request);
  // Parallel conversations, as far as known before measuring.
  const contexts =
    plan.mode === 'strict' ? 1 : ((isLocal(request) ? request.parallel : null) ?? speed?.parallel ?? null);
  return {
    model,
    ...size,
    memoryBytes: contexts === null || memory === null ? null : memory.weights + memory.context * contexts,
    template,
    estimateMs: speed ? timeFor(size.turns, speed) : null,
  };
}

/** Enough to cover every recently used model. */
const RUNS = 200;

/** Latest first. */
async function recordedSpeeds(out: string): Promise<Speed[]> {
  const speeds: Speed[] = [];
  let runs = 0;
  for await (const { summary } of findRuns(out)) {
    speeds.push(...(summary?.speeds ?? []));
    if (++runs >= RUNS) break;
  }
  return speeds;
}

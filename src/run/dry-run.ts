// What a run would be: how many conversations, how much memory, how long. Plays nothing. Start at `describePlan`.
import path from 'node:path';
import type { TemplateQuestion } from '../backend/llama/choose-template.ts';
import { type OpenRequest, weightsOf } from '../backend/open.ts';
import { ModelFailure, UserError } from '../core/errors.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import { findRuns } from '../store/read-run.ts';
import type { Summary } from '../store/records.ts';
import { loadPlan, type PlanRequest } from './load-plan.ts';
import { type Plan, planSize } from './plan.ts';
import type { World } from './world.ts';

export interface PlanDescription {
  mode: 'strict' | 'fast';
  scenarios: number;
  settings: number;
  samples: number;
  models: PlannedModel[];
  conversations: number;
  turns: number;
  /** null: of one model at least no speed is known. */
  estimateMs: number | null;
}

interface PlannedModel {
  model: string;
  conversations: number;
  turns: number;
  /** Weights and one context, in bytes; null where it cannot be told without loading. */
  memoryBytes: number | null;
  /** A GGUF file's; null for other backends, and for a file that cannot be read. */
  template: ({ id: string } & TemplateChoice) | { problem: string } | null;
  /** From the speeds of earlier runs of the same weights in the same mode; null where there are none. */
  estimateMs: number | null;
}

type Speed = Summary['speeds'][number];

/** @throws UserError as a run would, before anything is loaded */
export async function describePlan(request: PlanRequest, out: string, world: World): Promise<PlanDescription> {
  const plan = await loadPlan(request, world);
  const speeds = await recordedSpeeds(out);
  const models: PlannedModel[] = [];
  for (const model of plan.models) models.push(await describeModel(model, plan, speeds));
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

async function describeModel(request: OpenRequest, plan: Plan, speeds: readonly Speed[]): Promise<PlannedModel> {
  const model = request.entry.spec.id;
  const size = planSize(plan, model);
  const weights = await weightsOf(request);
  const speed = speeds.find((each) => each.weights === weights && each.mode === plan.mode && each.turns > 0);
  return {
    model,
    ...size,
    ...(await fileFacts(request, plan.mode === 'strict' ? 1 : (speed?.parallel ?? null))),
    estimateMs: speed ? speed.loadMs + (speed.playMs / speed.turns) * size.turns : null,
  };
}

/** @param parallel conversations at once, as far as it is known before they are measured */
async function fileFacts(
  request: OpenRequest,
  parallel: number | null,
): Promise<Pick<PlannedModel, 'memoryBytes' | 'template'>> {
  const unknown = { memoryBytes: null, template: null };
  if (request.backend !== 'llama') return unknown;
  const { inspectGguf } = await import('../backend/llama/inspect.ts');
  const contextSize = request.options.contextSize ?? request.entry.spec.context ?? null;
  try {
    const {
      path: file,
      memory,
      metadata,
      specialTokens,
      chatTemplate,
    } = await inspectGguf(request.gguf.path, contextSize);
    const contexts = request.parallel ?? parallel;
    const evidence = { fileName: path.basename(file), metadata, specialTokens };
    return {
      memoryBytes: contexts === null ? null : memory && memory.weights + memory.context * contexts,
      template: await plannedTemplate({ ...request, file, hasOwn: chatTemplate !== null, evidence }),
    };
  } catch (error) {
    // The run itself will say what is wrong with the file.
    if (error instanceof ModelFailure) return unknown;
    throw error;
  }
}

/** Opened as well as decided: a family's format may be one that nobody has written, a named one may be for chat APIs. */
async function plannedTemplate(
  question: TemplateQuestion & Pick<OpenRequest, 'promptDirectories'>,
): Promise<NonNullable<PlannedModel['template']>> {
  const { decideTemplate, fileTemplate } = await import('../backend/llama/choose-template.ts');
  const decision = await decideTemplate(question);
  if (decision.type === 'none') return { problem: decision.error.message };
  const { id, choice } = decision;
  try {
    if (!isGgufSelector(id)) await fileTemplate(id, question.promptDirectories);
    return { id, ...choice };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

/** Enough to know every model that was used lately. */
const RUNS = 200;

/** The latest first. */
async function recordedSpeeds(out: string): Promise<Speed[]> {
  const speeds: Speed[] = [];
  let runs = 0;
  for await (const { summary } of findRuns(out)) {
    speeds.push(...(summary?.speeds ?? []));
    if (++runs >= RUNS) break;
  }
  return speeds;
}

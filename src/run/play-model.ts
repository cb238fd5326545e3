// One model of a run: opened, compared with what was recorded, its conversations played. Start at `playModel`.
import type { Backend } from '../backend/backend.ts';
import { type OpenRequest, openBackend, traitsOf } from '../backend/open.ts';
import { ModelFailure, UserError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import { shorten, shortenIn, type World } from '../core/world.ts';
import type { PromptTemplate, TemplateChoice } from '../prompt/prompt.ts';
import type { Manifest, Summary } from '../store/records.ts';
import type { Text } from '../words/text.ts';
import { awake } from './awake.ts';
import { doubtOf, requireRoom } from './before-play.ts';
import type { Plan } from './plan.ts';
import { endOf } from './play.ts';
import { type PlayAllContext, playAll, shortReason } from './play-all.ts';
import { ResumeRefusal, requireSameIdentity } from './same-run.ts';
import { recordedModel, tasksOf } from './tasks.ts';

export type Speed = Summary['speeds'][number];

/** What is measured of each model of a run besides its replies, while it is open. */
export interface Measuring {
  /** Whether there is anything left to measure of a model. */
  isNeeded(model: string): boolean;
  /** What else a model must have in common with one that was opened before it. @param recordOf what the manifest says about a model */
  fitted(request: OpenRequest, recordOf: ModelContext['recordOf']): OpenRequest;
  /**
   * Called once the manifest says how a model runs, before it plays. Left out: any will do.
   * @throws Unsuitable if it need not play
   */
  requireSuitable?(request: OpenRequest): Promise<void>;
  /** Called once its conversations are played. */
  measure(opened: OpenedModel, signal: AbortSignal): Promise<void>;
}

/** What a model would say is of no use. The only model of a run ends it with this. */
export class Unsuitable extends UserError {}

export interface OpenedModel {
  request: OpenRequest;
  backend: Backend;
}

export interface ModelContext extends PlayAllContext {
  /** Whether the folder holds an earlier session's work. */
  isResumed: boolean;
  /** Left out: nothing but what is said counts. */
  measuring?: Measuring | undefined;
  addSpeed: (speed: Speed) => void;
  /** What the manifest says about a model. */
  recordOf: (id: string) => Manifest['models'][number] | undefined;
  updateModel: (id: string, change: Partial<Manifest['models'][number]>) => Promise<void>;
}

export type ModelResult = { status: 'played'; model: string } | { status: 'failed'; model: string; reason: string };

/** Opens a model and plays its conversations. If it cannot play, that is its result and does not end the run. */
export async function playModel(plan: Plan, request: OpenRequest, context: ModelContext): Promise<ModelResult> {
  const { emit, world } = context;
  const { signal } = world;
  const model = request.entry.spec.id;
  const recorded = context.recordOf(model);
  if (context.isResumed) {
    const played = { index: context.folder.index, retryFailed: context.retryFailed };
    const left = tasksOf(plan, request, await recordedModel(request, recorded), played);
    if (left.next().done && !context.measuring?.isNeeded(model)) return { status: 'played', model };
  }
  emit({ type: 'model-start', model, file: traitsOf(request).file });
  let backend: Backend | undefined;
  const asked = performance.now();
  try {
    const opening = await awake(() => openBackend(context.measuring?.fitted(request, context.recordOf) ?? request));
    backend = opening.result;
    const { identity, template, choice } = backend;
    const doubt = await doubtOf(plan, model, backend, world);
    const description = recordedDescription(backend, doubt, world);
    const templateFile = shorten(template.file, world);
    if (recorded) requireSameIdentity(recorded, backend);
    await context.updateModel(model, {
      status: 'ready',
      template: recordedTemplate(template, templateFile, choice),
      identity,
      description,
    });
    await context.measuring?.requireSuitable?.(request);
    await requireRoom(plan, request, backend);
    emit({ type: 'model-ready', model, description, template: { id: template.id, file: templateFile, ...choice } });
    const ready = performance.now();
    const own = backend;
    const { result: played, asleepMs } = await awake(() => playAll(plan, request, own, context));
    const playMs = performance.now() - ready - asleepMs;
    if (!signal.aborted) await context.measuring?.measure({ request, backend }, signal);
    context.addSpeed({
      model,
      weightsDigest: identity.weightsDigest,
      mode: plan.mode,
      parallel: backend.parallel,
      ...played,
      // The step in which it fell asleep took some of the time.
      ...(asleepMs > 0 && { replyTokens: null }),
      playMs,
      loadMs: ready - asked - opening.asleepMs,
      peakMemoryBytes: await peakMemoryOf(backend),
    });
    return { status: 'played', model };
  } catch (error) {
    if (!(error instanceof ModelFailure || error instanceof UserError) || error instanceof ResumeRefusal) throw error;
    if (error instanceof Unsuitable && plan.models.length === 1) throw error;
    if (signal.aborted) return { status: 'played', model };
    const reason = shortReason(error, world);
    await context.updateModel(model, { status: 'failed', reason });
    emit({ type: 'model-failed', model, reason });
    // If it is the only model, failing to play is a mistake to fix; among others, it is a result.
    if (plan.models.length > 1) {
      const known = await recordedModel(request, context.recordOf(model));
      for (const task of tasksOf(plan, request, known, { index: context.folder.index, retryFailed: false })) {
        if (task.attempt) await context.folder.append(task.attempt);
        const ending = { status: 'failed', turns: task.journaled, reason } as const;
        await context.endConversation(endOf(task.conversation, ending));
      }
    }
    return { status: 'failed', model, reason };
  } finally {
    await backend?.close();
  }
}

/** null: it is not known, as where the process died. */
async function peakMemoryOf(backend: Backend): Promise<number | null> {
  try {
    return (await backend.peakMemory?.()) ?? null;
  } catch (error) {
    if (error instanceof ModelFailure) return null;
    throw error;
  }
}

function recordedTemplate({ id, text, hash, date }: PromptTemplate, file: string, choice: TemplateChoice) {
  return { id, file, text, hash, ...choice, ...(date !== undefined && { date }) };
}

/** The form for records and screens: with short paths, and with the doubt about its prompt format. */
function recordedDescription({ description }: Backend, doubt: Text | null, world: World): BackendDescription {
  const warnings = [...description.warnings, ...(doubt === null ? [] : [String(doubt)])].map((text) =>
    shortenIn(text, world),
  );
  return 'path' in description
    ? { ...description, path: shorten(description.path, world), warnings }
    : { ...description, warnings };
}

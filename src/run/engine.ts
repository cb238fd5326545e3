// A run: models one after the other, each with its conversations. Failures become data, interruption does not; events are sent only
// after what they report is on disk. Knows nothing of terminals. Start at `runPlan`.
import { setMaxListeners } from 'node:events';
import type { Backend, BackendSession } from '../backend/backend.ts';
import { type OpenRequest, openBackend, traitsOf } from '../backend/open.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import { leftOutFields } from '../core/sampling.ts';
import { shorten, shortenIn, type World } from '../core/world.ts';
import type { PromptTemplate, TemplateChoice } from '../prompt/prompt.ts';
import { StoreFailure } from '../store/journal.ts';
import type { ConversationRecord, JournalLine, Manifest, Summary } from '../store/records.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { sum } from '../store/totals.ts';
import type { Text } from '../words/text.ts';
import { doubtOf, requireRoom } from './before-play.ts';
import type { Emit } from './events.ts';
import { type Plan, planSize, variedSettings } from './plan.ts';
import { type Ending, endOf, playConversation } from './play.ts';
import { ResumeRefusal, requireSameIdentity } from './same-run.ts';
import { knownModel, recordedModel, type Task, tasksOf } from './tasks.ts';
import { scriptedTurns } from './user-turns.ts';

export interface RunContext {
  folder: RunFolder;
  manifest: Manifest;
  /** Whether the folder holds an earlier session's work. */
  isResumed: boolean;
  /** Whether conversations that failed are played again. */
  retryFailed: boolean;
  /** What earlier sessions measured. */
  speeds: Summary['speeds'];
  emit: Emit;
  world: World;
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
    const reason = cost ?? obstacle;
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
      await folder.writeSummary(summary).catch(() => {});
      emit({ type: 'run-end', summary, directory: directory() });
    }
    throw error;
  }
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
    mode: plan.mode,
    models: plan.models.length,
    conversations,
    turns,
    varied: variedSettings(plan),
    finished: isResumed ? finished : null,
  };
}

/** null: the run has cost less than the limit. Conversations that the limit ends are intact. */
function costReached({ maxCostUsd }: Plan, { index }: RunFolder): string | null {
  if (maxCostUsd === null) return null;
  const costUsd = index.spentUsd();
  if (costUsd === null) return '--max-cost cannot be enforced: a provider did not say how many tokens a reply used';
  return costUsd < maxCostUsd ? null : `--max-cost ${maxCostUsd} was reached: $${costUsd.toFixed(4)}`;
}

type Speed = Summary['speeds'][number];

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

/** null: it is not known, as where the process died. */
async function peakMemoryOf(backend: Backend): Promise<number | null> {
  try {
    return (await backend.peakMemory?.()) ?? null;
  } catch (error) {
    if (error instanceof ModelFailure) return null;
    throw error;
  }
}

interface ModelContext extends RunContext {
  addSpeed: (speed: Speed) => void;
  /** Journals how a conversation ended, then reports it. */
  endConversation: (record: ConversationRecord) => Promise<void>;
  /** What the manifest says about a model. */
  recordOf: (id: string) => Manifest['models'][number] | undefined;
  updateModel: (id: string, change: Partial<Manifest['models'][number]>) => Promise<void>;
}

type ModelResult = { status: 'played'; model: string } | { status: 'failed'; model: string; reason: string };

/** Opens a model and plays its conversations. If it cannot play, that is its result and does not end the run. */
async function playModel(plan: Plan, request: OpenRequest, context: ModelContext): Promise<ModelResult> {
  const { emit, world } = context;
  const { signal } = world;
  const model = request.entry.spec.id;
  const recorded = context.recordOf(model);
  if (context.isResumed) {
    const played = { index: context.folder.index, retryFailed: context.retryFailed };
    const left = tasksOf(plan, request, await recordedModel(request, recorded), played);
    if (left.next().done) return { status: 'played', model };
  }
  emit({ type: 'model-start', model, file: traitsOf(request).file });
  let backend: Backend | undefined;
  const asked = performance.now();
  try {
    backend = await openBackend(request);
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
    await requireRoom(plan, request, backend);
    emit({ type: 'model-ready', model, description, template: { id: template.id, file: templateFile, ...choice } });
    const ready = performance.now();
    const played = await playAll(plan, request, backend, context);
    const playMs = performance.now() - ready;
    context.addSpeed({
      model,
      weightsDigest: identity.weightsDigest,
      mode: plan.mode,
      parallel: backend.parallel,
      ...played,
      playMs,
      loadMs: ready - asked,
      peakMemoryBytes: await peakMemoryOf(backend),
    });
    return { status: 'played', model };
  } catch (error) {
    if (!(error instanceof ModelFailure || error instanceof UserError) || error instanceof ResumeRefusal) throw error;
    if (signal.aborted) return { status: 'played', model };
    const reason = shortReason(error, world);
    await context.updateModel(model, { status: 'failed', reason });
    emit({ type: 'model-failed', model, reason });
    // If it is the only model, failing to play is a mistake to fix; among others, it is a result.
    if (plan.models.length > 1) {
      const known = await recordedModel(request, context.recordOf(model));
      for (const task of tasksOf(plan, request, known, { index: context.folder.index, retryFailed: false })) {
        const ending = { status: 'failed', turns: task.journaled, reason } as const;
        await context.endConversation(endOf(task.conversation, ending));
      }
    }
    return { status: 'failed', model, reason };
  } finally {
    await backend?.close();
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

/**
 * As many conversations in parallel as the backend has sessions. A failure that every further conversation would hit too ends them all,
 * each with its own record.
 * @returns how many turns were played, and how many tokens generated in them
 */
async function playAll(
  plan: Plan,
  request: OpenRequest,
  backend: Backend,
  context: ModelContext,
): Promise<Required<Pick<Speed, 'turns' | 'replyTokens'>>> {
  const halt = new AbortController();
  const signal = AbortSignal.any([context.world.signal, halt.signal]);
  // Every conversation in progress adds a listener, and there may be many.
  setMaxListeners(0, signal);
  const { index } = context.folder;
  const tasks = tasksOf(plan, request, knownModel(backend), { index, retryFailed: context.retryFailed });
  let fatal: ModelFailure | null = null;
  let turns = 0;
  let replyTokens: number | null = 0;
  const append = async (line: JournalLine): Promise<void> => {
    await context.folder.append(line);
    if (line.type !== 'turn') return;
    turns++;
    replyTokens = sum(replyTokens, line.replyTokens);
    // Everything so far is recorded, and --resume can continue with a higher limit.
    if (costReached(plan, context.folder) !== null) halt.abort();
  };

  const playTask = async (task: Task, session: BackendSession): Promise<void> => {
    const { conversation, attempt } = task;
    if (attempt) await append(attempt);
    const ending = fatal
      ? {
          record: endOf(conversation, {
            status: 'failed',
            turns: task.journaled,
            reason: shortReason(fatal, context.world),
          }),
          fatal: null,
        }
      : await playOne(task, {
          plan,
          backend,
          session,
          append,
          emit: context.emit,
          world: { ...context.world, signal },
        });
    if (!ending) return;
    fatal ??= ending.fatal;
    await context.endConversation(ending.record);
  };
  const occupy = async (first: Task, session: BackendSession): Promise<void> => {
    try {
      for (let task: Task | undefined = first; task && !signal.aborted; task = nextOf(tasks))
        await playTask(task, session);
    } catch (error) {
      // A disk failure or our own bug: the others need not continue.
      halt.abort();
      throw error;
    } finally {
      await session.close();
    }
  };

  const starters: Task[] = [];
  while (starters.length < backend.parallel) {
    const task = nextOf(tasks);
    if (!task) break;
    starters.push(task);
  }
  const sessions = await Promise.all(starters.map(async (task) => ({ task, session: await backend.openSession() })));
  const ends = await Promise.allSettled(sessions.map(({ task, session }) => occupy(task, session)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { turns, replyTokens };
}

/** The form for records and screens: with short paths. */
function shortReason(error: ModelFailure | UserError, world: World): string {
  return shortenIn(reasonOf(error), world);
}

function nextOf<Item>(iterator: Iterator<Item>): Item | undefined {
  const next = iterator.next();
  return next.done ? undefined : next.value;
}

interface PlayOneContext {
  plan: Plan;
  backend: Backend;
  session: BackendSession;
  append: (line: JournalLine) => Promise<void>;
  emit: Emit;
  /** Its signal also ends when another conversation has stopped the run. */
  world: World;
}

/** null: interrupted */
async function playOne({ conversation, journaled }: Task, context: PlayOneContext): Promise<Ending | null> {
  const { plan, backend, session, append, emit, world } = context;
  const { signal } = world;
  const { model, scenario, sample, seed, key, sampling, settings } = conversation;
  try {
    await session.begin();
    emit({
      type: 'conversation-start',
      model,
      scenario,
      sample,
      seed,
      key,
      sampling: sampling.requested,
      notSent: leftOutFields(sampling.requested, sampling.effective),
      settings,
    });
    return await playConversation(conversation, {
      backend,
      session,
      users: scriptedTurns(scenario),
      journaled,
      onOverflow: plan.onOverflow,
      append,
      emit,
      signal,
    });
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    if (signal.aborted) return null;
    const record = endOf(conversation, { status: 'failed', turns: journaled, reason: shortReason(error, world) });
    return { record, fatal: error.isFatal ? error : null };
  }
}

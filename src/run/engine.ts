// A run: models one after the other, each with its conversations. Failures become data, interruption does not; the world hears of
// things only after they are on disk. Knows nothing of terminals. Start at `runPlan`.
import type { Backend } from '../backend/backend.ts';
import { type OpenRequest, openBackend } from '../backend/open.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import { mergeSampling, type Sampling } from '../core/sampling.ts';
import { conversationSeed } from '../core/seed.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import {
  type ConversationRecord,
  type JournalLine,
  type Manifest,
  SCHEMA_VERSION,
  type Summary,
  type Totals,
} from '../store/records.ts';
import { type RunFolder, StoreFailure } from '../store/run-folder.ts';
import { addToTotals, emptyTotals } from '../store/totals.ts';
import type { Emit } from './events.ts';
import { conversationKey } from './key.ts';
import { type Conversation, type Ending, endOf, type OnOverflow, playConversation, promptInput } from './play.ts';

export interface Plan {
  models: readonly OpenRequest[];
  scenarios: readonly LoadedScenario[];
  samples: number;
  seed: number;
  mode: 'strict' | 'fast';
  onOverflow: OnOverflow;
  /** What the command line sets; wins over scenario and model entry. */
  sampling: Sampling;
}

export interface RunContext {
  folder: RunFolder;
  manifest: Manifest;
  emit: Emit;
  signal: AbortSignal;
  now: () => Date;
}

export interface RunResult {
  summary: Summary;
  /** Models that could not play at all, with the reason. */
  failedModels: { model: string; reason: string }[];
  /** Models that came as far as playing. */
  playedModels: number;
}

/** @throws StoreFailure when the disk refuses; everything journaled until then is whole */
export async function runPlan(plan: Plan, context: RunContext): Promise<RunResult> {
  const { folder, emit, signal } = context;
  const started = performance.now();
  let manifest = context.manifest;
  let totals = emptyTotals();
  const append = async (line: JournalLine): Promise<void> => {
    await folder.append(line);
    if (line.type !== 'interruption') totals = addToTotals(totals, line);
  };
  const progress: ModelContext = {
    ...context,
    append,
    async endConversation(record) {
      await append(record);
      emit({ type: 'conversation-end', record });
    },
    async updateModel(id, change) {
      const models = manifest.models.map((model) => (model.id === id ? { ...model, ...change } : model));
      manifest = { ...manifest, models };
      await folder.writeManifest(manifest);
    },
  };
  const finish = async (status: Summary['status'], reason?: string): Promise<Summary> => {
    const elapsedMs = performance.now() - started;
    const summary = summaryOf({ manifest, status, reason, totals, endedAt: context.now(), elapsedMs });
    try {
      await folder.writeSummary(summary);
    } finally {
      emit({ type: 'run-end', summary, directory: folder.isEmpty() ? null : folder.directory });
    }
    return summary;
  };

  emit({
    type: 'run-start',
    runId: manifest.runId,
    directory: folder.directory,
    models: plan.models.length,
    conversations: plan.models.length * plan.scenarios.length * plan.samples,
  });
  const results: ModelResult[] = [];
  try {
    for (const request of plan.models) {
      if (signal.aborted) break;
      results.push(await playModel(plan, request, progress));
    }
    const failedModels = results.filter((result) => result.status === 'failed');
    const nothingPlayed = results.length > 0 && failedModels.length === results.length;
    const status = signal.aborted ? 'interrupted' : nothingPlayed ? 'failed' : 'done';
    return { summary: await finish(status), failedModels, playedModels: results.length - failedModels.length };
  } catch (error) {
    if (error instanceof StoreFailure) await finish('stopped', error.message).catch(() => {});
    throw error;
  }
}

interface ModelContext extends RunContext {
  append: (line: JournalLine) => Promise<void>;
  /** Journals how a conversation ended, then tells. */
  endConversation: (record: ConversationRecord) => Promise<void>;
  updateModel: (id: string, change: Partial<Manifest['models'][number]>) => Promise<void>;
}

type ModelResult = { status: 'played'; model: string } | { status: 'failed'; model: string; reason: string };

/** Opens a model and plays its conversations. What keeps it from playing is its result, not the run's end. */
async function playModel(plan: Plan, request: OpenRequest, context: ModelContext): Promise<ModelResult> {
  const { emit, signal } = context;
  const model = request.entry.spec.id;
  emit({ type: 'model-start', model, file: request.gguf.path });
  let backend: Backend | undefined;
  try {
    backend = await openBackend(request);
    const { description, template } = backend;
    await context.updateModel(model, {
      status: 'ready',
      template: { id: template.id, file: template.file, text: template.text, hash: template.hash },
      description: { ...description },
    });
    const conversations = await prepare(plan, request, backend);
    emit({ type: 'model-ready', model, description, template: { id: template.id, file: template.file } });
    await playAll(conversations, backend, plan, context);
    return { status: 'played', model };
  } catch (error) {
    if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
    if (signal.aborted) return { status: 'played', model };
    const reason = reasonOf(error);
    await context.updateModel(model, { status: 'failed', reason });
    emit({ type: 'model-failed', model, reason });
    // Alone, a model that cannot play is a mistake to mend; beside others, it is a result.
    if (plan.models.length > 1)
      for (const record of unplayed(plan, model, reason)) await context.endConversation(record);
    return { status: 'failed', model, reason };
  } finally {
    await backend?.close();
  }
}

/** A failure that every further conversation would meet too ends them all at once, each with its own record. */
async function playAll(
  conversations: readonly Conversation[],
  backend: Backend,
  plan: Plan,
  context: ModelContext,
): Promise<void> {
  let fatal: ModelFailure | null = null;
  for (const conversation of conversations) {
    if (context.signal.aborted) return;
    if (fatal) {
      await context.endConversation(endOf(conversation, { status: 'failed', turns: 0, reason: reasonOf(fatal) }));
      continue;
    }
    try {
      const ended = await playOne(conversation, backend, plan, context);
      if (ended === null) return;
      await context.endConversation(ended.record);
      fatal = ended.fatal;
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      if (context.signal.aborted) return;
      await context.endConversation(endOf(conversation, { status: 'failed', turns: 0, reason: reasonOf(error) }));
      if (error.isFatal) fatal = error;
    }
  }
}

/** Everything that can be known to be wrong before the first turn is played, for every conversation of a model. */
async function prepare(plan: Plan, request: OpenRequest, backend: Backend): Promise<Conversation[]> {
  const conversations: Conversation[] = [];
  for (const { scenario, hash } of plan.scenarios) {
    const requested = mergeSampling(scenario.sampling, request.entry.spec.sampling, plan.sampling);
    const effective = backend.effectiveSampling(requested);
    const [first] = scenario.turns;
    const prompt = await backend.template.render(promptInput(scenario, [{ role: 'user', content: first?.user ?? '' }]));
    const size = await backend.measure(prompt, effective);
    const needed = (size?.promptTokens ?? 0) + effective.maxTokens;
    if (size && needed > size.contextSize) {
      throw new ModelFailure(
        'context-overflow',
        `scenario "${scenario.id}": persona and first turn (${size.promptTokens} tokens) with a reply of up to ${effective.maxTokens} need ${needed} tokens; the context has ${size.contextSize}. Raise --context or lower --max-tokens.`,
        { isFatal: true },
      );
    }
    for (let sample = 1; sample <= plan.samples; sample++) {
      const seed = conversationSeed(plan.seed, hash, sample);
      const { mode, onOverflow } = plan;
      const key = conversationKey({ backend, scenarioHash: hash, sampling: effective, seed, sample, mode, onOverflow });
      conversations.push({
        key,
        model: request.entry.spec.id,
        scenario,
        sample,
        seed,
        sampling: { requested, effective },
      });
    }
  }
  return conversations;
}

async function playOne(
  conversation: Conversation,
  backend: Backend,
  plan: Plan,
  { append, emit, signal }: ModelContext,
): Promise<Ending | null> {
  const { model, scenario, sample, seed, key, sampling } = conversation;
  const session = await backend.openSession();
  emit({ type: 'conversation-start', model, scenario, sample, seed, key, sampling: sampling.requested });
  try {
    return await playConversation(conversation, {
      backend,
      session,
      onOverflow: plan.onOverflow,
      append,
      emit,
      signal,
    });
  } finally {
    await session.close();
  }
}

/** Conversations of a model that never loaded; without weights their key can only name what was asked for. */
function unplayed(plan: Plan, model: string, reason: string): ConversationRecord[] {
  return plan.scenarios.flatMap(({ scenario, hash }) =>
    Array.from({ length: plan.samples }, (_, index): ConversationRecord => {
      const sample = index + 1;
      const seed = conversationSeed(plan.seed, hash, sample);
      const key = hashData(['unplayed', model, hash, seed]).slice(0, 32);
      return {
        type: 'conversation',
        schemaVersion: SCHEMA_VERSION,
        key,
        model,
        scenario: scenario.id,
        sample,
        seed,
        status: 'failed',
        reason,
        turns: 0,
      };
    }),
  );
}

function summaryOf(input: {
  manifest: Manifest;
  status: Summary['status'];
  reason: string | undefined;
  totals: Totals;
  endedAt: Date;
  elapsedMs: number;
}): Summary {
  const { manifest, status, reason, totals, endedAt, elapsedMs } = input;
  return {
    schemaVersion: SCHEMA_VERSION,
    runId: manifest.runId,
    status,
    ...(reason !== undefined && { reason }),
    startedAt: manifest.startedAt,
    endedAt: endedAt.toISOString(),
    elapsedMs,
    totals,
  };
}

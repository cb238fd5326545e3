// A run: models one after the other, each with its conversations. Failures become data, interruption does not; the world hears of
// things only after they are on disk. Knows nothing of terminals. Start at `runPlan`.
import type { Backend } from '../backend/backend.ts';
import { type OpenRequest, openBackend } from '../backend/open.ts';
import { describeError, ModelFailure, UserError } from '../core/errors.ts';
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
import { type Conversation, type OnOverflow, playConversation, promptInput } from './play.ts';

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
  const failedModels: RunResult['failedModels'] = [];
  let playedModels = 0;

  const append = async (line: JournalLine): Promise<void> => {
    await folder.append(line);
    if (line.type !== 'interruption') totals = addToTotals(totals, line);
  };
  const updateModel = async (id: string, change: Partial<Manifest['models'][number]>): Promise<void> => {
    manifest = {
      ...manifest,
      models: manifest.models.map((model) => (model.id === id ? { ...model, ...change } : model)),
    };
    await folder.writeManifest(manifest);
  };
  const finish = async (status: Summary['status'], reason?: string): Promise<Summary> => {
    const summary = summaryOf({
      manifest,
      status,
      reason,
      totals,
      endedAt: context.now(),
      elapsedMs: performance.now() - started,
    });
    await folder.writeSummary(summary);
    emit({ type: 'run-end', summary, directory: folder.directory });
    return summary;
  };

  emit({
    type: 'run-start',
    runId: manifest.runId,
    directory: folder.directory,
    models: plan.models.length,
    conversations: plan.models.length * plan.scenarios.length * plan.samples,
  });
  try {
    for (const request of plan.models) {
      if (signal.aborted) break;
      const model = request.entry.spec.id;
      emit({ type: 'model-start', model, file: request.gguf.path });
      let backend: Backend | undefined;
      try {
        backend = await openBackend(request);
        const template = backend.template;
        await updateModel(model, {
          status: 'ready',
          template: { id: template.id, file: template.file, text: template.text, hash: template.hash },
          description: { ...backend.description },
        });
        const conversations = await prepare(plan, request, backend);
        emit({
          type: 'model-ready',
          model,
          description: backend.description,
          template: { id: template.id, file: template.file },
        });
        playedModels++;
        for (const conversation of conversations) {
          if (signal.aborted) break;
          const ended = await playOne(conversation, backend, plan, { ...context, append });
          if (ended === null) break;
          await append(ended);
          emit({ type: 'conversation-end', record: ended });
        }
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
        const reason = error instanceof ModelFailure ? `${error.code}: ${error.message}` : error.message;
        failedModels.push({ model, reason });
        await updateModel(model, { status: 'failed', reason });
        emit({ type: 'model-failed', model, reason });
        // Alone, a model that cannot play is a mistake to mend; beside others, it is a result.
        if (plan.models.length > 1) for (const record of unplayed(plan, model, reason)) await append(record);
      } finally {
        await backend?.close();
      }
    }
    return { summary: await finish(signal.aborted ? 'interrupted' : 'done'), failedModels, playedModels };
  } catch (error) {
    if (error instanceof StoreFailure) await finish('stopped', error.message).catch(() => {});
    throw error;
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
    const size = await backend.measure(prompt);
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
  { append, emit, signal }: RunContext & { append: (line: JournalLine) => Promise<void> },
): Promise<ConversationRecord | null> {
  const { model, scenario, sample, key, sampling } = conversation;
  emit({ type: 'conversation-start', model, scenario, sample, key, sampling: sampling.requested });
  const session = await backend.openSession();
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
    ...(reason !== undefined && { reason: describeError(reason) }),
    startedAt: manifest.startedAt,
    endedAt: endedAt.toISOString(),
    elapsedMs,
    totals,
  };
}

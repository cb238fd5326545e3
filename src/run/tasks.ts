// From the plan and what the journal holds to what is left to play. Start at `tasksOf`.
import type { Backend, EffectiveSampling, Identity } from '../backend/backend.ts';
import { effectiveSamplingFor, type OpenRequest } from '../backend/open.ts';
import { hashData } from '../core/hash.ts';
import { DEFAULT_MAX_TOKENS, mergeSampling, type Sampling } from '../core/sampling.ts';
import type { JournalIndex } from '../store/journal-index.ts';
import { type AttemptRecord, type Manifest, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { keysFor } from './key.ts';
import { type Plan, type PlannedConversation, plannedConversations } from './plan.ts';
import type { Conversation } from './play.ts';

/** A conversation that is to be played. */
export interface Task {
  conversation: Conversation;
  /** Turns that were played before an interruption. */
  journaled: readonly TurnRecord[];
  /** What the journal must say first, where an earlier attempt does not count any more. */
  attempt: AttemptRecord | null;
}

/** What was played in earlier sessions, and whether failures are to be played again. */
export interface Played {
  index: JournalIndex;
  retryFailed: boolean;
}

/** What a conversation's key is made of, beside the plan. */
export interface ModelIdentity {
  identity: Identity;
  templateHash: string;
  effectiveSampling(requested: Sampling): EffectiveSampling;
}

/** What is left to play of one model, in order; looks into the journal only when a task is taken. */
export function* tasksOf(plan: Plan, request: OpenRequest, backend: Backend, played: Played): Generator<Task> {
  const model: ModelIdentity = {
    identity: backend.identity,
    templateHash: backend.template.hash,
    effectiveSampling: (requested) => backend.effectiveSampling(requested),
  };
  for (const { conversation, unplayed } of conversationsOf(plan, request, model)) {
    const task = taskOf(conversation, unplayed, backend.isReproducible, played);
    if (task) yield task;
  }
}

/** Whether a model need not even be loaded: everything of it stands in the journal. */
export async function isAllDone(
  plan: Plan,
  request: OpenRequest,
  recorded: Manifest['models'][number] | undefined,
  played: Played,
): Promise<boolean> {
  if (!recorded?.identity || !recorded.template) {
    const planned = plannedConversations(plan, request.entry.spec.id);
    return every(planned, (each) => {
      const known = played.index.conversation({ model: request.entry.spec.id, key: unplayedKey(request, each) });
      return known !== undefined && !played.retryFailed;
    });
  }
  const model: ModelIdentity = {
    identity: recorded.identity,
    templateHash: recorded.template.hash,
    effectiveSampling: await effectiveSamplingFor(request),
  };
  return every(
    conversationsOf(plan, request, model),
    ({ conversation, unplayed }) => taskOf(conversation, unplayed, true, played) === null,
  );
}

/** The conversations of a model that cannot be loaded: without weights their key can only name what was asked for. */
export function* unplayedConversations(plan: Plan, request: OpenRequest): Generator<Conversation> {
  for (const planned of plannedConversations(plan, request.entry.spec.id)) {
    const requested = requestedFor(request, planned);
    yield conversationFrom(planned, request, unplayedKey(request, planned), {
      requested,
      effective: { ...requested, maxTokens: requested.maxTokens ?? DEFAULT_MAX_TOKENS },
    });
  }
}

/** The settings of the command line win over the entry's, those over the scenario's. */
export function requestedFor({ entry }: OpenRequest, { scenario, settings }: PlannedConversation): Sampling {
  return mergeSampling(scenario.scenario.sampling, entry.spec.sampling, settings);
}

function* conversationsOf(
  plan: Plan,
  request: OpenRequest,
  { identity, templateHash, effectiveSampling }: ModelIdentity,
): Generator<{ conversation: Conversation; unplayed: string }> {
  const { mode, onOverflow } = plan;
  let cell: { sampling: Conversation['sampling']; keyOf: ReturnType<typeof keysFor> } | null = null;
  for (const planned of plannedConversations(plan, request.entry.spec.id)) {
    if (!cell || planned.sample === 1) {
      const requested = requestedFor(request, planned);
      const effective = effectiveSampling(requested);
      const scenarioHash = planned.scenario.hash;
      const keyOf = keysFor({ identity, templateHash, scenarioHash, sampling: effective, mode, onOverflow });
      cell = { sampling: { requested, effective }, keyOf };
    }
    const key = cell.keyOf(planned.sample, planned.seed);
    yield {
      conversation: conversationFrom(planned, request, key, cell.sampling),
      unplayed: unplayedKey(request, planned),
    };
  }
}

function conversationFrom(
  { scenario, settings, sample, seed }: PlannedConversation,
  { entry }: OpenRequest,
  key: string,
  sampling: Conversation['sampling'],
): Conversation {
  return { key, model: entry.spec.id, scenario: scenario.scenario, sample, seed, settings, sampling };
}

function unplayedKey({ entry }: OpenRequest, { scenario, settings, seed }: PlannedConversation): string {
  return hashData(['unplayed', entry.spec.id, scenario.hash, settings, seed]).slice(0, 32);
}

/** null: nothing is left to play of it. */
function taskOf(
  conversation: Conversation,
  unplayed: string,
  isReproducible: boolean,
  { index, retryFailed }: Played,
): Task | null {
  const own = index.conversation(conversation);
  if (!own) {
    const withoutModel = index.conversation({ model: conversation.model, key: unplayed });
    if (!withoutModel) return { conversation, journaled: [], attempt: null };
    return retryFailed ? again(conversation, unplayed, withoutModel.attempt, 'failed') : null;
  }
  switch (own.status) {
    case 'done':
      return null;
    case 'failed':
      return retryFailed ? again(conversation, conversation.key, own.attempt, 'failed') : null;
    case 'playing':
      return isReproducible || own.turns.length === 0
        ? { conversation, journaled: own.turns, attempt: null }
        : again(conversation, conversation.key, own.attempt, 'interrupted');
  }
}

function again(conversation: Conversation, replaces: string, attempt: number, because: AttemptRecord['because']): Task {
  const { key, model, scenario, sample } = conversation;
  const names = { key, model, scenario: scenario.id, sample };
  return {
    conversation,
    journaled: [],
    attempt: { type: 'attempt', schemaVersion: SCHEMA_VERSION, ...names, replaces, attempt: attempt + 1, because },
  };
}

function every<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false;
  return true;
}

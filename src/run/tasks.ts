// From the plan and the journal to what is left to play. Start at `tasksOf`.
import type { Backend, EffectiveSampling, ResumePolicy } from '../backend/backend.ts';
import { effectiveSamplingFor, type OpenRequest } from '../backend/open.ts';
import { hashData } from '../core/hash.ts';
import { DEFAULT_MAX_TOKENS } from '../core/max-tokens.ts';
import type { Identity } from '../core/model-identity.ts';
import { mergeSampling, type Sampling, settingsOf } from '../core/sampling.ts';
import type { JournalIndex } from '../store/journal-index.ts';
import { type AttemptRecord, type Manifest, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import type { Conversation } from './conversation.ts';
import { keysFor } from './key.ts';
import { conversationsIn, type Plan, type PlannedCell, type PlannedConversation, plannedCells } from './plan.ts';

/** A conversation that is to be played. */
export interface Task {
  conversation: Conversation;
  /** Turns that were played before an interruption. */
  journaled: readonly TurnRecord[];
  /** What must be journaled first, if an earlier attempt no longer counts. */
  attempt: AttemptRecord | null;
}

/** What earlier sessions played, and whether failures are to be played again. */
export interface Played {
  index: JournalIndex;
  retryFailed: boolean;
}

/** What goes into a conversation's key besides the plan. */
export interface KnownModel {
  identity: Identity;
  templateHash: string;
  resumePolicy: ResumePolicy;
  effectiveSampling(requested: Sampling): EffectiveSampling;
}

/**
 * What one model has left to play, in order; looks into the journal only when a task is taken.
 * @param model null: it has never been loaded
 */
export function* tasksOf(
  plan: Plan,
  request: OpenRequest,
  model: KnownModel | null,
  played: Played,
): Generator<Task, void> {
  for (const cell of plannedCells(plan, request.entry.spec.id)) {
    const conversationOf = model
      ? knownConversations(cell, plan, request, model)
      : unplayedConversations(cell, request);
    for (const planned of conversationsIn(cell, plan.seed)) {
      const withoutModel = (): string => unplayedKey(request, planned);
      const task = taskOf(conversationOf(planned), withoutModel, model?.resumePolicy ?? 'replay', played);
      if (task) yield task;
    }
  }
}

export function knownModel(backend: Backend): KnownModel {
  const { identity, template, resumePolicy } = backend;
  const effectiveSampling = (requested: Sampling): EffectiveSampling => backend.effectiveSampling(requested);
  return { identity, templateHash: template.hash, resumePolicy, effectiveSampling };
}

/** A model as recorded in the manifest; null: it has never been loaded. */
export async function recordedModel(
  request: OpenRequest,
  recorded: Manifest['models'][number] | undefined,
): Promise<KnownModel | null> {
  if (!recorded?.identity || !recorded.template) return null;
  return {
    identity: recorded.identity,
    templateHash: recorded.template.hash,
    resumePolicy: 'replay',
    effectiveSampling: await effectiveSamplingFor(request),
  };
}

/** Settings from the command line override the entry's, which override the scenario's. */
export function requestedFor({ entry }: OpenRequest, { scenario, settings }: PlannedCell): Sampling {
  return mergeSampling(settingsOf(scenario.scenario), settingsOf(entry.spec), settings);
}

type ConversationOf = (planned: PlannedConversation) => Conversation;

/** What all samples of a cell have in common is computed once. */
function knownConversations(
  cell: PlannedCell,
  { mode, onOverflow, turns }: Plan,
  request: OpenRequest,
  { identity, templateHash, effectiveSampling }: KnownModel,
): ConversationOf {
  const requested = requestedFor(request, cell);
  const effective = effectiveSampling(requested);
  const { scenario, hash: scenarioHash } = cell.scenario;
  const what = { scenario: scenario.id, scenarioHash, sampling: effective, mode, onOverflow, turns };
  const keyOf = keysFor({ identity, templateHash, ...what });
  return (planned) => conversationFrom(planned, request, keyOf(planned.sample, planned.seed), { requested, effective });
}

/** Without weights, a key can only name what was requested. */
function unplayedConversations(cell: PlannedCell, request: OpenRequest): ConversationOf {
  const requested = requestedFor(request, cell);
  const effective = { ...requested, maxTokens: requested.maxTokens ?? DEFAULT_MAX_TOKENS };
  return (planned) => conversationFrom(planned, request, unplayedKey(request, planned), { requested, effective });
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
  return hashData(['unplayed', entry.spec.id, scenario.scenario.id, scenario.hash, settings, seed]).slice(0, 32);
}

/** null: it has nothing left to play. */
function taskOf(
  conversation: Conversation,
  withoutModel: () => string,
  resumePolicy: ResumePolicy,
  { index, retryFailed }: Played,
): Task | null {
  const own = index.conversation(conversation);
  if (!own) {
    const key = withoutModel();
    const unplayed = index.conversation({ model: conversation.model, key });
    if (!unplayed) return { conversation, journaled: [], attempt: null };
    return retryFailed ? again(conversation, key, unplayed.attempt, 'failed') : null;
  }
  switch (own.status) {
    case 'done':
      return null;
    case 'failed':
      return retryFailed ? again(conversation, conversation.key, own.attempt, 'failed') : null;
    case 'playing': {
      const mayGoOn = resumePolicy !== 'restart' || own.turns.length === 0;
      if (own.isDamaged) {
        const journaled = mayGoOn ? own.turns : [];
        return again(conversation, conversation.key, own.attempt, 'damaged', journaled);
      }
      return mayGoOn
        ? { conversation, journaled: own.turns, attempt: null }
        : again(conversation, conversation.key, own.attempt, 'interrupted');
    }
  }
}

/** @param journaled turns that still count */
function again(
  conversation: Conversation,
  replaces: string,
  attempt: number,
  because: AttemptRecord['because'],
  journaled: readonly TurnRecord[] = [],
): Task {
  const { key, model, scenario, sample } = conversation;
  const names = { key, model, scenario: scenario.id, sample };
  return {
    conversation,
    journaled,
    attempt: {
      ...{ type: 'attempt', schemaVersion: SCHEMA_VERSION, ...names, replaces, attempt: attempt + 1, because },
      ...(journaled.length > 0 && { keeps: journaled.length }),
    },
  };
}

// The conversations of one model, as many at once as it has sessions. Start at `playAll`.
import { setMaxListeners } from 'node:events';
import type { Backend, BackendSession } from '../backend/backend.ts';
import type { OpenRequest } from '../backend/open.ts';
import { ModelFailure, reasonOf, type UserError } from '../core/errors.ts';
import { leftOutFields } from '../core/sampling.ts';
import { shortenIn, type World } from '../core/world.ts';
import type { ConversationRecord, JournalLine, Summary } from '../store/records.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { sum } from '../store/totals.ts';
import type { Emit } from './events.ts';
import type { Plan } from './plan.ts';
import { type Ending, endOf, playConversation } from './play.ts';
import { knownModel, type Task, tasksOf } from './tasks.ts';
import { scriptedTurns } from './user-turns.ts';

export interface PlayAllContext {
  folder: RunFolder;
  /** Whether conversations that failed are played again. */
  retryFailed: boolean;
  /** Journals how a conversation ended, then reports it. */
  endConversation: (record: ConversationRecord) => Promise<void>;
  emit: Emit;
  world: World;
}

/**
 * As many conversations in parallel as the backend has sessions. A failure that every further conversation would hit too ends them all,
 * each with its own record.
 * @returns how many turns were played, and how many tokens generated in them
 */
export async function playAll(
  plan: Plan,
  request: OpenRequest,
  backend: Backend,
  context: PlayAllContext,
): Promise<Required<Pick<Summary['speeds'][number], 'turns' | 'replyTokens'>>> {
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

/** null: the run has cost less than the limit. Conversations that the limit ends are intact. */
export function costReached({ maxCostUsd }: Plan, { index }: Pick<RunFolder, 'index'>): string | null {
  if (maxCostUsd === null) return null;
  const costUsd = index.spentUsd();
  if (costUsd === null) return '--max-cost cannot be enforced: a provider did not say how many tokens a reply used';
  return costUsd < maxCostUsd ? null : `--max-cost ${maxCostUsd} was reached: $${costUsd.toFixed(4)}`;
}

/** The form for records and screens: with short paths. */
export function shortReason(error: ModelFailure | UserError, world: World): string {
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

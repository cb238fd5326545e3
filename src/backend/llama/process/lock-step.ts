// Sessions that advance together, one token of each per batch. What goes into which batch depends only on the conversations, never on how
// fast their owners answer, because llama.cpp's numbers depend on a batch's shape. Start at `lockStep`.
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { GeneratedReply } from '../protocol.ts';
import type { ReplyInProgress } from './generate.ts';

export interface Session {
  sequence: LlamaContextSequence;
  /** Steps that the others take without waiting for it. */
  rest: number;
  /** A conversation has started, and nothing of it has been evaluated. */
  isFresh: boolean;
  state: { type: 'empty' } | { type: 'expected' } | { type: 'asked'; job: Job } | { type: 'talking'; job: Job };
}

interface Job {
  reply: ReplyInProgress;
  signal: AbortSignal;
  onStart: () => void;
  resolve: (reply: Omit<GeneratedReply, 'warnings'>) => void;
  reject: (error: unknown) => void;
}

export interface LockStep {
  /** Runs as long as there is work that does not depend on when a session's owner answers. */
  run(): Promise<void>;
}

const SIGN_INTERVAL_MS = 200;

/**
 * @param sign called when work was done for any session, and regularly while sessions wait for an owner
 * @param restingSteps how many steps the others continue before they wait for the owner of a finished reply
 */
export function lockStep(sessions: readonly Session[], sign: () => void, restingSteps: number): LockStep {
  let isRunning = false;
  let waiting: NodeJS.Timeout | undefined;

  const release = (session: Session): void => {
    session.state = { type: 'expected' };
    session.rest = restingSteps;
  };
  const settle = async (session: Session, job: Job): Promise<void> => {
    const reply = await job.reply.finish();
    release(session);
    job.resolve(reply);
  };
  const advance = async (session: Session, job: Job): Promise<void> => {
    try {
      if (await job.reply.advance()) await settle(session, job);
    } catch (error) {
      release(session);
      job.reject(error);
    }
  };
  const begin = async (session: Session, job: Job): Promise<void> => {
    session.state = { type: 'talking', job };
    job.onStart();
    await advance(session, job);
    sign();
  };
  const settleAborted = async (): Promise<void> => {
    for (const session of sessions) {
      if ('job' in session.state && session.state.job.signal.aborted) await settle(session, session.state.job);
    }
  };
  /** Advances all talking sessions by one token each. */
  const advanceAll = async (talking: readonly (readonly [Session, Job])[]): Promise<void> => {
    await Promise.all(talking.map(([session, job]) => advance(session, job)));
    // The library's dispatcher must have seen that nothing is queued, or it could take the first of the next tokens alone.
    if (sessions.length > 1) await new Promise(setImmediate);
  };
  /** The next work; null: everything left depends on an owner. */
  const nextWork = (): (() => Promise<void>) | null => {
    if (!sessions.some(({ state }) => state.type === 'talking')) for (const session of sessions) session.rest = 0;
    if (sessions.some(({ state, rest }) => state.type === 'expected' && rest === 0)) return null;
    const asked = sessions.find(({ state, rest }) => state.type === 'asked' && rest === 0);
    if (asked?.state.type === 'asked') {
      // Prompts are evaluated one at a time: together, their numbers would depend on each other's lengths.
      const { job } = asked.state;
      return () => begin(asked, job);
    }
    for (const session of sessions) session.rest = Math.max(0, session.rest - 1);
    const talking = sessions.flatMap((session) =>
      session.state.type === 'talking' ? [[session, session.state.job] as const] : [],
    );
    return talking.length === 0 ? null : () => advanceAll(talking);
  };
  return {
    async run() {
      if (isRunning) return;
      isRunning = true;
      clearInterval(waiting);
      for (;;) {
        await settleAborted();
        // Nothing may be awaited between finding no work and saying so: a request in between would be missed.
        const work = nextWork();
        if (!work) break;
        await work();
      }
      isRunning = false;
      const isStalled = sessions.some(({ state }) => 'job' in state);
      if (isStalled) waiting = setInterval(sign, SIGN_INTERVAL_MS);
    },
  };
}

// Inside the model process: several conversations that advance together, one token of each in one batch. What is in which batch depends
// on the conversations alone, never on how fast their owners answer: llama.cpp's numbers depend on a batch's shape.
// Knows nothing of messages. Start at `openSessions`.
import type { LlamaContextSequence } from 'node-llama-cpp';
import { describeError } from '../../../core/errors.ts';
import type { GeneratedReply, ReplyOrder } from '../protocol.ts';
import { asTokens } from './context.ts';
import type { Engine } from './engine.ts';
import { beginReply, type ReplyInProgress } from './generate.ts';
import { handOver } from './hand-over.ts';

export interface Sessions {
  /** A conversation begins: from now on nothing is evaluated while the session's owner has neither asked for a reply nor left. */
  begin(session: number): void;
  leave(session: number): void;
  /** @throws ModelFailure `context-overflow`, with nothing evaluated */
  reply(order: SessionOrder): Promise<GeneratedReply>;
}

interface SessionOrder extends Omit<ReplyOrder, 'type' | 'prompt'> {
  prompt: readonly number[];
  /** Called when the prompt's turn has come. */
  onStart: () => void;
  onToken: (text: string, replyTokens: number) => void;
  signal: AbortSignal;
}

interface SessionsOptions {
  engine: Engine;
  /** A folder through which states are handed over; null: they never are. */
  stateDirectory: string | null;
  /** Called when something was done for any session, and every moment that sessions wait for an owner. With one session nobody waits. */
  onSign: () => void;
  /**
   * For how many steps the others go on before they wait for the owner of a finished reply, who is writing it to disk meanwhile. The
   * session itself does nothing for as long, also when its owner is sooner.
   */
  restingSteps: number;
}

interface Session {
  sequence: LlamaContextSequence;
  /** Steps that the others take without waiting for it. */
  rest: number;
  /** A conversation has begun, and nothing of it has been evaluated. */
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

const SIGN_INTERVAL_MS = 200;

export function openSessions({ engine, stateDirectory, onSign, restingSteps }: SessionsOptions): Sessions {
  const { context, model, pieceOf, contextSize, loaded } = engine;
  if (!context) throw new Error('only the vocabulary has been loaded');
  const sessions: Session[] = Array.from({ length: loaded.parallel }, () => ({
    sequence: context.getSequence(),
    rest: 0,
    isFresh: true,
    state: { type: 'empty' },
  }));
  const isAlone = sessions.length === 1;
  const sign = isAlone ? (): void => {} : onSign;
  let isRunning = false;
  let waiting: NodeJS.Timeout | undefined;

  /** Runs for as long as there is something to do that does not depend on when a session's owner answers. */
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    clearInterval(waiting);
    for (;;) {
      for (const session of sessions) {
        if ('job' in session.state && session.state.job.signal.aborted) await settle(session, session.state.job);
      }
      if (!sessions.some(({ state }) => state.type === 'talking')) for (const session of sessions) session.rest = 0;
      if (sessions.some(({ state, rest }) => state.type === 'expected' && rest === 0)) break;
      const asked = sessions.find(({ state, rest }) => state.type === 'asked' && rest === 0);
      if (asked?.state.type === 'asked') {
        // Prompts are evaluated one at a time: together, their numbers would depend on each other's lengths.
        const { job } = asked.state;
        asked.state = { type: 'talking', job };
        job.onStart();
        await advance(asked, job);
        sign();
        continue;
      }
      for (const session of sessions) session.rest = Math.max(0, session.rest - 1);
      const steps = sessions.map((session) =>
        session.state.type === 'talking' ? advance(session, session.state.job) : null,
      );
      if (steps.every((step) => step === null)) break;
      await Promise.all(steps);
      // The library's dispatcher must have seen that nothing is queued, or it could take the first of the next tokens alone.
      if (!isAlone) await new Promise(setImmediate);
    }
    isRunning = false;
    const isStalled = sessions.some(({ state }) => 'job' in state);
    if (isStalled) waiting = setInterval(sign, SIGN_INTERVAL_MS);
  };
  const advance = async (session: Session, job: Job): Promise<void> => {
    try {
      if (await job.reply.advance()) await settle(session, job);
    } catch (error) {
      release(session);
      job.reject(error);
    }
  };
  const settle = async (session: Session, job: Job): Promise<void> => {
    const reply = await job.reply.finish();
    release(session);
    job.resolve(reply);
  };
  const release = (session: Session): void => {
    session.state = { type: 'expected' };
    session.rest = restingSteps;
  };

  /** Readies a session's sequence for a prompt. In a conversation's later turns it holds the earlier ones. */
  const prepare = async (
    session: Session,
    prompt: readonly number[],
    warnings: string[],
  ): Promise<LlamaContextSequence> => {
    if (!session.isFresh) return session.sequence;
    session.isFresh = false;
    // A reproducible reply depends on nothing that was said earlier, and some models' states cannot be cut.
    if (isAlone || session.sequence.needsCheckpoints) {
      await session.sequence.clearHistory();
      return session.sequence;
    }
    const from = richerSequence(session, prompt);
    if (from === null || stateDirectory === null) return session.sequence;
    try {
      await handOver(from, session.sequence, stateDirectory);
    } catch (error) {
      // What a broken file has left in the sequence goes with it.
      await session.sequence.dispose();
      session.sequence = context.getSequence();
      warnings.push(`another conversation's state could not be handed over (${describeError(error)})`);
    }
    return session.sequence;
  };
  /**
   * The sequence that has so much more of a prompt than the session's own that handing over its state pays. It is handed over whole, so
   * that a short common beginning is not worth a long conversation.
   */
  const richerSequence = (session: Session, prompt: readonly number[]): LlamaContextSequence | null => {
    if (loaded.sharedPrefixTokens === null) return null;
    const tokens = asTokens(prompt);
    const common = sessions.map(({ sequence }) => sequence.compareContextTokens(tokens).firstDifferentIndex);
    const most = Math.max(...common);
    const richest = sessions[common.indexOf(most)]?.sequence;
    const gain = most - (common[sessions.indexOf(session)] ?? 0);
    if (!richest || gain < loaded.sharedPrefixTokens || richest.nextTokenIndex > 2 * gain) return null;
    return richest;
  };

  const sessionAt = (index: number): Session => {
    const session = sessions[index];
    if (!session) throw new Error(`there is no session ${index}`);
    if ('job' in session.state) throw new Error(`session ${index} is being served`);
    return session;
  };
  return {
    begin(index) {
      const session = sessionAt(index);
      session.isFresh = true;
      session.state = { type: 'expected' };
    },
    leave(index) {
      sessionAt(index).state = { type: 'empty' };
      void run();
    },
    async reply({ session: index, prompt, onStart, signal, ...order }) {
      const session = sessionAt(index);
      const warnings: string[] = [];
      const reply = beginReply({
        ...order,
        prompt,
        signal,
        model,
        pieceOf,
        contextSize,
        batchSize: loaded.batchSize,
        prepare: () => prepare(session, prompt, warnings),
        onBatch: sign,
      });
      const whenAborted = (): void => void run();
      signal.addEventListener('abort', whenAborted, { once: true });
      try {
        const generated = await new Promise<Omit<GeneratedReply, 'warnings'>>((resolve, reject) => {
          session.state = { type: 'asked', job: { reply, signal, onStart, resolve, reject } };
          void run();
        });
        return { ...generated, warnings };
      } finally {
        signal.removeEventListener('abort', whenAborted);
      }
    },
  };
}

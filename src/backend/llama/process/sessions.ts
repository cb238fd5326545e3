// Inside the model process: the sessions, each with a sequence of its own, in which conversations are played. Knows nothing of messages.
// Start at `openSessions`.
import type { GeneratedReply, ReplyOrder } from '../protocol.ts';
import type { Engine } from './engine.ts';
import { beginReply } from './generate.ts';
import { lockStep, type Session } from './lock-step.ts';
import { readySequence } from './ready-sequence.ts';

export interface Sessions {
  /** Starts a conversation: from now on nothing is evaluated until the session's owner has requested a reply or left. */
  begin(session: number): void;
  leave(session: number): void;
  /** @throws ModelFailure `context-overflow`, with nothing evaluated */
  reply(order: SessionOrder): Promise<GeneratedReply>;
}

interface SessionOrder extends Omit<ReplyOrder, 'type' | 'prompt'> {
  prompt: readonly number[];
  /** Called when it is the prompt's turn. */
  onStart: () => void;
  onToken: (text: string, replyTokens: number) => void;
  signal: AbortSignal;
}

interface SessionsOptions {
  engine: Engine;
  /** A folder through which states are handed over; null: they never are. */
  stateDirectory: string | null;
  /** Called when work was done for any session, and regularly while sessions wait for an owner. A single session never waits. */
  onSign: () => void;
  /**
   * How many steps the others continue before they wait for the owner of a finished reply, who is writing it to disk meanwhile. The
   * session itself rests for that long, even if its owner is done sooner.
   */
  restingSteps: number;
}

export function openSessions({ engine, stateDirectory, onSign, restingSteps }: SessionsOptions): Sessions {
  const { context, model, pieceOf, ends, contextSize, loaded } = engine;
  if (!context) throw new Error('only the vocabulary has been loaded');
  const sessions: Session[] = Array.from({ length: loaded.parallel }, () => ({
    sequence: context.getSequence(),
    rest: 0,
    isFresh: true,
    state: { type: 'empty' },
  }));
  const sign = sessions.length === 1 ? (): void => {} : onSign;
  const { run } = lockStep(sessions, sign, restingSteps);
  const { sharedPrefixTokens } = loaded;
  const readying = { context, sessions, sharedPrefixTokens, stateDirectory };

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
      const prepare = () => readySequence(session, prompt, readying, warnings);
      const { batchSize } = loaded;
      const common = { model, pieceOf, ends, contextSize, batchSize };
      const reply = beginReply({ ...order, ...common, prompt, signal, prepare, onBatch: sign });
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

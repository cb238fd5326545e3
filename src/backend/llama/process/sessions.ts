// Inside the model process: the sessions, each with a sequence of its own, in which conversations are played. Knows nothing of messages.
// Start at `openSessions`.
import type { ReplyOrder } from '../protocol.ts';
import { openBreath } from './breathe.ts';
import { decodeLoop, type Session } from './decode-loop.ts';
import type { PlayingEngine } from './engine.ts';
import { openReply, type PlayedReply, requireRoom } from './generate.ts';
import { openChains } from './llama-cpp/sampler-chain.ts';
import { biasesFor } from './logit-bias.ts';
import { commonLength, NO_TOKEN, openSequences, type Sequence } from './sequences.ts';
import { openThreadWatch } from './thread-watch.ts';

export interface Sessions {
  /** Starts a conversation: from now on nothing is evaluated until the session's owner has requested a reply or left. */
  begin(session: number): void;
  leave(session: number): void;
  /**
   * Leaves nothing in the KV cache: others use the sequences now.
   * @throws Error while a session is open
   */
  release(): void;
  /** @throws ModelFailure `context-overflow`, with nothing evaluated */
  reply(order: SessionOrder): Promise<SessionReply>;
}

interface UsedThreads {
  /** The fewest that were used for a reply, if others than usual were settled on while it was generated; null: none were. */
  fewerThreads: number | null;
}

type SessionReply = PlayedReply & UsedThreads;

interface SessionOrder extends Omit<ReplyOrder, 'type' | 'prompt'> {
  prompt: readonly number[];
  /**
   * How many of its tokens other conversations may begin with too: everything before what the user says last. Batches of such a prompt end
   * there, so that its numbers are the same whether this part was evaluated here or is taken over from another sequence.
   */
  sharedTokens: number;
  /** Called when it is the prompt's turn. */
  onStart: () => void;
  onToken: (text: string, replyTokens: number) => void;
  /** Called when the prompt's turn is over. */
  onPromptEnd: () => void;
  signal: AbortSignal;
}

interface SessionsOptions {
  engine: PlayingEngine;
  /** Called when work was done for any session, and regularly while sessions wait for an owner. A single session never waits. */
  onSign: () => void;
  /**
   * How many steps the others continue before they wait for the owner of a finished reply, who is writing it to disk meanwhile. The
   * session itself rests for that long, even if its owner is done sooner.
   */
  restingSteps: number;
  /** That this process has used so far, all threads together, in milliseconds. */
  cpuTime: () => number;
}

export function openSessions({ engine, onSign, restingSteps, cpuTime }: SessionsOptions): Sessions {
  const { c, context, contextSize, draw, pieceOf, ends } = engine;
  const { table, window } = engine.model;
  const sessions: Session[] = openSequences(context, window).map((sequence) => ({
    sequence,
    rest: 0,
    isFresh: true,
    state: { type: 'empty' },
  }));
  const isAlone = sessions.length === 1;
  const sign = isAlone ? (): void => {} : onSign;
  const breathe = openBreath();
  const chains = openChains(c, { table, contextSize });
  const { decode, calm, inProgress } = openDecode(engine, cpuTime);
  const { run } = decodeLoop(sessions, {
    decode,
    draw: (lanes) => draw(context, lanes),
    breathe,
    sign,
    restingSteps,
  });
  const onBatch = (): Promise<void> => {
    sign();
    return breathe();
  };

  const sessionAt = (index: number): Session => idleSession(sessions, index);
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
    release() {
      if (sessions.some(({ state }) => state.type !== 'empty')) throw new Error('a session is still open');
      for (const { sequence } of sessions) sequence.clear();
    },
    async reply({ session: index, prompt, sharedTokens, onStart, onPromptEnd, signal, sampling, seed, ...order }) {
      const session = sessionAt(index);
      requireRoom(prompt.length, sampling.maxTokens, contextSize);
      const chain = chains.open(sampling, biasesFor(table, sampling.logitBias ?? {}), seed);
      const cutAt = isAlone ? 0 : sharedTokens;
      const { sequence } = session;
      const common = { context, draw, pieceOf, ends, sequence, chain };
      const { maxTokens } = sampling;
      const reply = openReply({ ...order, ...common, prompt, cutAt, maxTokens, signal, onBatch });
      const whenStarted = (): void => {
        if (session.isFresh) freshen(session, sessions, prompt.slice(0, cutAt));
        calm();
        onStart();
      };
      const whenAborted = (): void => void run();
      const used: UsedThreads = { fewerThreads: null };
      inProgress.add(used);
      signal.addEventListener('abort', whenAborted, { once: true });
      try {
        const played = await new Promise<PlayedReply>((resolve, reject) => {
          session.state = { type: 'asked', job: { reply, signal, onStart: whenStarted, onPromptEnd, resolve, reject } };
          void run();
        });
        return { ...played, ...used };
      } finally {
        inProgress.delete(used);
        signal.removeEventListener('abort', whenAborted);
        chain.close();
      }
    },
  };
}

function idleSession(sessions: readonly Session[], index: number): Session {
  const session = sessions[index];
  if (!session) throw new Error(`there is no session ${index}`);
  if ('job' in session.state) throw new Error(`session ${index} is being served`);
  return session;
}

interface Decode {
  /** What is said of the threads in each reply that is being generated. */
  inProgress: Set<UsedThreads>;
  /** A step of so many conversations. */
  decode(talking: number): boolean;
  /** What comes next is a prompt: numbers of threads are not tried out on it. */
  calm(): void;
}

/** On a CPU in fast mode, fewer threads are used while that is faster, because other programs have taken cores. */
function openDecode({ context, loaded, useThreads }: PlayingEngine, cpuTime: () => number): Decode {
  const inProgress = new Set<UsedThreads>();
  const { threads: most, parallel, device } = loaded;
  if (parallel === 1 || device.gpu !== false || most === 1) return { inProgress, decode: context.decode, calm() {} };
  const watch = openThreadWatch(most);
  let threads = most;
  const use = (wanted: number): void => {
    if (wanted !== threads) useThreads(wanted);
    threads = wanted;
    const settled = watch.settled();
    if (settled === most) return;
    for (const reply of inProgress) reply.fewerThreads = Math.min(settled, reply.fewerThreads ?? settled);
  };
  return {
    inProgress,
    decode(talking) {
      use(watch.before(talking));
      const before = { cpu: cpuTime(), wall: performance.now() };
      if (!context.decode()) return false;
      const [ms, cpuMs] = [performance.now() - before.wall, cpuTime() - before.cpu];
      watch.after({ ms, cpuMs, lanes: talking });
      return true;
    },
    calm: () => use(watch.settled()),
  };
}

/** A conversation must not depend on what its sequence held before it. It may begin with what is the same in another one. */
function freshen(session: Session, sessions: readonly Session[], shared: readonly number[]): void {
  session.isFresh = false;
  const { sequence } = session;
  const holds = ({ held, sharedTokens }: Sequence): boolean =>
    shared.length > 0 && sharedTokens === shared.length && commonLength(held, shared) === shared.length;
  if (holds(sequence)) {
    sequence.keep([...shared, NO_TOKEN]);
    return;
  }
  const from = sessions.find((other) => holds(other.sequence));
  if (from) sequence.takeShared(from.sequence);
  else sequence.clear();
}

// The loop in which all conversations advance together, one token of each in a batch; one conversation is the same with N = 1. What goes
// into which batch depends only on the conversations, never on how fast their owners answer, because llama.cpp's numbers depend on a
// batch's shape. Start at `decodeLoop`.
import type { PlayedReply, ReplyInProgress } from './generate.ts';
import type { Drawn, Lane } from './llama-cpp/draw.ts';
import type { Sequence } from './sequences.ts';

export interface Session {
  readonly sequence: Sequence;
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
  onPromptEnd: () => void;
  resolve: (reply: PlayedReply) => void;
  reject: (error: unknown) => void;
}

type Talking = readonly [Session, Job];

interface DecodeLoop {
  /** Runs as long as there is work that does not depend on when a session's owner answers. */
  run(): Promise<void>;
}

interface LoopOptions {
  /** Evaluates the batch that the talking sessions have entered, so many of them. Only prompts are broken off. */
  decode: (talking: number) => boolean;
  /** A token for each lane of that batch, or why it has none. */
  draw: (lanes: readonly Lane[]) => readonly Drawn[];
  /** Looks at the event loop if it is time. */
  breathe: () => Promise<void>;
  /** Called when work was done for any session, and regularly while sessions wait for an owner. */
  sign: () => void;
  /** How many steps the others continue before they wait for the owner of a finished reply. */
  restingSteps: number;
}

const SIGN_INTERVAL_MS = 200;

export function decodeLoop(sessions: readonly Session[], options: LoopOptions): DecodeLoop {
  let isRunning = false;
  let waiting: NodeJS.Timeout | undefined;
  return {
    async run() {
      if (isRunning) return;
      isRunning = true;
      clearInterval(waiting);
      for (;;) {
        settleAborted(sessions, options);
        // Nothing may be awaited between finding no work and saying so: a request in between would be missed.
        const work = nextWork(sessions, options);
        if (!work) break;
        await work();
        await options.breathe();
      }
      isRunning = false;
      const isStalled = sessions.some(({ state }) => 'job' in state);
      if (isStalled) waiting = setInterval(options.sign, SIGN_INTERVAL_MS);
    },
  };
}

/** null: everything left depends on an owner. */
function nextWork(sessions: readonly Session[], options: LoopOptions): (() => Promise<void> | void) | null {
  if (!sessions.some(({ state }) => state.type === 'talking')) for (const session of sessions) session.rest = 0;
  if (sessions.some(({ state, rest }) => state.type === 'expected' && rest === 0)) return null;
  const asked = sessions.find(({ state, rest }) => state.type === 'asked' && rest === 0);
  if (asked?.state.type === 'asked') {
    // Prompts are evaluated one at a time: together, their numbers would depend on each other's lengths.
    const { job } = asked.state;
    return () => begin([asked, job], options);
  }
  for (const session of sessions) session.rest = Math.max(0, session.rest - 1);
  const talking = sessions.flatMap((session): Talking[] =>
    session.state.type === 'talking' ? [[session, session.state.job]] : [],
  );
  return talking.length === 0 ? null : () => advance(talking, options);
}

async function begin([session, job]: Talking, options: LoopOptions): Promise<void> {
  session.state = { type: 'talking', job };
  job.onStart();
  try {
    if (await job.reply.begin()) settle([session, job], options);
  } catch (error) {
    fail([session, job], error, options);
  } finally {
    job.onPromptEnd();
  }
  options.sign();
}

/** All of them by one token. */
function advance(talking: readonly Talking[], options: LoopOptions): void {
  let tokens: readonly Drawn[];
  try {
    for (const [, { reply }] of talking) reply.enterBatch();
    if (!options.decode(talking.length)) throw new Error('a batch of several conversations was broken off');
    tokens = options.draw(talking.map(([, { reply }], row) => reply.lane(row)));
  } catch (error) {
    for (const each of talking) fail(each, error, options);
    return;
  }
  for (const [row, token] of tokens.entries()) {
    const each = talking[row];
    if (!each) throw new Error(`nobody asked for row ${row}`);
    try {
      if (typeof token !== 'number') fail(each, token, options);
      else if (each[1].reply.leaveBatch(row, token)) settle(each, options);
    } catch (error) {
      fail(each, error, options);
    }
  }
}

function settleAborted(sessions: readonly Session[], options: LoopOptions): void {
  for (const session of sessions)
    if ('job' in session.state && session.state.job.signal.aborted) settle([session, session.state.job], options);
}

function settle([session, job]: Talking, options: LoopOptions): void {
  const reply = job.reply.finish();
  release(session, options);
  job.resolve(reply);
}

/** What the KV cache holds after a failure is not known. */
function fail([session, job]: Talking, error: unknown, options: LoopOptions): void {
  session.sequence.clear();
  release(session, options);
  job.reject(error);
}

function release(session: Session, { restingSteps }: LoopOptions): void {
  session.state = { type: 'expected' };
  session.rest = restingSteps;
}

// The parent's side of the model process: starting it, talking to it, and noticing when it dies or goes deaf.
// Knows nothing of prompts or sampling. Start at `startModelProcess`.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../core/errors.ts';
import type { FromChild, Request, Results, ToChild } from './protocol.ts';

/** How long each thing may take, in milliseconds. */
export interface Limits {
  load: number;
  /** From the request to the first generated token, the prompt's evaluation included. */
  firstToken: number;
  /** Between two signs of life while a reply is generated. */
  idle: number;
  /** One whole reply. */
  total: number;
}

export interface ModelProcess {
  readonly isAlive: boolean;
  load(options: Extract<Request, { type: 'load' }>['options'], limitMs: number): Promise<Results['load']>;
  tokenize(request: Extract<Request, { type: 'tokenize' }>, limitMs: number): Promise<Results['tokenize']>;
  reset(limitMs: number): Promise<Results['reset']>;
  reply(request: Extract<Request, { type: 'reply' }>, options: ReplyOptions): Promise<Results['reply']>;
  /** Ends the process at once. Idempotent; resolves when it is gone. */
  kill(): Promise<void>;
}

interface ReplyOptions {
  limits: Limits;
  onText: (text: string, replyTokens: number) => void;
  signal: AbortSignal;
}

/** An aborted reply ends with its current token; a process that is deaf to that is killed after this long. */
const ABORT_GRACE_MS = 2_000;
const STDERR_TAIL = 2_000;

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  onText: ((text: string, replyTokens: number) => void) | undefined;
}

export function startModelProcess(environment: Readonly<Record<string, string | undefined>>): ModelProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [], {
    // llama.cpp's threads are started from libuv's pool; more than one pool thread makes them land on busy cores.
    env: { ...environment, UV_THREADPOOL_SIZE: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const pending = new Map<number, Pending>();
  let calls = 0;
  let stderr = '';
  let killedBecause: ModelFailure | undefined;
  let isAlive = true;

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
  });
  child.on('message', (message: FromChild) => {
    const waiting = pending.get(message.id);
    if (!waiting) return;
    if ('text' in message) {
      waiting.onText?.(message.text, message.replyTokens);
      return;
    }
    pending.delete(message.id);
    if ('result' in message) waiting.resolve(message.result);
    else
      waiting.reject(
        new ModelFailure(message.failure.code, message.failure.message, { isFatal: message.failure.isFatal }),
      );
  });
  const gone = new Promise<void>((resolve) => {
    const end = (failure: ModelFailure): void => {
      isAlive = false;
      for (const waiting of pending.values()) waiting.reject(failure);
      pending.clear();
      resolve();
    };
    child.once('error', (cause) =>
      end(new ModelFailure('process-died', `the model process could not be started: ${cause.message}`, { cause })),
    );
    // `close` comes after the last of stderr, which holds the reason of an abort.
    child.once('close', (code, signal) =>
      end(killedBecause ?? new ModelFailure('process-died', describeDeath(code, signal, stderr))),
    );
  });

  const kill = async (because?: ModelFailure): Promise<void> => {
    killedBecause ??= because;
    if (isAlive) child.kill('SIGKILL');
    await gone;
  };

  const call = (request: Request, onText?: Pending['onText']): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!isAlive) {
        reject(
          killedBecause ?? new ModelFailure('process-died', describeDeath(child.exitCode, child.signalCode, stderr)),
        );
        return;
      }
      const id = ++calls;
      pending.set(id, { resolve, reject, onText });
      post(child, { id, request });
    });

  /** Results come typed by the request they answer, which the message channel cannot express: hence the casts. */
  const callWithin = async <Type extends Request['type']>(
    request: Extract<Request, { type: Type }>,
    limitMs: number,
    failure: ModelFailure,
  ): Promise<Results[Type]> => {
    const timer = setTimeout(() => void kill(failure), limitMs);
    try {
      return (await call(request)) as Results[Type];
    } finally {
      clearTimeout(timer);
    }
  };
  const deaf = (what: string, limitMs: number): ModelFailure =>
    new ModelFailure('deaf', `the model process did not ${what} within ${limitMs / 1_000} s and was killed`);

  return {
    get isAlive() {
      return isAlive;
    },
    load: (options, limitMs) =>
      callWithin(
        { type: 'load', options },
        limitMs,
        new ModelFailure('load-timeout', `${options.path} did not load within ${limitMs / 1_000} s`, { isFatal: true }),
      ),
    tokenize: (request, limitMs) => callWithin(request, limitMs, deaf('tokenize', limitMs)),
    reset: (limitMs) => callWithin({ type: 'reset' }, limitMs, deaf('clear its context', limitMs)),
    async reply(request, { limits, onText, signal }) {
      const whole = setTimeout(() => {
        void kill(new ModelFailure('total-timeout', `the reply was not finished within ${limits.total / 1_000} s`));
      }, limits.total);
      let sign = setTimeout(() => void kill(deaf('generate a first token', limits.firstToken)), limits.firstToken);
      let grace: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        post(child, { abort: true });
        grace = setTimeout(() => void kill(deaf('stop', ABORT_GRACE_MS)), ABORT_GRACE_MS);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      try {
        const result = await call(request, (text, replyTokens) => {
          clearTimeout(sign);
          sign = setTimeout(() => void kill(deaf('give a sign of life', limits.idle)), limits.idle);
          onText(text, replyTokens);
        });
        return result as Results['reply'];
      } finally {
        signal.removeEventListener('abort', onAbort);
        for (const timer of [whole, sign, grace]) clearTimeout(timer);
      }
    },
    kill: () => kill(),
  };
}

/** A channel that has just closed is no news: `close` follows and rejects what is waiting. */
function post(child: ChildProcess, message: ToChild): void {
  child.send(message, () => {});
}

function describeDeath(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  const reason = stderr
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /assert|error|abort|fail|terminate|memory/i.test(line));
  return `the model process ${how}${reason ? ` (${reason.slice(0, 200)})` : ''}`;
}

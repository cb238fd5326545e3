// A child process and the messages to and from it: answers are matched to requests, and if it dies, waiting requests fail.
// Knows nothing of time limits. Start at `openChannel`.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../core/errors.ts';
import type { Environment } from '../../core/world.ts';
import type { FromChild, Request, ToChild } from './protocol.ts';

export interface ChildChannel {
  readonly isAlive: boolean;
  /** @throws ModelFailure with what the child reports, or why it died */
  call(request: Request, listener?: ReplyListener): Promise<unknown>;
  /** Asks a reply in progress to end with its current token. */
  abort(request: Request): void;
  /** Ends the process at once; waiting requests fail with `because`. Idempotent; resolves when it is gone. */
  kill(because?: ModelFailure): Promise<void>;
}

export type OnText = (text: string, replyTokens: number) => void;

interface ReplyListener {
  onText: OnText;
  /** The reply no longer waits for others. */
  onStart: () => void;
  /** The process has done work for any session. */
  onSign: () => void;
}

interface Waiting {
  request: Request;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  listener: ReplyListener | undefined;
}

const STDERR_TAIL = 2_000;

export function openChannel(environment: Environment): ChildChannel {
  const child: ChildProcess = fork(fileURLToPath(new URL('./process/child.js', import.meta.url)), [], {
    // llama.cpp's threads are started from libuv's pool; with more than one pool thread they land on busy cores.
    env: { ...environment, UV_THREADPOOL_SIZE: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let stderr = '';
  let killedBecause: ModelFailure | undefined;
  let isAlive = true;

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
  });
  child.on('message', (message: FromChild) => {
    if ('isAlive' in message || 'text' in message) {
      for (const { listener } of waiting.values()) listener?.onSign();
    }
    if ('isAlive' in message) return;
    const call = waiting.get(message.id);
    if ('text' in message) call?.listener?.onText(message.text, message.replyTokens);
    else if ('isStarted' in message) call?.listener?.onStart();
    else {
      waiting.delete(message.id);
      if ('result' in message) call?.resolve(message.result);
      else call?.reject(new ModelFailure(message.failure.code, message.failure.message, message.failure));
    }
  });
  const gone = new Promise<void>((resolve) => {
    const end = (failure: ModelFailure): void => {
      isAlive = false;
      for (const call of waiting.values()) call.reject(failure);
      waiting.clear();
      resolve();
    };
    child.once('error', (cause) => {
      end(new ModelFailure('process-died', `the model process could not be started: ${cause.message}`, { cause }));
    });
    // `close` comes after the last of stderr, which has the reason for an abort.
    child.once('close', () => end(causeOfDeath()));
  });
  const causeOfDeath = (): ModelFailure =>
    killedBecause ?? new ModelFailure('process-died', describeDeath(child.exitCode, child.signalCode, stderr));

  return {
    get isAlive() {
      return isAlive;
    },
    call: (request, listener) =>
      new Promise((resolve, reject) => {
        if (!isAlive) {
          reject(causeOfDeath());
          return;
        }
        const id = ++calls;
        waiting.set(id, { request, resolve, reject, listener });
        post(child, { id, request });
      }),
    abort(request) {
      for (const [id, call] of waiting) if (call.request === request) post(child, { abort: id });
    },
    async kill(because) {
      killedBecause ??= because;
      if (isAlive) child.kill('SIGKILL');
      await gone;
    },
  };
}

/** A channel that has just closed needs no handling: `close` follows and rejects what is waiting. */
function post(child: ChildProcess, message: ToChild): void {
  child.send(message, () => {});
}

function describeDeath(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const how = signal ? `was killed by ${signal}` : `exited with code ${code}`;
  const reason = stderr
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /assert|error|abort|fail|terminate|memory/i.test(line));
  return `the model process ${how}${reason ? ` (${reason.slice(0, 200)})` : ''}`;
}

// A child process and the messages to and from it: answers are matched to requests, and if it dies, waiting requests fail.
// Knows nothing of time limits. Start at `openChannel`.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../core/errors.ts';
import { systemRefusal } from '../../core/system-refusal.ts';
import type { Environment } from '../../core/world.ts';
import { say } from '../../words/text.ts';
import { howItDied } from './how-it-died.ts';
import { completed } from './logged-reason.ts';
import type { Device, FromChild, Request, ToChild } from './protocol.ts';

export interface ChildChannel {
  readonly isAlive: boolean;
  /** The GPU that the process computes on, as far as it has said so. */
  readonly device: Device | null;
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

/** In characters: loading a model writes as much. */
const STDERR_TAIL = 60_000;

export function openChannel(environment: Environment): ChildChannel {
  const child = startChild(environment);
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let stderr = '';
  let killedBecause: ModelFailure | undefined;
  let notStarted: Error | undefined;
  let isAlive = true;
  let device: Device | null = null;

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
  });
  child.on('message', (message: FromChild) => {
    if ('device' in message) ({ device } = message);
    else heard(message, waiting, () => stderr);
  });
  const gone = new Promise<void>((resolve) => {
    const end = (failure: Error): void => {
      isAlive = false;
      for (const call of waiting.values()) call.reject(failure);
      waiting.clear();
      resolve();
    };
    child.once('error', (cause) => {
      // What the system has no more of is no fault of this model.
      if (systemRefusal(cause)) notStarted = cause;
      end(
        notStarted ??
          new ModelFailure(
            'process-died',
            say('the model process could not be started: {reason}', { reason: cause.message }),
            { cause },
          ),
      );
    });
    // `close` comes after the last of stderr, which has the reason for an abort.
    child.once('close', () => end(causeOfDeath()));
  });
  const causeOfDeath = (): Error =>
    notStarted ??
    killedBecause ??
    new ModelFailure('process-died', howItDied({ code: child.exitCode, signal: child.signalCode, log: stderr }));

  return {
    get isAlive() {
      return isAlive;
    },
    get device() {
      return device;
    },
    call: (request, listener) =>
      new Promise((resolve, reject) => {
        if (!isAlive || child.pid === undefined) {
          void gone.then(() => reject(causeOfDeath()));
          return;
        }
        const id = ++calls;
        waiting.set(id, { request, resolve, reject, listener });
        post(child, { id, request });
      }),
    abort(request) {
      for (const [id, call] of waiting) {
        if (call.request !== request) continue;
        post(child, { abort: id });
        // A message is read between two batches, this at once.
        child.stdin?.write(`${id}\n`);
      }
    },
    async kill(because) {
      killedBecause ??= because;
      if (isAlive) stop(child);
      await gone;
    },
  };
}

function heard(
  message: Exclude<FromChild, { device: unknown }>,
  waiting: Map<number, Waiting>,
  stderr: () => string,
): void {
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
    else if (call) void completed(message.failure, stderr).then(call.reject);
  }
}

/** Of one that could not be started, the number is 0, and the signal would go to every process of this one's own group. */
function stop(child: ChildProcess): void {
  if (child.pid !== undefined) child.kill('SIGKILL');
}

function startChild(environment: Environment): ChildProcess {
  const child = fork(fileURLToPath(new URL('./process/child.js', import.meta.url)), [], {
    // It speaks to no server, and Node would read all certificates before anything else, which takes as long as the rest of its own start.
    env: { ...environment, NODE_EXTRA_CA_CERTS: undefined },
    execArgv: [],
    serialization: 'advanced',
    // Its input stays open as long as this process lives: see `watcher.ts`.
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    // The types do not know that this option is handed on to `spawn`.
    ...{ windowsHide: true },
  });
  // A process that is gone reads nothing: `close` says so.
  child.stdin?.on('error', () => {});
  return child;
}

/** A channel that has just closed needs no handling: `close` follows and rejects what is waiting. */
function post(child: ChildProcess, message: ToChild): void {
  child.send(message, () => {});
}

// Renders an untrusted Jinja template in a process that stops when it takes too long and that may run out of memory: in a thread, one
// allocation that is too large would crash the whole program. Knows nothing of prompts. Start at `jinjaRenderer`.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeError, ModelFailure } from '../core/errors.ts';
import { type PatientTimer, patientTimer } from '../core/patient-timer.ts';
import { type Label, say } from '../words/text.ts';
import { type Day, strftime } from './jinja/strftime.ts';
import type { FromJinja, ToJinja } from './jinja-process.ts';

export interface JinjaRenderer {
  /**
   * One after the other, however many are requested at once: each gets the full time, and a rendering fails only by its own fault.
   * @throws ModelFailure `template-timeout` or `template-failed`; if the process is gone, the next call starts a new one
   */
  render(variables: Record<string, unknown>): Promise<string>;
  /** Renderings in progress, waiting or requested later fail. */
  close(): Promise<void>;
}

/** An untrusted template may loop forever. The process itself stops parsing or rendering after this time. */
const LIMIT_MS = 2_000;
/** How much later a process that did not stop is killed. */
const GRACE_MS = 2_000;
/** Starting the process has its own limit, because it may take long on a busy machine. */
const START_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 64;
/** Llama 3.1 and related templates would otherwise print today's date, and no two runs would be the same. */
const FIXED_DATE: Day = { year: 2024, month: 7, day: 26 };

/** The date that a template is told, as in 2024-07-26; null: its source asks for none. */
export function dateFor(template: string): string | null {
  return /strftime_now|date_string/.test(template) ? strftime('%Y-%m-%d', FIXED_DATE) : null;
}

/** @param file where the template comes from, for messages */
export function jinjaRenderer(file: string, template: string): JinjaRenderer {
  let running: ChildProcess | undefined;
  let isClosed = false;
  let calls = 0;
  let unusable: ModelFailure | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const failed = (why: string, cause?: unknown): ModelFailure => failedTemplate(file, why, cause);
  const closed = (): ModelFailure => failed('it was closed');
  const late = (what: Label, limitMs: number): ModelFailure => lateTemplate(file, what, limitMs);
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = undefined;
    if (stopping) await end(stopping);
  };
  /** Whatever goes wrong with the process itself, it is gone afterwards. */
  const answerOf = async (child: ChildProcess, message: ToJinja, limitMs: number): Promise<FromJinja | 'late'> => {
    let timer: PatientTimer | undefined;
    const limit = new Promise<'late'>((resolve) => {
      timer = patientTimer(limitMs, () => resolve('late'));
    });
    try {
      const answer = await Promise.race([ask(child, message), limit]);
      if (answer === 'late') await stop();
      return answer;
    } catch (cause) {
      await stop();
      throw isClosed ? closed() : failed(describeError(cause), cause);
    } finally {
      timer?.stop();
    }
  };
  const start = async (): Promise<ChildProcess> => {
    const child = startProcess();
    running = child;
    child.once('exit', () => {
      if (running === child) running = undefined;
    });
    const answer = await answerOf(child, { source: template, date: FIXED_DATE, limitMs: LIMIT_MS }, START_LIMIT_MS);
    if (answer === 'late') throw late('could not be started', START_LIMIT_MS);
    if ('ready' in answer) return child;
    await stop();
    if (!('error' in answer)) throw late('could not be parsed', LIMIT_MS);
    // A template that cannot be parsed never can be; one that was too slow may be faster next time.
    unusable = failed(answer.error);
    throw unusable;
  };
  const render = async (variables: Record<string, unknown>): Promise<string> => {
    if (unusable) throw unusable;
    if (isClosed) throw closed();
    const child = running ?? (await start());
    const message = {
      id: ++calls,
      variables: { date_string: strftime('%d %b %Y', FIXED_DATE), ...variables },
      limitMs: LIMIT_MS,
    };
    const answer = await answerOf(child, message, LIMIT_MS + GRACE_MS);
    if (answer === 'late' || 'timedOut' in answer) throw late('did not finish', LIMIT_MS);
    if ('error' in answer) throw failed(answer.error);
    return 'text' in answer ? answer.text : '';
  };
  return {
    render(variables) {
      const rendered = last.then(() => render(variables));
      last = rendered.catch(() => {});
      return rendered;
    },
    close() {
      isClosed = true;
      return stop();
    },
  };
}

function failedTemplate(file: string, reason: string, cause: unknown): ModelFailure {
  return new ModelFailure(
    'template-failed',
    say('the chat template inside {file} failed: {reason}', { file, reason }),
    {
      cause,
    },
  );
}

function lateTemplate(file: string, what: Label, limitMs: number): ModelFailure {
  return new ModelFailure(
    'template-timeout',
    say('the chat template inside {file} {what} within {seconds} s', {
      file,
      what: say(what),
      seconds: limitMs / 1_000,
    }),
  );
}

function startProcess(): ChildProcess {
  return fork(fileURLToPath(new URL('./jinja-process.js', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${MEMORY_LIMIT_MB}`],
    // A template needs no keys, and Node no certificates, which it would read before anything else.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // The types do not know that this option is handed on to `spawn`.
    ...{ windowsHide: true },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** One message, and the answer to it. */
function ask(child: ChildProcess, message: ToJinja): Promise<FromJinja> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
      act();
    };
    const onMessage = (answer: FromJinja): void => {
      const isAnswer = 'id' in message ? 'id' in answer && answer.id === message.id : true;
      if (isAnswer) settle(() => resolve(answer));
    };
    const onExit = (): void => settle(() => reject(new Error('it used too much memory or was killed')));
    const onError = (error: Error): void => settle(() => reject(error));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send(message, (error) => {
      // Nobody reads: the process is gone, though that has not been told yet. One that never started says why by itself.
      if (error && child.pid !== undefined) onExit();
    });
  });
}

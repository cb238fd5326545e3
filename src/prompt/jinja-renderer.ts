// Renders a stranger's Jinja template in a process that is killed when it takes too long, and that may die of hunger: a thread that asks
// for too much memory at once would take the whole program with it. Knows nothing of prompts. Start at `jinjaRenderer`.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeError, ModelFailure } from '../core/errors.ts';
import type { FromJinja, ToJinja } from './jinja-process.ts';

export interface JinjaRenderer {
  /** @throws ModelFailure `template-timeout` or `template-failed`; the next call starts a new process */
  render(variables: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A template from a stranger may loop for ever. */
const RENDER_LIMIT_MS = 2_000;
/** Starting the process and parsing the template count apart, because a busy machine may take its time. */
const START_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 64;
/** Llama 3.1 and its kin print today's date otherwise, and no two runs would be alike. */
const FIXED_DATE = '26 Jul 2024';

/** @param file where the template comes from, for messages */
export function jinjaRenderer(file: string, template: string): JinjaRenderer {
  let running: ChildProcess | undefined;
  let calls = 0;
  let unusable: ModelFailure | undefined;
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = undefined;
    if (stopping) await end(stopping);
  };
  const within = async (limitMs: number, what: string, work: Promise<FromJinja>): Promise<string> => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const problem = `the chat template inside ${file} ${what} within ${limitMs / 1000} s`;
      timer = setTimeout(() => reject(new ModelFailure('template-timeout', problem)), limitMs);
    });
    try {
      const reply = await Promise.race([work, limit]);
      if ('error' in reply) throw failed(reply.error);
      return 'text' in reply ? reply.text : '';
    } catch (cause) {
      if (cause instanceof ModelFailure && cause.code === 'template-failed') throw cause;
      await stop();
      throw cause instanceof ModelFailure ? cause : failed(describeError(cause), cause);
    } finally {
      clearTimeout(timer);
    }
  };
  const failed = (why: string, cause?: unknown): ModelFailure =>
    new ModelFailure('template-failed', `the chat template inside ${file} failed: ${why}`, { cause });
  return {
    async render(variables) {
      if (unusable) throw unusable;
      if (!running) {
        running = startProcess();
        const ready = ask(running, { source: template, date: FIXED_DATE });
        await within(START_LIMIT_MS, 'could not be started', ready).catch(async (error: unknown) => {
          // What cannot be parsed now never can.
          if (error instanceof ModelFailure) unusable = error;
          await stop();
          throw error;
        });
      }
      const message = { id: ++calls, variables: { ...variables, date_string: FIXED_DATE } };
      return within(RENDER_LIMIT_MS, 'did not finish', ask(running, message));
    },
    close: stop,
  };
}

function startProcess(): ChildProcess {
  return fork(fileURLToPath(new URL('./jinja-process.js', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${MEMORY_LIMIT_MB}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
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
    const onExit = (): void => settle(() => reject(new Error('it took too much memory, or was killed')));
    const onError = (error: Error): void => settle(() => reject(error));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send(message, (error) => {
      if (error) onError(error);
    });
  });
}

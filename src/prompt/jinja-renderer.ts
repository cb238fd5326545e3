// Renders a stranger's Jinja template in a worker thread that is killed when it takes too long or too much memory.
// Knows nothing of prompts. Start at `jinjaRenderer`.
import { Worker } from 'node:worker_threads';
import { describeError, ModelFailure } from '../core/errors.ts';

export interface JinjaRenderer {
  /** @throws ModelFailure `template-timeout` or `template-failed`; the next call starts a new worker */
  render(variables: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A template from a stranger may loop for ever. */
const RENDER_LIMIT_MS = 2_000;
/** Starting the worker and parsing the template count apart, because a busy machine may take its time. */
const START_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 64;
/** Llama 3.1 and its kin print today's date otherwise, and no two runs would be alike. */
const FIXED_DATE = '26 Jul 2024';

/** @param file where the template comes from, for messages */
export function jinjaRenderer(file: string, template: string): JinjaRenderer {
  let worker: Worker | undefined;
  let calls = 0;
  const stop = async (): Promise<void> => {
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  };
  const within = async <Result>(limitMs: number, what: string, work: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const problem = `the chat template inside ${file} ${what} within ${limitMs / 1000} s`;
      timer = setTimeout(() => reject(new ModelFailure('template-timeout', problem)), limitMs);
    });
    try {
      return await Promise.race([work, limit]);
    } catch (cause) {
      await stop();
      if (cause instanceof ModelFailure) throw cause;
      throw new ModelFailure('template-failed', `the chat template inside ${file} failed: ${describeError(cause)}`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async render(variables) {
      worker ??= await within(START_LIMIT_MS, 'could not be started', start(template));
      const id = ++calls;
      return within(
        RENDER_LIMIT_MS,
        'did not finish',
        renderOnce(worker, id, { ...variables, date_string: FIXED_DATE }),
      );
    },
    close: stop,
  };
}

function start(template: string): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./jinja-worker.js', import.meta.url), {
      workerData: { source: template, date: FIXED_DATE },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    });
    worker.once('error', reject);
    worker.once('message', (message: { ready?: true; error?: string }) => {
      if (message.ready) resolve(worker);
      else void worker.terminate().then(() => reject(new Error(message.error)));
    });
  });
}

function renderOnce(worker: Worker, id: number, variables: Record<string, unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: { id: number; text?: string; error?: string }): void => {
      if (reply.id !== id) return;
      worker.off('message', onMessage);
      worker.off('error', reject);
      if (reply.text === undefined) reject(new Error(reply.error));
      else resolve(reply.text);
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    worker.postMessage({ id, variables });
  });
}

// Japanese words of replies, from a thread with a dictionary. Knows nothing of checks. Start at `openMorphology`.
import { Worker } from 'node:worker_threads';
import type { TokensAnswer, TokensRequest } from './morphology-worker.ts';
import type { Token } from './token.ts';

export interface Morphology {
  /** One list for each text, in their order. @throws Error if the thread has ended */
  tokensOf(texts: readonly string[]): Promise<readonly (readonly Token[])[]>;
  close(): Promise<void>;
}

/** Starts at once: the dictionary is loaded while the caller reads. */
export function openMorphology(): Morphology {
  const worker = new Worker(new URL('./morphology-worker.js', import.meta.url));
  const waiting = new Map<number, { resolve(tokens: Token[][]): void; reject(reason: Error): void }>();
  let calls = 0;
  let ended: Error | undefined;
  const end = (reason: Error): void => {
    ended ??= reason;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.on('message', ({ id, tokens }: TokensAnswer) => {
    waiting.get(id)?.resolve(tokens);
    waiting.delete(id);
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread that reads Japanese ended with code ${code}`)));
  return {
    tokensOf(texts) {
      if (ended) return Promise.reject(ended);
      const request: TokensRequest = { id: ++calls, texts };
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request);
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

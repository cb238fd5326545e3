// Japanese words of replies, from a thread with a dictionary. Knows nothing of checks. Start at `sharedMorphology`.
import { Worker } from 'node:worker_threads';
import type { TokensAnswer, TokensRequest } from './morphology-worker.ts';
import { unpackTokens } from './packed-tokens.ts';
import type { Token } from './token.ts';

export interface Morphology {
  /** One list for each text, in their order. @throws Error if the thread has ended */
  tokensOf(texts: readonly string[]): Promise<readonly (readonly Token[])[]>;
}

let shared: Morphology | undefined;

/** One for the whole process, because the dictionary takes long to load and much memory. It keeps no process from ending. */
export function sharedMorphology(): Morphology {
  shared ??= openMorphology(() => {
    shared = undefined;
  });
  return shared;
}

/** What the thread forgets at once, it need not keep: less memory, and no slower. */
const LIMITS = { maxYoungGenerationSizeMb: 12 };

interface Waiting {
  texts: readonly string[];
  resolve(tokens: Token[][]): void;
  reject(reason: Error): void;
}

/** @param onEnd called when the thread has ended, whatever the reason */
function openMorphology(onEnd: () => void): Morphology {
  const worker = new Worker(new URL('./morphology-worker.js', import.meta.url), { resourceLimits: LIMITS });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const end = (reason: Error): void => {
    onEnd();
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.on('message', ({ id, ...packed }: TokensAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    asked?.resolve(unpackTokens(packed, asked.texts));
    // Nothing is asked: the process may end.
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread that reads Japanese ended with code ${code}`)));
  // Listening to messages keeps the process from ending: this comes afterwards.
  worker.unref();
  return {
    tokensOf(texts) {
      const request: TokensRequest = { id: ++calls, texts };
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { texts, resolve, reject });
        worker.ref();
        worker.postMessage(request);
      });
    },
  };
}

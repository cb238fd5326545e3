// How the parent reaches this process while it computes, and reads no messages: through a thread that does nothing else. Start at
// `openInterruption`.
import { Worker } from 'node:worker_threads';
import { type AbortFlag, openAbortFlag } from './llama-cpp/abort-flag.ts';
import { SLOTS } from './slots.ts';

export interface Interruption {
  readonly flag: AbortFlag;
  /** The parent may break off the request from now on. */
  begin(request: number): void;
  end(): void;
}

/** Ends the process, in the middle of a computation if need be, when the parent is gone. */
export function openInterruption(): Interruption {
  const flag = openAbortFlag(Object.keys(SLOTS).length * Int32Array.BYTES_PER_ELEMENT);
  const slots = new Int32Array(flag.shared);
  const worker = new Worker(new URL('./watcher.js', import.meta.url), { workerData: flag.shared });
  worker.unref();
  return {
    flag,
    begin(request) {
      Atomics.store(slots, SLOTS.current, request);
      if (Atomics.load(slots, SLOTS.unwanted) === request) Atomics.store(slots, SLOTS.flag, 1);
    },
    end() {
      Atomics.store(slots, SLOTS.current, 0);
      Atomics.store(slots, SLOTS.flag, 0);
    },
  };
}

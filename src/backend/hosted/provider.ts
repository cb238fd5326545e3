// One provider: how many requests may be in flight at once, and whether it has rejected our key. The limit grows until the provider says
// that it is too high; then it falls at once, and grows slowly.
// Knows nothing of requests. Start at `createProviders`.
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { RequestFailure } from './request-failure.ts';

export interface Provider {
  /** Waits for a free slot. @throws the signal's reason; RequestFailure once the provider has rejected the key */
  enter(signal: AbortSignal): Promise<Place>;
}

/** Must be left exactly once. */
export interface Place {
  /** @param failure why it failed; null: it succeeded or was interrupted */
  leave(failure: RequestFailure | null): void;
}

/** The providers of a run: models with the same server and key share one. */
export interface Providers {
  of(name: string, limits: { start: number; most: number }): Provider;
}

export function createProviders(): Providers {
  const known = new Map<string, Provider>();
  return {
    of(name, limits) {
      const provider = known.get(name) ?? openProvider(limits);
      known.set(name, provider);
      return provider;
    },
  };
}

/**
 * Slow start, then additive increase and multiplicative decrease: until the first 429 one more slot after each success, so that they double
 * while all of them succeed once; afterwards one more after as many successes as there are slots, and half of them after a 429. A
 * server without a 429 lets requests wait in its queue until they stall, which counts as one.
 * A 429 to a request that was in flight when the limit fell does not count again. p-limit counts the slots and keeps the queue; their
 * number, and the pause that a provider asks for, are decided here.
 */
function openProvider({ start, most }: { start: number; most: number }): Provider {
  const slots = pLimit(Math.min(start, most));
  let successes = 0;
  let falls = 0;
  let pausedUntil = 0;
  /** Aborted, with the failure as its reason, once the provider has rejected the key. */
  const refusal = new AbortController();
  // Everybody who waits listens.
  setMaxListeners(0, refusal.signal);

  const leave = (failure: RequestFailure | null, fallsAtEntry: number): void => {
    if (failure === null) {
      if (slots.concurrency >= most || (falls > 0 && ++successes < slots.concurrency)) return;
      slots.concurrency++;
      successes = 0;
    } else if (failure.kind === 'rate-limited' || failure.kind === 'stalled') {
      if (failure.retryAfterMs !== null) {
        pausedUntil = Math.max(pausedUntil, performance.now() + failure.retryAfterMs);
      }
      if (fallsAtEntry !== falls) return;
      slots.concurrency = Math.max(1, Math.floor(slots.concurrency / 2));
      successes = 0;
      falls++;
    } else if (failure.kind === 'auth-failed' && !refusal.signal.aborted) refusal.abort(failure);
  };
  return {
    async enter(signal) {
      const ends = [signal, refusal.signal];
      for (;;) {
        const pauseMs = pausedUntil - performance.now();
        if (pauseMs > 0) await pause(ends, Math.ceil(pauseMs));
        const free = await takeSlot(slots, ends);
        // A pause may have started in the meantime: then nobody enters.
        if (pausedUntil > performance.now()) {
          free();
          continue;
        }
        const fallsAtEntry = falls;
        return {
          leave(failure) {
            leave(failure, fallsAtEntry);
            free();
          },
        };
      }
    },
  };
}

/** Clears its timer. */
async function pause(ends: readonly AbortSignal[], milliseconds: number): Promise<void> {
  const over = new AbortController();
  try {
    await before(
      ends,
      wait(milliseconds, undefined, { signal: over.signal }).catch(() => {}),
    );
  } finally {
    over.abort();
  }
}

/** Waits in the queue. @returns a function that releases the slot */
async function takeSlot(slots: LimitFunction, ends: readonly AbortSignal[]): Promise<() => void> {
  let free = (): void => {};
  let isWanted = true;
  const taken = new Promise<void>((resolve) => {
    void slots(
      () =>
        new Promise<void>((done) => {
          free = done;
          // A request aborted while queued is gone.
          if (isWanted) resolve();
          else done();
        }),
    );
  });
  try {
    await before(ends, taken);
    return free;
  } catch (error) {
    isWanted = false;
    free();
    throw error;
  }
}

/** @throws the reason of the first signal that is aborted before the work is done */
async function before(ends: readonly AbortSignal[], work: Promise<void>): Promise<void> {
  for (const end of ends) end.throwIfAborted();
  let give: () => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    give = () => reject(ends.find(({ aborted }) => aborted)?.reason);
  });
  // The signals belong to the run, and collect many such listeners.
  for (const end of ends) end.addEventListener('abort', give);
  try {
    await Promise.race([work, ended]);
  } finally {
    for (const end of ends) end.removeEventListener('abort', give);
  }
}

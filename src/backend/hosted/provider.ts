// One provider: how many requests may be under way at once, and whether it has refused our key. Grows slowly, falls at once.
// Knows nothing of requests. Start at `createProviders`.
import type { RequestFailure } from './request-failure.ts';

export interface Provider {
  /** Waits for a place. @throws the signal's reason; RequestFailure once the provider has refused the key */
  enter(signal: AbortSignal): Promise<Place>;
}

/** To be left once. */
export interface Place {
  /** @param failure how it went; null: well, or interrupted */
  leave(failure: RequestFailure | null): void;
}

/** The providers of a run: models of the same server and key share one. */
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
 * Additive increase, multiplicative decrease: one place more after as many successes as there are places, half of them after a 429.
 * A 429 to a request that was under way when the limit fell does not count again.
 */
function openProvider({ start, most }: { start: number; most: number }): Provider {
  let limit = Math.min(start, most);
  let inside = 0;
  let successes = 0;
  let falls = 0;
  let pausedUntil = 0;
  let refusal: RequestFailure | null = null;
  const waiting = new Set<() => void>();

  const leave = (failure: RequestFailure | null, fallsAtEntry: number): void => {
    inside--;
    if (failure === null) {
      if (++successes >= limit && limit < most) {
        limit++;
        successes = 0;
      }
    } else if (failure.kind === 'rate-limited') {
      if (failure.retryAfterMs !== null) {
        pausedUntil = Math.max(pausedUntil, performance.now() + failure.retryAfterMs);
      }
      if (fallsAtEntry === falls) {
        limit = Math.max(1, Math.floor(limit / 2));
        successes = 0;
        falls++;
      }
    } else if (failure.kind === 'auth-failed') refusal ??= failure;
    // They look for themselves, in the order in which they came.
    for (const wake of [...waiting]) wake();
  };
  return {
    async enter(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (refusal) throw refusal;
        const pauseMs = pausedUntil - performance.now();
        if (inside < limit && pauseMs <= 0) break;
        await woken(signal, waiting, pauseMs);
      }
      inside++;
      const fallsAtEntry = falls;
      return { leave: (failure) => leave(failure, fallsAtEntry) };
    },
  };
}

/** Until somebody leaves, the pause is over, or the run is. */
async function woken(signal: AbortSignal, waiting: Set<() => void>, pauseMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let wake = (): void => {};
  await new Promise<void>((resolve) => {
    wake = resolve;
    waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (pauseMs > 0) timer = setTimeout(wake, Math.ceil(pauseMs));
  });
  clearTimeout(timer);
  waiting.delete(wake);
  // The signal is the run's, and sees many of these.
  signal.removeEventListener('abort', wake);
}

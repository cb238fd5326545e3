// One provider: how many requests may be under way at once, and whether it has refused our key. Grows slowly, falls at once.
// Knows nothing of requests. Start at `openProvider`.
import type { RequestFailure } from './request-failure.ts';

export interface Provider {
  /** Waits for a place. @throws the signal's reason; RequestFailure once the provider has refused the key */
  enter(signal: AbortSignal): Promise<Place>;
}

/** To be left once, with how it went. */
export interface Place {
  leave(how: 'ok' | RequestFailure): void;
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
export function openProvider({ start, most }: { start: number; most: number }): Provider {
  let limit = Math.min(start, most);
  let inside = 0;
  let successes = 0;
  let falls = 0;
  let pausedUntil = 0;
  let refusal: RequestFailure | null = null;
  let waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  const leave = (how: 'ok' | RequestFailure, fallsAtEntry: number): void => {
    inside--;
    if (how === 'ok') {
      if (++successes >= limit && limit < most) {
        limit++;
        successes = 0;
      }
    } else if (how.kind === 'rate-limited') {
      if (how.retryAfterMs !== null) pausedUntil = Math.max(pausedUntil, performance.now() + how.retryAfterMs);
      if (fallsAtEntry === falls) {
        limit = Math.max(1, Math.floor(limit / 2));
        successes = 0;
        falls++;
      }
    } else if (how.kind === 'auth-failed') refusal = how;
    wakeAll();
  };
  return {
    async enter(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (refusal) throw refusal;
        const pause = pausedUntil - performance.now();
        if (inside < limit && pause <= 0) break;
        await wake(signal, pause > 0 ? pause : null, (resolve) => waiting.push(resolve));
      }
      inside++;
      const fallsAtEntry = falls;
      return { leave: (how) => leave(how, fallsAtEntry) };
    },
  };
}

/** Until somebody leaves, the pause is over, or the run is. */
async function wake(signal: AbortSignal, pauseMs: number | null, wait: (resolve: () => void) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (pauseMs === null) wait(resolve);
    else timer = setTimeout(resolve, pauseMs);
  });
  clearTimeout(timer);
}

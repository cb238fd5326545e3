// The one layer of retries: what is tried again, how often, and how long it waits before. Start at `askPatiently`.
import { setTimeout as wait } from 'node:timers/promises';
import { hashData } from '../../core/hash.ts';
import type { Retry } from '../backend.ts';
import { type Broken, type Collected, collectReply, type ExchangeOptions } from './exchange.ts';
import type { Provider } from './provider.ts';
import { RequestFailure } from './request-failure.ts';

export interface PatientOptions extends ExchangeOptions {
  provider: Provider;
  /** Decides the jitter, so that it needs no other randomness. */
  seed: number;
  onRetry: ((retry: Retry) => Promise<void>) | undefined;
}

const MOST_TRIES = 6;
const MOST_TRIES_BROKEN = 5;
/** The same error from the same request this often is not going to go away. */
const SAME_ERROR_LIMIT = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 120_000;

/**
 * @returns the reply with the number of attempts
 * @throws RequestFailure when it is final, or was met often enough
 */
export async function askPatiently(options: PatientOptions): Promise<Collected & { attempts: number }> {
  const { provider, onRetry, signal, seed } = options;
  const met = new Map<string, number>();
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(provider, options);
    if (!('failure' in outcome)) return { ...outcome, attempts: attempt };
    const { failure, partialText } = outcome;
    const times = (met.get(sameness(failure)) ?? 0) + 1;
    met.set(sameness(failure), times);
    if (!isWorthAnother(failure, attempt, times)) throw afterTries(failure, attempt);
    const waitMs = waitBefore(failure, attempt, seed);
    const { kind, status, message } = failure;
    await onRetry?.({ attempt, kind, status, reason: message, partialText, waitMs });
    await wait(waitMs, undefined, { signal }).catch(() => {});
  }
}

async function askOnce(provider: Provider, options: ExchangeOptions): Promise<Collected | Broken> {
  const { signal } = options;
  try {
    const place = await provider.enter(signal);
    const outcome = await collectReply(options);
    place.leave('failure' in outcome ? outcome.failure : 'ok');
    return outcome;
  } catch (error) {
    if (error instanceof RequestFailure) return { failure: error, partialText: '' };
    if (!signal.aborted) throw error;
    return aborted();
  }
}

/** Interrupted before anything was asked. */
function aborted(): Collected {
  return {
    text: '',
    reasoning: '',
    finishReason: { unified: 'error', raw: 'aborted' },
    usage: { promptTokens: null, cachedTokens: null, replyTokens: null },
    timeToFirstTokenMs: null,
    generateMs: null,
  };
}

function isWorthAnother(failure: RequestFailure, attempt: number, times: number): boolean {
  if (!failure.isRetryable) return false;
  if (failure.kind === 'rate-limited') return attempt < MOST_TRIES;
  return attempt < MOST_TRIES_BROKEN && times < SAME_ERROR_LIMIT;
}

/** Errors that say the same count as the same, whatever request ids or times they name. */
function sameness({ kind, status, message }: RequestFailure): string {
  return `${kind} ${status ?? ''} ${message.replace(/[\da-f]{8,}|\d+/gi, '')}`;
}

/** Exponential with full jitter, at least what the provider asks for. */
function waitBefore({ retryAfterMs }: RequestFailure, attempt: number, seed: number): number {
  const jitter = Number.parseInt(hashData(['jitter', seed, attempt]).slice(0, 8), 16) / 0xffff_ffff;
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.5 + jitter / 2);
  return retryAfterMs === null ? backoff : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(retryAfterMs, backoff / 10));
}

function afterTries(failure: RequestFailure, attempts: number): RequestFailure {
  if (attempts === 1) return failure;
  const { kind, message, status, retryAfterMs } = failure;
  return new RequestFailure(kind, `${message} (${attempts} attempts)`, { status, retryAfterMs, cause: failure });
}

// The only layer of retries: what is retried, how often, and after how long. Start at `askPatiently`.
import { setTimeout as wait } from 'node:timers/promises';
import { hashData } from '../../core/hash.ts';
import type { Retry } from '../backend.ts';
import { ABORTED, type Broken, type Collected, collectReply, type ExchangeOptions } from './exchange.ts';
import { UNKNOWN_USAGE } from './pieces.ts';
import type { Place, Provider } from './provider.ts';
import { LONGEST_RETRY_AFTER_MS, RequestFailure } from './request-failure.ts';

export interface PatientOptions extends ExchangeOptions {
  provider: Provider;
  /** Determines the jitter, so that no other randomness is needed. */
  seed: number;
  /** The longest wait after the first failure; it doubles with each further one. */
  firstWaitMs?: number | undefined;
  onRetry: ((retry: Retry) => Promise<void>) | undefined;
}

const MOST_TRIES_LIMITED = 6;
const MOST_TRIES_BROKEN = 5;
/** The same error from the same request this often will not go away. */
const SAME_ERROR_LIMIT = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * @returns the reply with the number of attempts
 * @throws RequestFailure if it is final, or has occurred often enough
 */
export async function askPatiently(options: PatientOptions): Promise<Collected & { attempts: number }> {
  const { onRetry, signal } = options;
  const met = new Map<string, number>();
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(options);
    if (!('failure' in outcome)) return { ...outcome, attempts: attempt };
    const { failure, partialText } = outcome;
    const times = (met.get(sameness(failure)) ?? 0) + 1;
    met.set(sameness(failure), times);
    if (!isWorthAnother(failure, attempt, times)) throw afterTries(failure, attempt);
    const waitMs = waitBefore(failure, attempt, options);
    const { kind, status, message } = failure;
    await onRetry?.({ attempt, kind, status, reason: message, partialText, waitMs });
    await wait(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return { ...interrupted(), attempts: attempt };
  }
}

async function askOnce(options: PatientOptions): Promise<Collected | Broken> {
  const { provider, signal } = options;
  let place: Place;
  try {
    place = await provider.enter(signal);
  } catch (error) {
    if (signal.aborted) return interrupted();
    if (error instanceof RequestFailure) return { failure: error, partialText: '' };
    throw error;
  }
  let outcome: Collected | Broken | null = null;
  try {
    outcome = await collectReply(options);
    return outcome;
  } finally {
    place.leave(outcome && 'failure' in outcome ? outcome.failure : null);
  }
}

/** The result of an interruption between requests. */
function interrupted(): Collected {
  return {
    text: '',
    reasoning: '',
    finishReason: ABORTED,
    usage: UNKNOWN_USAGE,
    timeToFirstTokenMs: null,
    pace: null,
    warnings: [],
  };
}

function isWorthAnother(failure: RequestFailure, attempt: number, times: number): boolean {
  if (!failure.isRetryable) return false;
  if (failure.kind === 'rate-limited') return attempt < MOST_TRIES_LIMITED;
  return attempt < MOST_TRIES_BROKEN && !(failure.isDeterministic && times >= SAME_ERROR_LIMIT);
}

/** Errors with the same text count as the same, whatever request ids or times they contain. */
function sameness({ kind, status, message }: RequestFailure): string {
  return `${kind} ${status ?? ''} ${message.replace(/[\da-f]{8,}|\d+/gi, '')}`;
}

/** What the provider asks for; otherwise exponential, with the upper half random. */
function waitBefore(
  { retryAfterMs }: RequestFailure,
  attempt: number,
  { seed, firstWaitMs = FIRST_WAIT_MS }: PatientOptions,
): number {
  const chance = Number.parseInt(hashData(['jitter', seed, attempt]).slice(0, 8), 16) / 0xffff_ffff;
  const backoff = Math.min(LONGEST_BACKOFF_MS, firstWaitMs * 2 ** (attempt - 1)) * (0.5 + chance / 2);
  // Requests that were told the same time should not all come back at the same instant.
  return retryAfterMs === null ? backoff : Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs + backoff / 10);
}

function afterTries(failure: RequestFailure, attempts: number): RequestFailure {
  if (attempts === 1) return failure;
  const { kind, message, status, retryAfterMs } = failure;
  return new RequestFailure(kind, `${message} (${attempts} attempts)`, { status, retryAfterMs, cause: failure });
}

// Why a request failed, decided once: everything that a provider, the network or a parser can throw becomes one of these.
// Start at `failureFrom`.
import { describeError } from '../../core/errors.ts';

export type FailureKind =
  /** 401, 403: the key. */
  | 'auth-failed'
  /** 400, 404, 422 and the like: the same request would be refused again. */
  | 'rejected'
  | 'rate-limited'
  /** 408, 409, 5xx, or an error inside a stream. */
  | 'server-error'
  | 'network'
  /** No content within a limit. */
  | 'stalled'
  /** Not what the API says it sends. */
  | 'protocol';

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly kind: FailureKind;
  readonly status: number | null;
  /** How long the provider wants to be left alone; null: it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: FailureKind,
    message: string,
    details: { status?: number | null; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  get isRetryable(): boolean {
    return this.kind !== 'auth-failed' && this.kind !== 'rejected';
  }
}

/** Of an error page or a body that is no answer, as much is kept as a person needs to recognize it. */
const BODY_HEAD = 500;

interface HttpError {
  status: number;
  headers: Headers | undefined;
  message: string;
}

/** @param now in milliseconds since 1970, for a Retry-After that names a date */
export function failureFrom(error: unknown, now: number): RequestFailure {
  // The SDKs wrap what their fetch throws.
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof RequestFailure) return each;
  const http = httpErrorOf(error);
  if (http) return failureOfStatus(http, now, error);
  if (error instanceof SyntaxError) {
    return new RequestFailure('protocol', `the stream held no JSON: ${describeError(error)}`, { cause: error });
  }
  return new RequestFailure('network', reasonBehind(error), { cause: error });
}

export function failureOfStatus({ status, headers, message }: HttpError, now: number, cause?: unknown): RequestFailure {
  const retryAfterMs = headers ? retryAfterOf(headers, now) : null;
  const words = `HTTP ${status}: ${message.slice(0, BODY_HEAD)}`;
  const kind: FailureKind =
    status === 401 || status === 403
      ? 'auth-failed'
      : status === 429
        ? 'rate-limited'
        : status === 408 || status === 409 || status === 425 || status >= 500
          ? 'server-error'
          : 'rejected';
  return new RequestFailure(kind, words, { status, retryAfterMs, cause });
}

/** Seconds, milliseconds or a date; a date counts from the server's own clock where it tells the time. */
export function retryAfterOf(headers: Headers, now: number): number | null {
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1_000;
  const until = Date.parse(value);
  const from = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? null : Math.max(0, until - (Number.isNaN(from) ? now : from));
}

/** Both SDKs throw errors of this shape for an HTTP status, and without a status for an error inside a stream. */
function httpErrorOf(error: unknown): HttpError | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : undefined;
  if (typeof error.status === 'number') return { status: error.status, headers, message: withoutStatus(error.message) };
  // An error event in a stream that began with 200: the server gave up half-way.
  const isApiError = 'error' in error && error.error !== undefined;
  return isApiError ? { status: 500, headers, message: `in the stream: ${bodyOf(error)}` } : null;
}

function bodyOf(error: Error): string {
  return 'error' in error ? JSON.stringify(error.error) : error.message;
}

/** The SDKs put the number in front. */
function withoutStatus(message: string): string {
  return message.replace(/^\d{3} /, '');
}

/** fetch says "fetch failed" and keeps the reason behind it. */
function reasonBehind(error: unknown): string {
  const reasons: string[] = [];
  for (let each: unknown = error; each instanceof Error && reasons.length < 4; each = each.cause) {
    const code = 'code' in each && typeof each.code === 'string' ? ` (${each.code})` : '';
    const words = `${each.message}${code}`;
    if (!reasons.includes(words)) reasons.push(words);
  }
  return reasons.length > 0 ? reasons.join(': ') : describeError(error);
}

// Why a request failed, decided once: everything that a provider, the network or a parser can throw becomes one of these.
// Start at `failureFrom`.
import { z } from 'zod';
import { describeError } from '../../core/errors.ts';

export type FailureKind =
  /** 401, 403: the key. */
  | 'auth-failed'
  /** 400, 404, 422 and the like: the same request would be refused again. */
  | 'rejected'
  /** The prompt was refused for what it says: an outcome of this turn, and nothing that concerns the next. */
  | 'filtered'
  | 'rate-limited'
  /** 408, 409, 425, 5xx, or an error inside a stream. */
  | 'server-error'
  | 'network'
  /** No content within a limit. */
  | 'stalled'
  /** Not what the API says it sends. */
  | 'protocol';

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly kind: FailureKind;
  /** Of HTTP, or what an error inside a stream amounts to. */
  readonly status: number | null;
  /** How long the provider wants to be left alone, capped; null: it does not say. */
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
    return this.kind !== 'auth-failed' && this.kind !== 'rejected' && this.kind !== 'filtered';
  }

  /** Says the same request the same thing whenever it is asked, as far as one can know; overload and lost connections pass. */
  get isDeterministic(): boolean {
    if (this.kind === 'network' || this.kind === 'rate-limited') return false;
    return this.status === null || !PASSING.has(this.status);
  }

  /** The SDKs read this of what their fetch throws: an error that says "timed out" they take for one of their own, and drop it. */
  override toString(): string {
    return `${this.name} (${this.kind})`;
  }
}

/** Statuses of servers that are busy, starting or behind a gateway; 529 is Anthropic's "overloaded". */
const PASSING = new Set([408, 409, 425, 502, 503, 504, 529]);

/** Of an error page or a body that is no answer, as much is kept as a person needs to recognize it. */
const BODY_HEAD = 500;
export const LONGEST_RETRY_AFTER_MS = 120_000;

/** What fetch, an SDK or an adapter has thrown. */
export function failureFrom(error: unknown): RequestFailure {
  // The SDKs wrap what their fetch throws.
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof RequestFailure) return each;
  if (error instanceof SyntaxError) {
    return new RequestFailure('protocol', `the stream held no JSON: ${describeError(error)}`, { cause: error });
  }
  // Both SDKs throw an error without a status for an error event in a stream that began with 200: the server gave up half-way.
  if (error instanceof Error && 'status' in error && 'error' in error && error.error !== undefined) {
    const status = statusInStream(error.error);
    const message = `in the stream: ${JSON.stringify(error.error)}`.slice(0, BODY_HEAD);
    return new RequestFailure(kindOf(status, message), message, { status, cause: error });
  }
  return networkFailure(error);
}

/** @param body of the answer, as far as it was read */
export function failureOfStatus(
  { status, headers, body }: { status: number; headers: Headers; body: string },
  now: number,
): RequestFailure {
  const words = `HTTP ${status}${body === '' ? '' : `: ${body.slice(0, BODY_HEAD)}`}`;
  return new RequestFailure(kindOf(status, body), words, { status, retryAfterMs: retryAfterOf(headers, now) });
}

export function unexpectedAnswer({ status, body }: { status: number; body: string }): RequestFailure {
  return new RequestFailure('protocol', `HTTP ${status}, but no stream: ${body.slice(0, BODY_HEAD)}`, { status });
}

/** fetch says "fetch failed" or "terminated" and keeps the reason behind it. */
export function networkFailure(error: unknown): RequestFailure {
  const reasons: string[] = [];
  for (let each: unknown = error; each instanceof Error && reasons.length < 4; each = each.cause) {
    const code = 'code' in each && typeof each.code === 'string' ? ` (${each.code})` : '';
    const words = `${each.message}${code}`;
    if (!reasons.includes(words)) reasons.push(words);
  }
  return new RequestFailure('network', reasons.join(': ') || describeError(error), { cause: error });
}

/**
 * How vendors refuse a prompt for its content, where they do it with an error: Azure, OpenAI, OpenRouter, Alibaba, DeepSeek.
 * Some use 400 for it, some 403.
 */
const FILTERED =
  /content_filter|content_policy_violation|flagged_input|data_inspection_failed|DataInspectionFailed|Content Exists Risk/;
/** OpenAI answers 429 too when there is no money left, which no waiting brings back. */
const QUOTA_SPENT = /insufficient_quota/;

function kindOf(status: number, body: string): FailureKind {
  if ((status === 400 || status === 403) && FILTERED.test(body)) return 'filtered';
  if (status === 401 || status === 403) return 'auth-failed';
  if (status === 429) return QUOTA_SPENT.test(body) ? 'rejected' : 'rate-limited';
  return status === 408 || status === 409 || status === 425 || status >= 500 ? 'server-error' : 'rejected';
}

/** Seconds, milliseconds or a date, at most two minutes; a date counts from the server's own clock where it tells the time. */
function retryAfterOf(headers: Headers, now: number): number | null {
  const capped = (milliseconds: number): number => Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, milliseconds));
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds && Number(milliseconds) >= 0) return capped(Number(milliseconds));
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  if (!Number.isNaN(Number(value))) return Number(value) < 0 ? null : capped(Number(value) * 1_000);
  const until = Date.parse(value);
  const from = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? null : capped(until - (Number.isNaN(from) ? now : from));
}

const StreamErrorSchema = z.object({ code: z.unknown().optional(), type: z.unknown().optional() });

/** What the types of errors inside a stream would have been as a status. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  exceed_context_size_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  overloaded_error: 529,
};

/** OpenRouter and llama-server put the status into `code`; Anthropic puts its error into another, and a word into `type`. */
function statusInStream(body: unknown): number {
  const inner = z.object({ error: StreamErrorSchema }).safeParse(body).data?.error;
  const { code, type } = inner ?? StreamErrorSchema.safeParse(body).data ?? {};
  if (Number(code) >= 400 && Number(code) < 600) return Number(code);
  const word = [code, type].find((each) => typeof each === 'string' && Object.hasOwn(STATUS_OF_TYPE, each));
  return STATUS_OF_TYPE[String(word)] ?? 500;
}

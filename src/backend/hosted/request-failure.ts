// Why a request failed, decided in one place: everything that a provider, the network or a parser can throw becomes one of these.
// Start at `failureFrom`.
import { z } from 'zod';
import { describeError } from '../../core/errors.ts';

export type FailureKind =
  /** 401, 403: the key. */
  | 'auth-failed'
  /** 400, 404, 422 and the like: the same request would be rejected again. */
  | 'rejected'
  /** The prompt was refused for its content: an outcome of this turn that does not concern the next. */
  | 'filtered'
  | 'rate-limited'
  /** 408, 409, 425, 5xx, or an error inside a stream. */
  | 'server-error'
  | 'network'
  /** No content within a time limit. */
  | 'stalled'
  /** An answer that does not match the API. */
  | 'protocol';

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly kind: FailureKind;
  /** HTTP status, or the equivalent of an error inside a stream. */
  readonly status: number | null;
  /** How long the provider asks us to wait, capped; null: it does not say. */
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

  /** Whether the same request would fail the same way again, as far as can be known; overload and lost connections pass. */
  get isDeterministic(): boolean {
    if (this.kind === 'network' || this.kind === 'rate-limited') return false;
    return this.status === null || !PASSING.has(this.status);
  }

  /** The SDKs check this on what their fetch throws: an error that says "timed out" is taken for one of their own and dropped. */
  override toString(): string {
    return `${this.name} (${this.kind})`;
  }
}

/** Statuses of servers that are busy, starting or behind a gateway; 529 is Anthropic's "overloaded". */
const PASSING = new Set([408, 409, 425, 502, 503, 504, 529]);

/** How much of an error page or an unexpected body is kept: enough for a person to recognize it. */
const BODY_HEAD = 500;
export const LONGEST_RETRY_AFTER_MS = 120_000;

/** What fetch, an SDK or an adapter has thrown. */
export function failureFrom(error: unknown): RequestFailure {
  // The SDKs wrap what their fetch throws.
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof RequestFailure) return each;
  if (error instanceof SyntaxError) {
    return new RequestFailure('protocol', `the stream held no JSON: ${describeError(error)}`, { cause: error });
  }
  // For an error event in a stream that started with 200, both SDKs throw an error without a status: the server gave up half-way.
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

/** fetch says only "fetch failed" or "terminated"; the reason is in the causes. */
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
 * How vendors refuse a prompt for its content, if they do so with an error: Azure, OpenAI, OpenRouter, Alibaba, DeepSeek.
 * Some use 400 for it, some 403.
 */
const FILTERED =
  /content_filter|content_policy_violation|flagged_input|data_inspection_failed|DataInspectionFailed|Content Exists Risk/;
/** OpenAI also answers 429 when the account has no credit left, and then waiting does not help. */
const QUOTA_SPENT = /insufficient_quota/;

function kindOf(status: number, body: string): FailureKind {
  if ((status === 400 || status === 403) && FILTERED.test(body)) return 'filtered';
  if (status === 401 || status === 403) return 'auth-failed';
  if (status === 429) return QUOTA_SPENT.test(body) ? 'rejected' : 'rate-limited';
  return status === 408 || status === 409 || status === 425 || status >= 500 ? 'server-error' : 'rejected';
}

/** Seconds, milliseconds or a date, at most two minutes; a date is relative to the server's own clock if it sends one. */
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

/** The HTTP status that matches each type of error inside a stream. */
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

/** OpenRouter and llama-server put the status into `code`; Anthropic nests its error in another and puts a word into `type`. */
function statusInStream(body: unknown): number {
  const inner = z.object({ error: StreamErrorSchema }).safeParse(body).data?.error;
  const { code, type } = inner ?? StreamErrorSchema.safeParse(body).data ?? {};
  if (Number(code) >= 400 && Number(code) < 600) return Number(code);
  const word = [code, type].find((each) => typeof each === 'string' && Object.hasOwn(STATUS_OF_TYPE, each));
  return STATUS_OF_TYPE[String(word)] ?? 500;
}

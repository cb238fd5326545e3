// Why a request failed, decided in one place: everything that a provider, the network or a parser can throw becomes one of these.
// Start at `failureFrom`.
import { describeError } from '../../core/errors.ts';
import { isRecord } from '../../core/plain-data.ts';
import { retryAfterOf } from '../../core/retry-after.ts';

export type FailureKind =
  /** 401, 403: the key. */
  | 'auth-failed'
  /** 400, 404, 422 and the like: the same request would be rejected again. */
  | 'rejected'
  /** Prompt and reply are too long for the model: a problem of one conversation, not of the model. */
  | 'context-overflow'
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
    return !FINAL.has(this.kind);
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

/** The same request would end in the same way. */
const FINAL: ReadonlySet<FailureKind> = new Set(['auth-failed', 'rejected', 'context-overflow', 'filtered']);

/** Statuses of servers that are busy, starting or behind a gateway; 529 is Anthropic's "overloaded". */
const PASSING = new Set([408, 409, 425, 502, 503, 504, 529]);

/** How much of an error page or an unexpected body is kept: enough for a person to recognize it. */
const BODY_HEAD = 500;
export const LONGEST_RETRY_AFTER_MS = 120_000;

/** What fetch, an SDK or an adapter has thrown. */
export function failureFrom(error: unknown): RequestFailure {
  // The SDKs wrap what their fetch throws.
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof RequestFailure) return each;
  return networkFailure(error);
}

/**
 * An error that came with status 200.
 * @param body what the server said: JSON, or text
 * @param where in the answer, for people
 * @param redact takes secrets out before the words are shortened
 */
export function failureInAnswer(body: unknown, where: string, redact: (text: string) => string): RequestFailure {
  const said = isRecord(body) && body.error ? body.error : body;
  const words = redact(typeof said === 'string' ? said : jsonOf(said));
  const status = statusInAnswer(body);
  return new RequestFailure(kindOf(status, words), `${where}: ${words.slice(0, BODY_HEAD)}`, { status });
}

function jsonOf(said: unknown): string {
  try {
    return JSON.stringify(said);
  } catch {
    // More nested than there is room for on the stack.
    return 'an error that cannot be written down';
  }
}

/** @param body of the answer, as far as it was read */
export function failureOfStatus(
  { status, headers, body }: { status: number; headers: Headers; body: string },
  now: number,
): RequestFailure {
  const words = `HTTP ${status}${body === '' ? '' : `: ${body.slice(0, BODY_HEAD)}`}`;
  return new RequestFailure(kindOf(status, body), words, { status, retryAfterMs: waitOf(headers, now) });
}

/** @param redact takes secrets out before the words are shortened: one that is cut in two is no longer recognized */
export function unexpectedAnswer(status: number, body: string, redact: (text: string) => string): RequestFailure {
  const words = redact(body).replace(/\s+/g, ' ').trim().slice(0, BODY_HEAD);
  // Another attempt brings the same page.
  return words.startsWith('<')
    ? new RequestFailure('rejected', `HTTP ${status} with a web page, so baseUrl may be wrong: ${words}`, { status })
    : new RequestFailure('protocol', `HTTP ${status}, but neither a stream nor JSON: ${words}`, { status });
}

/** fetch says only "fetch failed" or "terminated"; the reason is in the causes. */
export function networkFailure(error: unknown): RequestFailure {
  const reasons: string[] = [];
  let isRefusal = false;
  for (let each: unknown = error; each instanceof Error && reasons.length < 4; each = each.cause) {
    const code = 'code' in each && typeof each.code === 'string' ? each.code : '';
    const words = code === '' ? each.message : `${each.message} (${code})`;
    if (!reasons.includes(words)) reasons.push(words);
    isRefusal ||= NO_TLS.test(code);
  }
  const words = reasons.join(': ') || describeError(error);
  return isRefusal
    ? new RequestFailure(
        'rejected',
        `no secure connection to this server is possible: ${words}${ownAuthority(words)}`,
        {
          cause: error,
        },
      )
    : new RequestFailure('network', words, { cause: error });
}

/** Node's codes for a certificate that will not do, and for a server that speaks no TLS, or another version. */
const NO_TLS =
  /CERT|CRL|SELF_SIGNED|^UNABLE_TO_|^INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH|^ERR_TLS_|^ERR_SSL_.*(VERSION|PROTOCOL|HANDSHAKE_FAILURE|UNRECOGNIZED_NAME|TOO_SMALL|TOO_WEAK|TOO_LONG)/;

function ownAuthority(words: string): string {
  return /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(words)
    ? '. If you trust it, name a file with its certificate in NODE_EXTRA_CA_CERTS'
    : '';
}

/**
 * How vendors refuse a prompt for its content, if they do so with an error: Azure, OpenAI, OpenRouter, Alibaba, DeepSeek.
 * Some use 400 for it, some 403.
 */
const FILTERED =
  /content_filter|content_policy_violation|flagged_input|data_inspection_failed|DataInspectionFailed|Content Exists Risk/;
/**
 * How servers say that prompt and reply are too long: OpenAI, Anthropic, Google, Mistral, xAI, Amazon, Moonshot, MiniMax, Zhipu, watsonx;
 * llama-server, vLLM, SGLang, TGI, LM Studio, Ollama, TabbyAPI.
 */
const TOO_LONG =
  /context[ _-]?(length|size|window|limit|overflow)|exceed_context|prompt is too long|(input|prompt) exceeds max|input is too long|too many (input )?tokens|maximum (model|prompt) length|max_seq_len|model token limit|(input|prompt) token count|input tokens .*cannot exceed|`inputs` (tokens|must have)|when context the overflows/i;
/** OpenAI also answers 429 when the account has no credit left, and then waiting does not help. */
const QUOTA_SPENT = /insufficient_quota/;

function kindOf(status: number, body: string): FailureKind {
  if ((status === 400 || status === 403) && FILTERED.test(body)) return 'filtered';
  if (status === 401 || status === 403) return 'auth-failed';
  if (status !== 429 && TOO_LONG.test(body)) return 'context-overflow';
  if (status === 429) return QUOTA_SPENT.test(body) ? 'rejected' : 'rate-limited';
  return status === 408 || status === 409 || status === 425 || status >= 500 ? 'server-error' : 'rejected';
}

/** In ms, at most two minutes. */
function waitOf(headers: Headers, now: number): number | null {
  const milliseconds = retryAfterOf(headers, now);
  return milliseconds === null ? null : Math.min(LONGEST_RETRY_AFTER_MS, milliseconds);
}

/** The HTTP status that matches each type of error that comes with 200. */
const STATUS_OF_WORD: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  invalid_argument: 400,
  badrequesterror: 400,
  validation: 422,
  exceed_context_size_error: 400,
  authentication_error: 401,
  unauthenticated: 401,
  permission_error: 403,
  permission_denied: 403,
  not_found_error: 404,
  notfounderror: 404,
  model_not_found: 404,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  resource_exhausted: 429,
  unavailable: 503,
  overloaded_error: 529,
  overloaded: 529,
};

/** The status is in `code` or `status`, or a word in these or in `type` stands for it; some put the error into another object. */
function statusInAnswer(body: unknown): number {
  if (!isRecord(body)) return 500;
  const { code, status, type, error } = isRecord(body.error) ? body.error : body;
  const number = [code, status].map(Number).find((each) => each >= 400 && each < 600);
  const words = [code, status, type, error]
    .filter((each) => typeof each === 'string')
    .map((each) => each.toLowerCase());
  const word = words.find((each) => Object.hasOwn(STATUS_OF_WORD, each));
  return number ?? STATUS_OF_WORD[word ?? ''] ?? 500;
}

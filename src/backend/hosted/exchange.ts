// One request and its streamed answer, under time limits. Knows nothing of retries. Start at `collectReply`.
import type { FinishReason } from '../../core/finish-reason.ts';
import { type Piece, UNKNOWN_USAGE, type Usage } from './pieces.ts';
import { failureFrom, RequestFailure } from './request-failure.ts';

/** In milliseconds. */
export interface ExchangeLimits {
  /** From the request to the first piece of content; the connection and the headers are part of it. */
  firstToken: number;
  /** Between two pieces of content: what keeps a connection alive is none. */
  idle: number;
  /** One whole reply. */
  total: number;
}

export interface ExchangeOptions {
  /** Sends the request; the pieces come as they arrive. */
  ask: (signal: AbortSignal) => Promise<AsyncIterable<Piece>>;
  limits: ExchangeLimits;
  onText: ((text: string) => void) | undefined;
  /** Aborted by the user: the reply ends where it is. */
  signal: AbortSignal;
  now: () => number;
}

export interface Collected {
  text: string;
  reasoning: string;
  finishReason: FinishReason;
  usage: Usage;
  timeToFirstTokenMs: number | null;
  /** From the first piece of content to the last. */
  generateMs: number | null;
}

/** A failure, and what had been said until then. */
export interface Broken {
  failure: RequestFailure;
  partialText: string;
}

export async function collectReply(options: ExchangeOptions): Promise<Collected | Broken> {
  const { ask, limits, onText, signal, now } = options;
  const started = performance.now();
  const own = new AbortController();
  let expired: RequestFailure | null = null;
  const expire = (limitMs: number, what: string) =>
    setTimeout(() => {
      expired = new RequestFailure('stalled', `${what} within ${limitMs / 1_000} s`);
      own.abort(expired);
    }, limitMs);
  const whole = expire(limits.total, 'the reply was not finished');
  let sign = expire(limits.firstToken, 'nothing was said');
  const onAbort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });

  let [text, reasoning] = ['', ''];
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let finishReason: FinishReason | null = null;
  let usage = UNKNOWN_USAGE;
  try {
    if (signal.aborted) onAbort();
    for await (const piece of piecesOf(ask, own.signal)) {
      if (piece.type === 'finish') finishReason = piece.finishReason;
      else if (piece.type === 'usage') usage = merged(usage, piece.usage);
      else if (piece.text !== '') {
        lastAt = performance.now();
        firstAt ??= lastAt;
        clearTimeout(sign);
        sign = expire(limits.idle, 'nothing more was said');
        if (piece.type === 'reasoning') reasoning += piece.text;
        else {
          text += piece.text;
          onText?.(piece.text);
        }
      }
    }
    if (signal.aborted) finishReason = { unified: 'error', raw: 'aborted' };
    if (expired) return { failure: expired, partialText: text };
    if (!finishReason) {
      const failure = new RequestFailure('protocol', 'the stream ended without a finish reason');
      return { failure, partialText: text };
    }
  } catch (error) {
    if (!signal.aborted) return { failure: expired ?? failureFrom(error, now()), partialText: text };
    finishReason = { unified: 'error', raw: 'aborted' };
  } finally {
    for (const timer of [whole, sign]) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    own.abort();
  }
  return {
    text,
    reasoning,
    finishReason,
    usage,
    timeToFirstTokenMs: firstAt === null ? null : firstAt - started,
    generateMs: firstAt === null || lastAt === null ? null : lastAt - firstAt,
  };
}

/** A server that is deaf to the signal must not keep us waiting. */
async function* piecesOf(ask: ExchangeOptions['ask'], signal: AbortSignal): AsyncGenerator<Piece> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // Nobody may be waiting when it happens.
  aborted.catch(() => {});
  const iterator = (await Promise.race([ask(signal), aborted]))[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a deaf stream would keep us here.
    void iterator.return?.().catch(() => {});
  }
}

/** Later figures win; what is not said again stays. */
function merged(before: Usage, now: Usage): Usage {
  return {
    promptTokens: now.promptTokens ?? before.promptTokens,
    cachedTokens: now.cachedTokens ?? before.cachedTokens,
    replyTokens: now.replyTokens ?? before.replyTokens,
  };
}

// One request and its streamed answer, under time limits. Knows nothing of retries. Start at `collectReply`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Limits } from '../../core/limits.ts';
import { type Piece, UNKNOWN_USAGE, type Usage } from './pieces.ts';
import { failureFrom, RequestFailure } from './request-failure.ts';

/** Nothing is loaded. */
export type ExchangeLimits = Omit<Limits, 'loadMs'>;

export interface ExchangeOptions {
  /** Sends the request; the pieces come as they arrive. */
  ask: (signal: AbortSignal) => Promise<AsyncIterable<Piece>>;
  limits: ExchangeLimits;
  onText: ((text: string) => void) | undefined;
  /** Aborted by the user: the reply ends where it is. */
  signal: AbortSignal;
}

export interface Collected {
  text: string;
  reasoning: string;
  finishReason: FinishReason;
  usage: Usage;
  timeToFirstTokenMs: number | null;
  /** From the first piece of content to the last; null: there was one at most. */
  generateMs: number | null;
}

/** A failure, and what had been said until then. */
export interface Broken {
  failure: RequestFailure;
  partialText: string;
}

export const ABORTED: FinishReason = { unified: 'error', raw: 'aborted' };

export async function collectReply({ ask, limits, onText, signal }: ExchangeOptions): Promise<Collected | Broken> {
  const started = performance.now();
  const own = new AbortController();
  const expire = (limitMs: number, what: string) =>
    setTimeout(() => own.abort(new RequestFailure('stalled', `${what} within ${limitMs / 1_000} s`)), limitMs);
  const whole = expire(limits.totalMs, 'the reply was not finished');
  let sign = expire(limits.firstTokenMs, 'nothing was said');
  const onAbort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let [text, reasoning] = ['', ''];
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let finishReason: FinishReason | null = null;
  let usage = UNKNOWN_USAGE;
  let failure: RequestFailure | null = null;
  try {
    for await (const piece of piecesOf(ask, own.signal)) {
      if (piece.type === 'finish') finishReason = decisive(finishReason, piece.finishReason);
      else if (piece.type === 'usage') usage = merged(usage, piece.usage);
      else if (piece.text !== '') {
        lastAt = performance.now();
        firstAt ??= lastAt;
        clearTimeout(sign);
        sign = expire(limits.idleMs, 'nothing more was said');
        if (piece.type === 'reasoning') reasoning += piece.text;
        else {
          text += piece.text;
          onText?.(piece.text);
        }
      }
    }
  } catch (error) {
    if (error instanceof RequestFailure) failure = error;
    else if (!signal.aborted) throw error;
  } finally {
    for (const timer of [whole, sign]) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    own.abort();
  }
  if (failure?.kind === 'filtered') finishReason = { unified: 'filter', raw: failure.message };
  if (!finishReason || (failure && !isHarmlessAfterTheEnd(failure))) {
    if (!signal.aborted) {
      failure ??= new RequestFailure('protocol', 'the stream ended without a finish reason');
      return { failure, partialText: text };
    }
    finishReason = ABORTED;
  }
  return {
    text,
    reasoning,
    finishReason,
    usage,
    timeToFirstTokenMs: firstAt === null ? null : firstAt - started,
    generateMs: firstAt === null || lastAt === null || lastAt === firstAt ? null : lastAt - firstAt,
  };
}

/**
 * The pieces until the end, an error or an abort: a server that ignores the signal must not keep us waiting.
 * @throws RequestFailure, or the signal's reason
 */
async function* piecesOf(ask: ExchangeOptions['ask'], signal: AbortSignal): AsyncGenerator<Piece> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // Nobody may be waiting when it happens.
  aborted.catch(() => {});
  const before = async <T>(step: Promise<T>): Promise<T> => {
    const value = await Promise.race([step, aborted]).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : failureFrom(error);
    });
    // The SDKs end a stream that is aborted as if it were complete.
    signal.throwIfAborted();
    return value;
  };
  signal.throwIfAborted();
  const iterator = (await before(ask(signal)))[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await before(iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a stream that ignores it would keep us here.
    void iterator.return?.().catch(() => {});
  }
}

/** A connection that is lost, or never closed, takes nothing from a finished reply; an error that the server itself tells of does. */
function isHarmlessAfterTheEnd({ kind }: RequestFailure): boolean {
  return kind === 'network' || kind === 'stalled' || kind === 'protocol' || kind === 'filtered';
}

/** A refusal ends with `stop` like any other text; what is not `stop` stays. */
function decisive(before: FinishReason | null, now: FinishReason): FinishReason {
  return before === null || before.unified === 'stop' ? now : before;
}

/** Later figures win; what is not said again stays. */
function merged(before: Usage, now: Usage): Usage {
  return {
    promptTokens: now.promptTokens ?? before.promptTokens,
    cachedTokens: now.cachedTokens ?? before.cachedTokens,
    replyTokens: now.replyTokens ?? before.replyTokens,
    reasoningTokens: now.reasoningTokens ?? before.reasoningTokens,
  };
}

// One request and its streamed answer, under time limits. Knows nothing of retries. Start at `collectReply`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Limits } from '../../core/limits.ts';
import { NO_REASON } from './finish-reason.ts';
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
  /** null: no content came, or only when the reply was finished. */
  timeToFirstTokenMs: number | null;
  pace: Pace | null;
}

/** How fast the content came after its beginning. */
interface Pace {
  /** From the first content to the last. */
  generateMs: number;
  /** The part of the content that came after the beginning, from 0 to 1. */
  laterShare: number;
  /** The time in which that part came. */
  laterMs: number;
}

/** A failure, and the text received before it. */
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
  const whole = expire(limits.totalMs, 'the reply did not finish');
  let sign = expire(limits.firstTokenMs, 'no content arrived');
  const onAbort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let [text, reasoning] = ['', ''];
  const clock = contentClock(started);
  let isDone = false;
  let finishReason: FinishReason | null = null;
  let usage = UNKNOWN_USAGE;
  let failure: RequestFailure | null = null;
  try {
    for await (const piece of piecesOf(ask, own.signal)) {
      if (piece.type === 'finish') finishReason = decisive(finishReason, piece.finishReason);
      else if (piece.type === 'usage') usage = merged(usage, piece.usage);
      else if (piece.type === 'unstreamed') clock.ignore();
      else if (piece.type === 'done') isDone = true;
      else if (piece.text !== '') {
        clock.content(piece.text.length);
        clearTimeout(sign);
        sign = expire(limits.idleMs, 'no more content arrived');
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
  if (isDone && text + reasoning !== '') finishReason ??= NO_REASON;
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
    timeToFirstTokenMs: clock.timeToFirstMs(),
    pace: clock.pace(),
  };
}

/** Content within this time of the first counts as its beginning. */
const BEGINNING_MS = 10;
/** If more pieces than this arrive together on average, something between the model and us has kept them back. */
const MOST_TOGETHER = 32;

/** A reply that comes in one go, or in a few large parts, shows how fast the network is and not the model. */
function contentClock(started: number) {
  let isIgnored = false;
  /** When the pieces that are being read arrived: all that came in one read have the same time. null: the next ones are not here yet. */
  let now: number | null = null;
  let [firstAt, beginningEndedAt, lastAt] = [0, 0, 0];
  let [characters, later] = [0, 0];
  let [pieces, reads] = [0, 0];
  return {
    /** The content does not come as it is written. */
    ignore() {
      isIgnored = true;
    },
    content(length: number) {
      if (now === null) {
        now = performance.now();
        reads++;
        setImmediate(() => {
          now = null;
        });
      }
      if (pieces === 0) firstAt = now;
      lastAt = now;
      pieces++;
      characters += length;
      if (lastAt - firstAt < BEGINNING_MS) beginningEndedAt = lastAt;
      else later += length;
    },
    timeToFirstMs: (): number | null => (isIgnored || pieces === 0 ? null : firstAt - started),
    pace: (): Pace | null =>
      isIgnored || later === 0 || pieces > reads * MOST_TOGETHER
        ? null
        : { generateMs: lastAt - firstAt, laterShare: later / characters, laterMs: lastAt - beginningEndedAt },
  };
}

/**
 * The pieces until the end, an error or an abort: a server that ignores the signal must not block us.
 * @throws RequestFailure, or the signal's reason
 */
async function* piecesOf(ask: ExchangeOptions['ask'], signal: AbortSignal): AsyncGenerator<Piece> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // It may happen when nothing is awaiting it.
  aborted.catch(() => {});
  const before = async <T>(step: Promise<T>): Promise<T> => {
    const value = await Promise.race([step, aborted]).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : failureFrom(error);
    });
    // The SDKs end an aborted stream as if it were complete.
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
    // Not awaited: a stream that ignores it would block us.
    void iterator.return?.().catch(() => {});
  }
}

/** A finished reply is still good if the connection is lost or never closed, but not if the server itself reports an error. */
function isHarmlessAfterTheEnd({ kind }: RequestFailure): boolean {
  return kind === 'network' || kind === 'stalled' || kind === 'protocol' || kind === 'filtered';
}

/** A refusal ends with `stop` like any other text; other reasons are kept. */
function decisive(before: FinishReason | null, now: FinishReason): FinishReason {
  return before === null || before.unified === 'stop' ? now : before;
}

/** Later figures win; those that are not sent again are kept. */
function merged(before: Usage, now: Usage): Usage {
  return {
    promptTokens: now.promptTokens ?? before.promptTokens,
    cachedTokens: now.cachedTokens ?? before.cachedTokens,
    replyTokens: now.replyTokens ?? before.replyTokens,
    reasoningTokens: now.reasoningTokens ?? before.reasoningTokens,
  };
}

// One request and its streamed answer, under time limits. Knows nothing of retries. Start at `collectReply`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Limits } from '../../core/limits.ts';
import { type Clock, patientTimer } from '../../core/patient-timer.ts';
import { type Gathered, type GatherOptions, gather } from './gathered.ts';
import type { Piece } from './pieces.ts';
import { failureFrom, RequestFailure } from './request-failure.ts';

/** Nothing is loaded. */
export type ExchangeLimits = Omit<Limits, 'loadMs'>;

export interface ExchangeOptions extends GatherOptions {
  /** Sends the request; the pieces come as they arrive. */
  ask: (signal: AbortSignal) => Promise<AsyncIterable<Piece>>;
  limits: ExchangeLimits;
  /** Aborted by the user: the reply ends where it is. */
  signal: AbortSignal;
  clock?: Clock | undefined;
}

export interface Collected extends Gathered {
  finishReason: FinishReason;
}

/** A failure, and the text received before it. */
export interface Broken {
  failure: RequestFailure;
  partialText: string;
}

export const ABORTED: FinishReason = { unified: 'error', raw: 'aborted' };

export async function collectReply({
  ask,
  limits,
  signal,
  clock,
  ...options
}: ExchangeOptions): Promise<Collected | Broken> {
  const reply = gather(options, performance.now());
  const patience = patienceOf(limits, signal, clock);
  let failure: RequestFailure | null = null;
  try {
    for await (const piece of piecesOf(ask, patience.signal)) {
      patience.arrived(piece);
      if (!reply.take(piece)) break;
    }
  } catch (error) {
    if (error instanceof RequestFailure) failure = error;
    else if (!signal.aborted) throw error;
  } finally {
    patience.end();
  }
  const gathered = reply.end();
  const finishReason =
    failure?.kind === 'filtered' ? { unified: 'filter' as const, raw: failure.message } : gathered.finishReason;
  // What follows the end of a reply says nothing of it.
  if (finishReason && (!failure || reply.isDone() || isHarmlessAfterTheEnd(failure)))
    return { ...gathered, finishReason };
  if (signal.aborted) return { ...gathered, finishReason: ABORTED };
  failure ??= new RequestFailure('protocol', 'the stream ended without a finish reason');
  return { failure, partialText: gathered.text };
}

/** How long a server may take to hang up once it has said that the reply is complete. */
const AFTER_END_MS = 100;

/** Its signal is aborted when a limit is reached, or by the user. */
function patienceOf(limits: ExchangeLimits, signal: AbortSignal, clock?: Clock) {
  const own = new AbortController();
  const expire = (limitMs: number, what: string) =>
    patientTimer(limitMs, () => own.abort(new RequestFailure('stalled', `${what} within ${limitMs / 1_000} s`)), clock);
  const whole = expire(limits.totalMs, 'the reply did not finish');
  let sign = expire(limits.firstTokenMs, 'no content arrived');
  const onAbort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    signal: own.signal,
    arrived({ type }: Piece) {
      if (type !== 'text' && type !== 'reasoning' && type !== 'done') return;
      sign.stop();
      sign =
        type === 'done'
          ? expire(AFTER_END_MS, 'the connection was not closed')
          : expire(limits.idleMs, 'no more content arrived');
    },
    end() {
      for (const timer of [whole, sign]) timer.stop();
      signal.removeEventListener('abort', onAbort);
      own.abort();
    },
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

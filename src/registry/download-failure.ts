// Why a download did not end well, in words of our own: what a server says of itself may repeat the token that it was given.
// Start at `DownloadFailure`.
import { STATUS_CODES } from 'node:http';
import { describeError } from '../core/errors.ts';
import { retryAfterOf } from '../core/retry-after.ts';
import { asIs, say, type Text } from '../words/text.ts';

interface Details {
  /** Another attempt would end the same way. */
  isFinal?: boolean;
  /** Left out: what helps against most failures of a network. */
  remedy?: Text;
  /** It took long to find out: it is tried less often. */
  isSlow?: boolean;
  /** How long the server wants to be left alone. */
  waitMs?: number;
  cause?: unknown;
}

export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure';
  readonly text: Text;
  readonly isFinal: boolean;
  readonly remedy: Text | null;
  readonly isSlow: boolean;
  readonly waitMs: number;

  constructor(text: Text, { isFinal = false, remedy, isSlow = false, waitMs = 0, cause }: Details = {}) {
    super(String(text), { cause });
    this.text = text;
    this.isFinal = isFinal;
    this.remedy = remedy ?? null;
    this.isSlow = isSlow;
    this.waitMs = waitMs;
  }
}

/** Longer than that nobody waits before a terminal. */
const LONGEST_WAIT_MS = 5_000;

/** @param access what is known of it: whether the server is a hub, and whether it was given a token */
export function statusFailure(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  access: { isHub: boolean; hasToken: boolean },
): DownloadFailure {
  const text = say('the server answered {status}', { status: `${status} ${STATUS_CODES[status] ?? ''}`.trim() });
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterOf(headers, Date.now()) ?? 0;
    const remedy = say('Run the same command again in {n} seconds or later: it continues where this one stopped.', {
      n: Math.ceil(waitMs / 1_000),
    });
    return new DownloadFailure(text, { waitMs, isFinal: waitMs > LONGEST_WAIT_MS, ...(waitMs > 0 && { remedy }) });
  }
  const remedy = access.isHub ? hubRemedy(status, access.hasToken) : null;
  return new DownloadFailure(text, { isFinal: true, ...(remedy && { remedy }) });
}

function hubRemedy(status: number, hasToken: boolean): Text | null {
  if (status === 404) return say('Check the names of the repository and of the file.');
  if (status !== 401 && status !== 403) return null;
  return hasToken
    ? say(
        'HF_TOKEN gives no access: check the name, accept the terms of the repository on its page, and check that the token is still valid.',
      )
    : say(
        'It does not exist, or is private or gated: check the name, accept the terms of the repository on its page, and set HF_TOKEN.',
      );
}

/** Fetch throws a TypeError for everything, and so does a mistake of ours, but without a cause. */
export function isOfNetwork(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error;
}

/** `fetch failed` says nothing; what is behind it does. */
export function networkFailure(error: unknown): DownloadFailure {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const reason = [code, describeError(cause)].filter(Boolean).join(': ');
  // A certificate does not become better by asking again.
  const isFinal = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO/.test(code);
  return new DownloadFailure(asIs(reason), { isFinal, cause: error });
}

/** @param kept bytes that lie there for the next attempt */
function diskFailure(error: unknown, kept: number): DownloadFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const text = isFull
    ? say('the disk is full; {n} bytes of the file are kept', { n: kept })
    : say('it cannot be written: {reason}', { reason: describeError(error) });
  const remedy = isFull
    ? say('Free some space, then run the same command again: it continues where this one stopped.')
    : say('Check the folder, or name another one with --into.');
  return new DownloadFailure(text, { isFinal: true, remedy, cause: error });
}

/** Node puts into it what it had called. */
export function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Runs what touches the disk. @param kept how many bytes would be left for the next attempt */
export async function onDisk<Result>(kept: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isOfSystem(error) ? diskFailure(error, kept) : error;
  }
}

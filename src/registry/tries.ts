import { setTimeout as pause } from 'node:timers/promises';
import { DownloadFailure } from './download-failure.ts';

const TRIES = 3;
const PAUSE_MS = 500;
/** An attempt that brought so much more than all before is no failure, and tries are counted anew. */
const PROGRESS_BYTES = 8e6;

/**
 * Tries again what may end otherwise.
 * @param bytes how much has arrived so far
 * @throws DownloadFailure, the last; and what the signal aborts with
 */
export async function withTries<Result>(
  attempt: () => Promise<Result>,
  signal: AbortSignal,
  bytes: () => number = () => 0,
): Promise<Result> {
  let most = bytes();
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || !(error instanceof DownloadFailure) || error.isFinal) throw error;
      failures = bytes() >= most + PROGRESS_BYTES ? 0 : failures + (error.isSlow ? 2 : 1);
      most = Math.max(most, bytes());
      if (failures >= TRIES) throw error;
      await pause(Math.max(error.waitMs, PAUSE_MS * failures), undefined, { signal });
    }
  }
}

// How long a server may be silent. Start at `withoutSilence`.
import { patientTimer } from '../core/patient-timer.ts';
import { say } from '../words/text.ts';
import { DownloadFailure, isOfNetwork, networkFailure } from './download-failure.ts';

/** Until the headers of an answer have arrived, redirects and all. */
const HEADERS_MS = 8_000;
const IDLE_MS = 8_000;
/** Fewer bytes are no sign of life: at that speed no model would ever arrive. */
const SIGN_OF_LIFE_BYTES = 1_024;

export type SilenceLimit = ReturnType<typeof silenceLimit>;

/**
 * Runs an exchange with a server, and ends it when the server says nothing any more.
 * @throws DownloadFailure for a network that fails, and what the signal aborts with
 */
export async function withoutSilence<Result>(
  signal: AbortSignal,
  exchange: (limit: SilenceLimit) => Promise<Result>,
): Promise<Result> {
  const limit = silenceLimit(signal);
  try {
    return await exchange(limit);
  } catch (error) {
    if (limit.hasExpired())
      throw new DownloadFailure(say('the server stopped responding'), { isSlow: true, cause: error });
    throw isOfNetwork(error) ? networkFailure(error) : error;
  } finally {
    limit.clear();
  }
}

/** Waits for the server, and not for what is done with its bytes. Its signal is that for the user's abort as well. */
function silenceLimit(signal: AbortSignal) {
  const expired = new AbortController();
  const expire = (): void => expired.abort();
  let timer = patientTimer(HEADERS_MS, expire);
  let leftMs = HEADERS_MS;
  let fresh = SIGN_OF_LIFE_BYTES;
  return {
    signal: AbortSignal.any([signal, expired.signal]),
    /** The time stands still until `wait`. */
    arrived(bytes: number): void {
      leftMs = timer.stop();
      fresh += bytes;
      if (fresh < SIGN_OF_LIFE_BYTES) return;
      fresh = 0;
      leftMs = IDLE_MS;
    },
    wait(): void {
      timer = patientTimer(leftMs, expire);
    },
    hasExpired: () => expired.signal.aborted,
    clear: () => void timer.stop(),
  };
}

// How long a server may be silent. Start at `withoutSilence`.
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
  let leftMs = HEADERS_MS;
  let since = performance.now();
  let timer = setTimeout(() => expired.abort(), leftMs);
  let fresh = SIGN_OF_LIFE_BYTES;
  return {
    signal: AbortSignal.any([signal, expired.signal]),
    /** The time stands still until `wait`. */
    arrived(bytes: number): void {
      clearTimeout(timer);
      leftMs -= performance.now() - since;
      fresh += bytes;
      if (fresh < SIGN_OF_LIFE_BYTES) return;
      fresh = 0;
      leftMs = IDLE_MS;
    },
    wait(): void {
      since = performance.now();
      timer = setTimeout(() => expired.abort(), leftMs);
    },
    hasExpired: () => expired.signal.aborted,
    clear: () => clearTimeout(timer),
  };
}

// The fetch given to the SDKs: a redirect never takes the key to another host, only the API's own headers are sent, and anything but an
// event stream is an error that quotes its beginning. Start at `guardedFetch`.
import { failureOfStatus, networkFailure, RequestFailure, unexpectedAnswer } from './request-failure.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const MOST_REDIRECTS = 3;
/** Limits on how much of a wrong answer is read, and for how long. */
const BODY_LIMIT = 64_000;
const BODY_LIMIT_MS = 2_000;

/** The SDKs add headers that describe this machine, and any that certain environment variables name. */
const SENT_HEADERS = new Set([
  'accept',
  'anthropic-version',
  'authorization',
  'content-type',
  'user-agent',
  'x-api-key',
]);

/** @param redact takes secrets out of what a server sends back */
export function guardedFetch(redact: (text: string) => string, now: () => number): Fetch {
  return async (input, init) => {
    const headers = new Headers([...new Headers(init?.headers)].filter(([name]) => SENT_HEADERS.has(name)));
    let url = new URL(input instanceof Request ? input.url : input);
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, { ...init, headers, redirect: 'manual' }).catch((error: unknown) => {
        throw init?.signal?.aborted ? error : networkFailure(error);
      });
      const { status } = response;
      const location = response.headers.get('location');
      if (status >= 300 && status < 400 && location !== null) {
        await response.body?.cancel();
        url = nextAddress(url, location, redirects);
        continue;
      }
      if (response.ok && response.headers.get('content-type')?.toLowerCase().includes('text/event-stream')) {
        return response;
      }
      // A secret that is cut in two is no longer recognized: redact first, then shorten.
      const body = redact(await headOf(response))
        .replace(/\s+/g, ' ')
        .trim();
      throw response.ok
        ? unexpectedAnswer({ status, body })
        : failureOfStatus({ status, headers: response.headers, body }, now());
    }
  };
}

/** @throws RequestFailure for a redirect to another host, and for a redirect loop */
function nextAddress(from: URL, location: string, redirects: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to?.origin !== from.origin) {
    throw new RequestFailure(
      'rejected',
      `${from.origin} redirects to ${to?.origin ?? 'nowhere'}; nothing was sent there. If that server is right, set baseUrl to it`,
    );
  }
  if (redirects >= MOST_REDIRECTS) throw new RequestFailure('rejected', `${from.origin} redirects in a loop`);
  return to;
}

/** The first part of a body that is not worth waiting for: the status is already known. */
async function headOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const cancel = (): Promise<void> => reader.cancel().catch(() => {});
  const timer = setTimeout(cancel, BODY_LIMIT_MS);
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < BODY_LIMIT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off or aborted: use what arrived before.
  }
  clearTimeout(timer);
  void cancel();
  return text;
}

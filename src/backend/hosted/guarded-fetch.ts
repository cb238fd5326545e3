// The fetch given to the SDKs: a redirect never takes the key to another host, only the API's own headers are sent, and a status
// that means an error becomes a failure that quotes the beginning of the answer. Start at `guardedFetch`.
import { OF_WRONG_BODY, restOf, textOf } from './body.ts';
import { failureOfStatus, networkFailure, RequestFailure } from './request-failure.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const MOST_REDIRECTS = 3;

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
      if (response.ok) return response;
      // A secret that is cut in two is no longer recognized: redact first, then shorten.
      const body = redact(await restOf('', textOf(response, Number.POSITIVE_INFINITY), OF_WRONG_BODY))
        .replace(/\s+/g, ' ')
        .trim();
      throw failureOfStatus({ status, headers: response.headers, body }, now());
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

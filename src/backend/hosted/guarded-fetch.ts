// fetch as the SDKs get it: a redirect never takes the key to another host, and a page that is no stream is an error with its beginning.
// Start at `guardedFetch`.
import { failureOfStatus, RequestFailure } from './request-failure.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const MOST_REDIRECTS = 3;
/** More of a wrong answer is never read. */
const BODY_LIMIT = 64_000;
const BODY_HEAD = 500;

/** @param redact takes secrets out of what a server sends back */
export function guardedFetch(redact: (text: string) => string, now: () => number): Fetch {
  return async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, { ...init, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        url = nextAddress(url, location, redirects);
        await response.body?.cancel();
        continue;
      }
      const body = async (): Promise<string> =>
        redact((await headOf(response)).replace(/\s+/g, ' ').slice(0, BODY_HEAD));
      if (!response.ok) {
        const { status, headers } = response;
        throw failureOfStatus({ status, headers, message: await body() }, now());
      }
      if (response.headers.get('content-type')?.includes('text/event-stream')) return response;
      throw new RequestFailure('protocol', `HTTP ${response.status}, but no stream: ${await body()}`, {
        status: response.status,
      });
    }
  };
}

/** @throws RequestFailure for another host, and for a circle */
function nextAddress(from: URL, location: string, redirects: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to?.origin !== from.origin) {
    throw new RequestFailure(
      'rejected',
      `${from.origin} redirects to ${to?.origin ?? 'nowhere'}; nothing was sent there: set baseUrl if that is right`,
    );
  }
  if (redirects >= MOST_REDIRECTS) throw new RequestFailure('rejected', `${from.origin} redirects in a circle`);
  return to;
}

async function headOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > BODY_LIMIT) break;
  }
  return text;
}

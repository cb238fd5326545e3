// One request and the redirects that it leads to. Knows what a hub says in its headers, not what is downloaded. Start at `askServer`.
import { say, type Text } from '../words/text.ts';
import { DownloadFailure, networkFailure } from './download-failure.ts';

export interface Question {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Only for the host of `url`: once a redirect has led elsewhere, it is sent no more. */
  token: string | null;
  signal: AbortSignal;
}

/** What a hub says of the file that it sends to, in whichever of its answers comes first. */
export interface Linked {
  bytes: number | null;
  sha256: string | null;
}

export interface Answer {
  response: Response;
  linked: Linked;
}

export const NOTHING_LINKED: Linked = { bytes: null, sha256: null };

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** @throws DownloadFailure if nobody answers, or if a redirect leads nowhere */
export async function askServer({ url, headers, token, signal }: Question): Promise<Answer> {
  const { origin } = new URL(url);
  let at = new URL(url);
  let isTrusted = true;
  let linked = NOTHING_LINKED;
  for (let redirects = 0; ; redirects++) {
    isTrusted &&= at.origin === origin;
    const own = isTrusted && token !== null ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(at, { headers: { ...headers, ...own }, redirect: 'manual', signal }).catch((error) => {
      throw signal.aborted ? error : networkFailure(error);
    });
    linked = {
      bytes: linked.bytes ?? countIn(response.headers.get('x-linked-size')),
      sha256: linked.sha256 ?? sha256In(response.headers.get('x-linked-etag')),
    };
    const location = response.headers.get('location');
    if (!REDIRECTS.includes(response.status) || location === null) return { response, linked };
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) throw refused(say('the server redirects in a loop'));
    at = nextAddress(at, location);
  }
}

function nextAddress(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  // What was asked for in secret is not fetched in the open.
  const isWeb = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && isWeb && `${to.username}${to.password}` === '') return to;
  throw refused(say('the server redirects to an address that is invalid, or less safe than its own'));
}

function refused(text: Text): DownloadFailure {
  return new DownloadFailure(text, { isFinal: true });
}

/** null: it says nothing that can be true. */
export function countIn(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A hub's ETag for a large file is the sha256 of its content; that of a small one is something else. */
function sha256In(text: string | null): string | null {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(text ?? '')?.[1]?.toLowerCase() ?? null;
}

/** The whole body as text. @returns null if it is longer */
export async function boundedText(response: Response, mostBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

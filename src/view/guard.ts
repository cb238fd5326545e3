// Who may ask: only this page, in a browser on this machine. Everybody else is refused before anything is looked up. Start at `guard`.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

interface GuardOptions {
  /** The first segment of every address. */
  token: string;
  port: () => number;
}

/** Also in the page itself, where a browser does not take `frame-ancestors`. */
export const VIEW_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const HEADERS = {
  'Content-Security-Policy': `${VIEW_POLICY}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * A site that has its name resolved to 127.0.0.1 gives itself away by Host; one that sends requests from its own pages by Origin and
 * Sec-Fetch-Site; a program of another user of this machine does not know the token.
 */
export function guard({ token, port }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    if (!isOwn(port(), (name) => req.header(name))) return refused(403, 'not for you');
    const [, given = ''] = new URL(req.url).pathname.split('/');
    if (!isSame(given, token)) return refused(404, 'not found');
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
    return undefined;
  };
}

function isOwn(port: number, header: (name: string) => string | undefined): boolean {
  const host = header('host')?.toLowerCase() ?? '';
  // Browsers leave out the port of http.
  const names = ['127.0.0.1', 'localhost'].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  if (!names.includes(host)) return false;
  const origin = header('origin');
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) return false;
  const site = header('sec-fetch-site');
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** What is not known to be the page's own gets the same words whatever it asked for. */
export function refused(status: number, error: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ error });
  const about = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
  return new Response(body, { status, headers: { ...HEADERS, ...about, ...headers } });
}

/** Takes the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

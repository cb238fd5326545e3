// One file over HTTP, continuing where an earlier attempt stopped. Knows nothing of models or hubs. Start at `download`.
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError } from '../core/errors.ts';

export interface DownloadOptions {
  url: string;
  /** Where the file goes when it is complete; until then its bytes are in `<target>.part`. */
  target: string;
  headers: Readonly<Record<string, string>>;
  onProgress: (downloadedBytes: number, totalBytes: number | null) => void;
  signal: AbortSignal;
}

const HEADERS_LIMIT_MS = 15_000;
const IDLE_LIMIT_MS = 30_000;
const TRIES = 3;
const PAUSE_MS = 500;

/** A refusal that the next attempt would also get. */
class Refused extends Error {}

/** What the bytes in `<target>.part` belong to: without a tag from the server, the download cannot be continued. */
const PartSchema = z.object({ url: z.string(), tag: z.string() });

/**
 * An existing target is complete and is left alone.
 * @throws Error with the server's message, after three attempts; what has arrived is kept for the next call
 */
export async function download(options: DownloadOptions): Promise<void> {
  if (await stat(options.target).catch(() => undefined)) return;
  await mkdir(path.dirname(options.target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      await attemptDownload(options);
      return;
    } catch (error) {
      if (options.signal.aborted || error instanceof Refused || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}

async function attemptDownload({ url, target, headers, onProgress, signal }: DownloadOptions): Promise<void> {
  const part = `${target}.part`;
  const known = await partOf(part, url);
  const limit = idleLimit(signal);
  try {
    limit.restart(HEADERS_LIMIT_MS);
    const range = known ? { range: `bytes=${known.bytes}-`, 'if-range': known.tag } : {};
    // With compression, lengths and ranges would not match the file.
    const wanted = { ...headers, ...range, 'accept-encoding': 'identity' };
    const response = await fetch(url, { headers: wanted, signal: limit.signal });
    // 200 to a range request: the file has changed, or the server does not support ranges; either way it sends the whole file.
    const start = response.status === 206 ? (known?.bytes ?? 0) : 0;
    if (start > 0 && !response.headers.get('content-range')?.startsWith(`bytes ${start}-`)) {
      await rm(`${part}.json`, { force: true });
      throw new Error('the server sent a different part of the file than requested');
    }
    if (!response.ok || !response.body) {
      if (response.status === 416) await rm(part, { force: true });
      const problem = `the server answered ${response.status} ${response.statusText}`.trim();
      throw response.status < 500 && response.status !== 416 && response.status !== 429
        ? new Refused(problem)
        : new Error(problem);
    }
    const length = response.headers.get('content-length');
    const total = length === null ? null : start + Number(length);
    const tag = validatorOf(response.headers);
    if (tag) await writeFile(`${part}.json`, JSON.stringify({ url, tag }));
    else await rm(`${part}.json`, { force: true });
    const file = await open(part, start > 0 ? 'r+' : 'w');
    try {
      const bytes = await writeBody(response.body, file, start, (done) => {
        limit.restart(IDLE_LIMIT_MS);
        onProgress(done, total);
      });
      if (total !== null && bytes !== total) throw new Error(`${bytes} of ${total} bytes arrived`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, target);
    await rm(`${part}.json`, { force: true });
  } catch (error) {
    throw limit.hasExpired() ? new Error('the server stopped responding', { cause: error }) : plainer(error);
  } finally {
    limit.clear();
  }
}

async function writeBody(
  body: ReadableStream<Uint8Array>,
  file: FileHandle,
  start: number,
  onBytes: (done: number) => void,
): Promise<number> {
  let position = start;
  for await (const chunk of body) {
    for (let written = 0; written < chunk.byteLength; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.byteLength - written, position);
      written += bytesWritten;
      position += bytesWritten;
    }
    onBytes(position);
  }
  return position;
}

async function partOf(part: string, url: string): Promise<{ bytes: number; tag: string } | null> {
  try {
    const { url: from, tag } = PartSchema.parse(JSON.parse(await readFile(`${part}.json`, 'utf8')));
    const { size } = await stat(part);
    return from === url && size > 0 ? { bytes: size, tag } : null;
  } catch {
    // No earlier attempt, or one that cannot be continued: start over.
    return null;
  }
}

/** What `If-Range` may contain: a strong ETag, or else the time of the last change. */
function validatorOf(headers: Headers): string | null {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

/** One signal for both the user's abort and a server that has stopped responding. */
function idleLimit(signal: AbortSignal) {
  const expired = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([signal, expired.signal]),
    restart(limitMs: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => expired.abort(), limitMs);
    },
    hasExpired: () => expired.signal.aborted,
    clear: () => clearTimeout(timer),
  };
}

/** `fetch failed` says nothing; its cause does. */
function plainer(error: unknown): unknown {
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : undefined;
  if (!cause) return error;
  const code = 'code' in cause ? String(cause.code) : '';
  return new Error([code, describeError(cause)].filter(Boolean).join(': '), { cause: error });
}

// One file over HTTP, continuing where an earlier attempt stopped; it gets its name only when it is known to be whole. Start at `download`.
import { ModelFailure } from '../core/errors.ts';
import { say } from '../words/text.ts';
import { askServer, type Linked } from './ask-server.ts';
import { DownloadFailure } from './download-failure.ts';
import type { Facts } from './download-record.ts';
import { type Judged, judgeAnswer, OtherFile } from './judge-answer.ts';
import { PartFile } from './part-file.ts';
import { withoutSilence } from './silence-limit.ts';
import { withTries } from './tries.ts';
import { whatItIs } from './what-it-is.ts';

export interface DownloadOptions {
  url: string;
  /** Where the file goes when it is complete; its lock must be held. Until then its bytes are in `<target>.part`. */
  target: string;
  isHub: boolean;
  token: string | null;
  listed: Linked;
  /** The length that a GGUF must have by its own header. @throws ModelFailure if it is none */
  ownLength: (file: string) => number;
  onFacts: (facts: Facts) => void;
  onProgress: (downloadedBytes: number, totalBytes: number | null) => void;
  signal: AbortSignal;
  now: () => Date;
}

/** Of a file whose length nobody says. By then its header has arrived. */
const LONGEST_HEADER = 64e6;
/** What may follow after the last tensor. */
const SLACK_BYTES = 1e6;

/** @throws DownloadFailure, and what the signal aborts with; what has arrived is kept for the next call if it can be continued */
export async function download(options: DownloadOptions): Promise<void> {
  const { target, url, signal } = options;
  const part = await PartFile.open(target, sourceOf(url), options);
  try {
    await withTries(
      () => attempt(options, part),
      signal,
      () => part.bytes,
    );
  } finally {
    await part.close();
  }
}

/** An address as it may be written down: a query may hold a key. */
export function sourceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

async function attempt(options: DownloadOptions, part: PartFile): Promise<void> {
  const { start, facts } = wholeIn(part) ?? (await receive(options, part));
  // Of pieces, what is wrong may be right when it comes in one.
  await finish(options, part, { facts, isJoined: start > 0 });
}

/** Nobody needs to be asked. */
function wholeIn({ bytes, facts, sha256 }: PartFile): Judged | null {
  if (facts === null) return null;
  const isWhole = facts.bytes === null ? facts.sha256 === sha256 : facts.bytes === bytes;
  return isWhole ? { start: bytes, facts } : null;
}

function receive({ url, token, isHub, listed, signal, ...options }: DownloadOptions, part: PartFile): Promise<Judged> {
  const { ownLength, onFacts, onProgress } = options;
  return withoutSilence(signal, async (limit) => {
    const known = continuable(part);
    // With compression, lengths and ranges would not match the file.
    const headers = { 'accept-encoding': 'identity', ...(known && rangeOf(known)) };
    const answer = await askServer({ url, headers, token, signal: limit.signal });
    const { body } = answer.response;
    const judged = await orCancel(body, () =>
      judgeAnswer(answer, { source: sourceOf(url), token, isHub, listed, part: known }),
    ).catch((error: unknown) => {
      if (error instanceof OtherFile) part.forget();
      throw error;
    });
    const { start, facts } = judged;
    onFacts(facts);
    if (start === 0) await part.begin(facts);
    if (start === facts.bytes) {
      await body?.cancel();
      return judged;
    }
    const mayGoOn = growthCheck(part, facts.bytes, ownLength);
    for await (const chunk of body ?? []) {
      limit.arrived(chunk.byteLength);
      await part.append(chunk);
      await mayGoOn();
      onProgress(part.bytes, facts.bytes);
      limit.wait();
    }
    return judged;
  });
}

/** A body that nobody wants would keep its connection open. */
async function orCancel<Result>(body: ReadableStream | null, judge: () => Result): Promise<Result> {
  try {
    return judge();
  } catch (error) {
    await body?.cancel();
    throw error;
  }
}

function continuable({ bytes, facts }: PartFile): { bytes: number; facts: Facts } | null {
  const isKnown = facts !== null && (facts.etag ?? facts.lastModified ?? facts.sha256) !== null;
  return isKnown && bytes > 0 ? { bytes, facts } : null;
}

/** A hub's checksum is compared afterwards; a server knows only its own tags. */
function rangeOf({ bytes, facts }: { bytes: number; facts: Facts }): Record<string, string> {
  const tag = facts.etag ?? facts.lastModified;
  return { range: `bytes=${bytes}-`, ...(tag !== null && { 'if-range': tag }) };
}

/** Called after every piece: ends the download of what is no GGUF, or longer than it can be. */
function growthCheck(part: PartFile, total: number | null, ownLength: DownloadOptions['ownLength']) {
  let most = total;
  let nextLook = 1e6;
  return async (): Promise<void> => {
    const strange = whatItIs(part.head);
    if (strange) throw await dropped(part, new DownloadFailure(strange, { isFinal: true }));
    if (most === null && part.bytes >= nextLook) {
      nextLook *= 2;
      const own = lengthIfKnown(part, ownLength);
      if (own !== null) most = own + SLACK_BYTES;
      else if (part.bytes >= LONGEST_HEADER) most = 0;
    }
    if (most !== null && part.bytes > most)
      throw await dropped(
        part,
        new DownloadFailure(say('the server sends more bytes than the file can have'), { isFinal: true }),
      );
  };
}

function lengthIfKnown(part: PartFile, ownLength: DownloadOptions['ownLength']): number | null {
  try {
    return ownLength(part.path);
  } catch (error) {
    if (error instanceof ModelFailure) return null;
    throw error;
  }
}

async function finish(
  { ownLength, now }: DownloadOptions,
  part: PartFile,
  { facts, isJoined }: { facts: Facts; isJoined: boolean },
): Promise<void> {
  const { bytes, sha256 } = part;
  if (facts.bytes !== null && bytes !== facts.bytes)
    throw new DownloadFailure(say('{n} of {total} bytes arrived', { n: bytes, total: facts.bytes }));
  // What ended too early can still be continued; of what has the right length, the checksum says most.
  if (facts.bytes === null) await requireWhole(part, facts, ownLength);
  if (facts.sha256 !== null && facts.sha256 !== sha256) {
    const remedy = say('What arrived was deleted. Run the same command again.');
    const problem = say('what arrived does not have the checksum (sha256) that the hub names');
    throw await dropped(part, new DownloadFailure(problem, { isFinal: !isJoined, remedy }));
  }
  await requireWhole(part, facts, ownLength);
  const { source, etag, lastModified } = facts;
  const isConfirmed = facts.sha256 !== null;
  await part.keep({ source, bytes, sha256, isConfirmed, etag, lastModified, downloadedAt: now().toISOString() });
}

async function requireWhole(part: PartFile, facts: Facts, ownLength: DownloadOptions['ownLength']): Promise<void> {
  const strange = whatItIs(part.head, { isAll: true });
  if (strange) throw await dropped(part, new DownloadFailure(strange, { isFinal: true }));
  try {
    const own = ownLength(part.path);
    if (part.bytes >= own) return;
    const problem = say('{n} of {total} bytes arrived', { n: part.bytes, total: own });
    // Nobody said how long it is: the connection may have been closed too early.
    if (facts.bytes === null) throw new DownloadFailure(problem);
    throw await dropped(
      part,
      new DownloadFailure(
        say('the file on the server is cut off: it has {n} of {total} bytes', { n: part.bytes, total: own }),
        { isFinal: true },
      ),
    );
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const failure = new DownloadFailure(
      say('what the server sends is not a whole GGUF file: {reason}', { reason: error.text }),
      {
        isFinal: facts.bytes !== null,
        cause: error,
      },
    );
    throw facts.bytes === null ? failure : await dropped(part, failure);
  }
}

async function dropped(part: PartFile, failure: DownloadFailure): Promise<DownloadFailure> {
  await part.drop();
  return failure;
}

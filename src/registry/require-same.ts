// A file that is here already: whether it is what would be downloaded. Nothing is fetched but what the server says of it.
// Start at `requireSame`.
import { describeError, ModelFailure, type UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import { askServer } from './ask-server.ts';
import { type DownloadOptions, sourceOf } from './download.ts';
import { DownloadFailure, isOfSystem } from './download-failure.ts';
import { type Facts, readRecord, writeRecord } from './download-record.ts';
import { judgeAnswer } from './judge-answer.ts';
import { inTheWay } from './plain-file.ts';
import { withoutSilence } from './silence-limit.ts';
import { sha256OfFiles } from './weights-digest.ts';

/**
 * @param size of the file that is here
 * @throws UserError if it is another file, or not all of it; DownloadFailure if that cannot be found out
 */
export async function requireSame(size: number, options: DownloadOptions): Promise<void> {
  const { target, onFacts, ownLength, now } = options;
  const record = await readRecord(target);
  if (record?.bytes === size) return;
  if (record) throw otherLength(target, size, record.bytes);
  const facts = await factsAt(options);
  if (facts.bytes !== null && facts.bytes !== size) throw otherLength(target, size, facts.bytes);
  onFacts(facts);
  if (facts.sha256 === null) return requireOwnLength(target, size, ownLength);
  const sha256 = await hashed(options, size);
  if (sha256 !== facts.sha256)
    throw inTheWay(target, say('its checksum (sha256) is not that of the file on the server'));
  const { source, etag, lastModified } = facts;
  // Whoever keeps models in a folder that cannot be written is none the worse for it.
  await writeRecord(target, {
    ...{ source, bytes: size, sha256, isConfirmed: true, etag, lastModified },
    downloadedAt: now().toISOString(),
  }).catch(() => {});
}

function otherLength(target: string, n: number, total: number): UserError {
  return inTheWay(target, say('it has {n} bytes, but the file on the server has {total}', { n, total }));
}

function requireOwnLength(target: string, size: number, ownLength: DownloadOptions['ownLength']): void {
  try {
    const own = ownLength(target);
    if (own > size) throw otherLength(target, size, own);
  } catch (error) {
    throw error instanceof ModelFailure ? inTheWay(target, error.text) : error;
  }
}

async function factsAt({ url, isHub, token, listed, signal }: DownloadOptions): Promise<Facts> {
  try {
    return await withoutSilence(signal, async (limit) => {
      // Not every server answers HEAD.
      const headers = { 'accept-encoding': 'identity' };
      const answer = await askServer({ url, headers, token, signal: limit.signal });
      await answer.response.body?.cancel();
      return judgeAnswer(answer, { source: sourceOf(url), isHub, token, listed, part: null }).facts;
    });
  } catch (cause) {
    throw cause instanceof DownloadFailure ? notCompared(cause.text, cause) : cause;
  }
}

async function hashed({ target, signal, onProgress }: DownloadOptions, size: number): Promise<string> {
  let done = 0;
  return sha256OfFiles([target], signal, (bytes) => {
    done += bytes;
    onProgress(done, size);
  }).catch((cause: unknown) => {
    throw isOfSystem(cause) ? notCompared(describeError(cause), cause) : cause;
  });
}

function notCompared(reason: Text | string, cause: unknown): DownloadFailure {
  return new DownloadFailure(say('a file is here already, and could not be compared with it: {reason}', { reason }), {
    remedy: say('The file was left as it is.'),
    cause,
  });
}

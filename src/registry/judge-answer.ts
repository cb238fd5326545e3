// Whether an answer is the file that was asked for, or the missing rest of it. Pure. Start at `judgeAnswer`.
import { holdsKey } from '../core/key-forms.ts';
import { say, type Text } from '../words/text.ts';
import { type Answer, countIn, type Linked } from './ask-server.ts';
import { DownloadFailure, statusFailure } from './download-failure.ts';
import type { Facts } from './download-record.ts';

export interface Asked {
  /** The address without its query. */
  source: string;
  isHub: boolean;
  token: string | null;
  /** What a hub's listing says of the file. */
  listed: Linked;
  /** What is here already, if only the rest was asked for. */
  part: { bytes: number; facts: Facts } | null;
}

export interface Judged {
  /** Where its bytes belong; at the end, if all of them are here. */
  start: number;
  facts: Facts;
}

/** The rest that is sent is not of the part that is here: it must be asked for from the start. */
export class OtherFile extends DownloadFailure {}

/** @throws DownloadFailure */
export function judgeAnswer(answer: Answer, asked: Asked): Judged {
  const { response } = answer;
  const { status, headers } = response;
  if (status === 416 && asked.part) return { start: asked.part.bytes, facts: nothingLeftOf(asked.part, answer, asked) };
  if (status !== 200 && status !== 206)
    throw statusFailure(response, { isHub: asked.isHub, hasToken: asked.token !== null });
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw refused(say('the server compresses the file, though it was asked not to'));
  if (/^text\/html\b/i.test(headers.get('content-type') ?? ''))
    throw refused(say('the server sends a web page in place of the file'));
  if (status === 200) return { start: 0, facts: factsIn(answer, asked, countIn(headers.get('content-length'))) };
  if (!asked.part) throw refused(say('the server sends a part of the file, though the whole was asked for'));
  return { start: asked.part.bytes, facts: restOf(asked.part, answer, asked) };
}

/** @param length by the answer's own word */
function factsIn({ response, linked }: Answer, { source, token, listed }: Asked, length: number | null): Facts {
  const { headers } = response;
  const [bytes = null, other] = different([listed.bytes, linked.bytes, length]);
  if (bytes !== null && other !== undefined)
    throw refused(
      say('the server names two different lengths of the file: {n} and {other} bytes', { n: bytes, other }),
    );
  const [sha256 = null, another] = different([listed.sha256, linked.sha256]);
  if (another !== undefined) throw refused(say('the hub names two different checksums for the file'));
  if (bytes === 0) throw refused(say('the server sends an empty file'));
  const etag = strongTag(headers.get('etag'), token);
  return { source, etag, lastModified: dateIn(headers.get('last-modified')), sha256, bytes };
}

/** @throws OtherFile for whatever is not the missing rest */
function restOf({ bytes, facts }: NonNullable<Asked['part']>, answer: Answer, asked: Asked): Facts {
  const range = rangeIn(answer.response.headers.get('content-range'));
  if (range?.start === bytes) {
    const sent = whatFits(() => factsIn(answer, asked, range.total));
    const same = sent && sameFacts(facts, sent);
    if (sent && same?.length) return { ...sent, bytes: sent.bytes ?? facts.bytes, sha256: sent.sha256 ?? facts.sha256 };
  }
  throw new OtherFile(say('what the server sends does not continue the part that is here'));
}

/** The range begins where the file ends: all of it is here, if it ends where the part does. @throws OtherFile otherwise */
function nothingLeftOf({ bytes, facts }: NonNullable<Asked['part']>, answer: Answer, asked: Asked): Facts {
  const [, size] = /^bytes \*\/(\d{1,15})$/.exec(answer.response.headers.get('content-range') ?? '') ?? [];
  if (Number(size) === bytes) {
    const sent = whatFits(() => factsIn(answer, asked, bytes));
    // Most servers name no tag here; by `if-range` they would have sent another file.
    if (sent && sameFacts(facts, sent)) return { ...facts, bytes, sha256: facts.sha256 ?? sent.sha256 };
  }
  throw new OtherFile(say('what the server has does not end where the part does that is here'));
}

/** @returns null for what contradicts itself */
function whatFits(read: () => Facts): Facts | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DownloadFailure) return null;
    throw error;
  }
}

/** `bytes 100-199/200`; the total may be unknown, as `*`. */
function rangeIn(text: string | null): { start: number; total: number | null } | null {
  const [, start, end, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text ?? '') ?? [];
  if (start === undefined || end === undefined || total === undefined) return null;
  const [first, last, all] = [Number(start), Number(end), total === '*' ? Number.POSITIVE_INFINITY : Number(total)];
  return first <= last && last < all ? { start: first, total: total === '*' ? null : all } : null;
}

/** @returns what both know of the content, which is equal; null if anything is not */
function sameFacts(known: Facts, sent: Facts): string[] | null {
  const ofContent = ['etag', 'lastModified', 'sha256'] as const;
  const both = ([...ofContent, 'bytes'] as const).filter((name) => known[name] !== null && sent[name] !== null);
  if (both.some((name) => known[name] !== sent[name])) return null;
  return both.filter((name) => name !== 'bytes');
}

function different<Value>(values: readonly (Value | null)[]): Value[] {
  return [...new Set(values.filter((value) => value !== null))];
}

/** It is written to disk and sent back. */
function strongTag(text: string | null, token: string | null): string | null {
  return text !== null && /^"[\x21\x23-\x7e]{1,200}"$/.test(text) && !(token !== null && holdsKey(text, token))
    ? text
    : null;
}

/** In the one form that it may be sent back in. */
function dateIn(text: string | null): string | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toUTCString();
}

function refused(text: Text): DownloadFailure {
  return new DownloadFailure(text, { isFinal: true });
}

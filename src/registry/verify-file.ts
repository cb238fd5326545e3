// Whether a file is still what it was when its checksum was recorded. Reads it anew, whatever is remembered of it. Start at `verifyFile`.
import { describeError, ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import { isOfSystem } from './download-failure.ts';
import { readRecord } from './download-record.ts';
import { fileStats, realPlace } from './plain-file.ts';
import { sha256OfFiles } from './weights-digest.ts';

/** Who named the checksum: the server, and what arrived had it; only what arrived; the name that another program gave the file. */
type ChecksumFrom = 'server' | 'download' | 'file-name';

export interface VerifiedFile {
  file: string;
  /** `unknown`: no checksum was recorded. */
  status: 'same' | 'differs' | 'unknown';
  /** null: it is not there. */
  bytes: number | null;
  /** null: it was not read, because its length is wrong already. */
  sha256: string | null;
  recorded: { sha256: string; from: ChecksumFrom } | null;
  /** Why it differs. */
  problem: Text | null;
}

interface Reading {
  /** The length that a GGUF must have by its own header. @throws ModelFailure if it is none */
  ownLength: (file: string) => number;
  /** Told how many more have been read, of how many. */
  onBytes: (bytes: number, size: number) => void;
  signal: AbortSignal;
}

/**
 * @param file absolute
 * @throws UserError if it cannot be read
 */
export async function verifyFile(file: string, reading: Reading): Promise<VerifiedFile> {
  try {
    return await compared(file, reading);
  } catch (cause) {
    if (!isOfSystem(cause)) throw cause;
    const problem = say('{file}: cannot be read ({reason})', { file, reason: describeError(cause) });
    throw new UserError(problem, { exitCode: ExitCode.someFailed, cause });
  }
}

async function compared(file: string, { ownLength, onBytes, signal }: Reading): Promise<VerifiedFile> {
  const found = await fileStats(file);
  const unread = { file, status: 'differs', bytes: null, sha256: null, recorded: null } as const;
  if (typeof found === 'string' || !found.isFile()) return { ...unread, problem: say('it is not there') };
  const bytes = found.size;
  const record = await readRecord(file);
  const recorded = record
    ? { sha256: record.sha256, from: record.isConfirmed ? ('server' as const) : ('download' as const) }
    : await namedChecksum(file);
  const total = record?.bytes ?? lengthByHeader(file, ownLength);
  if (total instanceof ModelFailure) return { ...unread, bytes, recorded, problem: total.text };
  if (bytes < total)
    return { ...unread, bytes, recorded, problem: say('it has {n} of {total} bytes', { n: bytes, total }) };
  if (record && bytes > total)
    return { ...unread, bytes, recorded, problem: say('it has {n} bytes, not {total}', { n: bytes, total }) };
  const sha256 = await sha256OfFiles([file], signal, (read) => onBytes(read, bytes));
  const verified = { file, bytes, sha256, recorded, problem: null };
  if (recorded === null) return { ...verified, status: 'unknown' };
  if (recorded.sha256 === sha256) return { ...verified, status: 'same' };
  const problem = say('its sha256 is {sha256}, not {other}', { sha256, other: recorded.sha256 });
  return { ...verified, status: 'differs', problem };
}

function lengthByHeader(file: string, ownLength: Reading['ownLength']): number | ModelFailure {
  try {
    return ownLength(file);
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    // One that cannot be read may well be whole.
    if (isOfSystem(error.cause)) throw error.cause;
    return error;
  }
}

/** The caches of Hugging Face and Ollama name a large file by its sha256. */
async function namedChecksum(file: string): Promise<VerifiedFile['recorded']> {
  const sha256 = /[\\/]blobs[\\/](?:sha256-)?([0-9a-f]{64})$/.exec(await realPlace(file))?.[1];
  return sha256 === undefined ? null : { sha256, from: 'file-name' };
}

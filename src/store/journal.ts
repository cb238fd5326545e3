// The journal file: whole lines only, each on disk before its promise resolves. Lines that arrive while the disk is busy share the
// next write. Knows nothing of what the lines mean. Start at `openJournal`.
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { describeError } from '../core/errors.ts';
import type { Secrets } from '../core/secrets.ts';
import type { JournalLine } from './records.ts';

/** A write to disk failed: the run stops, and the journal up to here is intact. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  /** Whether the files are gone, so that nothing is left to continue. */
  readonly isGone: boolean;

  constructor(message: string, { isGone = false, cause }: { isGone?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.isGone = isGone;
  }
}

export interface Journal<Line extends object = JournalLine> {
  /**
   * Resolves when the line is on disk (write and fdatasync). A line that could not be written in full is removed.
   * @throws StoreFailure, and then on every later call
   */
  append(line: Line): Promise<void>;
  /** In bytes. */
  size(): number;
  close(): Promise<void>;
}

interface JournalOptions<Line extends object> {
  /** Where to continue; anything in the file beyond it is cut off. */
  size: number;
  secrets: Pick<Secrets, 'redact'>;
  /** A line's JSON. */
  textOf?: (line: Line) => string;
  /** What is written of it, at last. */
  seal?: (json: string) => string;
}

interface Waiting {
  bytes: Buffer;
  resolve: () => void;
  reject: (error: Error) => void;
}

export async function openJournal<Line extends object = JournalLine>(
  file: string,
  { size, secrets, textOf = JSON.stringify, seal = (json) => json }: JournalOptions<Line>,
): Promise<Journal<Line>> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT, 0o644);
  await handle.truncate(size);
  let end = size;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let broken: StoreFailure | null = null;

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const bytes = Buffer.concat(batch.map((each) => each.bytes));
      try {
        if (broken) throw broken;
        await writeWhole(handle, bytes, end);
        await handle.datasync();
        if (!(await isAt(file, handle)))
          throw new StoreFailure(`${file}: has been deleted or moved during the run`, { isGone: true });
        end += bytes.byteLength;
        for (const each of batch) each.resolve();
      } catch (cause) {
        await handle.truncate(end).catch(() => {});
        broken ??=
          cause instanceof StoreFailure
            ? cause
            : new StoreFailure(`${file}: cannot be written: ${describeError(cause)}`, { cause });
        for (const each of batch) each.reject(broken);
      }
    }
    writing = null;
  };
  return {
    append: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ bytes: Buffer.from(`${seal(secrets.redact(textOf(line)))}\n`), resolve, reject });
        writing ??= writeAll();
      }),
    size: () => end,
    async close() {
      await writing;
      await handle.close();
    },
  };
}

/** A deleted file can still be written to, and all of it would be lost; one that was moved is not where anybody looks for it. */
async function isAt(file: string, handle: FileHandle): Promise<boolean> {
  const { nlink, ino } = await handle.stat();
  if (nlink === 0) return false;
  try {
    return (await stat(file)).ino === ino;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'));
  }
}

/** A full disk accepts a part without an error; only the next write fails. */
async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, position + written);
    if (bytesWritten === 0) throw new Error('no more could be written');
    written += bytesWritten;
  }
}

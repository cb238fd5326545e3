// Files that the user names for what is reported. Start at `writeReport`.
import { createWriteStream, type WriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { removeLeftover, renamePatiently } from '../core/replace-file.ts';
import type { OwnProcess } from '../core/world.ts';
import { say } from '../words/text.ts';

/**
 * A report in a file that the user names, in place of an earlier one.
 * @throws UserError (exit 3) if the file cannot be written
 */
export async function writeReport(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), createWriteStream(file));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw unwritable(file, cause);
  }
}

/** A file that takes the place of an earlier one once all of it is written. */
export interface PendingFile {
  stream: WriteStream;
  /** @throws UserError (exit 3) if the file cannot be written */
  keep(): Promise<void>;
  /** The earlier file stays. @returns the reason if the stream has failed, else null */
  discard(): Promise<UserError | null>;
}

/** @throws UserError (exit 2) if it is the name of a folder */
export async function openPendingFile(file: string, { id }: Pick<OwnProcess, 'id'>): Promise<PendingFile> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw new UserError(say('that is a folder; name a file'), { place: { file } });
  // A device or a pipe can be written to, not replaced.
  const isPlain = found === null || found.isFile();
  const pending = isPlain ? `${file}.${id}.tmp` : file;
  const stream = createWriteStream(pending);
  const whole = finished(stream);
  // Whoever waits for it hears of its failure; until then it must not count as unhandled.
  whole.catch(() => {});
  return {
    stream,
    async keep() {
      try {
        stream.end();
        await whole;
        if (isPlain) await renamePatiently(pending, file);
      } catch (cause) {
        throw unwritable(file, cause);
      }
    },
    async discard() {
      stream.destroy();
      if (isPlain) await removeLeftover(pending);
      return stream.errored ? unwritable(file, stream.errored) : null;
    },
  };
}

/** @returns an error with exit code 3 */
export function unwritable(file: string, cause: unknown): UserError {
  const message = say('cannot be written: {reason}', { reason: describeError(cause) });
  return new UserError(message, { place: { file }, exitCode: ExitCode.someFailed, cause });
}

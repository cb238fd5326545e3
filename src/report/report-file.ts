import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
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
    throw new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file },
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}

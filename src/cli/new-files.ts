// Files that a command makes once: what is there is never replaced. Start at `writeNewFiles`.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';

/** @throws UserError for the first that is there already, before any is written; exit 3 if one cannot be written */
export async function writeNewFiles(files: readonly { file: string; text: string }[]): Promise<void> {
  for (const { file } of files) {
    if (!(await stat(file).catch(() => null))) continue;
    throw new UserError(say('is there already, and is not replaced'), {
      place: { file },
      remedy: say('Delete it, or name another with --output.'),
    });
  }
  for (const { file, text } of files) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx' });
    } catch (cause) {
      const message = say('cannot be written: {reason}', { reason: describeError(cause) });
      throw new UserError(message, { place: { file }, exitCode: ExitCode.someFailed, cause });
    }
  }
}

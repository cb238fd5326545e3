// Opens files that anybody may have made or replaced: a pipe would be waited for without end, and a device has no end. Start at `openPlainFile`.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';

/** For reading. @throws UserError if it is a folder, pipe or device; what the system says for one that cannot be opened */
export async function openPlainFile(file: string): Promise<FileHandle> {
  // Opening a pipe would wait for whoever writes to it; Windows has no such flag, and no such pipes.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  const reason = say('it is not a regular file');
  throw new UserError(say('cannot be read: {reason}', { reason }), { place: { file } });
}

/**
 * @param megabytes the most that is read
 * @throws as `openPlainFile`; UserError for a file that is larger
 */
export async function readPlainFile(file: string, megabytes: number): Promise<Buffer> {
  await using handle = await openPlainFile(file);
  const { size } = await handle.stat();
  if (size > megabytes * 1e6) throw largerThan(megabytes, { file });
  return await handle.readFile();
}

/** @param place a file, or a line of one */
export function largerThan(megabytes: number, place: { file: string; line?: number }): UserError {
  return new UserError(say('is larger than {n} MB, which is the most that is read', { n: megabytes }), { place });
}

// Opens files that anybody may have made or replaced: a pipe would be waited for without end, and a device has no end. Start at `openPlainFile`.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { say, type Text } from '../words/text.ts';
import { describeError, UserError } from './errors.ts';

/** For reading. @throws UserError if it cannot be opened, or is a folder, pipe or device */
export async function openPlainFile(file: string): Promise<FileHandle> {
  // Opening a pipe would wait for whoever writes to it; Windows has no such flag, and no such pipes.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags).catch((cause) =>
    Promise.reject(unreadable(file, describeError(cause), cause)),
  );
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  throw unreadable(file, say('it is not a regular file'));
}

/**
 * @param megabytes the most that is read
 * @throws UserError as `openPlainFile`, if it is larger, and if reading it fails
 */
export async function readPlainFile(file: string, megabytes: number): Promise<Buffer> {
  await using handle = await openPlainFile(file);
  const { size } = await handle.stat();
  if (size > megabytes * 1e6) throw largerThan(megabytes, { file });
  return await handle.readFile().catch((cause) => Promise.reject(unreadable(file, describeError(cause), cause)));
}

/** null: there is no such file. */
export function ifThere<Value>(reading: Promise<Value>): Promise<Value | null> {
  return reading.catch((error: unknown) => {
    const cause = error instanceof UserError ? error.cause : error;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw error;
  });
}

function unreadable(file: string, reason: Text | string, cause?: unknown): UserError {
  return new UserError(say('cannot be read: {reason}', { reason }), { place: { file }, cause });
}

/** @param place a file, or a line of one */
export function largerThan(megabytes: number, place: { file: string; line?: number }): UserError {
  return new UserError(say('is larger than {n} MB, which is the most that is read', { n: megabytes }), { place });
}

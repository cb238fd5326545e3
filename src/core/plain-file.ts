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

/** In bytes. */
const CHUNK = 1 << 20;

/** The file's bytes, a piece at a time. @throws UserError as `openPlainFile`, and if reading it fails */
export async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  await using handle = await openPlainFile(file);
  const { size } = await handle.stat();
  for (;;) {
    // Many small files need no large buffers; one that has grown since is read all the same.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size + 1));
    const { bytesRead } = await handle
      .read(chunk)
      .catch((cause) => Promise.reject(unreadable(file, describeError(cause), cause)));
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}

/** The file, or as much of its beginning as is whole characters of UTF-8. @throws UserError as `chunksOf` */
export async function beginningOf(file: string, megabytes: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(file)) {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= megabytes * 1e6) continue;
    const bytes = Buffer.concat(chunks);
    let end = bytes.length - 1;
    while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    return { bytes: bytes.subarray(0, end), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
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

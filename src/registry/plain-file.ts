// Files beside a model that this program writes: never through a link, never into something that is no file. Start at `requirePlain`.
import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { removeLeftover, renamePatiently } from '../core/replace-file.ts';
import { say, type Text } from '../words/text.ts';

/** Larger ones are not ours. */
const MOST_BYTES = 64 * 1024;

/**
 * @returns null if nothing is there
 * @throws UserError if it is something that a download must not be written into
 */
export async function requirePlain(file: string): Promise<Stats | null> {
  const found = await lstatIfThere(file);
  if (found === null) return null;
  // Under a second name, bytes that are written here would change a file elsewhere.
  if (found.isSymbolicLink() || (found.isFile() && found.nlink > 1))
    throw inTheWay(file, say('it is a link, and nothing is written through it'));
  if (!found.isFile()) throw inTheWay(file, say('it is not a regular file'));
  return found;
}

export function inTheWay(file: string, why: Text): UserError {
  return new UserError(say('{file} is in the way: {why}', { file, why }), {
    remedy: say('Move or delete it, then run the same command again.'),
  });
}

export async function lstatIfThere(file: string): Promise<Stats | null> {
  return lstat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Of what a name leads to, through links. */
export async function fileStats(file: string): Promise<Stats | 'nothing' | 'lost-link'> {
  const found = await lstatIfThere(file);
  if (found === null) return 'nothing';
  return found.isSymbolicLink() ? stat(file).catch(() => 'lost-link' as const) : found;
}

/** Creates it, if it is not there. The name may have become a link since it was looked at. */
export function openPlain(file: string): Promise<FileHandle> {
  // Windows has no such flag, and asks for a privilege before it makes a link.
  const noFollow = constants.O_NOFOLLOW ?? 0;
  return open(file, constants.O_RDWR | constants.O_CREAT | noFollow, 0o666);
}

/** @returns null if there is none that can be read */
export async function readPlainJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const found = await lstat(file).catch(() => null);
  if (!found?.isFile() || found.size > MOST_BYTES) return null;
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Damaged, or somebody else's: as if it were not there.
    return null;
  }
}

/** Whole or not at all. */
export async function writePlainJson(file: string, data: unknown): Promise<void> {
  await requirePlain(file);
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(data, null, 2)}\n`, { flag: 'wx' });
    await renamePatiently(draft, file);
  } finally {
    await removeLeftover(draft);
  }
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}

/** Where a file really is, through all links. */
export function realPlace(file: string): Promise<string> {
  return realpath(file);
}

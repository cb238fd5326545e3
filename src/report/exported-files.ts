// What is exported, on disk: whole or not at all. Start at `writeFolder`.
import { once } from 'node:events';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Secrets } from '../core/secrets.ts';
import type { OwnProcess } from '../core/world.ts';
import { say } from '../words/text.ts';
import { redactedStream } from './redacted-stream.ts';
import { openPendingFile, unwritable } from './report-file.ts';

interface Surroundings {
  process: Pick<OwnProcess, 'id'>;
  secrets: Pick<Secrets, 'redact'>;
}

interface Piece {
  /** Its path in the folder, with `/`. */
  file: string;
  data: string | Uint8Array;
}

/**
 * @throws UserError if the folder has something in it (exit 2) or cannot be written (exit 3)
 */
export async function writeFolder(
  folder: string,
  pieces: AsyncIterable<Piece>,
  { process: { id }, secrets }: Surroundings,
): Promise<void> {
  const isThere = await requireEmpty(folder);
  const pending = `${folder}.${id}.tmp`;
  try {
    await mkdir(pending, { recursive: true });
    await writeAll(pending, pieces, secrets);
    if (isThere) await rmdir(folder);
    await rename(pending, folder);
  } catch (cause) {
    await rm(pending, { recursive: true, force: true }).catch(() => {});
    if (cause instanceof Error && 'syscall' in cause) throw unwritable(folder, cause);
    throw cause;
  }
}

/** @throws UserError if the name is that of a folder (exit 2), or if the file cannot be written (exit 3) */
export async function writeFile(
  file: string,
  pieces: AsyncIterable<Pick<Piece, 'data'>>,
  { process, secrets }: Surroundings,
): Promise<void> {
  const pending = await openPendingFile(file, process);
  const stream = redactedStream(pending.stream, secrets);
  try {
    for await (const { data } of pieces) if (!stream.write(data)) await once(stream, 'drain');
    await pending.keep();
  } catch (error) {
    throw (await pending.discard()) ?? error;
  }
}

/** @returns whether there is such a folder */
async function requireEmpty(folder: string): Promise<boolean> {
  try {
    const [first] = await readdir(folder);
    if (first === undefined) return true;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    if (cause.code === 'ENOENT') return false;
    if (cause.code === 'ENOTDIR')
      throw new UserError(say('that is a file; name a folder'), { place: { file: folder }, cause });
    throw unwritable(folder, cause);
  }
  throw new UserError(say('already has something in it'), {
    place: { file: folder },
    remedy: say('Name a new folder, or an empty one.'),
  });
}

/** Keeps one file open: pieces of one file mostly come together. */
async function writeAll(folder: string, pieces: AsyncIterable<Piece>, secrets: Pick<Secrets, 'redact'>): Promise<void> {
  const known = new Set<string>();
  const opened: { file: string; handle: FileHandle }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const { handle } of opened.splice(0)) await handle.close();
  };
  const handleOf = async (file: string): Promise<FileHandle> => {
    const [current] = opened;
    if (current?.file === file) return current.handle;
    await closeAll();
    const target = path.join(folder, ...file.split('/'));
    if (!known.has(file)) await mkdir(path.dirname(target), { recursive: true });
    known.add(file);
    const handle = await open(target, 'a');
    opened.push({ file, handle });
    return handle;
  };
  try {
    for await (const { file, data } of pieces) {
      const handle = await handleOf(file);
      await handle.appendFile(typeof data === 'string' ? secrets.redact(data) : data);
    }
  } finally {
    await closeAll();
  }
}

// The only writer under `results/`: one folder a run, with manifest, journal and summary. Knows nothing of models.
// Start at `createRunFolder`.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import type { JournalLine, Manifest, Summary } from './records.ts';

/** The disk refused: the run stops, and what the journal holds up to here is whole. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}

export interface RunFolder {
  directory: string;
  /** Replaces the manifest in one step. */
  writeManifest(manifest: Manifest): Promise<void>;
  /** Resolves when the line is on disk. A line that could not be written whole is taken back. */
  append(line: JournalLine): Promise<void>;
  writeSummary(summary: Summary): Promise<void>;
  /** Whether nothing has been recorded. */
  isEmpty(): boolean;
  /** Closes the journal; a run that recorded nothing leaves no folder behind. */
  close(): Promise<void>;
}

/**
 * @throws UserError (exit 3) when the folder cannot be made or written; nothing has been loaded then
 */
export async function createRunFolder(parent: string, manifest: Manifest): Promise<RunFolder> {
  const directory = path.join(parent, manifest.runId);
  let journal: FileHandle;
  try {
    await mkdir(parent, { recursive: true });
    await mkdir(directory);
    journal = await open(
      path.join(directory, 'journal.jsonl'),
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
      0o644,
    );
  } catch (cause) {
    throw new UserError(`the results cannot be written: ${describeError(cause)}`, {
      remedy: 'Name a folder that can be written with --out DIR.',
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
  let size = 0;
  const folder: RunFolder = {
    directory,
    writeManifest: (next) => replaceFile(directory, 'manifest.json', next),
    async append(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      try {
        let written = 0;
        while (written < bytes.byteLength) {
          const { bytesWritten } = await journal.write(bytes, written, bytes.byteLength - written, size + written);
          if (bytesWritten === 0) throw new Error('nothing more could be written');
          written += bytesWritten;
        }
        await journal.datasync();
        size += bytes.byteLength;
      } catch (cause) {
        await journal.truncate(size).catch(() => {});
        throw new StoreFailure(`${directory}: the journal cannot be written: ${describeError(cause)}`, { cause });
      }
    },
    writeSummary: (summary) => replaceFile(directory, 'summary.json', summary),
    isEmpty: () => size === 0,
    async close() {
      await journal.close();
      if (size === 0) await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await folder.writeManifest(manifest);
    await syncDirectory(directory);
    await syncDirectory(parent);
    return folder;
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** Sorts by time; the random part keeps two runs of one millisecond apart. */
export function newRunId(now: Date, random: string): string {
  return `${now.toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')}-${random}`;
}

async function replaceFile(directory: string, name: string, content: unknown): Promise<void> {
  const target = path.join(directory, name);
  const temporary = `${target}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    await syncDirectory(directory);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new StoreFailure(`${target}: cannot be written: ${describeError(cause)}`, { cause });
  }
}

/** Without this a power cut may leave the file but not its name. Not every file system allows it. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

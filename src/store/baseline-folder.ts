// Where baselines are: a folder of small text files for each, written whole or not at all. Knows nothing of what is in them. Start at
// `writeBaseline`.
import { mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { IdSchema } from '../core/id.ts';
import { ifThere, readPlainFile } from '../core/plain-file.ts';
import { removeLeftover, renamePatiently } from '../core/replace-file.ts';
import { plainText } from '../core/text-file.ts';
import { say } from '../words/text.ts';

/** The working directory's own, beside `models/` and `scenarios/`. */
export const DEFAULT_BASELINES = 'baselines';

/** Of one file. */
const FILE_MEGABYTES = 500;

/** What is being written; no id begins with a dot, so that it is never taken for a baseline. */
const UNFINISHED = '.blessing-';

/**
 * In the place of an earlier one of that name: a reader finds the old files or the new ones, or for an instant none.
 * @param parent folder of baselines
 * @param files name → text
 * @throws UserError (exit 3) if it cannot be written; an earlier one is then as it was
 */
export async function writeBaseline(
  parent: string,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<{ directory: string }> {
  const directory = (await baselineFolders(parent)).get(name) ?? path.join(parent, name);
  const made = await baselineWorkshop(parent);
  try {
    const [fresh, old] = [path.join(made.directory, 'fresh'), path.join(made.directory, 'old')];
    await mkdir(fresh);
    for (const [file, text] of files) await writeFile(path.join(fresh, file), text, { flush: true });
    const isReplaced = await renamePatiently(directory, old).then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
    await renamePatiently(fresh, directory).catch(async (error: unknown) => {
      if (isReplaced) await renamePatiently(old, directory);
      throw error;
    });
    return { directory };
  } catch (cause) {
    throw unwritable(directory, cause);
  } finally {
    await made.remove();
  }
}

/**
 * A folder beside the baselines for what is measured before one is written. Whoever asked for it removes it.
 * @throws UserError (exit 3) if it cannot be made
 */
export async function baselineWorkshop(parent: string): Promise<{ directory: string; remove(): Promise<void> }> {
  try {
    await mkdir(parent, { recursive: true });
    const directory = await mkdtemp(path.join(parent, UNFINISHED));
    return { directory, remove: () => removeLeftover(directory) };
  } catch (cause) {
    throw unwritable(parent, cause);
  }
}

/** Name → folder, in order; none if there is no such folder. */
export async function baselineFolders(parent: string): Promise<Map<string, string>> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && IdSchema.safeParse(entry.name).success)
    // A Mac may have written the name in decomposed letters.
    .map(({ name }): [string, string] => [name.normalize(), path.join(parent, name)]);
  return new Map(folders.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A file of one, as it was written, whatever a checkout or an editor made of its line ends; null: there is none.
 * @throws UserError if it cannot be read
 */
export async function readBaselineText(directory: string, name: string): Promise<string | null> {
  const bytes = await ifThere(readPlainFile(path.join(directory, name), FILE_MEGABYTES));
  return bytes === null ? null : plainText(bytes.toString());
}

/** Of all its files together. */
export async function baselineBytes(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(directory, name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unwritable(folder: string, cause: unknown): UserError {
  return new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
    place: { file: folder },
    exitCode: ExitCode.someFailed,
    cause,
  });
}

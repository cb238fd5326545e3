// Where the bench keeps what is too large to make twice: peers, random models. Always outside the repository.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.resolve(fileURLToPath(import.meta.url), '../..');

/** The same folder as the program's own cache. */
export const cacheDirectory =
  process.env.HITOGARA_CACHE || path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'hitogara');

export const modelDirectory = path.join(cacheDirectory, 'bench');

/** The folder of an installed package. */
export function packageDirectory(name: string): string {
  return path.join(repository, 'node_modules', name);
}

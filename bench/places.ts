// Where the bench keeps what is too large to make twice: peers, random models. Always outside the repository.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory as programsCache } from '../dist/core/world.js';
import { thisProcess } from '../dist/this-process.js';

export const repository = path.resolve(fileURLToPath(import.meta.url), '../..');

/** The same folder as the program's own cache. */
export const cacheDirectory = programsCache(thisProcess());

export const modelDirectory = path.join(cacheDirectory, 'bench');

/** The folder of an installed package. */
export function packageDirectory(name: string): string {
  return path.join(repository, 'node_modules', name);
}

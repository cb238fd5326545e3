// What a selector means on the file system: a file, every GGUF file in a folder, or the files that a glob matches. Start at `ggufFilesIn`
// and `filesMatching`.
import type { Stats } from 'node:fs';
import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMacNote } from '../core/file-name.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { absolute, type Places } from '../core/world.ts';
import { say, type Text } from '../words/text.ts';
import { isFirstPart } from './match-gguf.ts';

/** Deeper than any layout of model folders. */
const MAX_DEPTH = 6;

/**
 * GGUF files of a folder and its subfolders, in order of name; projectors are left out. Linked folders are searched too.
 * @param above where the folders above this one really are: a link may lead back to one of them
 */
export async function ggufFilesIn(
  directory: string,
  depth = MAX_DEPTH,
  above: readonly string[] = [],
): Promise<string[]> {
  if (!(await isFolder(directory))) return [];
  const own = await realPlace(directory);
  if (above.includes(own)) return [];
  const found: string[] = [];
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const full = path.join(directory, name);
    const isGguf = /\.gguf$/i.test(name) && !/mmproj/i.test(name) && !isMacNote(name);
    if (isGguf && (await isFile(full))) found.push(full);
    else if (depth > 1) found.push(...(await ggufFilesIn(full, depth - 1, [...above, own])));
  }
  return found;
}

/** One of several names for the same file: its own, if it is among them. */
export async function eachOnce(files: readonly string[]): Promise<string[]> {
  const names = new Map<string, string>();
  for (const file of files) {
    const real = await realPlace(file);
    if (!names.has(real) || path.basename(file) === path.basename(real)) names.set(real, file);
  }
  return [...names.values()];
}

/** Where a file really is, through all links; some drives of Windows cannot tell. */
export function realPlace(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

export async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() ?? false;
}

export async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() ?? false;
}

/** What stands there, if it is nothing that could be read as a file; null: a file, or nothing at all. */
export async function irregularAt(file: string): Promise<Text | null> {
  try {
    return kindOf(await stat(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP')
      return say('it is a link that leads back to itself');
    const target = await readlink(file).catch(() => null);
    return target === null ? null : say('it is a link to {target}, which is not there', { target });
  }
}

function kindOf(state: Stats): Text | null {
  if (state.isFile()) return null;
  if (state.isDirectory()) return say('it is a folder');
  if (state.isFIFO()) return say('it is a pipe');
  return state.isSocket() ? say('it is a socket') : say('it is a device');
}

/** The GGUF files and entries that a glob over paths matches; `*` and `?` stay within one name. */
export async function filesMatching(glob: string, places: Pick<Places, 'workingDirectory'>): Promise<string[]> {
  const whole = absolute(glob, places);
  const { root } = path.parse(whole);
  let found = [root];
  for (const part of whole.slice(root.length).split(path.sep)) {
    const next = await Promise.all(found.map((folder) => namesMatching(folder, part)));
    found = next.flat();
  }
  const files: string[] = [];
  for (const file of found)
    if (/\.(gguf|ya?ml)$/i.test(file) && isFirstPart(file) && (await isFile(file))) files.push(file);
  return files;
}

async function namesMatching(folder: string, part: string): Promise<string[]> {
  if (!isGlob(part)) return [path.join(folder, part)];
  const pattern = globToRegExp(part.normalize());
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => pattern.test(name.normalize()) && !isMacNote(name),
  );
  return names.sort().map((name) => path.join(folder, name));
}

// The models to examine: those that were named, or every one on this machine. Start at `subjectsNamed` and `everySubject`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { type FoundGguf, findGguf, looseGgufs } from '../registry/find-gguf.ts';
import { bareGguf, hasGguf, loadModelEntries, type ModelEntry, requireLlama, selectModels } from '../registry/load.ts';
import type { LlamaSpec } from '../registry/schema.ts';

export interface Subject {
  entry: ModelEntry<LlamaSpec>;
  gguf: FoundGguf;
}

/** @throws UserError for a name that means nothing, and for a model without a GGUF file */
export async function subjectsNamed(selectors: readonly string[], world: World): Promise<Subject[]> {
  const subjects = new Map<string, Subject>();
  for (const selector of selectors) {
    // One by one: two files may have the same name, since nothing is stored under it.
    for (const each of await selectModels([selector], world)) {
      const entry = requireLlama(each);
      if (!subjects.has(entry.file)) subjects.set(entry.file, { entry, gguf: await findGguf(entry, world) });
    }
  }
  return [...subjects.values()];
}

/**
 * Every entry whose file is here, then every file that no entry names.
 * @param onBroken as in `loadModelEntries`
 */
export async function everySubject(world: World, onBroken?: (error: UserError) => void): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const entry of await loadModelEntries(world, onBroken)) {
    if (!hasGguf(entry)) continue;
    const gguf = await findGguf(entry, world).catch((error: unknown) => {
      if (error instanceof UserError) return null;
      throw error;
    });
    if (gguf) subjects.push({ entry, gguf });
  }
  const loose = await looseGgufs(
    world,
    subjects.map(({ gguf }) => gguf.path),
  );
  return [...subjects, ...loose.map((gguf) => ({ entry: bareGguf(gguf.path), gguf }))];
}

/** The name of each in a list, in order: its id; files with the same id get as many of their folders as tell them apart. */
export function namesOf(subjects: readonly Subject[]): string[] {
  const ids = subjects.map(({ entry }) => entry.spec.id);
  return subjects.map(({ entry, gguf }, index) => {
    const { id } = entry.spec;
    const twins = subjects.filter((_, other) => other !== index && ids[other] === id);
    if (twins.length === 0 || entry.text !== '') return id;
    const foldersOf = (file: string): string[] => path.dirname(file).split(path.sep);
    const own = foldersOf(gguf.path);
    const others = twins.filter((twin) => twin.entry.text === '').map((twin) => foldersOf(twin.gguf.path));
    let depth = 1;
    const tail = (folders: readonly string[]): string => folders.slice(-depth).join('/');
    while (depth < own.length && others.some((other) => tail(other) === tail(own))) depth++;
    return `${tail(own)}/${id}`;
  });
}

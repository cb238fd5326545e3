// Whom the doctor sees: the models that were named, or every one on this machine. Start at `patientsNamed` and `everyPatient`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { type FoundGguf, findGguf, looseGgufs } from '../registry/find-gguf.ts';
import { bareGguf, loadModelEntries, type ModelEntry, requireLlama, selectModels } from '../registry/load.ts';
import type { LlamaSpec } from '../registry/schema.ts';
import { foldersNamed, searchPlaces, type World } from '../run/world.ts';

export interface Patient {
  entry: ModelEntry<LlamaSpec>;
  gguf: FoundGguf;
}

export async function patientsNamed(selectors: readonly string[], world: World): Promise<Patient[]> {
  if (selectors.length === 0) {
    throw new UserError('name a model with --model, or take --all', {
      remedy: 'npm run models -- list shows them; the path of a .gguf file works too.',
    });
  }
  const places = searchPlaces(world);
  const patients = new Map<string, Patient>();
  for (const selector of selectors) {
    // One by one: two files may have one name, for nothing is filed under it.
    for (const each of await selectModels([selector], foldersNamed('models', world))) {
      const entry = requireLlama(each);
      const key = path.resolve(world.workingDirectory, entry.file);
      if (!patients.has(key)) patients.set(key, { entry, gguf: await findGguf(entry, places) });
    }
  }
  return [...patients.values()];
}

/** Every entry whose file is here, then every file that no entry names. */
export async function everyPatient(world: World): Promise<Patient[]> {
  const places = searchPlaces(world);
  const patients: Patient[] = [];
  for (const { spec, ...rest } of await loadModelEntries(foldersNamed('models', world))) {
    if (spec.backend !== 'llama') continue;
    const entry = { spec, ...rest };
    const gguf = await findGguf(entry, places).catch((error: unknown) => {
      if (error instanceof UserError) return null;
      throw error;
    });
    if (gguf) patients.push({ entry, gguf });
  }
  const loose = await looseGgufs(
    places,
    patients.map(({ gguf }) => gguf.path),
  );
  return [...patients, ...loose.map((gguf) => ({ entry: bareGguf(gguf.path), gguf }))];
}

/** What each is called in a list, in their order: its id; of files that have one id, with as many of their folders as tell them apart. */
export function namesOf(patients: readonly Patient[]): string[] {
  const ids = patients.map(({ entry }) => entry.spec.id);
  return patients.map(({ entry, gguf }, index) => {
    const { id } = entry.spec;
    const twins = patients.filter((_, other) => other !== index && ids[other] === id);
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

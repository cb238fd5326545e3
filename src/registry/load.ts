// Model entries: `models/*.yaml`, an entry file anywhere, or a bare `.gguf`. Finds entries, not weights. Knows nothing of llama.cpp.
// Start at `selectModels`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { didYouMean } from '../core/suggest.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { type ModelSpec, ModelSpecSchema } from './schema.ts';

export interface ModelEntry {
  spec: ModelSpec;
  /** The entry's file; the GGUF itself where there is no entry. */
  file: string;
  /** The entry's text, word for word, for the record; empty where there is no entry. */
  text: string;
}

/**
 * @param selectors ids, globs over ids, paths of `.gguf` files or of `.yaml` entries
 * @throws UserError for an unknown id (with the nearest), an invalid entry, or one model named twice
 */
export async function selectModels(
  selectors: readonly string[],
  directories: readonly string[],
): Promise<ModelEntry[]> {
  const known = await loadModelEntries(directories);
  const ids = known.map((entry) => entry.spec.id);
  const selected: ModelEntry[] = [];
  for (const selector of selectors) {
    for (const entry of await select(selector)) {
      if (!selected.some((other) => other.file === entry.file)) selected.push(entry);
    }
  }
  const twin = selected.find(
    (entry, index) => selected.findIndex((other) => other.spec.id === entry.spec.id) !== index,
  );
  if (twin) throw new UserError(`two models have the id "${twin.spec.id}"`, { place: { file: twin.file } });
  return selected;

  async function select(selector: string): Promise<ModelEntry[]> {
    if (/\.ya?ml$/i.test(selector)) return [await readModelEntry(selector)];
    if (/\.gguf$/i.test(selector)) return [bareGguf(selector)];
    const matching = isGlob(selector)
      ? known.filter((entry) => globToRegExp(selector).test(entry.spec.id))
      : known.filter((entry) => entry.spec.id === selector);
    if (matching.length > 0) return matching;
    throw new UserError(`there is no model "${selector}" in ${directories.join(' or ')}`, {
      remedy: `${didYouMean(selector, ids)} The path of a .gguf file or of a .yaml entry works too.`,
    });
  }
}

/** Every entry of the given folders, in order of id; of two files with one name, the earlier folder's. */
export async function loadModelEntries(directories: readonly string[]): Promise<ModelEntry[]> {
  const entries: ModelEntry[] = [];
  for (const file of (await filesIn(directories, '.yaml')).values()) {
    const entry = await readModelEntry(file);
    const twin = entries.find((other) => other.spec.id === entry.spec.id);
    if (twin)
      throw new UserError(`has the same id "${entry.spec.id}" as ${twin.file}`, { place: { file }, field: 'id' });
    entries.push(entry);
  }
  return entries.sort((a, b) => a.spec.id.localeCompare(b.spec.id, 'en'));
}

async function readModelEntry(file: string): Promise<ModelEntry> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(`cannot be read: ${describeError(cause)}`, { place: { file }, cause });
  });
  return { spec: parseYaml({ file, text }, ModelSpecSchema), file, text };
}

function bareGguf(file: string): ModelEntry {
  const id = path
    .basename(file)
    .replace(/\.gguf$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 96);
  return { spec: { id: id || 'model', backend: 'llama', file: path.resolve(file), sampling: {} }, file, text: '' };
}

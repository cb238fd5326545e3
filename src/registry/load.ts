// Model entries: `models/*.yaml`, an entry file anywhere, or a bare `.gguf`. Finds entries, not weights. Knows nothing of llama.cpp.
// Start at `selectModels`.
import path from 'node:path';
import { ExitCode, UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { plural } from '../core/plural.ts';
import { didYouMean } from '../core/suggest.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { FAMILIES_FILE } from './families.ts';
import { type LlamaSpec, type ModelSpec, ModelSpecSchema } from './schema.ts';

export interface ModelEntry<Spec extends ModelSpec = ModelSpec> {
  spec: Spec;
  /** The entry's file; the GGUF itself where there is no entry. */
  file: string;
  /** The entry's text, word for word, for the record; empty where there is no entry. */
  text: string;
}

/**
 * @param selectors ids, globs over ids, paths of `.gguf` files or of `.yaml` entries
 * @throws UserError for an unknown id (with the nearest), a glob that matches nothing (exit 4), or an invalid entry
 */
export async function selectModels(selectors: readonly string[], places: Places): Promise<ModelEntry[]> {
  const directories = foldersNamed('models', places);
  const known = await entryFiles(directories);
  const selected: ModelEntry[] = [];
  for (const selector of selectors) {
    for (const entry of await select(selector)) {
      const twin = selected.find((other) => other.spec.id === entry.spec.id);
      if (twin && twin.file !== entry.file) {
        throw new UserError(`has the same id "${entry.spec.id}" as ${twin.file}`, { place: { file: entry.file } });
      }
      if (!twin) selected.push(entry);
    }
  }
  return selected;

  async function select(selector: string): Promise<ModelEntry[]> {
    if (/\.ya?ml$/i.test(selector)) return [await readModelEntry(absolute(selector, places))];
    if (/\.gguf$/i.test(selector)) return [bareGguf(absolute(selector, places))];
    const ids = isGlob(selector) ? [...known.keys()].filter((id) => globToRegExp(selector).test(id)) : [selector];
    const files = ids.map((id) => known.get(id));
    if (files.length > 0 && files.every((file) => file !== undefined)) return Promise.all(files.map(readOwnEntry));
    throw new UserError(`there is no model "${selector}" in ${directories.join(' or ')}`, {
      remedy: `${didYouMean(selector, [...known.keys()])} The path of a .gguf file or of a .yaml entry works too.`,
      exitCode: isGlob(selector) ? ExitCode.nothingMatched : ExitCode.usage,
    });
  }
}

/** The one model that a selector matches. */
export async function selectModel(selector: string, places: Places): Promise<ModelEntry> {
  const [entry, ...others] = await selectModels([selector], places);
  if (entry && others.length === 0) return entry;
  throw new UserError(`"${selector}" matches ${plural(others.length + 1, 'model')}; exactly one is needed here`, {
    remedy: `Name one of ${[entry, ...others].map((each) => each?.spec.id).join(', ')}.`,
  });
}

/** Every entry in the folders named `models`, in order of id; of two files with the same name, the project's own. */
export async function loadModelEntries(places: Places): Promise<ModelEntry[]> {
  return Promise.all([...(await entryFiles(foldersNamed('models', places))).values()].map(readOwnEntry));
}

/** Leaves out the table of families, which is in the same folder. */
async function entryFiles(directories: readonly string[]): Promise<Map<string, string>> {
  const files = await filesIn(directories, '.yaml');
  files.delete(path.basename(FAMILIES_FILE, '.yaml'));
  return files;
}

/** An entry in a models folder is found by its file's name, which must therefore be its id. */
async function readOwnEntry(file: string): Promise<ModelEntry> {
  const entry = await readModelEntry(file);
  const name = path.basename(file, '.yaml');
  if (entry.spec.id === name) return entry;
  throw new UserError(`is "${entry.spec.id}", but the file is named ${name}.yaml`, {
    place: { file },
    field: 'id',
    remedy: 'Make them the same.',
  });
}

async function readModelEntry(file: string): Promise<ModelEntry> {
  const text = await readTextFile(file);
  return { spec: parseYaml({ file, text }, ModelSpecSchema), file, text };
}

/** @throws UserError for an entry whose backend has no GGUF file */
export function requireLlama(entry: ModelEntry): ModelEntry<LlamaSpec> {
  if (hasGguf(entry)) return entry;
  const { spec, file } = entry;
  throw new UserError(`the model "${spec.id}" has no GGUF file: its backend is ${spec.backend}`, { place: { file } });
}

export function hasGguf(entry: ModelEntry): entry is ModelEntry<LlamaSpec> {
  return 'file' in entry.spec;
}

/**
 * An entry for a file that has none; its id is the file's name, which other files may share.
 * @param file absolute
 */
export function bareGguf(file: string): ModelEntry<LlamaSpec> {
  const id = path
    .basename(file)
    .replace(/\.gguf$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 96);
  return { spec: { id: id || 'model', backend: 'llama', file, sampling: {} }, file, text: '' };
}

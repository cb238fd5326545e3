// Model entries: `models/*.yaml`, an entry file anywhere, or a bare `.gguf`. Finds entries, not weights. Knows nothing of llama.cpp.
// Start at `selectModels`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { didYouMean } from '../core/suggest.ts';
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
 * @param directories folders of entries, the earlier winning where ids are equal; an entry's file has its id for a name
 * @throws UserError for an unknown id (with the nearest), a glob that matches nothing (exit 4), or an invalid entry
 */
export async function selectModels(
  selectors: readonly string[],
  directories: readonly string[],
): Promise<ModelEntry[]> {
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
    if (/\.ya?ml$/i.test(selector)) return [await readModelEntry(selector)];
    if (/\.gguf$/i.test(selector)) return [bareGguf(selector)];
    const ids = isGlob(selector) ? [...known.keys()].filter((id) => globToRegExp(selector).test(id)) : [selector];
    const files = ids.map((id) => known.get(id));
    if (files.length > 0 && files.every((file) => file !== undefined)) return Promise.all(files.map(readOwnEntry));
    throw new UserError(`there is no model "${selector}" in ${directories.join(' or ')}`, {
      remedy: `${didYouMean(selector, [...known.keys()])} The path of a .gguf file or of a .yaml entry works too.`,
      exitCode: isGlob(selector) ? ExitCode.nothingMatched : ExitCode.usage,
    });
  }
}

/** The one model that a selector means. */
export async function selectModel(selector: string, directories: readonly string[]): Promise<ModelEntry> {
  const [entry, ...others] = await selectModels([selector], directories);
  if (entry && others.length === 0) return entry;
  throw new UserError(`"${selector}" means ${others.length + 1} models; one is needed here`, {
    remedy: `Name one of ${[entry, ...others].map((each) => each?.spec.id).join(', ')}.`,
  });
}

/** Every entry of the given folders, in order of id; of two files with one name, the earlier folder's. */
export async function loadModelEntries(directories: readonly string[]): Promise<ModelEntry[]> {
  return Promise.all([...(await entryFiles(directories)).values()].map(readOwnEntry));
}

/** The table of families lies among the entries. */
async function entryFiles(directories: readonly string[]): Promise<Map<string, string>> {
  const files = await filesIn(directories, '.yaml');
  files.delete(path.basename(FAMILIES_FILE, '.yaml'));
  return files;
}

/** An entry of a models folder is found by its file's name, which must therefore be its id. */
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
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(`cannot be read: ${describeError(cause)}`, { place: { file }, cause });
  });
  return { spec: parseYaml({ file, text }, ModelSpecSchema), file, text };
}

/** @throws UserError for an entry whose backend has no GGUF file */
export function requireLlama({ spec, ...rest }: ModelEntry): ModelEntry<LlamaSpec> {
  if (spec.backend === 'llama') return { spec, ...rest };
  throw new UserError(`the model "${spec.id}" has no GGUF file: its backend is ${spec.backend}`, {
    place: { file: rest.file },
  });
}

/** An entry for a file that has none; its id is the file's name, which other files may have too. */
export function bareGguf(file: string): ModelEntry<LlamaSpec> {
  const id = path
    .basename(file)
    .replace(/\.gguf$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 96);
  return { spec: { id: id || 'model', backend: 'llama', file: path.resolve(file), sampling: {} }, file, text: '' };
}

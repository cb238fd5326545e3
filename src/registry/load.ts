// Model entries: `models/*.yaml`, an entry file anywhere, or a bare `.gguf`. Finds entries, not weights. Knows nothing of llama.cpp.
// Start at `selectModels`.
import path from 'node:path';
import { ExitCode, readEach, together, UserError } from '../core/errors.ts';
import { filesIn, requireOwnName, YAML_EXTENSIONS } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { IdSchema, idAdvice, nearestId } from '../core/id.ts';
import { shellWord } from '../core/shell-word.ts';
import { didYouMean } from '../core/suggest.ts';
import { HAND_WRITTEN_MEGABYTES, readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { joinTexts, plural, say } from '../words/text.ts';
import { FAMILIES_FILE } from './families.ts';
import { isFirstPart } from './match-gguf.ts';
import { fileNameIn, parseReference } from './reference.ts';
import { type LlamaSpec, type ModelSpec, ModelSpecSchema } from './schema.ts';
import { eachOnce, filesMatching, ggufFilesIn, isFile, isFolder } from './select-files.ts';

export interface ModelEntry<Spec extends ModelSpec = ModelSpec> {
  spec: Spec;
  /** The entry's file; the GGUF itself where there is no entry. */
  file: string;
  /** The entry's text, word for word, for the record; empty where there is no entry. */
  text: string;
  /** Whether the id is a name that was given with `NAME=PATH`. */
  isNamed?: boolean;
}

/**
 * @param selectors ids, globs over ids, paths of `.gguf` files, of `.yaml` entries or of folders with GGUF files, globs over paths, `hf:…`,
 * `ollama:…` or addresses; each may have a name in front: `NAME=PATH`
 * @throws UserError for an unknown id (with the nearest), a glob or folder without models (exit 4), an invalid entry, or two models with one id
 */
export async function selectModels(selectors: readonly string[], places: Places): Promise<ModelEntry[]> {
  const known = await entryFiles(foldersNamed('models', places));
  const selected: ModelEntry[] = [];
  for (const selector of selectors) {
    for (const entry of await selectNamed(selector, known, places)) {
      if (!selected.some((other) => other.file === entry.file && other.spec.id === entry.spec.id)) selected.push(entry);
    }
  }
  const apart = tellApart(selected);
  for (const [index, entry] of apart.entries()) {
    const twin = apart.slice(0, index).find((other) => other.spec.id === entry.spec.id);
    if (twin) {
      throw new UserError(say('has the same id "{id}" as {file}', { id: entry.spec.id, file: twin.file }), {
        place: { file: entry.file },
        remedy: say('Give one of them another name: {option}', {
          option: `--model ${shellWord(`NAME=${entry.file}`)}`,
        }),
      });
    }
  }
  return apart;
}

/** `NAME=PATH` gives the model another id; a file whose own name has such a sign is meant as it is. */
async function selectNamed(selector: string, known: KnownEntries, places: Places): Promise<ModelEntry[]> {
  if (selector.trim() === '') throw new UserError(say('a model is named by nothing: the text after --model is empty'));
  const [, name = '', rest = ''] = /^([^=/\\]+)=(.+)$/s.exec(selector) ?? [];
  if (rest === '' || (await isFile(absolute(selector, places)))) return select(selector, known, places);
  const id = IdSchema.safeParse(name);
  if (!id.success) {
    throw new UserError(
      say('"{name}" in --model {selector} cannot be the name of a model', { name, selector: shellWord(selector) }),
      {
        remedy: idAdvice(name),
      },
    );
  }
  const [entry, ...others] = await select(rest, known, places);
  if (entry && others.length === 0) return [{ ...entry, spec: { ...entry.spec, id: id.data }, isNamed: true }];
  throw new UserError(
    say('"{selector}" matches {models}; the name "{name}" is for one', {
      selector: rest,
      models: plural(others.length + 1, 'model'),
      name,
    }),
  );
}

type KnownEntries = ReadonlyMap<string, string>;

async function select(selector: string, known: KnownEntries, places: Places): Promise<ModelEntry[]> {
  if (isAddress(selector)) return [bareReference(selector)];
  const file = absolute(selector, places);
  const own = known.get(selector.normalize());
  if (own !== undefined) return [await readOwnEntry(own)];
  if (/\.ya?ml$/i.test(selector) && !isGlob(selector)) return [await readModelEntry(file)];
  if (await isFile(file)) return [bareGguf(file)];
  if (await isFolder(file)) return inFolder(selector, file);
  if (isGlob(selector)) return matching(selector, known, places);
  const here = await ggufNamed(selector, places);
  if (here !== null) return [bareGguf(here)];
  if (/\.gguf$/i.test(selector)) return [bareGguf(file)];
  if (/[\\/]/.test(selector)) {
    throw new UserError(say('there is no file or folder {path}', { path: file }), { remedy: say('Check the path.') });
  }
  throw noModel(selector, known, places);
}

/** A file in a folder of models, named without its folder, and perhaps without its ending; null: there is none. */
async function ggufNamed(name: string, places: Places): Promise<string | null> {
  if (/[\\/]/.test(name)) return null;
  const wanted = name.normalize().replace(/\.gguf$/i, '');
  for (const folder of foldersNamed('models', places)) {
    const files = (await ggufFilesIn(folder)).filter(isFirstPart);
    const matching = await eachOnce(
      files.filter(
        (file) =>
          path
            .basename(file)
            .normalize()
            .replace(/\.gguf$/i, '') === wanted,
      ),
    );
    const [first, ...others] = matching;
    if (first !== undefined && others.length === 0) return first;
    if (first !== undefined) {
      throw new UserError(
        say('"{file}" could be any of {n} files in {folder}', { file: name, n: matching.length, folder }),
        {
          remedy: joinTexts('\n', [say('Name one by its path:'), ...matching]),
        },
      );
    }
  }
  return null;
}

function noModel(selector: string, known: KnownEntries, places: Places): UserError {
  const values = { selector, folders: foldersNamed('models', places).join(', ') };
  const problem = isGlob(selector)
    ? say('no model\'s id matches the glob "{selector}" in {folders}', values)
    : say('there is no model "{selector}" in {folders}', values);
  return new UserError(problem, {
    remedy: joinTexts(' ', [
      didYouMean(selector, [...known.keys()]),
      say('The path of a .gguf file or of a .yaml entry works too.'),
    ]),
    exitCode: isGlob(selector) ? ExitCode.nothingMatched : ExitCode.usage,
  });
}

async function inFolder(selector: string, folder: string): Promise<ModelEntry[]> {
  const files = await eachOnce((await ggufFilesIn(folder)).filter(isFirstPart));
  if (files.length > 0) return files.map(bareGguf);
  if (/\.gguf$/i.test(selector))
    throw new UserError(
      say('{file} is not a regular file: {what}', { file: selector, what: say('it is a folder without a GGUF file') }),
      {
        remedy: say('Check the path.'),
      },
    );
  throw new UserError(say('there is no GGUF file in the folder {folder}', { folder: selector }), {
    remedy: say('Model entries are named by their ids, or by the paths of their .yaml files.'),
    exitCode: ExitCode.nothingMatched,
  });
}

/** A glob is over paths if it has a separator or the end of a file's name, else over ids. */
async function matching(glob: string, known: KnownEntries, places: Places): Promise<ModelEntry[]> {
  if (/[\\/]|\.(gguf|ya?ml)$/i.test(glob)) {
    const files = await eachOnce(await filesMatching(glob, places));
    if (files.length > 0)
      return Promise.all(files.map((file) => (/\.gguf$/i.test(file) ? bareGguf(file) : readModelEntry(file))));
    throw new UserError(say('no .gguf file or .yaml entry matches the glob "{glob}"', { glob }), {
      remedy: say('Check the path; * and ? stand for characters within one name.'),
      exitCode: ExitCode.nothingMatched,
    });
  }
  const pattern = globToRegExp(glob.normalize());
  const files = [...known].filter(([id]) => pattern.test(id)).map(([, file]) => file);
  if (files.length === 0) throw noModel(glob, known, places);
  const { read, broken } = await readEach(files, readOwnEntry);
  if (broken.length > 0) throw together(broken);
  return read;
}

/** Files without an entry that share an id get as many of their folders in front as tell them apart. */
function tellApart(entries: readonly ModelEntry[]): ModelEntry[] {
  const ids = entries.map(({ spec }) => spec.id);
  return entries.map((entry, index) => {
    const { id } = entry.spec;
    const twins = entries.filter((_, other) => other !== index && ids[other] === id);
    if (twins.length === 0 || entry.text !== '' || entry.isNamed) return entry;
    const own = foldersOf(entry);
    const others = twins.filter((twin) => twin.text === '' && !twin.isNamed).map(foldersOf);
    let depth = 1;
    const tail = (folders: readonly string[]): string => folders.slice(-depth).join('-');
    while (depth < own.length && others.some((other) => tail(other) === tail(own))) depth++;
    return { ...entry, spec: { ...entry.spec, id: nearestId([tail(own), id].join('-')) } };
  });
}

/** The user of a hub counts as a folder. */
function foldersOf({ file }: ModelEntry): string[] {
  return path
    .dirname(file.replace(/^\w+:\/*/, ''))
    .split(/[\\/]/)
    .filter((folder) => folder !== '');
}

/** The one model that a selector matches. */
export async function selectModel(selector: string, places: Places): Promise<ModelEntry> {
  const [entry, ...others] = await selectModels([selector], places);
  if (entry && others.length === 0) return entry;
  throw new UserError(
    say('"{selector}" matches {models}; exactly one is needed here', {
      selector,
      models: plural(others.length + 1, 'model'),
    }),
    {
      remedy: say('Name one of {ids}.', { ids: [entry, ...others].map((each) => each?.spec.id).join(', ') }),
    },
  );
}

/**
 * Every entry in the folders named `models`, in order of id; of two files with the same name, the project's own.
 * @param onBroken gets what is wrong with each file that cannot be read, and the rest is returned; left out: it is thrown
 */
export async function loadModelEntries(places: Places, onBroken?: (error: UserError) => void): Promise<ModelEntry[]> {
  const files = [...(await entryFiles(foldersNamed('models', places))).values()];
  const { read, broken } = await readEach(files, readOwnEntry);
  if (broken.length > 0 && !onBroken) throw together(broken);
  for (const error of broken) onBroken?.(error);
  return read;
}

/** Leaves out the table of families, which is in the same folder. */
async function entryFiles(directories: readonly string[]): Promise<Map<string, string>> {
  const files = await filesIn(directories, ...YAML_EXTENSIONS);
  files.delete(path.basename(FAMILIES_FILE, '.yaml'));
  return files;
}

/** An entry in a models folder is found by its file's name. */
async function readOwnEntry(file: string): Promise<ModelEntry> {
  const entry = await readModelEntry(file);
  await requireOwnName(file, entry.spec.id);
  return entry;
}

async function readModelEntry(file: string): Promise<ModelEntry> {
  const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES);
  return { spec: parseYaml({ file, text }, ModelSpecSchema), file, text };
}

/** @throws UserError for an entry whose backend has no GGUF file */
export function requireLlama(entry: ModelEntry): ModelEntry<LlamaSpec> {
  if (hasGguf(entry)) return entry;
  const { spec, file } = entry;
  throw new UserError(
    say('the model "{model}" has no GGUF file: its backend is {backend}', { model: spec.id, backend: spec.backend }),
    { place: { file } },
  );
}

export function hasGguf(entry: ModelEntry): entry is ModelEntry<LlamaSpec> {
  return 'file' in entry.spec;
}

/** How a command line names an entry: by its id, if its file is where ids are looked up, else by the file. */
export function selectorOf({ spec, file, text, isNamed }: ModelEntry): string {
  const { dir, name } = path.parse(file);
  const isOwn = text !== '' && !isNamed && path.basename(dir) === 'models' && name.normalize() === spec.id;
  return isOwn ? spec.id : file;
}

/**
 * An entry for a file that has none; its id is the file's name, which other files may share.
 * @param file absolute
 */
export function bareGguf(file: string): ModelEntry<LlamaSpec> {
  const name = path.basename(file).replace(/\.gguf$/i, '');
  return { spec: { id: nearestId(name), backend: 'llama', file, sampling: {} }, file, text: '' };
}

/** An entry for a file that is named by where it comes from. */
function bareReference(file: string): ModelEntry<LlamaSpec> {
  const reference = parseReference(file);
  if (reference.type === 'path') {
    throw new UserError(say('"{file}" does not name a file', { file }), {
      remedy: say('Expected hf:user/repo:quant, hf:user/repo/file.gguf, ollama:name:tag or an https:// address.'),
    });
  }
  const { type } = reference;
  const detail = type === 'hub' ? reference.quantization : type === 'ollama' ? reference.tag : undefined;
  const name = path.posix.basename(fileNameIn(file)).replace(/\.gguf$/i, '');
  const id = nearestId(detail === undefined ? name : `${name}-${detail}`);
  return { spec: { id, backend: 'llama', file, sampling: {} }, file, text: '' };
}

function isAddress(selector: string): boolean {
  return /^(hf:|ollama:|https?:\/\/)/i.test(selector);
}

// Finds the weights that a model entry names, in the usual places for GGUF files. Reads only; never downloads.
// Start at `findGguf`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { absolute } from '../core/world.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { type ModelEntry, selectorOf } from './load.ts';
import { isFirstPart, matchesReference } from './match-gguf.ts';
import { modelFolders, type SearchPlaces } from './model-folders.ts';
import { parseReference, type Reference } from './reference.ts';
import type { LlamaSpec } from './schema.ts';
import { eachOnce, ggufFilesIn, irregularAt, isFile, realPlace } from './select-files.ts';

export interface FoundGguf {
  path: string;
  /** The kind of place where it was found, for people. */
  place: string;
}

/** @throws UserError naming every place that was searched and the command that gets the file; or the candidates, if ambiguous */
export async function findGguf(entry: ModelEntry<LlamaSpec>, places: SearchPlaces): Promise<FoundGguf> {
  const { file } = entry.spec;
  const reference = parseReference(file);
  const looked: string[] = [];
  if (reference.type === 'path') {
    const near = { ...places, workingDirectory: path.dirname(entry.file) };
    // An entry may have been written on Windows.
    for (const candidate of [file, file.replaceAll('\\', '/')].flatMap((way) => [
      absolute(way, near),
      absolute(way, places),
    ])) {
      if (looked.includes(candidate)) continue;
      looked.push(candidate);
      if (await isFile(candidate)) return { path: candidate, place: 'path' };
    }
    for (const candidate of looked) {
      const what = await irregularAt(candidate);
      if (what !== null) throw irregular(entry, candidate, what);
    }
    // A path means exactly that file; only a bare name may be anywhere.
    if (path.basename(file) !== file) throw notFound(entry, reference, looked);
  }
  for (const { place, directory } of await modelFolders(places)) {
    looked.push(directory);
    const isOllama = place === 'Ollama';
    const matching = isOllama
      ? await ollamaBlob(directory, reference)
      : await distinct((await ggufFilesIn(directory)).filter((file) => matchesReference(file, reference)));
    const [first, ...others] = matching;
    if (first !== undefined && others.length === 0) return { path: first, place };
    if (first !== undefined) {
      throw new UserError(
        say('"{file}" could be any of {n} files in {folder}', { file, n: matching.length, folder: directory }),
        {
          ...(entry.text !== '' && { place: { file: entry.file }, field: 'file' }),
          remedy: joinTexts('\n', [say('Name one by its path:'), ...matching]),
        },
      );
    }
  }
  throw notFound(entry, reference, looked);
}

/** Every GGUF file in those places that is not among the given ones. Ollama's files have no names and are found only by entries. */
export async function looseGgufs(places: SearchPlaces, known: readonly string[]): Promise<FoundGguf[]> {
  const seen = new Set(await Promise.all(known.map(realPlace)));
  const found: FoundGguf[] = [];
  for (const { place, directory } of await modelFolders(places)) {
    if (place === 'Ollama') continue;
    for (const file of await ggufFilesIn(directory)) {
      const real = await realPlace(file);
      if (seen.has(real) || !isFirstPart(file)) continue;
      seen.add(real);
      found.push({ path: file, place });
    }
  }
  return found;
}

function irregular({ text, file: entryFile }: ModelEntry<LlamaSpec>, file: string, what: Text): UserError {
  return new UserError(say('{file} is not a regular file: {what}', { file, what }), {
    ...(text !== '' && { place: { file: entryFile }, field: 'file' }),
    remedy: say('Check the path.'),
  });
}

function notFound(entry: ModelEntry<LlamaSpec>, reference: Reference, looked: readonly string[]): UserError {
  const { id, file } = entry.spec;
  const problem =
    entry.text === ''
      ? say('{file} is not on this machine', { file })
      : say('the file of model "{model}" is not on this machine: {file}', { model: id, file });
  return new UserError(problem, {
    code: 'file-missing',
    remedy: joinTexts('\n', [say('Looked in:'), ...looked.map((place) => `  ${place}`), howToGet(entry, reference)]),
  });
}

function howToGet(entry: ModelEntry<LlamaSpec>, reference: Reference): Text {
  switch (reference.type) {
    case 'hub':
    case 'address':
      return say('Get it with: {command}', { command: `hitogara models pull ${shellWord(selectorOf(entry))}` });
    case 'ollama':
      return say('Get it with: {command}', {
        command: `ollama pull ${shellWord(`${reference.name}:${reference.tag}`)}`,
      });
    case 'path':
      return entry.text === ''
        ? say('Check the path.')
        : say('Put the file there, or name another one with "file:" in {entry}.', { entry: entry.file });
  }
}

/**
 * Keeps one of several names for the same bytes. If a repository was fetched in several versions, the Hugging Face cache says which is
 * current.
 */
async function distinct(candidates: readonly string[]): Promise<string[]> {
  const different = await eachOnce(candidates);
  if (different.length < 2) return different;
  const current = await Promise.all(different.map(isCurrentSnapshot));
  const kept = different.filter((_, index) => current[index]);
  return kept.length > 0 ? kept : different;
}

async function isCurrentSnapshot(candidate: string): Promise<boolean> {
  const [, repository = '', commit] = /^(.*[\\/]models--[^\\/]+)[\\/]snapshots[\\/]([^\\/]+)/.exec(candidate) ?? [];
  if (commit === undefined) return false;
  const main = await readFile(path.join(repository, 'refs', 'main'), 'utf8').catch(() => '');
  return main.trim() === commit;
}

/** Ollama keeps a manifest per tag; the layer with the weights is a plain GGUF. Its template and parameters are not used. */
async function ollamaBlob(directory: string, reference: Reference): Promise<string[]> {
  const manifest = ollamaManifest(reference);
  if (!manifest) return [];
  const text = await readFile(path.join(directory, 'manifests', ...manifest), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const digest =
    /"mediaType"\s*:\s*"application\/vnd\.ollama\.image\.model"[^}]*?"digest"\s*:\s*"sha256:([0-9a-f]{64})"/.exec(
      text,
    )?.[1];
  const blob = digest && path.join(directory, 'blobs', `sha256-${digest}`);
  return blob && (await isFile(blob)) ? [blob] : [];
}

function ollamaManifest(reference: Reference): string[] | undefined {
  if (reference.type === 'ollama') {
    const name = reference.name.split('/');
    return ['registry.ollama.ai', ...(name.length === 1 ? ['library'] : []), ...name, reference.tag];
  }
  if (reference.type === 'hub' && reference.quantization) {
    return ['hf.co', reference.user, reference.repository, reference.quantization];
  }
  return undefined;
}

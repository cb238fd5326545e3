import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';
import { foldedName, isMacNote } from './file-name.ts';

/** YAML files are found under either. */
export const YAML_EXTENSIONS = ['.yaml', '.yml'] as const;

/**
 * Files of several folders by id (the file's name without its extension), in order of id; the earlier folder wins where two have
 * the same id, and within a folder the earlier extension. A missing folder counts as empty.
 */
export async function filesIn(
  directories: readonly string[],
  ...extensions: readonly string[]
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const directory of directories) {
    const names = (await readdir(directory).catch(() => [])).filter((name) => !isMacNote(name));
    for (const extension of extensions) {
      for (const name of names) {
        const id = idOf(name, extension);
        if (name.endsWith(extension) && !files.has(id)) files.set(id, path.join(directory, name));
      }
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** macOS may hand out decomposed letters. */
function idOf(name: string, extension = path.extname(name)): string {
  return path.basename(name, extension).normalize();
}

/**
 * An id is looked up by the name of its file, which must therefore be the id, and the only file of that name.
 * @throws UserError
 */
export async function requireOwnName(file: string, id: string): Promise<void> {
  const { dir, base } = path.parse(file);
  if (idOf(base) !== id) {
    throw new UserError(say('is "{id}", but the file is named {name}', { id, name: base.normalize() }), {
      place: { file },
      field: 'id',
      remedy: say('Make them the same.'),
    });
  }
  const names = await readdir(dir).catch(() => []);
  const twin = names.find((name) => name !== base && isYaml(name) && foldedName(idOf(name)) === foldedName(id));
  if (twin === undefined) return;
  const problem =
    idOf(twin) === id
      ? say('{name} in the same folder has the same name', { name: twin })
      : say('{name} in the same folder differs only in capital letters: some systems take both for one file', {
          name: twin,
        });
  throw new UserError(problem, {
    place: { file },
    remedy: say('Keep one of them, or give the other another name and id.'),
  });
}

/** The YAML files in a folder and its subfolders, in order of name; null: it is no folder. */
export async function yamlFilesUnder(folder: string): Promise<string[] | null> {
  const names = await readdir(folder, { recursive: true }).catch(() => null);
  const files = names?.filter((name) => isYaml(name) && !isMacNote(path.basename(name))).sort();
  return files?.map((name) => path.join(folder, name)) ?? null;
}

function isYaml(name: string): boolean {
  return YAML_EXTENSIONS.some((extension) => name.endsWith(extension));
}

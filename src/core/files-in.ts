import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Files of several folders by id (the file's name without `extension`), in order of id; the earlier folder wins where two have
 * the same id. A missing folder counts as empty.
 */
export async function filesIn(directories: readonly string[], extension: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const directory of directories) {
    for (const name of await readdir(directory).catch(() => [])) {
      // macOS may hand out decomposed letters.
      const id = path.basename(name, extension).normalize();
      if (name.endsWith(extension) && !files.has(id)) files.set(id, path.join(directory, name));
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

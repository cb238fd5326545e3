// The files that a user names: each by its name, those of a folder, or by a pattern where no shell has filled it in. Start at `filesNamed`.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExitCode, UserError } from '../../core/errors.ts';
import { globToRegExp, isGlob } from '../../core/glob.ts';
import { absolute } from '../../core/world.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';

/** What chats in a folder are called; another program may keep pictures and settings beside them. */
const CHAT_FILE = /\.(?:jsonl?|ndjson|txt|md)$/i;

/** In the order of their names; as they were typed, with what was found added. */
export async function filesNamed(names: readonly string[], host: Pick<Host, 'workingDirectory'>): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) files.push(...(await filesOf(name, host)));
  return files;
}

async function filesOf(name: string, host: Pick<Host, 'workingDirectory'>): Promise<string[]> {
  const place = absolute(name, host);
  const found = await stat(place).catch(() => null);
  const { dir, base } = path.parse(name);
  if (found?.isDirectory()) {
    const all = await readdir(place, { recursive: true, withFileTypes: true });
    const files = all.flatMap((each) =>
      each.isFile() && CHAT_FILE.test(each.name) && !each.name.startsWith('.')
        ? [path.join(name, path.relative(place, each.parentPath), each.name)]
        : [],
    );
    return sorted(files, name, say('has no file that ends with .jsonl, .json, .txt or .md'));
  }
  if (found || !isGlob(base)) return [name];
  const pattern = globToRegExp(base);
  const all = await readdir(absolute(dir || '.', host), { withFileTypes: true }).catch(() => []);
  const files = all.flatMap((each) => (each.isFile() && pattern.test(each.name) ? [path.join(dir, each.name)] : []));
  return sorted(files, name, say('matches no file'));
}

function sorted(files: readonly string[], name: string, problem: ReturnType<typeof say>): string[] {
  if (files.length > 0) return [...files].sort();
  throw new UserError(problem, { place: { file: name }, exitCode: ExitCode.nothingMatched });
}

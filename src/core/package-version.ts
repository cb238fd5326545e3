import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Places } from './world.ts';

export async function packageVersion({ packageDirectory }: Pick<Places, 'packageDirectory'>): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8'));
  return String(version);
}

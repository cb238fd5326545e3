// What is known about node-llama-cpp without loading it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether `npm run build:openmp` has built a binary. */
export async function hasLocalBuild(): Promise<boolean> {
  return (await readdir(path.join(libraryDirectory(), 'llama', 'localBuilds')).catch(() => [])).length > 0;
}

export async function libraryVersion(): Promise<string> {
  const manifest = await readFile(path.join(libraryDirectory(), 'package.json'), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown';
}

function libraryDirectory(): string {
  return path.join(path.dirname(fileURLToPath(import.meta.resolve('node-llama-cpp'))), '..');
}

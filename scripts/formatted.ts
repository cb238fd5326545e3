import { execFileSync } from 'node:child_process';
import path from 'node:path';

const BIOME = path.join(import.meta.dirname, '../node_modules/@biomejs/biome/bin/biome');

/** A TypeScript module as `npm run format` leaves it. */
export function formatted(module: string): string {
  return execFileSync(process.execPath, [BIOME, 'format', '--stdin-file-path=src/module.ts'], {
    cwd: path.join(import.meta.dirname, '..'),
    input: module,
    encoding: 'utf8',
  });
}

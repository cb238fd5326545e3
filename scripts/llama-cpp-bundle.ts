// The source of llama.cpp that node-llama-cpp carries: exactly what its binaries were compiled from. Start at `withBundle`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../node_modules/node-llama-cpp/llama');

export interface LlamaCppSource {
  /** As in `v0.4.0`. */
  release: string;
  /** @throws Error if there is no such file, or node-llama-cpp patches it before it compiles */
  textOf(file: string): string;
}

/** The source can be read only while `use` runs. Needs git, no network. */
export function withBundle<Result>(use: (source: LlamaCppSource) => Result): Result {
  const info: { tag: string } = JSON.parse(readFileSync(path.join(FOLDER, 'llama.cpp.info.json'), 'utf8'));
  const patched = patchedFiles();
  const copy = mkdtempSync(path.join(tmpdir(), 'llama-cpp-'));
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  try {
    git('clone', '--quiet', '--bare', path.join(FOLDER, 'gitRelease.bundle'), copy);
    return use({
      release: info.tag,
      textOf(file) {
        if (patched.has(file))
          throw new Error(`node-llama-cpp patches ${file}: what it compiles is not what is read here`);
        return git('-C', copy, 'show', `HEAD:${file}`);
      },
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function patchedFiles(): Set<string> {
  const folder = path.join(FOLDER, 'patches');
  const patches = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return new Set(patches.flatMap((patch) => [...patch.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file = '']) => file)));
}

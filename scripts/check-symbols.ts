// `npm run check:symbols`: whether the binaries for other systems export what the program calls. Downloads those packages of node-llama-cpp
// that npm did not install here, into a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingSymbols } from './missing-symbols.ts';

const MODULES = path.join(import.meta.dirname, '../node_modules');
const PACKAGES = ['linux-x64', 'linux-x64-cuda', 'linux-x64-vulkan', 'linux-arm64', 'mac-arm64-metal', 'win-x64'];

const manifest: { optionalDependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(MODULES, 'node-llama-cpp/package.json'), 'utf8'),
);
const scratch = mkdtempSync(path.join(tmpdir(), 'symbols-'));
try {
  for (const name of PACKAGES) {
    const missing = await missingSymbols(path.join(installed(name) ?? downloaded(name), 'bins', name));
    if (missing === null || missing.length > 0) process.exitCode = 1;
    process.stdout.write(
      `${name}: ${missing === null ? 'no build of llama.cpp' : missing.join(', ') || 'all there'}\n`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function installed(name: string): string | null {
  const scope = path.join(MODULES, '@node-llama-cpp');
  return readdirSync(scope).includes(name) ? path.join(scope, name) : null;
}

function downloaded(name: string): string {
  const version = manifest.optionalDependencies[`@node-llama-cpp/${name}`];
  const folder = mkdtempSync(path.join(scratch, `${name}-`));
  const run = (command: string, ...words: string[]) =>
    execFileSync(command, words, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  const archive = run('npm', 'pack', '--silent', `@node-llama-cpp/${name}@${version}`).trim();
  run('tar', '-xzf', archive);
  return path.join(folder, 'package');
}

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = path.resolve(import.meta.dirname, '../src');

/** The layer table of docs/architecture.md: what a folder may import, and which packages are confined to it. */
const LAYERS: Record<string, { mayImport: string[]; packages: string[] }> = {
  core: { mayImport: [], packages: ['zod', 'yaml'] },
  stats: { mayImport: [], packages: [] },
  scenario: { mayImport: ['core'], packages: ['zod'] },
  prompt: { mayImport: ['core'], packages: ['zod', 'handlebars', '@huggingface/jinja'] },
  registry: { mayImport: ['core'], packages: ['zod'] },
  backend: {
    mayImport: ['core', 'prompt', 'registry'],
    packages: ['zod', 'node-llama-cpp', 'openai', '@anthropic-ai/sdk'],
  },
  store: { mayImport: ['core', 'scenario', 'registry'], packages: ['zod'] },
  doctor: { mayImport: ['core', 'stats', 'scenario', 'prompt', 'registry', 'backend'], packages: ['zod'] },
  run: { mayImport: ['core', 'scenario', 'prompt', 'registry', 'backend', 'store', 'doctor'], packages: [] },
  cli: {
    mayImport: ['core', 'scenario', 'prompt', 'registry', 'backend', 'store', 'doctor', 'run'],
    packages: ['zod', 'commander', 'cli-table3', 'diff'],
  },
  // The two files at the top: the program's edge and the library.
  '.': {
    mayImport: ['core', 'scenario', 'prompt', 'registry', 'backend', 'store', 'doctor', 'run', 'cli'],
    packages: [],
  },
};

interface Import {
  file: string;
  specifier: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(path.join(SOURCE, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    specifier: match[1] ?? '',
  })),
);

function folderOf(file: string): string {
  const [first = '', second] = file.split(path.sep);
  return second === undefined ? '.' : first;
}

function targetOf({ file, specifier }: Import): string {
  return path.relative(SOURCE, path.resolve(SOURCE, path.dirname(file), specifier));
}

/** `openai/resources/chat` is a part of `openai`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A file without its comments. */
function codeOf(file: string): string {
  return readFileSync(path.join(SOURCE, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

describe('the layer table', () => {
  it('knows every folder', () => {
    expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(LAYERS).sort());
  });

  it('allows every import between folders', () => {
    const forbidden = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map((entry) => ({ ...entry, from: folderOf(entry.file), to: folderOf(targetOf(entry)) }))
      .filter(({ from, to }) => from !== to && !LAYERS[from]?.mayImport.includes(to));
    expect(forbidden).toEqual([]);
  });

  it('confines every package', () => {
    const forbidden = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ file, specifier }) => !LAYERS[folderOf(file)]?.packages.includes(packageOf(specifier)));
    expect(forbidden).toEqual([]);
  });

  it('has no cycles among files', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports.filter((entry) => entry.file === file && entry.specifier.startsWith('.')).map(targetOf),
      ]),
    );
    const cycles: string[][] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file]);
      else if (!done.has(file)) {
        for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('keeps the process at the edge', () => {
    const users = files.filter((file) => /(?<![\w-])process\./.test(codeOf(file)));
    expect(users.sort()).toEqual([
      'backend/llama/process/build-openmp.ts',
      'backend/llama/process/child.ts',
      'bin.ts',
      'prompt/jinja-process.ts',
    ]);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/cli.ts';

const SOURCE = path.resolve(import.meta.dirname, '../src');

const BELOW_CLI = [
  ...['core', 'scenario', 'formats', 'prompt', 'registry', 'backend', 'store', 'doctor', 'run', 'score'],
  ...['choices', 'compare', 'rate', 'regress', 'report', 'view'],
];

/** The layer table of docs/architecture.md: what a folder may import, and which packages are confined to it. */
const LAYERS: Record<string, { mayImport: string[]; packages: string[] }> = {
  words: { mayImport: [], packages: [] },
  grammar: { mayImport: [], packages: [] },
  core: { mayImport: ['grammar'], packages: ['zod', 'yaml', 'csv-stringify'] },
  stats: { mayImport: [], packages: [] },
  formats: { mayImport: ['core'], packages: ['zod', 'fflate', 'csv-parse', 'hyparquet', 'hyparquet-writer'] },
  scenario: { mayImport: ['core', 'formats'], packages: ['zod'] },
  prompt: { mayImport: ['core'], packages: ['zod', 'handlebars'] },
  registry: { mayImport: ['core'], packages: ['zod'] },
  backend: {
    mayImport: ['grammar', 'core', 'prompt', 'registry'],
    packages: ['zod', 'p-limit', 'koffi', 'node-llama-cpp', 'openai', '@anthropic-ai/sdk', 'eventsource-parser'],
  },
  store: { mayImport: ['core', 'scenario'], packages: ['zod'] },
  doctor: { mayImport: ['core', 'stats', 'scenario', 'prompt', 'registry', 'backend'], packages: ['zod', 'p-limit'] },
  run: {
    mayImport: ['core', 'scenario', 'formats', 'prompt', 'registry', 'backend', 'store', 'doctor'],
    packages: ['p-limit'],
  },
  score: {
    mayImport: ['core', 'stats', 'scenario', 'prompt', 'store'],
    packages: ['@patdx/kuromoji', 'eld'],
  },
  rate: { mayImport: ['core', 'stats', 'store'], packages: [] },
  choices: { mayImport: ['core', 'stats', 'formats', 'prompt', 'backend', 'store'], packages: ['zod'] },
  regress: {
    mayImport: ['core', 'stats', 'scenario', 'prompt', 'registry', 'backend', 'store', 'run', 'score'],
    packages: ['zod'],
  },
  compare: {
    mayImport: ['core', 'stats', 'scenario', 'prompt', 'store', 'run', 'score'],
    packages: ['zod', 'diff'],
  },
  report: {
    mayImport: ['core', 'stats', 'prompt', 'store', 'doctor', 'run', 'score', 'rate', 'regress', 'compare', 'choices'],
    packages: ['get-east-asian-width'],
  },
  // The page in the browser, and those who hand it out.
  view: {
    mayImport: ['core', 'store', 'score', 'regress', 'compare', 'report'],
    packages: ['preact', '@preact/signals', 'uplot', 'hono', '@hono/node-server', 'zod'],
  },
  cli: {
    mayImport: BELOW_CLI,
    packages: ['zod', 'commander', 'diff', '@clack/prompts'],
  },
  // The files at the top: the program's edge and the library.
  '.': {
    mayImport: [...BELOW_CLI.filter((folder) => folder !== 'formats' && folder !== 'rate'), 'cli'],
    packages: [],
  },
};

/** Numbers know no language. */
const SPEECHLESS = ['stats', 'words'];

/** Programs of their own, which a process of ours starts. */
const PROGRAMS = [
  ...['cuda', 'openmp'].map((what) => `backend/llama/process/build-${what}.ts`),
  'backend/llama/process/child.ts',
  'backend/llama/process/watcher.ts',
  'formats/questions/parquet-process.ts',
  'prompt/jinja-process.ts',
];

/** The only files that touch the file system: loaders, what is under results/, and what a model process keeps. */
const FILE_USERS = [
  'backend/llama/library-files.ts',
  ...['build-cuda.ts', 'cpu-plug-in.ts', 'engine.ts', 'gguf/file-bytes.ts', 'logit-rows.ts', 'require-whole.ts'].map(
    (file) => `backend/llama/process/${file}`,
  ),
  ...['commands/import-scenarios', 'commands/init-run', 'commands/named-files', 'new-files'].map(
    (file) => `cli/${file}.ts`,
  ),
  ...['core/fact-cache.ts', 'core/files-in.ts', 'core/lock.ts', 'core/package-version.ts'],
  ...['core/env-file.ts', 'core/plain-file.ts'],
  ...['held-address', 'holder', 'replace-file'].map((file) => `core/${file}.ts`),
  ...['exported-files', 'report-file', 'step-summary'].map((file) => `report/${file}.ts`),
  'score/reading/dictionary-files.ts',
  ...['find-gguf', 'part-file', 'plain-file', 'select-files', 'weights-digest'].map((file) => `registry/${file}.ts`),
  ...['read-page', 'write-report'].map((file) => `view/${file}.ts`),
  ...[
    'baseline-folder',
    'journal',
    'line-blocks',
    'listed-runs',
    'live-journal',
    'measurements',
    'noise-floor',
    'read-run',
    'run-files',
    'run-folder',
    'scores',
    'ratings',
  ].map((file) => `store/${file}.ts`),
];

interface Import {
  file: string;
  specifier: string;
}

/** With slashes, wherever this runs. */
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll(path.sep, '/'));
const imports: Import[] = files.flatMap((file) =>
  [...codeOf(file).matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    specifier: match[1] ?? '',
  })),
);

function folderOf(file: string): string {
  const [first = '', second] = file.split('/');
  return second === undefined ? '.' : first;
}

function targetOf({ file, specifier }: Import): string {
  return path.posix.join(path.posix.dirname(file), specifier);
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
      .filter(({ from, to }) => from !== to && !LAYERS[from]?.mayImport.includes(to))
      .filter(({ from, to }) => to !== 'words' || SPEECHLESS.includes(from));
    expect(forbidden).toEqual([]);
  });

  it('confines every package', () => {
    const forbidden = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ file, specifier }) => !LAYERS[folderOf(file)]?.packages.includes(packageOf(specifier)));
    expect(forbidden).toEqual([]);
  });

  it('allows nothing that nobody uses', () => {
    const idle = Object.entries(LAYERS).flatMap(([folder, { mayImport, packages }]) => {
      const own = imports.filter(({ file }) => folderOf(file) === folder);
      const used = own.flatMap((entry) =>
        entry.specifier.startsWith('.') ? folderOf(targetOf(entry)) : packageOf(entry.specifier),
      );
      return [...mayImport, ...packages].filter((name) => !used.includes(name)).map((name) => `${folder}: ${name}`);
    });
    expect(idle).toEqual([]);
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
    expect(filesWith(/(?<![\w-])process\./)).toEqual(['bin.ts', 'this-process.ts', ...PROGRAMS].sort());
  });

  it('knows a working directory in one place', () => {
    expect(filesWith(/process\.cwd|paths?\.resolve\(/)).toEqual(['core/world.ts', 'this-process.ts']);
  });

  it('keeps the file system to those that load and store', () => {
    expect(filesWith(/from 'node:fs(\/promises)?'/)).toEqual([...FILE_USERS].sort());
  });

  it('keeps llama.cpp within the model process', () => {
    const usersOf = (name: string): string[] =>
      imports.filter(({ specifier }) => packageOf(specifier) === name).map(({ file }) => file);
    expect(usersOf('koffi').filter((file) => !file.startsWith('backend/llama/process/llama-cpp/'))).toEqual([]);
    expect(usersOf('node-llama-cpp')).toEqual(['backend/llama/process/build-openmp.ts']);
  });

  it('lets nobody but the backends know them by name', () => {
    const askers = filesWith(/backend\s*[=!]==\s*'|case '(llama|scripted|openai|openai-completions|anthropic)'/);
    expect(askers.filter((file) => !file.startsWith('backend/'))).toEqual([]);
  });

  it('has no function of more than 90 lines, whatever its reason to be longer than 60', async () => {
    await using folder = temporaryFolder();
    for (const file of files) {
      const copy = path.join(folder.path, file);
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, readFileSync(path.join(SOURCE, file), 'utf8').replace(/^\s*\/\/ biome-ignore .*$/gm, ''));
    }
    const rule = { level: 'error', options: { maxLines: 90 } };
    const rules = { preset: 'none', complexity: { noExcessiveLinesPerFunction: rule } };
    await folder.write('biome.json', JSON.stringify({ linter: { rules } }));
    const lint = [path.join(SOURCE, '../node_modules/@biomejs/biome/bin/biome'), 'lint', '.'];
    const { stdout, stderr, status } = spawnSync(process.execPath, lint, { cwd: folder.path, encoding: 'utf8' });
    expect({ stdout, stderr, status }).toMatchObject({ status: 0 });
  });
});

function filesWith(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(codeOf(file))).sort();
}

// What npm would publish, unpacked into another folder: it needs nothing of this repository but the packages that it depends on.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENT, REPOSITORY, readRun, temporaryFolder } from './support/cli.ts';

const FilesSchema = z.array(z.object({ files: z.array(z.object({ path: z.string() })) }));

// npm, the compiler and the program, one after another: on a busy machine that takes a minute.
it('runs the example of the README, which the compiler accepts, from what npm would publish', {
  timeout: 180_000,
}, async () => {
  await using folder = temporaryFolder();
  const inFolder = { cwd: folder.path, encoding: 'utf8' } as const;
  const published = await filesOfPackage();
  const modules = path.join(folder.path, 'node_modules');
  mkdirSync(modules);
  for (const entry of readdirSync(path.join(REPOSITORY, 'node_modules'), { withFileTypes: true })) {
    if (entry.isDirectory())
      symlinkSync(path.join(entry.parentPath, entry.name), path.join(modules, entry.name), 'junction');
  }
  for (const file of published) {
    const copy = path.join(modules, 'hitogara', file);
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(path.join(REPOSITORY, file), copy);
  }
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8')) ?? [];
  await folder.write('example.mts', example);
  await folder.write('package.json', '{ "type": "module" }');
  const strict = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'];
  execFileSync(process.execPath, [path.join(modules, 'typescript/bin/tsc'), ...strict, 'example.mts'], inFolder);
  const environment = { ...ENVIRONMENT, HOME: folder.path };
  const stdout = execFileSync(process.execPath, ['example.mjs'], { ...inFolder, env: environment });
  const { directory, turns, summary } = readRun(path.join(folder.path, 'results'));
  const [, told = ''] = /^done (.*)\n$/.exec(stdout) ?? [];
  // A process may know another path of the folder that it was started in.
  expect(realpathSync(told)).toBe(realpathSync(directory));
  expect(turns).toHaveLength(12);
  expect(summary?.totals.outcomes.ok).toBe(12);
});

/** By npm's own rules, which go by names: it lists empty files of the same names, as it would take long to pack and hash the real ones. */
async function filesOfPackage(): Promise<string[]> {
  await using folder = temporaryFolder();
  copyNames('.', folder.path);
  // Where npm runs the tests it says where it is itself; Windows starts no `npm` without a shell.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command = '', ...args] = [...npm, 'pack', '--ignore-scripts', '--dry-run', '--json'];
  const packed = execFileSync(command, args, { cwd: folder.path });
  return FilesSchema.parse(JSON.parse(packed.toString())).flatMap(({ files }) => files.map((file) => file.path));
}

const NOT_OURS = ['node_modules', '.git', 'results'];
const WITH_RULES = ['package.json', '.gitignore', '.npmignore'];

function copyNames(directory: string, to: string): void {
  mkdirSync(path.join(to, directory), { recursive: true });
  for (const entry of readdirSync(path.join(REPOSITORY, directory), { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (NOT_OURS.includes(entry.name)) continue;
    if (entry.isDirectory()) copyNames(file, to);
    else if (WITH_RULES.includes(entry.name)) copyFileSync(path.join(REPOSITORY, file), path.join(to, file));
    else if (entry.isFile()) writeFileSync(path.join(to, file), '');
  }
}

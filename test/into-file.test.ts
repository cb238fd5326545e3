// `--output`: what would be printed to stdout, in a file.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake } from './support/toy-folder.ts';

let folder: Awaited<ReturnType<typeof scriptedFolder>>;
beforeAll(async () => {
  folder = await scriptedFolder({ says: { replies: ['元気！'] } });
  await runProgram(['eval', '--model', 'says', '--scenario', 'short', '--no-score'], { directory: folder.path });
});
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: string[]) => runProgram(args, { directory: folder.path });
const read = (name: string): string => readFileSync(path.join(folder.path, name), 'utf8');

it.each([['compare', '--format', 'markdown'], ['show'], ['scenarios', 'schema']])(
  'has what is printed otherwise: %s %s %s',
  async (...args) => {
    const { stdout } = await run(...args);
    expect(await run(...args, '--output', 'out.txt')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'written: out.txt\n',
    });
    expect(stdout.length).toBeGreaterThan(100);
    expect(read('out.txt')).toBe(stdout);
    expect(await run(...args, '-o', 'out.txt')).toMatchObject({ code: 0, left: [] });
  },
);

it('leaves an earlier file as it was where the command fails', async () => {
  await folder.write('kept.txt', 'mine');
  expectMistake(await run('show', 'nobody', '-o', 'kept.txt'), 'nobody');
  expect(read('kept.txt')).toBe('mine');
});

it('says what a file cannot be', async () => {
  mkdirSync(path.join(folder.path, 'place'));
  expectMistake(await run('show', '-o', 'place'), 'place: that is a folder; name a file');
  const { code, stderr, left } = await run('show', '-o', 'nowhere/out.txt');
  expect({ code, left }).toEqual({ code: 3, left: [] });
  expect(stderr).toContain('nowhere/out.txt: cannot be written: ENOENT');
});

// Renames and removals that a scanner, an indexer or a program that synchronises folders refuses: tried again, and true words at the end.
import { promises, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { removeLeftover, renamePatiently } from '../dist/core/replace-file.js';
import { systemRefusal } from '../dist/core/system-refusal.js';
import { readRun, spawnProgram } from './support/cli.ts';
import { SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';

const REFUSE = pathToFileURL(path.join(import.meta.dirname, 'support/refuse.mjs')).href;

function refusing(how: string): { NODE_OPTIONS: string } {
  return { NODE_OPTIONS: `--import ${REFUSE}?${how} ${SPAWNS_NO_MODEL_PROCESS.NODE_OPTIONS}` };
}

/** What was waited, in milliseconds, and how it ended, where the system refuses so many times. */
async function afterRefusals(act: 'rename' | 'rm', code: string, times: number) {
  const { rename, rm } = promises;
  const waited: number[] = [];
  const wait = async (ms: number): Promise<void> => void waited.push(ms);
  let left = times;
  const refuse = async (): Promise<void> => {
    if (left-- > 0) throw Object.assign(new Error(`${code}: refused`), { code });
  };
  Object.assign(promises, { rename: refuse, rm: refuse });
  syncBuiltinESMExports();
  try {
    const acted = act === 'rename' ? renamePatiently('/a', '/b', wait) : removeLeftover('/a', wait);
    const ended = await acted.then(
      () => 'done',
      (error: Error) => error.message,
    );
    return { waited, ended };
  } finally {
    Object.assign(promises, { rename, rm });
    syncBuiltinESMExports();
  }
}

const ALL_WAITS = [10, 20, 50, 100, 200, 500, 1_000, 2_000];

it.each([
  ['rename', 'EPERM', 3, [10, 20, 50], 'done'],
  ['rename', 'EACCES', 8, ALL_WAITS, 'done'],
  ['rename', 'EBUSY', 9, ALL_WAITS, 'EBUSY: refused'],
  ['rename', 'ENOSPC', 9, [], 'ENOSPC: refused'],
  ['rename', 'ENOTEMPTY', 9, [], 'ENOTEMPTY: refused'],
  ['rm', 'ENOTEMPTY', 2, [10, 20], 'done'],
  ['rm', 'EPERM', 9, ALL_WAITS, 'done'],
  ['rm', 'EIO', 9, [], 'done'],
] as const)('a %s that meets %s %i times', async (act, code, times, waited, ended) => {
  expect(await afterRefusals(act, code, times)).toEqual({ waited, ended });
});

it.each(['EPERM', 'EACCES', 'EBUSY'])('does not speak of space where the system says %s', (code) => {
  const error = Object.assign(new Error(`${code}: refused`), { code, path: '/a', syscall: 'rename' });
  expect(systemRefusal(Object.assign(new Error(code), { code, syscall: 'kill' }))).toBe(null);
  expect(systemRefusal(error)?.message).toBe(
    `the system refused: ${code}: refused\n  See whether the permissions of the folder, a virus scanner or a program that synchronises it (such as OneDrive) are in the way.`,
  );
});

it('plays, resumes and scores where every third rename and removal is refused', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  await playAndKill(folder.path, { models: ['yes'] }, ({ type }) => type === 'turn-start');
  const resumed = await spawnProgram(['eval', '--resume'], {
    directory: folder.path,
    environment: refusing('every=3&code=EPERM'),
  });
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  const { directory, summary } = readRun(path.join(folder.path, 'results'));
  expect(summary).toMatchObject({ status: 'done', totals: { turns: 3 } });
  expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json', 'scores', 'summary.json']);
  const scored = readdirSync(path.join(directory, 'scores'));
  expect(scored).toContain('index.json');
  expect(scored.filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('says what is in the way where it never ends, and leaves the first error as it was', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const { code, stderr, left } = await spawnProgram(['eval', '-m', 'yes', '-s', 'short', '--no-score'], {
    directory: folder.path,
    environment: refusing('every=1&code=EBUSY&only=summary.json'),
  });
  const [, run] = left.find((name) => name.endsWith('journal.jsonl'))?.split(path.sep) ?? [];
  expect({ code, stderr: stderr.replaceAll('\\', '/') }).toEqual({
    code: 3,
    stderr: expect.stringMatching(
      new RegExp(
        `^results/${run}/summary.json: cannot be written: EBUSY: operation not permitted, rename '.*'\n  Everything written before that is intact. See whether the permissions of the folder, a virus scanner or a program that synchronises it \\(such as OneDrive\\) are in the way, then continue with --resume.\n$`,
      ),
    ),
  });
  expect(readFileSync(path.join(folder.path, 'results', run ?? '', 'journal.jsonl'), 'utf8')).toContain('うん');
  expect(left.filter((name) => /\.tmp$|lock/.test(name))).toEqual([]);
});

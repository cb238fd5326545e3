// A disk that is full ends a run with a clear word and a valid journal; with space again the run goes on as if nothing had been.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { readRun, recordsIn, runProgram, spawnProgram } from './support/cli.ts';
import { journalText, withoutTimes } from './support/kill-round.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';

const EVAL = ['eval', '--no-score', '--model', 'yes', '--scenario', 'short', '--samples', '15'];

/** In fast mode several conversations are in progress when the disk fills up. */
for (const mode of ['strict', 'fast'] as const) {
  it.skipIf(lacks('limits for the size of files'))(
    `keeps what was written when a file may not grow, and goes on when it may (${mode})`,
    async () => {
      await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？'] } });
      const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
      const whole = await play(folder.path, { models: ['yes'], samples: 15, mode, out: 'whole' });
      const limited = await spawnProgram([...EVAL, '--mode', mode], {
        directory: folder.path,
        environment: SPAWNS_NO_MODEL_PROCESS,
        prefix: ['bash', '-c', 'ulimit -f 12; exec "$@"', '--'],
      });
      expect(limited.code).toBe(3);
      expect(limited.stderr).toMatch(
        /^results\/\S+\/journal\.jsonl: cannot be written: EFBIG: file too large, write\n {2}Everything written before that is intact\. Free some space, then continue with --resume\.\n$/,
      );
      const stopped = readRun(path.join(folder.path, 'results'));
      expect(stopped.summary).toMatchObject({
        status: 'stopped',
        reason: expect.stringMatching(/journal\.jsonl: cannot be written: EFBIG: file too large, write$/),
      });
      expect(journalText(stopped.directory).length).toBeGreaterThan(5_000);
      expect(stopped.summary?.totals.turns).toBe(stopped.turns.length);
      expect(await runProgram(['eval', '--no-score', '--resume'], inFolder)).toMatchObject({ code: 0 });
      const resumed = readRun(path.join(folder.path, 'results'));
      expect(recordsIn(journalText(resumed.directory)).slice(0, stopped.journal.length)).toEqual(stopped.journal);
      expect(sorted(resumed.journal.map(withoutTimes))).toEqual(sorted(whole.journal.map(withoutTimes)));
      expect(resumed.summary).toMatchObject({ status: 'done', totals: whole.summary?.totals });
    },
  );
}

it.skipIf(lacks('limits for the size of files'))('leaves no half of a score file', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const { directory } = await play(folder.path, { models: ['yes'], samples: 15 });
  const { code, stderr } = await spawnProgram(['score', '--check', 'empty'], {
    directory: folder.path,
    prefix: ['bash', '-c', 'ulimit -f 4; exec "$@"', '--'],
  });
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('EFBIG: file too large') });
  expect(readdirSync(path.join(directory, 'scores'))).toEqual([]);
});

it.each([
  ['its folder is deleted', (results: string) => rmSync(results, { recursive: true, force: true })],
  ['its folder is moved', (results: string) => renameSync(results, `${results}-elsewhere`)],
])('ends at the next turn when %s', async (_, disturb) => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'], delayMs: 100 } });
  const results = path.join(folder.path, 'results');
  const { code, stdout, stderr } = await spawnProgram([...EVAL, '--reporter', 'transcript'], {
    directory: folder.path,
    environment: SPAWNS_NO_MODEL_PROCESS,
    onStart: (program) =>
      program.stdout?.on('data', (text: string) => text.includes('うん') && existsSync(results) && disturb(results)),
  });
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringMatching(
      /^results\/\S+: has been deleted or moved during the run\n {2}If it was moved, put it back, and continue with --resume\. If it was deleted, start the run again\.\n$/,
    ),
  });
  expect(stdout.split('うん').length - 1).toBeLessThan(5);
  expect(stdout).not.toContain('--resume continues it');
});

it.skipIf(lacks('/dev/full', 'bash'))('ends with one message where its output cannot be written', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const { code, stderr } = await spawnProgram(EVAL, {
    directory: folder.path,
    environment: SPAWNS_NO_MODEL_PROCESS,
    prefix: ['bash', '-c', 'exec "$@" > /dev/full', '--'],
  });
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr:
      'the output cannot be written: ENOSPC: no space left on device, write\n  Free some space, or send the output elsewhere. What was recorded is intact.\n',
  });
  const results = path.join(folder.path, 'results');
  const left = existsSync(results) ? readdirSync(results, { recursive: true }).map(String) : [];
  expect(left.filter((file) => /lock|\.tmp$/.test(file))).toEqual([]);
});

it.skipIf(lacks('bash', 'children in /proc'))('ends with one message where no more files can be opened', async () => {
  await using folder = await scriptedFolder({});
  const played = ['eval', '--no-score', '-m', 'hitogara-tiny-q8_0', '-s', 'short', '--gpu', 'off', '--threads', '1'];
  const { code, stderr, left } = await spawnProgram(played, {
    directory: folder.path,
    prefix: ['bash', '-c', 'ulimit -n 24; exec "$@"', '--'],
  });
  expect({ code, left, stderr }).toEqual({
    ...{ code: 3, left: [] },
    stderr: expect.stringMatching(/^the system refused: .*EMFILE.*\n {2}Allow more open files \(ulimit -n\)\.\n$/),
  });
});

it.skipIf(lacks('signals that a program can answer'))('ends in order when its terminal is closed', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'], delayMs: 100 } });
  const { code } = await spawnProgram([...EVAL, '--reporter', 'transcript'], {
    directory: folder.path,
    environment: SPAWNS_NO_MODEL_PROCESS,
    onStart: (program) => program.stdout?.on('data', (text: string) => text.includes('うん') && program.kill('SIGHUP')),
  });
  const { directory, summary } = readRun(path.join(folder.path, 'results'));
  expect({ code, status: summary?.status }).toEqual({ code: 130, status: 'interrupted' });
  expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json', 'summary.json']);
});

it.skipIf(!mayMount())('survives a file system without a free block (needs leave to mount)', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？'] } });
  const results = path.join(folder.path, 'results');
  const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
  mkdirSync(results);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24k', 'tmpfs', results]);
  try {
    const full = await runProgram(EVAL, inFolder);
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(
      /^results\/\S+\/journal\.jsonl: cannot be written: ENOSPC: no space left on device, \w+\n {2}Everything written before that is intact\. Free some space, then continue with --resume\.\n$/,
    );
    const { directory, journal } = readRun(results);
    execFileSync('mount', ['-o', 'remount,size=4m', results]);
    expect(await runProgram(['eval', '--no-score', '--resume'], inFolder)).toMatchObject({ code: 0 });
    const resumed = readRun(results);
    expect(resumed.directory).toBe(directory);
    expect(resumed.journal.slice(0, journal.length)).toEqual(journal);
    expect(resumed.summary).toMatchObject({ status: 'done', totals: { conversations: 15, done: 15, turns: 45 } });
  } finally {
    execFileSync('umount', [results]);
  }
});

function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const place = mkdtempSync(path.join(os.tmpdir(), 'hitogara-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    // A container that may not mount.
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** In fast mode conversations may end in another order. */
function sorted(lines: readonly unknown[]): string[] {
  return lines.map((line) => JSON.stringify(line)).sort();
}

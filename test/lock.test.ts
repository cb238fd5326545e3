// One writer per run: of two that start at once one is refused, and a dead one keeps nobody out.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { it as anywhere, expect } from 'vitest';
import { THIS_SYSTEM } from '../dist/core/holder.js';
import { takeLock } from '../dist/core/lock.js';
import { evaluate } from '../dist/index.js';
import { readRun, runProgram, spawnProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

/** Start times of processes come from /proc; `lock-holder.test.ts` is for systems without it. */
const it = anywhere.skipIf(!existsSync('/proc/self/stat'));

const NO_HARD_LINKS = pathToFileURL(path.join(import.meta.dirname, 'support/no-hard-links.mjs'));
const RESUME = ['eval', '--resume', '--reporter', 'transcript', '--no-score'];

/** A run as a kill in its first reply leaves it: its lock lies there, and its holder is dead. */
async function leftRun() {
  const folder = await scriptedFolder({ yes: { replies: ['うん！'] } }, scenarioYaml({ turns: ['a'] }));
  await playAndKill(folder.path, { models: ['yes'] }, ({ type }) => type === 'turn-start');
  const { directory } = readRun(path.join(folder.path, 'results'));
  return { folder, directory, lock: path.join(directory, 'lock.1') };
}

function locksIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.startsWith('lock.'));
}

/** The transcript shows what is said to the model before it answers. */
function whenPlaying(disturb: (program: ChildProcess) => void) {
  return (program: ChildProcess): void => {
    program.stdout?.on('data', (text: string) => text.includes('A: a') && disturb(program));
  };
}

function startTimeOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** `HITOGARA_TEST_ROUNDS=20` for a proof. */
const ROUNDS = Number(process.env.HITOGARA_TEST_ROUNDS ?? 1);

it(`lets one of two play that start at once in the folder of a killed run, ${ROUNDS} times`, async () => {
  const slow = { replies: ['うん！'], delayMs: 30_000 };
  await using folder = await scriptedFolder({ slow }, scenarioYaml({ turns: ['a'] }));
  await spawnProgram(['eval', '--model', 'slow', '--scenario', 'short', '--reporter', 'transcript'], {
    directory: folder.path,
    environment: SPAWNS_NO_MODEL_PROCESS,
    onStart: whenPlaying((program) => program.kill('SIGKILL')),
  });
  const { directory } = readRun(path.join(folder.path, 'results'));
  for (let round = 1; round <= ROUNDS; round++) {
    const programs: ChildProcess[] = [];
    let playing = 0;
    let ended = 0;
    // The one that plays would go on for half a minute: it is killed once the other one is through.
    const killWhenAlone = (): void => {
      if (playing === 1 && ended === 1) for (const program of programs) program.kill('SIGKILL');
    };
    const outcomes = await Promise.all(
      [1, 2].map(() =>
        spawnProgram(RESUME, {
          directory: folder.path,
          environment: SPAWNS_NO_MODEL_PROCESS,
          onStart(program) {
            programs.push(program);
            program.once('exit', () => {
              ended++;
              killWhenAlone();
            });
            whenPlaying(() => {
              playing++;
              killWhenAlone();
            })(program);
          },
        }),
      ),
    );
    const [refused, player] = outcomes.sort((a, b) => (b.code ?? 0) - (a.code ?? 0));
    expect({ playing, refused: refused?.code, player: player?.signal }, `round ${round}`).toEqual({
      playing: 1,
      refused: 2,
      player: 'SIGKILL',
    });
    expect(refused?.stdout).toBe('');
    expect(refused?.stderr).toMatch(
      /^results\/\S+\/lock\.\d+: process \d+ is already playing this run\n {2}Wait for it to finish, or end it\.\n$/,
    );
  }
  // Nothing of all that is left but the last one's lock.
  expect(locksIn(directory)).toHaveLength(1);
});

it('lets one of many in that come at once to the lock of a dead process', async () => {
  const { folder: opened, directory, lock } = await leftRun();
  await using _folder = opened;
  const dead = readFileSync(lock);
  const contenders = Array.from({ length: 6 }, () => spawn('sleep', ['60']));
  try {
    for (let round = 1; round <= 20; round++) {
      for (const name of locksIn(directory)) rmSync(path.join(directory, name));
      writeFileSync(lock, dead);
      const taken = await Promise.allSettled(
        contenders.map(({ pid = 0 }) => takeLock(directory, { id: pid, isAlive: () => true })),
      );
      const locks = taken.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect({ let: locks.length, there: locksIn(directory) }, `round ${round}`).toEqual({ let: 1, there: ['lock.2'] });
      await locks[0]?.release();
      expect(locksIn(directory)).toEqual([]);
    }
  } finally {
    for (const contender of contenders) contender.kill();
  }
});

it('takes the lock of a dead process over, whoever has its number now', async () => {
  const { folder: opened, directory, lock } = await leftRun();
  await using folder = opened;
  const left = JSON.parse(readFileSync(lock, 'utf8'));
  const living = { ...left, pid: process.pid, startTime: startTimeOf(process.pid) };
  const resume = async (holder: object) => {
    for (const name of readdirSync(directory)) if (/^lock\.|^summary/.test(name)) rmSync(path.join(directory, name));
    writeFileSync(path.join(directory, 'journal.jsonl'), '');
    writeFileSync(lock, JSON.stringify(holder));
    return runProgram(RESUME, { directory: folder.path });
  };
  const refused = await resume(living);
  expectMistake(refused);
  expect(refused.stderr).toBe(
    `${path.relative(folder.path, lock)}: process ${process.pid} is already playing this run\n  Wait for it to finish, or end it.\n`,
  );
  const { pid: gone } = spawnSync('true');
  expect(await resume({ ...living, pid: gone }), 'the holder is gone').toMatchObject({ code: 0 });
  expect(await resume({ ...living, startTime: '1' }), 'another process has its number').toMatchObject({ code: 0 });
  expect(await resume({ ...living, bootId: 'f0c4' }), 'the machine was started anew').toMatchObject({ code: 0 });
  expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json', 'summary.json']);
});

it('resumes from another working folder what was started with relative paths', async () => {
  const folder = await scriptedFolder({ yes: { replies: ['うん！'] } }, scenarioYaml({ turns: ['a'] }));
  await using _folder = folder;
  const start = { models: ['models/yes.yaml'], scenarios: ['scenarios/short.yaml'] };
  await playAndKill(folder.path, start, ({ type }) => type === 'turn-start');
  const { directory } = readRun(path.join(folder.path, 'results'));
  const elsewhere = path.join(folder.path, 'else', 'where');
  mkdirSync(elsewhere, { recursive: true });
  const resumed = await runProgram(['eval', '--resume', directory], {
    directory: elsewhere,
    environment: NO_MODEL_PROCESS,
  });
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(readRun(path.join(folder.path, 'results')).summary).toMatchObject({ status: 'done', totals: { turns: 1 } });
});

it('lets one writer in where the file system has no hard links', async () => {
  const { folder: opened, directory, lock } = await leftRun();
  await using folder = opened;
  const environment = {
    NODE_OPTIONS: `--import ${NO_HARD_LINKS} ${SPAWNS_NO_MODEL_PROCESS.NODE_OPTIONS}`,
  };
  const resume = () => spawnProgram(RESUME, { directory: folder.path, environment });
  const dead = readFileSync(lock);
  writeFileSync(lock, '');
  expect(await resume()).toMatchObject({
    code: 2,
    stderr: `${path.relative(folder.path, lock)}: another process is just starting on this run, or was killed while starting\n  If no such process is running, delete this file and try again.\n`,
  });
  writeFileSync(lock, dead);
  expect(await resume()).toMatchObject({ code: 0, stderr: '' });
  expect(locksIn(directory)).toEqual([]);
});

it('refuses a lock of another machine, and says what to do about it', async () => {
  const { folder: opened, lock } = await leftRun();
  await using folder = opened;
  const dead = JSON.parse(readFileSync(lock, 'utf8'));
  for (const elsewhere of [
    { ...dead, host: 'far-away', machineId: 'another', bootId: 'another' },
    { ...dead, pidNamespace: 'pid:[1]' },
  ]) {
    writeFileSync(lock, JSON.stringify(elsewhere));
    const refused = await runProgram(RESUME, { directory: folder.path });
    expectMistake(refused);
    expect(refused.stderr).toBe(
      `${path.relative(folder.path, lock)}: a process on another machine or in another container (${elsewhere.host}, ${dead.pid}) holds this run's lock\n  If that process has ended, delete this file and try again.\n`,
    );
  }
  rmSync(lock);
  expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
});

it('lets no second part of one process in, and the next one after it', async () => {
  const { folder: opened, directory } = await leftRun();
  await using _folder = opened;
  const own = { id: process.pid, isAlive: () => true };
  const lock = await takeLock(directory, own);
  const [name = ''] = locksIn(directory);
  expect(JSON.parse(readFileSync(path.join(directory, name), 'utf8'))).toEqual({
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    pidNamespace: readlinkSync('/proc/self/ns/pid'),
    machineId: await THIS_SYSTEM.machineId(),
    host: os.hostname(),
    address: null,
  });
  await expect(takeLock(directory, own)).rejects.toThrow(`process ${process.pid} is already playing this run`);
  await lock.release();
  await (await takeLock(directory, own)).release();
  expect(locksIn(directory)).toEqual([]);
});

it('plays two new runs at once under one results folder', async () => {
  await using folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs: 5 } });
  const run = () => evaluate({ models: ['slow'], scenarios: ['short'] }, { world: worldIn(folder.path) });
  const ended = await Promise.all([run(), run()]);
  expect(ended.map(({ summary }) => summary.status)).toEqual(['done', 'done']);
  const results = path.join(folder.path, 'results');
  const runs = readdirSync(results).map((name) => readdirSync(path.join(results, name)).sort());
  expect(runs).toEqual([1, 2].map(() => ['journal.jsonl', 'manifest.json', 'summary.json']));
});

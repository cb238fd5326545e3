// One writer per run: of two that start at once one is refused, and a dead one keeps nobody out.
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it as anywhere, expect } from 'vitest';
import { readRun, spawnProgram } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';

/** Start times of processes come from /proc. */
const it = anywhere.skipIf(process.platform !== 'linux');

const RESUME = ['eval', '--resume', '--reporter', 'transcript'];

/** A run that was killed in mid-reply: its lock lies there, and its holder is dead. */
async function killedRun(delayMs: number) {
  const folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs } }, scenarioYaml({ turns: ['a'] }));
  await spawnProgram(['eval', '--model', 'slow', '--scenario', 'short', '--reporter', 'transcript'], {
    directory: folder.path,
    onStart: whenPlaying((program) => program.kill('SIGKILL')),
  });
  const { directory } = readRun(path.join(folder.path, 'results'));
  return { folder, directory, lock: path.join(directory, 'lock.1') };
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
const ROUNDS = Number(process.env.HITOGARA_TEST_ROUNDS ?? 2);

it(`lets one of two play that start at once in the same folder, ${ROUNDS} times`, async () => {
  const { folder: opened, directory } = await killedRun(30_000);
  await using folder = opened;
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
  expect(readdirSync(directory).filter((name) => name.startsWith('lock.'))).toHaveLength(1);
});

it('takes the lock of a dead process over, whoever has its number now', async () => {
  const { folder: opened, directory, lock } = await killedRun(20);
  await using folder = opened;
  const dead = JSON.parse(readFileSync(lock, 'utf8'));
  const living = { ...dead, pid: process.pid, startTime: startTimeOf(process.pid) };
  const journal = path.join(directory, 'journal.jsonl');
  const resume = async (holder: object): Promise<number | null> => {
    for (const name of readdirSync(directory)) if (/^lock\.|^summary/.test(name)) rmSync(path.join(directory, name));
    writeFileSync(journal, '');
    writeFileSync(lock, JSON.stringify(holder));
    return (await spawnProgram(RESUME, { directory: folder.path })).code;
  };
  expect(dead.startTime).toMatch(/^\d+$/);
  expect(await resume(living), 'the holder lives').toBe(2);
  expect(await resume(dead), 'the holder is gone').toBe(0);
  expect(await resume({ ...dead, pid: process.pid }), 'another process has its number').toBe(0);
  expect(await resume({ ...living, bootId: 'f0c4' }), 'the machine was started anew').toBe(0);
  expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json', 'summary.json']);
});

it('refuses a lock of another machine, and says what to do about it', async () => {
  const { folder: opened, lock } = await killedRun(20);
  await using folder = opened;
  const dead = JSON.parse(readFileSync(lock, 'utf8'));
  for (const elsewhere of [
    { ...dead, host: 'far-away' },
    { ...dead, pidNamespace: 'pid:[1]' },
  ]) {
    writeFileSync(lock, JSON.stringify(elsewhere));
    expectMistake(
      await spawnProgram(RESUME, { directory: folder.path }),
      `lock.1: a process on another machine or in another container (${elsewhere.host}, ${dead.pid}) holds this run's lock`,
      'If that process has ended, delete this file and try again.',
    );
  }
  rmSync(lock);
  expect(await spawnProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
  expect(dead.host).toBe(os.hostname());
});

it('lets no second part of one process in, and the next one after it', async () => {
  const { folder: opened, directory } = await killedRun(20);
  await using _folder = opened;
  const { takeLock } = await import('../dist/store/lock.js');
  const own = { id: process.pid, isAlive: () => true };
  const lock = await takeLock(directory, own);
  await expect(takeLock(directory, own)).rejects.toThrow(`process ${process.pid} is already playing this run`);
  await lock.release();
  await (await takeLock(directory, own)).release();
  expect(readdirSync(directory).filter((name) => name.startsWith('lock.'))).toEqual([]);
});

it('plays two new runs at once under one results folder', async () => {
  await using folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs: 50 } });
  const args = ['eval', '--model', 'slow', '--scenario', 'short'];
  const outcomes = await Promise.all([1, 2].map(() => spawnProgram(args, { directory: folder.path })));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  const results = path.join(folder.path, 'results');
  const runs = readdirSync(results).map((name) => readdirSync(path.join(results, name)).sort());
  expect(runs).toEqual([1, 2].map(() => ['journal.jsonl', 'manifest.json', 'summary.json']));
});

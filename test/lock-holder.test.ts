// Whose a lock is, on systems that do not say when a process was started, and on machines whose names change.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { holdAddress, stateOfAddress } from '../dist/core/held-address.js';
import { type Holder, parseHolder, type SystemFacts, stateOfHolder, THIS_SYSTEM } from '../dist/core/holder.js';
import { isHeld, takeLock } from '../dist/core/lock.js';
import { machineId } from '../dist/core/machine-id.js';
import { asIs } from '../dist/words/text.js';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';

const NO_PROC = pathToFileURL(path.join(import.meta.dirname, 'support/no-proc.mjs')).href;
const HOLD_LOCK = path.join(import.meta.dirname, 'support/hold-lock.mjs');

const WITHOUT_PROC: SystemFacts = {
  ...THIS_SYSTEM,
  read: async (file) => (file.startsWith('/proc/') ? null : THIS_SYSTEM.read(file)),
  follow: async () => null,
};
const OWN = { id: process.pid, isAlive: (pid: number) => pid === process.pid };

/** Its first words, once it has said them. */
async function contender(directory: string, cache: string): Promise<{ process: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', NO_PROC, HOLD_LOCK, directory], {
    env: { PATH: process.env.PATH, HITOGARA_CACHE: cache },
  });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { process: child, said: said.trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function patch(functions: object): void {
  Object.assign(promises, functions);
  syncBuiltinESMExports();
}

/** The lock, as if somebody else had written it. */
function change(file: string, holder: object): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...holder }));
}

describe('without /proc', () => {
  it('lets one of many in, and the next one when it has been killed, whoever has its number', async () => {
    await using folder = temporaryFolder();
    const cache = path.join(folder.path, 'cache');
    const run = path.join(folder.path, 'run');
    mkdirSync(run);
    const contenders = await Promise.all([1, 2, 3, 4].map(() => contender(run, cache)));
    try {
      const [winner, ...others] = contenders.filter(({ said }) => said === 'held');
      expect(others).toEqual([]);
      const [lock = '', ...more] = readdirSync(run).map((name) => path.join(run, name));
      expect(more).toEqual([]);
      const refusal = `${lock}: process ${winner?.process.pid} is already playing this run`;
      expect(contenders.map(({ said }) => said.split('\n')[0]).sort()).toEqual(
        [refusal, refusal, refusal, 'held'].sort(),
      );
      expect(await isHeld(run, OWN, WITHOUT_PROC)).toBe(true);
      // The machine got another name from its network.
      change(lock, { host: 'yesterday.local' });
      await expect(takeLock(run, OWN, undefined, WITHOUT_PROC)).rejects.toThrow('is already playing this run');
      for (const each of contenders) await kill(each.process);
      change(lock, { pid: process.pid });
      expect(await isHeld(run, OWN, WITHOUT_PROC)).toBe(false);
      await (await takeLock(run, { ...OWN, socketFolder: cache }, undefined, WITHOUT_PROC)).release();
      expect(readdirSync(run)).toEqual([]);
      expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
    } finally {
      for (const each of contenders) await kill(each.process);
    }
  });

  it('names no stranger where nothing is known, and says which file to delete', async () => {
    await using folder = temporaryFolder();
    const lock = path.join(folder.path, 'lock.1');
    const old = { pid: process.pid, startTime: null, bootId: null, pidNamespace: null, host: os.hostname() };
    writeFileSync(lock, JSON.stringify(old));
    await expect(takeLock(folder.path, OWN, undefined, WITHOUT_PROC)).rejects.toThrow(
      `${lock}: whether another process is still playing this run cannot be known here\n  If no other hitogara is at work here, delete this file and try again.`,
    );
    writeFileSync(lock, JSON.stringify({ ...old, pid: 4_000_000 }));
    await (await takeLock(folder.path, OWN, undefined, WITHOUT_PROC)).release();
    // As a power cut may leave a file whose content was not on disk yet.
    writeFileSync(lock, Buffer.alloc(150));
    await expect(takeLock(folder.path, OWN, undefined, WITHOUT_PROC)).rejects.toThrow('is just starting on this run');
  });

  it('resumes a killed run whose number a stranger has', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } }, scenarioYaml({ turns: ['a'] }));
    await playAndKill(folder.path, { models: ['yes'] }, ({ type }) => type === 'turn-start');
    const { directory } = readRun(path.join(folder.path, 'results'));
    const lock = path.join(directory, 'lock.1');
    rmSync(lock);
    const again = await contender(directory, folder.path);
    expect(again.said).toBe('held');
    await kill(again.process);
    change(lock, { pid: process.pid, host: 'yesterday.local' });
    const resumed = await spawnProgram(['eval', '--resume', '--no-score'], {
      directory: folder.path,
      environment: { NODE_OPTIONS: `--import ${NO_PROC} ${SPAWNS_NO_MODEL_PROCESS.NODE_OPTIONS}` },
    });
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json', 'summary.json']);
  });
});

describe('a file system that answers otherwise', () => {
  afterEach(() => patch(WHOLE));
  const WHOLE = { link: promises.link, open: promises.open, readFile: promises.readFile };
  const refuse = (code: string) => async () => {
    throw Object.assign(new Error(`${code}: refused`), { code });
  };

  // Windows calls it EISDIR.
  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EACCES', 'EINVAL', 'UNKNOWN'])(
    'has no hard links: one is let in (%s)',
    async (code) => {
      await using folder = temporaryFolder();
      patch({ link: refuse(code) });
      const lock = await takeLock(folder.path, OWN);
      expect(readdirSync(folder.path)).toEqual(['lock.1']);
      await expect(takeLock(folder.path, OWN)).rejects.toThrow(`process ${process.pid} is already playing this run`);
      await lock.release();
      expect(readdirSync(folder.path)).toEqual([]);
    },
  );

  it('keeps a lock from being read for a moment, which does not make it free', async () => {
    await using folder = temporaryFolder();
    const lock = await takeLock(folder.path, OWN);
    let left = 2;
    const scanned = async (...args: Parameters<typeof promises.readFile>) => {
      if (String(args[0]).endsWith('lock.1') && left-- > 0) return refuse('EBUSY')();
      return WHOLE.readFile(...args);
    };
    patch({ readFile: scanned });
    await expect(takeLock(folder.path, OWN)).rejects.toThrow(`process ${process.pid} is already playing this run`);
    expect(left).toBeLessThan(1);
    await lock.release();
    mkdirSync(path.join(folder.path, 'lock.1'));
    await expect(takeLock(folder.path, OWN)).rejects.toThrow('lock.1: cannot be read: EISDIR');
  });

  it('is full: nothing is left behind', async () => {
    await using folder = temporaryFolder();
    const full = async (...args: Parameters<typeof promises.open>) =>
      Object.assign(await WHOLE.open(...args), { writeFile: refuse('ENOSPC') });
    patch({ link: refuse('EPERM'), open: full });
    await expect(takeLock(folder.path, OWN)).rejects.toThrow('the lock cannot be created: ENOSPC: refused');
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

const [MAKE_FAT = '', ...FAT] = ['mkfs.vfat', '-n', 'TEST'];

it('of a run that was killed when all of it was on disk goes with the next --resume', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
  expect(await runProgram(['eval', '-m', 'yes', '-s', 'short'], inFolder)).toMatchObject({ code: 0 });
  const results = path.join(folder.path, 'results');
  const run = path.join(results, String(readdirSync(results)[0]));
  const holder = spawn(process.execPath, [HOLD_LOCK, run], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(holder.stdout.setEncoding('utf8'), 'data');
  const locks = () => readdirSync(run).filter((name) => name.startsWith('lock'));
  expect(await runProgram(['eval', '--resume'], inFolder)).toMatchObject({ code: 0 });
  expect(locks()).toHaveLength(1);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await runProgram(['eval', '--resume'], inFolder)).toMatchObject({ code: 0 });
  expect(locks()).toEqual([]);
});

/** Where it cannot be mounted, what is refused there is refused by the tests above. */
const onFat = mayMountFat() ? it : () => {};

onFat('plays, resumes and scores on FAT (needs mkfs.vfat and leave to mount)', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const image = await folder.write('disk', Buffer.alloc(8 << 20));
  execFileSync(MAKE_FAT, [...FAT, image], { stdio: 'ignore' });
  await playAndKill(folder.path, { models: ['yes'] }, ({ type }) => type === 'turn-start');
  const results = path.join(folder.path, 'results');
  renameSync(results, path.join(folder.path, 'left'));
  mkdirSync(results);
  execFileSync('mount', ['-o', 'loop', image, results]);
  try {
    cpSync(path.join(folder.path, 'left'), results, { recursive: true });
    const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
    expect(await runProgram(['eval', '--resume'], inFolder)).toMatchObject({ code: 0, stderr: '' });
    expect(await runProgram(['eval', '-m', 'yes', '-s', 'short'], inFolder)).toMatchObject({ code: 0, stderr: '' });
    const left = readdirSync(results, { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith('summary.json'))).toHaveLength(2);
    expect(left.filter((name) => /\.tmp$|lock/.test(name))).toEqual([]);
  } finally {
    execFileSync('umount', [results]);
  }
});

function mayMountFat(): boolean {
  const isThere = spawnSync(MAKE_FAT, ['--help']).error === undefined;
  const knows = existsSync('/proc/filesystems') && readFileSync('/proc/filesystems', 'utf8').includes('vfat');
  return isThere && knows && process.getuid?.() === 0;
}

it('is one lock under names that some system takes for one', async () => {
  await using folder = temporaryFolder();
  const lockOf = (name: string) => ({
    ...{ name, starting: asIs('?'), unsure: asIs('?'), elsewhere: () => asIs('?'), busy: () => asIs('busy') },
  });
  const lock = await takeLock(folder.path, OWN, lockOf('Model.gguf.lock'));
  await expect(takeLock(folder.path, OWN, lockOf('model.GGUF.lock'))).rejects.toThrow('busy');
  await lock.release();
});

describe('a lock', () => {
  const here: Holder = {
    ...{ pid: 10, startTime: '5', bootId: 'b1', pidNamespace: 'pid:[1]', machineId: 'm1', host: 'mac.local' },
    address: null,
  };
  const nothing = { startTime: null, bootId: null, pidNamespace: null };
  const lost = `/nowhere/hitogara-${'0'.repeat(24)}`;
  const PIPE = `\\\\.\\pipe\\hitogara-${'0'.repeat(24)}`;
  const INSIDE = { machineId: null, pidNamespace: 'pid:[9]' };
  const stat = `10 (a b) c) S ${'0 '.repeat(18)}5 0`;

  it.each<[string, Partial<Holder>, Partial<Holder>, string | null, boolean, string]>([
    ['of a process that runs', {}, {}, stat, true, 'runs'],
    ['of one that has ended', {}, {}, null, false, 'gone'],
    ['whose number another has', { startTime: '4' }, {}, stat, true, 'gone'],
    ['of an earlier boot', { bootId: 'b0' }, {}, stat, true, 'gone'],
    ['of an earlier boot and name', { bootId: 'b0', host: 'old' }, {}, stat, true, 'gone'],
    ['of an earlier name', { host: 'old' }, {}, stat, true, 'runs'],
    ['of an earlier name, by its machine alone', { ...nothing, host: 'old' }, nothing, null, false, 'gone'],
    ['of an earlier name, by its boot alone', { machineId: null, host: 'old' }, {}, stat, true, 'runs'],
    ['of another machine of that name', { machineId: 'm2', bootId: 'b2' }, {}, stat, true, 'elsewhere'],
    ['of another machine, without ids', { ...nothing, machineId: null, host: 'far' }, {}, null, false, 'elsewhere'],
    ['of another container', { pidNamespace: 'pid:[2]' }, {}, stat, true, 'elsewhere'],
    ['of Windows, seen from the Linux inside it', { ...nothing, address: PIPE }, INSIDE, null, false, 'elsewhere'],
    ['of the Linux inside Windows, seen from there', INSIDE, nothing, null, false, 'elsewhere'],
    [
      'of a container of that name elsewhere',
      { ...INSIDE, bootId: 'b0' },
      { machineId: null },
      null,
      false,
      'elsewhere',
    ],
    ['of that container before the machine was started anew', { ...INSIDE, bootId: 'b0' }, INSIDE, null, true, 'gone'],
    ['of a process that the system hides', {}, {}, null, true, 'unknown'],
    ['written without /proc', nothing, {}, stat, true, 'unknown'],
    ['written with /proc, read without it', {}, nothing, null, true, 'unknown'],
    ['whose address was cleaned away', { ...nothing, address: lost }, nothing, null, true, 'unknown'],
    ['whose address was cleaned away with it', { ...nothing, address: lost }, nothing, null, false, 'gone'],
  ])('%s', async (_, holder, self, proc, isAlive, state) => {
    const facts = { ...WITHOUT_PROC, read: async () => proc };
    const found = await stateOfHolder({ ...here, ...holder }, { ...here, ...self }, { isAlive: () => isAlive }, facts);
    expect(found).toBe(state);
  });

  it('of an older version can be read', () => {
    const { machineId: _, address: __, ...old } = here;
    expect(parseHolder(JSON.stringify(old))).toEqual({ ...here, machineId: null, address: null });
  });
});

it('holds an address that is short enough, and asks at none that is not its own', async () => {
  const random = 'a1'.repeat(12);
  const long = `/${'あ'.repeat(30)}`;
  expect(await holdAddress([long], 'linux')).toBe(null);
  await using folder = temporaryFolder();
  const held = await holdAddress([long, folder.path]);
  expect(await stateOfAddress(held?.address ?? '')).toBe('held');
  await held?.release();
  expect(await stateOfAddress(held?.address ?? '')).not.toBe('held');
  expect(await stateOfAddress(`\\\\.\\pipe\\hitogara-${random}`, 'win32')).toBe('free');
  for (const [foreign, platform] of [
    ['/var/run/docker.sock', 'linux'],
    [`relative/hitogara-${random}`, 'darwin'],
    [`\\\\elsewhere\\pipe\\hitogara-${random}`, 'win32'],
    [`//elsewhere/pipe/hitogara-${random}`, 'win32'],
    [`\\\\.\\pipe\\hitogara-${random}`, 'linux'],
  ] as const)
    expect(await stateOfAddress(foreign, platform), foreign).toBe('lost');
});

it.each([
  ['linux', '3d1219c7c4c5404aaa1f6d2a48adfda4\n'],
  ['darwin', '3D1219C7-C4C5-404A-AA1F-6D2A48ADFDA4\n'],
  ['win32', '\r\nHKEY_LOCAL_MACHINE\\…\r\n    MachineGuid    REG_SZ    3d1219c7-c4c5-404a-aa1f-6d2a48adfda4\r\n\r\n'],
])('knows a machine by its id on %s, and does not give that away', async (platform, answer) => {
  const ask = async () => answer;
  const id = await machineId(platform, { read: ask, run: ask });
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(answer.toLowerCase().replaceAll('-', '')).not.toContain(id);
  const silent = async () => null;
  expect(await machineId(platform, { read: silent, run: silent })).toBe(null);
});

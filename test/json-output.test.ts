// What `--json` prints when a run does not go well: one object all the same, and nothing is missing from it.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { it as anywhere, expect } from 'vitest';
import { conversationSeed } from '../dist/core/seed.js';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

/** Child processes are found through /proc, and `prlimit` makes the disk full. */
const it = anywhere.skipIf(process.platform !== 'linux');

async function endlessFolder() {
  const folder = temporaryFolder();
  await folder.write('toy.gguf', toyModel({ ...ENDLESS, contextLength: 8192 }));
  await folder.write('empty.gguf', '');
  await mkdir(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['first', 'second'] }));
  return folder;
}

const PLAY = ['--scenario', 'short', '--threads', '1', '--json'];
const EVAL = ['eval', '--model', 'toy.gguf', ...PLAY];

/** From now on the program can write to no file. */
function fillDisk(pid: number | undefined): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=1']);
}

it('lists an interrupted conversation with the turns that were played', async () => {
  await using folder = await endlessFolder();
  const { code, stdout } = await spawnProgram([...EVAL, '--max-tokens', '1500'], {
    directory: folder.path,
    onStart: whileReplying(2, (_, program) => setTimeout(() => program.kill('SIGINT'), 100)),
  });
  expect(code).toBe(130);
  const run = readRun(path.join(folder.path, 'results'));
  const { status, conversations, totals } = JSON.parse(stdout);
  expect({ status, totals }).toEqual({ status: 'interrupted', totals: run.summary?.totals });
  const [turn] = run.turns;
  if (!turn) throw new Error('no turn was played');
  const { key, model, scenario, sample, settings } = turn;
  const seed = conversationSeed(run.manifest.request.seed, run.manifest.scenarios[0]?.hash ?? '', sample);
  expect(conversations).toEqual([
    { key, model, scenario, sample, seed, settings, status: 'interrupted', turns: run.turns },
  ]);
  expect(run.turns).toHaveLength(1);
});

it('lists every conversation of a model that could not be loaded', async () => {
  await using folder = await endlessFolder();
  const args = ['eval', '--model', 'empty.gguf', '--model', 'toy.gguf', ...PLAY, '--samples', '2', '--max-tokens', '5'];
  const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
  expect(code).toBe(3);
  const { status, conversations, failedModels, totals } = JSON.parse(stdout);
  const reason = expect.stringMatching(/^load-failed: \S*empty\.gguf: not a GGUF file/);
  expect(
    conversations.map((each: Record<string, unknown> & { turns: unknown[] }) => ({
      model: each.model,
      sample: each.sample,
      status: each.status,
      reason: each.reason,
      turns: each.turns.length,
    })),
  ).toEqual([
    { model: 'empty', sample: 1, status: 'failed', reason, turns: 0 },
    { model: 'empty', sample: 2, status: 'failed', reason, turns: 0 },
    { model: 'toy', sample: 1, status: 'done', reason: undefined, turns: 2 },
    { model: 'toy', sample: 2, status: 'done', reason: undefined, turns: 2 },
  ]);
  expect({ status, failedModels, totals }).toMatchObject({
    status: 'done',
    failedModels: [{ model: 'empty', reason }],
    totals: { conversations: 4, done: 2, failed: 2, turns: 4 },
  });
  expect(stderr.split('\n').filter((line) => /^\[\d\/4\] (empty|toy) · short/.test(line))).toHaveLength(4);
});

it('says that nothing was played, and names no folder that is not there', async () => {
  await using folder = await endlessFolder();
  const { code, stdout } = await runProgram(['eval', '--model', 'empty.gguf', ...PLAY], { directory: folder.path });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    directory: null,
    status: 'failed',
    conversations: [],
    failedModels: [{ model: 'empty', reason: expect.stringContaining('empty.gguf') }],
  });
  expect(readdirSync(path.join(folder.path, 'results'))).toEqual([]);
});

it('prints its one object when the disk is full', async () => {
  await using folder = await endlessFolder();
  const { code, stdout, stderr } = await spawnProgram([...EVAL, '--max-tokens', '1500'], {
    directory: folder.path,
    onStart: whileReplying(2, (_, program) => fillDisk(program.pid)),
  });
  expect(code).toBe(3);
  expect(stderr).toContain('journal.jsonl: cannot be written');
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'stopped',
    conversations: [{ status: 'interrupted', turns }],
    totals: { turns: 1 },
  });
  expect(turns).toHaveLength(1);
});

it('says that the disk is full even to someone who interrupts', async () => {
  await using folder = await endlessFolder();
  const { code, stdout, stderr } = await spawnProgram([...EVAL, '--max-tokens', '6000'], {
    directory: folder.path,
    onStart: whileReplying(1, (_, program) => {
      fillDisk(program.pid);
      setTimeout(() => program.kill('SIGINT'), 150);
    }),
  });
  expect(code).toBe(3);
  expect(stderr).toContain('journal.jsonl: cannot be written');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'stopped', directory: null, totals: { turns: 0 } });
});

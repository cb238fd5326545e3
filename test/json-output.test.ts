// What `--json` prints when a run does not go well: one object all the same, and nothing is missing from it.
import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { it as anywhere, expect } from 'vitest';
import { conversationSeed } from '../dist/core/seed.js';
import { lacks } from './support/capabilities.ts';
import { readRun, runProgram, spawnProgram } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { toyFolder } from './support/toy-folder.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

/** Child processes are found through /proc, and `prlimit` makes the disk full. */
const it = anywhere.skipIf(lacks('children in /proc', 'prlimit'));

const TWO_TURNS = scenarioYaml({ turns: ['first', 'second'] });
const PLAY = ['--scenario', 'short', '--json'];

/** From now on the program can write to no file. */
function fillDisk(pid: number | undefined): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=1']);
}

const UNWRITABLE = 'journal\\.jsonl: cannot be written: EFBIG: file too large, write\\n';

/** A model that does not load, quickly. */
const TOO_SLOW = ['--model', 'toy.gguf', '--limit', 'load=0.001'];
const reason = 'load-timeout: toy.gguf did not load within 0.001 s';

/** Under npm it may arrive twice, and all processes of a terminal get it. */
function pressCtrlC({ pid = Number.NaN }: ChildProcess): void {
  process.kill(-pid, 'SIGINT');
  setTimeout(() => process.kill(-pid, 'SIGINT'), 5);
}

it('lists a conversation that Ctrl-C ended with the turns that were played, and what was said since is recorded', async () => {
  await using folder = await toyFolder(TWO_TURNS, { ...ENDLESS, contextLength: 8192 });
  const args = ['eval', '--model', 'toy.gguf', ...PLAY, '--prompt', 'chatml', '--threads', '1', '--gpu', 'off'];
  const { code, stdout } = await spawnProgram([...args, '--max-tokens', '1200', '--reporter', 'transcript'], {
    directory: folder.path,
    ownGroup: true,
    onStart: whileReplying(2, (_, program) => setTimeout(() => pressCtrlC(program), 150)),
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
    {
      key,
      model,
      scenario,
      sample,
      seed,
      settings,
      status: 'interrupted',
      turns: run.turns,
      cutOff: expect.any(Object),
    },
  ]);
  expect(run.journal.at(-1)).toMatchObject(conversations[0].cutOff);
  expect(run.journal).toMatchObject([
    { type: 'turn', turn: 1, reply: 'うん'.repeat(600), replyTokens: 1200 },
    {
      ...{ type: 'interruption', turn: 2, user: 'second', reason: 'interrupted' },
      partialReply: expect.stringMatching(/^う(んう)*ん?$/),
    },
  ]);
  expect(run.summary).toMatchObject({ status: 'interrupted', totals: { conversations: 0, turns: 1 } });
});

it('lists every conversation of a model that could not be loaded', async () => {
  await using folder = await toyFolder(TWO_TURNS);
  mkdirSync(path.join(folder.path, 'models'));
  await writeModel(folder, 'yes', { replies: ['うん！'] });
  const args = ['eval', ...TOO_SLOW, '--model', 'yes', ...PLAY, '--samples', '2'];
  const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
  expect(code).toBe(3);
  const { status, conversations, failedModels, totals } = JSON.parse(stdout);
  expect(
    conversations.map((each: Record<string, unknown> & { turns: unknown[] }) => ({
      model: each.model,
      sample: each.sample,
      status: each.status,
      reason: each.reason,
      turns: each.turns.length,
    })),
  ).toEqual([
    { model: 'toy', sample: 1, status: 'failed', reason, turns: 0 },
    { model: 'toy', sample: 2, status: 'failed', reason, turns: 0 },
    { model: 'yes', sample: 1, status: 'done', reason: undefined, turns: 2 },
    { model: 'yes', sample: 2, status: 'done', reason: undefined, turns: 2 },
  ]);
  expect({ status, failedModels, totals }).toMatchObject({
    status: 'done',
    failedModels: [{ model: 'toy', reason }],
    totals: { conversations: 4, done: 2, failed: 2, turns: 4 },
  });
  expect(stderr.split('\n').filter((line) => /^\[\d\/4\] (toy|yes) · short/.test(line))).toHaveLength(4);
});

it('says that nothing was played, and leaves and names no folder', async () => {
  await using folder = await toyFolder(TWO_TURNS);
  const { code, stdout, left } = await runProgram(['eval', ...TOO_SLOW, ...PLAY], { directory: folder.path });
  expect({ code, left }).toEqual({ code: 2, left: [] });
  const nothing = { promptTokens: 0, evaluatedTokens: 0, replyTokens: 0, costUsd: 0 };
  const outcomes = { ok: 0, empty: 0, truncated: 0, failed: 0, refused: 0 };
  expect(JSON.parse(stdout)).toEqual({
    runId: expect.any(String),
    scores: null,
    directory: null,
    status: 'failed',
    conversations: [],
    models: [],
    failedModels: [{ model: 'toy', reason }],
    totals: { conversations: 0, done: 0, failed: 0, turns: 0, outcomes, ...nothing },
    speeds: [],
  });
});

it('prints its one object when the disk is full', async () => {
  const slow = { replies: ['うん！', { text: 'え？', delayMs: 700 }] };
  await using folder = await scriptedFolder({ slow }, TWO_TURNS);
  const { code, stdout, stderr } = await spawnProgram(
    ['eval', '--model', 'slow', ...PLAY, '--reporter', 'transcript'],
    {
      directory: folder.path,
      environment: SPAWNS_NO_MODEL_PROCESS,
      onStart: whileReplying(2, (_, program) => fillDisk(program.pid)),
    },
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(
    new RegExp(
      `${UNWRITABLE}  Everything written before that is intact\\. Free some space, then continue with --resume\\.\\n$`,
    ),
  );
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'stopped',
    conversations: [{ status: 'interrupted', turns }],
    totals: { turns: 1 },
  });
});

it('says that the disk is full even to someone who interrupts', async () => {
  await using folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs: 5_000 } }, TWO_TURNS);
  const { code, stdout, stderr } = await spawnProgram(
    ['eval', '--model', 'slow', ...PLAY, '--reporter', 'transcript'],
    {
      directory: folder.path,
      environment: SPAWNS_NO_MODEL_PROCESS,
      onStart: whileReplying(1, (_, program) => {
        fillDisk(program.pid);
        setTimeout(() => program.kill('SIGINT'), 50);
      }),
    },
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(
    new RegExp(`${UNWRITABLE}  Nothing was recorded\\. Free some space, or name another folder with --out DIR\\.\\n$`),
  );
  expect(JSON.parse(stdout)).toMatchObject({ status: 'stopped', directory: null, totals: { turns: 0 } });
});

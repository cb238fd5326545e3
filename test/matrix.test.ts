// What is played, in which order, under which keys and with which seeds; and what a plan says of it beforehand.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../dist/store/records.js';
import { type Outcome, readRun, runProgram as runWholeProgram, type StoredRun } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';

/** With scripted models alone. */
function runProgram(args: readonly string[], { directory }: { directory: string }): Promise<Outcome> {
  return runWholeProgram(args, { directory, environment: NO_MODEL_PROCESS });
}

/** Two scripted models, and three scenarios of which two are tagged. */
async function matrixFolder() {
  const folder = await scriptedFolder({ yes: { replies: ['うん！'] }, no: { replies: ['いや！'] } });
  const tagged = (id: string, tags: string[]): string =>
    JSON.stringify({ ...JSON.parse(scenarioYaml({ id, turns: ['a'] })), tags });
  await folder.write('scenarios/xcat.yaml', tagged('xcat', ['xcasual', 'ja']));
  await folder.write('scenarios/xcow.yaml', tagged('xcow', ['xcasual']));
  await folder.write('scenarios/xdog.yaml', tagged('xdog', ['xformal']));
  return folder;
}

type Folder = Awaited<ReturnType<typeof matrixFolder>>;

async function play(folder: Folder, out: string, ...args: string[]): Promise<StoredRun> {
  const { code, stderr } = await runProgram(['eval', '--no-score', ...args, '--out', out], { directory: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return readRun(path.join(folder.path, out));
}

function playedOf({ journal }: StoredRun): string[] {
  return journal
    .filter((line) => line.type === 'conversation')
    .map(({ model, scenario, settings, sample }) => `${model}/${scenario} ${JSON.stringify(settings)} ${sample}`);
}

async function plan(folder: Folder, ...args: string[]) {
  const { code, stdout, stderr } = await runProgram(['eval', ...args, '--dry-run', '--json'], {
    directory: folder.path,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the matrix', () => {
  it('plays models, then scenarios, then settings, then samples, in the order in which they were named', async () => {
    await using folder = await matrixFolder();
    const scenarios = ['--scenario', 'xdog', '--scenario', 'xc*'];
    const run = await play(folder, 'all', '--model', 'yes', '--model', 'no', ...scenarios, '--samples', '2');
    const of = (model: string): string[] =>
      ['xdog', 'xcat', 'xcow'].flatMap((scenario) => [1, 2].map((sample) => `${model}/${scenario} {} ${sample}`));
    expect(playedOf(run)).toEqual([...of('yes'), ...of('no')]);
    expect(playedOf(await play(folder, 'globs', '--model', 'y?s', '--scenario', 'x?o*'))).toEqual([
      'yes/xcow {} 1',
      'yes/xdog {} 1',
    ]);
  });

  it('selects scenarios by tag, and each only once', async () => {
    await using folder = await matrixFolder();
    const scenarios = ['tag:xcasual', 'xcat', 'tag:xfor*'].flatMap((selector) => ['--scenario', selector]);
    expect(playedOf(await play(folder, 'tags', '--model', 'yes', ...scenarios))).toEqual([
      'yes/xcat {} 1',
      'yes/xcow {} 1',
      'yes/xdog {} 1',
    ]);
    const unknown = await runProgram(['eval', '--model', 'yes', '--scenario', 'tag:xcasul'], {
      directory: folder.path,
    });
    expect(unknown).toMatchObject({ code: 4, stderr: expect.stringContaining('xcasual') });
  });

  it('plays only what the filter leaves, and only the first of each model', async () => {
    await using folder = await matrixFolder();
    const all = ['--model', 'yes', '--model', 'no', '--scenario', 'xc*', '--scenario', 'xdog', '--samples', '2'];
    expect(playedOf(await play(folder, 'filtered', ...all, '--filter', '*/xd?g'))).toEqual([
      'yes/xdog {} 1',
      'yes/xdog {} 2',
      'no/xdog {} 1',
      'no/xdog {} 2',
    ]);
    expect(playedOf(await play(folder, 'first', ...all, '--filter', 'no/*', '--first', '3'))).toEqual([
      'no/xcat {} 1',
      'no/xcat {} 2',
      'no/xcow {} 1',
    ]);
    const nothing = await runProgram(['eval', ...all, '--filter', 'maybe/*'], { directory: folder.path });
    expect(nothing).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('leaves nothing to play') });
  });

  it('plays each combination of listed settings once', async () => {
    await using folder = await matrixFolder();
    const settings = ['temperature=0.2,0.7,0.20', 'minP=0,0.05'].flatMap((setting) => ['--set', setting]);
    const run = await play(folder, 'sets', '--model', 'yes', '--scenario', 'xcat', ...settings, '--mode', 'fast');
    expect(playedOf(run).sort()).toEqual([
      'yes/xcat {"temperature":0.2,"minP":0.05} 1',
      'yes/xcat {"temperature":0.2,"minP":0} 1',
      'yes/xcat {"temperature":0.7,"minP":0.05} 1',
      'yes/xcat {"temperature":0.7,"minP":0} 1',
    ]);
  });

  it.each([
    [['--set', 'maxTokens=5,6', '--max-tokens', '7'], /^--max-tokens and --set maxTokens=… set the same thing/],
    [['--retry-failed'], /^--retry-failed needs --resume/],
  ])('refuses %j, of which one part would be ignored', async (options, says) => {
    await using folder = await matrixFolder();
    const args = ['eval', '--model', 'yes', '--scenario', 'xcat', ...options];
    const { code, stderr } = await runProgram(args, { directory: folder.path });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
    expect(readdirSync(folder.path)).not.toContain('results');
  });

  it("changes nobody's keys, seeds or replies when a model is added", async () => {
    await using folder = await matrixFolder();
    const few = ['--scenario', 'xc*', '--samples', '2', '--seed', '5'];
    const alone = await play(folder, 'alone', '--model', 'no', ...few);
    const beside = await play(folder, 'beside', '--model', 'yes', '--model', 'no', ...few);
    const ownOf = ({ turns }: StoredRun): unknown[] =>
      turns
        .filter(({ model }) => model === 'no')
        .map(({ key, seed, reply, promptHash }) => [key, seed, reply, promptHash]);
    expect(ownOf(beside)).toEqual(ownOf(alone));
    // Other models draw the same numbers, which makes paired comparison sharper.
    const seedsOf = (model: string): unknown[] =>
      beside.turns.filter((turn) => turn.model === model).map(({ scenario, sample, seed }) => [scenario, sample, seed]);
    expect(seedsOf('yes')).toEqual(seedsOf('no'));
    expect(new Set(beside.turns.map(({ key }) => key)).size).toBe(8);
    expect(new Set(ownOf(alone).map((turn) => JSON.stringify(turn))).size).toBe(4);
  });

  it('plays both of two entries with the same weights', async () => {
    await using folder = await matrixFolder();
    await writeModel(folder, 'yes-too', { replies: ['うん！'] });
    const run = await play(folder, 'twins', '--model', 'yes', '--model', 'yes-too', '--scenario', 'xcat');
    expect(playedOf(run)).toEqual(['yes/xcat {} 1', 'yes-too/xcat {} 1']);
    expect(new Set(run.turns.map(({ key }) => key)).size).toBe(1);
    const { stdout } = await runProgram(['eval', '--resume', '--out', 'twins', '--json'], { directory: folder.path });
    expect(JSON.parse(stdout).conversations.map(({ model }: { model: string }) => model)).toEqual(['yes', 'yes-too']);
  });
});

describe('--dry-run', () => {
  it('prints the plan and plays nothing', async () => {
    await using folder = await matrixFolder();
    const args = ['--model', 'yes', '--model', 'no', '--scenario', 'xc*', '--scenario', 'short', '--samples', '3'];
    const { code, stdout } = await runProgram(['eval', ...args, '--filter', '*/xc*', '--dry-run'], {
      directory: folder.path,
    });
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "2 models × 3 scenarios × 1 variant of settings × 3 samples, strict; nothing is played
      model  conversations  turns   memory     time
      yes                6      6  unknown  unknown
      no                 6      6  unknown  unknown
      12 conversations, 12 turns, time: unknown
      Times are known only for models already played in this mode; playing --first 1 is enough.
      "
    `);
    expect(readdirSync(folder.path).sort()).toEqual(['models', 'scenarios']);
  });

  it('estimates from the latest recorded speed of the same weights in the same mode', async () => {
    await using folder = await matrixFolder();
    const run = await play(folder, 'results', '--model', 'yes', '--scenario', 'xcat');
    const summary = run.summary;
    if (!summary) throw new Error('the run did not end');
    const [measured] = summary.speeds;
    if (!measured) throw new Error('no speed was recorded');
    expect(measured).toMatchObject({ model: 'yes', mode: 'strict', parallel: 1, turns: 1 });
    const record = (runId: string, speed: Partial<Summary['speeds'][number]>): void => {
      const directory = path.join(folder.path, 'results', runId);
      mkdirSync(directory);
      copyFileSync(path.join(run.directory, 'manifest.json'), path.join(directory, 'manifest.json'));
      const speeds = [{ ...measured, ...speed }];
      writeFileSync(path.join(directory, 'summary.json'), JSON.stringify({ ...summary, runId, speeds }));
    };
    // Earlier than the real one; later in another mode; the latest, of another name with the same weights.
    record('20000101-000000-000-aaaa', { turns: 1, playMs: 1e9, loadMs: 1e9 });
    record('29990101-000000-000-aaaa', { mode: 'fast', turns: 1, playMs: 1e6, loadMs: 1e6 });
    record('29980101-000000-000-aaaa', { model: 'renamed', turns: 20, playMs: 5_000, loadMs: 700 });
    const of = (...args: string[]) => plan(folder, '--scenario', 'xc*', '--samples', '50', ...args);
    expect(await of('--model', 'yes')).toMatchObject({ turns: 100, estimateMs: 700 + (5_000 / 20) * 100 });
    expect(await of('--model', 'yes', '--mode', 'fast')).toMatchObject({ estimateMs: 1e6 + 1e6 * 100 });
    // What is not known of one model is not known of all.
    expect(await of('--model', 'yes', '--model', 'no')).toMatchObject({
      models: [{ estimateMs: 25_700 }, { estimateMs: null }],
      estimateMs: null,
    });
  });

  it('passes over runs of another version', async () => {
    await using folder = await matrixFolder();
    const old = path.join(folder.path, 'results/20000101-000000-000-aaaa');
    mkdirSync(old, { recursive: true });
    for (const name of ['manifest.json', 'summary.json']) writeFileSync(path.join(old, name), '{"schemaVersion":1}');
    expect(await plan(folder, '--model', 'yes', '--scenario', 'xcat')).toMatchObject({ estimateMs: null });
    const resumed = await runProgram(['eval', '--resume'], { directory: folder.path });
    expect(resumed).toMatchObject({ code: 4, stderr: 'there is no run to resume in results\n' });
    const named = await runProgram(['eval', '--resume', '20000101-000000-000-aaaa'], { directory: folder.path });
    expect(named).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has version 1, but this program reads only versions 2, 3'),
    });
  });
});

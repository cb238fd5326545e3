// The last lines of a run and what `--json` says in their place: whether anything came of it, and how fast it was.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiServer, jsonAnswer, spoken } from './support/api-server.ts';
import { readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { toyFolder } from './support/toy-folder.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

const ON_CPU = ['--gpu', 'off', '--threads', '1'];

const warningsIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('warning '));

describe('a run none of whose replies is complete says so at its end', () => {
  const play = async (models: Record<string, { replies: unknown[] }>, ...args: string[]) => {
    await using folder = await scriptedFolder(models, scenarioYaml({ turns: ['a', 'b'] }));
    const names = Object.keys(models).flatMap((id) => ['--model', id]);
    const { code, stdout } = await runProgram(['eval', '--no-score', ...names, '--scenario', 'short', ...args], {
      directory: folder.path,
      environment: NO_MODEL_PROCESS,
    });
    return { code, warnings: warningsIn(stdout), end: stdout.trimEnd().split('\n').slice(-2)[0] };
  };

  it.each(['transcript', 'plain'])('in the form of %s', async (reporter) => {
    const { code, warnings, end } = await play({ hush: { replies: ['', ' '] } }, '--reporter', reporter, '--no-score');
    expect(code).toBe(0);
    expect(warnings).toEqual(['warning hush: every reply is empty']);
    expect(end).toBe('warning hush: every reply is empty');
  });

  it('for each model of which it is true, and for no other', async () => {
    const { warnings } = await play({
      hush: { replies: [''] },
      half: { replies: ['', 'うん'] },
      yes: { replies: ['はい'] },
    });
    expect(warnings).toEqual(['warning hush: every reply is empty']);
  });

  it('as an annotation in GitHub Actions', async () => {
    await using folder = await scriptedFolder({ hush: { replies: [''] } });
    const { stdout } = await runProgram(
      ['eval', '--no-score', '--model', 'hush', '--scenario', 'short', '--reporter', 'github'],
      {
        directory: folder.path,
        environment: NO_MODEL_PROCESS,
      },
    );
    expect(stdout).toContain('\n::warning title=hitogara::hush: every reply is empty\n');
  });

  it('when all are cut off', async () => {
    await using folder = await toyFolder(scenarioYaml(), ENDLESS);
    const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'chatml', ...ON_CPU];
    const { code, stdout } = await runProgram([...args, '--max-tokens', '3'], { directory: folder.path });
    expect(code).toBe(0);
    expect(warningsIn(stdout)).toContain(
      'warning toy: every reply was cut off at the token limit; raise it with --max-tokens',
    );
  });

  /** The last lines of a run on a server that answers like this. */
  const playAt = async (answers: Parameters<typeof apiServer>[0]) => {
    await using server = await apiServer(answers);
    await using folder = temporaryFolder();
    for (const name of ['scenarios', 'models']) mkdirSync(path.join(folder.path, name));
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a', 'b'] }));
    const entry = { id: 'm', backend: 'openai', model: 'm', baseUrl: `${server.origin}/v1` };
    await folder.write('models/m.yaml', JSON.stringify(entry));
    const { stdout } = await runProgram(['eval', '--no-score', '--model', 'm', '--scenario', 'short'], {
      directory: folder.path,
      environment: NO_MODEL_PROCESS,
    });
    return warningsIn(stdout);
  };

  it('when the model never stopped thinking', async () => {
    const thinking = spoken('openai', { text: [], reasoning: ['さて'], finish: 'length' });
    expect(await playAt([thinking])).toEqual([
      'warning m: every reply is empty, because the model was still thinking at the token limit; raise it with --max-tokens',
    ]);
  });

  it('when all are refused', async () => {
    expect(await playAt([spoken('openai', { finish: 'filter' })])).toEqual(['warning m: every reply was refused']);
  });

  it('when all are wrong in different ways', async () => {
    const cut = spoken('openai', { finish: 'length' });
    expect(await playAt([spoken('openai', { text: [] }), cut])).toEqual([
      'warning m: no reply is complete (1 empty, 1 truncated)',
    ]);
  });
});

describe('a run all of whose conversations failed', () => {
  it('has the status failed, and can be played again', async () => {
    let isBroken = true;
    await using server = await apiServer(() =>
      isBroken ? jsonAnswer(400, { error: { message: 'maximum context length exceeded' } }) : spoken('openai'),
    );
    await using folder = temporaryFolder();
    for (const name of ['scenarios', 'models']) mkdirSync(path.join(folder.path, name));
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a'] }));
    const entry = { id: 'm', backend: 'openai', model: 'm', baseUrl: `${server.origin}/v1` };
    await folder.write('models/m.yaml', JSON.stringify(entry));
    const run = (...args: string[]) =>
      runProgram(['eval', '--no-score', ...args], { directory: folder.path, environment: NO_MODEL_PROCESS });
    const failed = await run('--model', 'm', '--scenario', 'short', '--samples', '2', '--json');
    expect(failed.code).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      status: 'failed',
      totals: { conversations: 2, done: 0, failed: 2 },
      conversations: [{ reason: expect.stringMatching(/^context-overflow: /) }, {}],
    });
    expect(failed.stderr).toContain('\nfailed: 2 conversations failed, none was completed, 0 turns in ');
    isBroken = false;
    const again = await run('--resume', '--retry-failed', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      status: 'done',
      totals: { conversations: 2, done: 2, failed: 0 },
    });
  });

  it('is done if one of them did not fail', async () => {
    let asked = 0;
    await using server = await apiServer(() =>
      asked++ === 0 ? jsonAnswer(400, { error: { message: 'maximum context length exceeded' } }) : spoken('openai'),
    );
    await using folder = temporaryFolder();
    for (const name of ['scenarios', 'models']) mkdirSync(path.join(folder.path, name));
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a'] }));
    const entry = { id: 'm', backend: 'openai', model: 'm', baseUrl: `${server.origin}/v1` };
    await folder.write('models/m.yaml', JSON.stringify(entry));
    const args = ['eval', '--no-score', '--model', 'm', '--scenario', 'short', '--samples', '2', '--json'];
    const { code, stdout } = await runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'done', totals: { done: 1, failed: 1 } });
  });
});

describe('speed', () => {
  it('of all conversations together stands beside that of one, in fast mode', async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a', 'b'] }), ENDLESS);
    const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'chatml', ...ON_CPU];
    const fast = [...args, '--max-tokens', '8', '--samples', '3', '--mode', 'fast', '--parallel', '3'];
    const { code, stdout, stderr } = await runProgram([...fast, '--json'], { directory: folder.path });
    expect(code).toBe(0);
    const { turns, summary } = readRun(path.join(folder.path, 'results'));
    const [measured] = summary?.speeds ?? [];
    expect(measured).toMatchObject({ turns: 6, replyTokens: 48 });
    const total = Number((48_000 / (measured?.playMs ?? 0)).toPrecision(3));
    const own = turns.map(({ tokensPerSecond }) => tokensPerSecond ?? 0).sort((a, b) => a - b);
    const median = ((own[2] ?? 0) + (own[3] ?? 0)) / 2;
    const { speeds } = JSON.parse(stdout);
    expect(speeds).toEqual([
      {
        model: 'toy',
        turns: 6,
        medianTimeToFirstTokenMs: expect.any(Number),
        medianTokensPerSecond: expect.any(Number),
        totalTokensPerSecond: total,
      },
    ]);
    expect(speeds[0].medianTokensPerSecond / median).toBeCloseTo(1, 1);
    expect(stderr).toMatch(/\ntoy: [\d.]+ tokens\/s for all conversations together\ndone: 3 conversations, /);
  });

  it('is told of the whole where one conversation is played at a time, too', async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }), ENDLESS);
    const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'chatml', ...ON_CPU];
    const { stdout } = await runProgram([...args, '--max-tokens', '3', '--samples', '2'], { directory: folder.path });
    expect(stdout).toMatch(/^toy: \S+ tokens\/s for all conversations together$/m);
  });

  it('is null in --json where nothing was measured', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん'] } });
    const { stdout } = await runProgram(['eval', '--no-score', '--model', 'yes', '--scenario', 'short', '--json'], {
      directory: folder.path,
      environment: NO_MODEL_PROCESS,
    });
    expect(JSON.parse(stdout).speeds).toMatchObject([
      { model: 'yes', turns: 3, medianTokensPerSecond: null, totalTokensPerSecond: null },
    ]);
  });
});

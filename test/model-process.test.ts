// What happens when the model process dies, hangs or is told to stop, in the real program.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { it as anywhere, expect } from 'vitest';
import { readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

/** Child processes are found through /proc. */
const it = anywhere.skipIf(process.platform !== 'linux');

async function endlessFolder() {
  const folder = temporaryFolder();
  await folder.write('toy.gguf', toyModel({ ...ENDLESS, contextLength: 8192 }));
  await mkdir(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['first', 'second'] }));
  return folder;
}

const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--reporter', 'transcript'];

it('fails the conversation whose model process is killed, and plays the others', async () => {
  await using folder = await endlessFolder();
  const { code, stdout } = await runProgram([...EVAL, '--samples', '2', '--max-tokens', '1500'], {
    directory: folder.path,
    onStart: whileReplying(1, (modelProcess) => setTimeout(() => process.kill(modelProcess, 'SIGKILL'), 150)),
  });
  expect(code).toBe(3);
  expect(stdout).toContain('SIGKILL');
  const { journal } = readRun(path.join(folder.path, 'results'));
  const reason = 'process-died: the model process was ended by SIGKILL';
  expect(journal.filter(({ sample }) => sample === 1)).toMatchObject([
    { type: 'interruption', turn: 1, user: 'first', partialReply: expect.stringMatching(/^(うん)+う?$/), reason },
    { type: 'conversation', status: 'failed', turns: 0, reason },
  ]);
  expect(journal.at(-1)).toMatchObject({ type: 'conversation', sample: 2, status: 'done', turns: 2 });
});

it('kills a model process that gives no sign of life', async () => {
  await using folder = await endlessFolder();
  const started = performance.now();
  const { code } = await runProgram(
    [...EVAL, '--max-tokens', '4000', '--limit', 'idle=1', '--limit', 'first-token=5'],
    {
      directory: folder.path,
      onStart: whileReplying(1, (modelProcess) => setTimeout(() => process.kill(modelProcess, 'SIGSTOP'), 150)),
    },
  );
  expect(code).toBe(3);
  expect(performance.now() - started).toBeLessThan(20_000);
  const { journal } = readRun(path.join(folder.path, 'results'));
  expect(journal.at(-1)).toMatchObject({
    type: 'conversation',
    status: 'failed',
    reason: expect.stringMatching(/^deaf: .* within 1 s|^deaf: .* within 5 s/),
  });
});

it('ends a reply that takes too long in all', async () => {
  await using folder = await endlessFolder();
  const { code } = await runProgram([...EVAL, '--max-tokens', '6000', '--limit', 'total=0.3'], {
    directory: folder.path,
  });
  expect(code).toBe(3);
  const reason = 'total-timeout: the reply was not finished within 0.3 s';
  expect(readRun(path.join(folder.path, 'results')).journal).toMatchObject([
    { type: 'interruption', turn: 1, user: 'first', partialReply: expect.stringMatching(/^(うん)+う?$/), reason },
    { type: 'conversation', status: 'failed', turns: 0, reason },
  ]);
});

it('gives up loading after its limit', async () => {
  await using folder = await endlessFolder();
  const { code, stderr } = await runProgram([...EVAL, '--limit', 'load=0.05'], { directory: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain('load-timeout');
});

it('keeps what was said when it is interrupted, and exits with 130', async () => {
  await using folder = await endlessFolder();
  const { code } = await runProgram([...EVAL, '--max-tokens', '1500'], {
    directory: folder.path,
    onStart: whileReplying(2, (_, program) => setTimeout(() => program.kill('SIGINT'), 150)),
  });
  expect(code).toBe(130);
  const run = readRun(path.join(folder.path, 'results'));
  expect(run.turns.map(({ turn, replyTokens }) => ({ turn, replyTokens }))).toEqual([{ turn: 1, replyTokens: 1500 }]);
  const last = run.journal.at(-1);
  expect(last).toMatchObject({
    type: 'interruption',
    turn: 2,
    user: 'second',
    partialReply: expect.stringMatching(/^(うん)+う?$/),
    reason: 'interrupted',
  });
  expect(run.summary).toMatchObject({ status: 'interrupted', totals: { conversations: 0, turns: 1 } });
});

it('is interrupted within seconds even when the model process is deaf', async () => {
  await using folder = await endlessFolder();
  const { code } = await runProgram([...EVAL, '--max-tokens', '6000'], {
    directory: folder.path,
    onStart: whileReplying(1, (modelProcess, program) =>
      setTimeout(() => {
        process.kill(modelProcess, 'SIGSTOP');
        program.kill('SIGTERM');
      }, 150),
    ),
  });
  expect(code).toBe(130);
  expect(readRun(path.join(folder.path, 'results')).journal).toMatchObject([
    { type: 'interruption', turn: 1, partialReply: expect.stringMatching(/^(うん)+う?$/), reason: 'interrupted' },
  ]);
});

it('refuses a context that memory cannot hold, within seconds and before it takes any', async () => {
  await using folder = await endlessFolder();
  const started = performance.now();
  const { code, stderr } = await runProgram([...EVAL, '--context', '500000000'], { directory: folder.path });
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^failed toy: load-failed: \S*toy\.gguf: a context of 500000000 tokens needs [\d.]+ GB, and [\d.]+ GB are free; lower --context\n$/,
  );
});

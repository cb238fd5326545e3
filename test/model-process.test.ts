// What happens when the model process dies, hangs or is told to stop, in the real program.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { it as anywhere, describe, expect } from 'vitest';
import type { ChildChannel } from '../dist/backend/llama/child-channel.js';
import { startModelProcess } from '../dist/backend/llama/model-process.js';
import type { GeneratedReply, ReplyOrder } from '../dist/backend/llama/protocol.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import type { ModelFailure } from '../dist/core/errors.js';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
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
  const { code, stdout } = await spawnProgram([...EVAL, '--samples', '2', '--max-tokens', '1500'], {
    directory: folder.path,
    onStart: whileReplying(1, (modelProcess) => setTimeout(() => process.kill(modelProcess, 'SIGKILL'), 150)),
  });
  expect(code).toBe(3);
  expect(stdout).toContain('SIGKILL');
  const { journal } = readRun(path.join(folder.path, 'results'));
  const reason = 'process-died: the model process was killed by SIGKILL';
  expect(journal.filter(({ sample }) => sample === 1)).toMatchObject([
    { type: 'interruption', turn: 1, user: 'first', partialReply: expect.stringMatching(/^(うん)+う?$/), reason },
    { type: 'conversation', status: 'failed', turns: 0, reason },
  ]);
  expect(journal.at(-1)).toMatchObject({ type: 'conversation', sample: 2, status: 'done', turns: 2 });
});

it('kills a model process that gives no sign of life', async () => {
  await using folder = await endlessFolder();
  const started = performance.now();
  const { code } = await spawnProgram(
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
    reason: expect.stringMatching(/^unresponsive: .* within 1 s|^unresponsive: .* within 5 s/),
  });
});

it('ends a reply that takes too long in all', async () => {
  await using folder = await endlessFolder();
  const { code } = await runProgram([...EVAL, '--max-tokens', '6000', '--limit', 'total=0.3'], {
    directory: folder.path,
  });
  expect(code).toBe(3);
  const reason = 'total-timeout: the reply did not finish within 0.3 s';
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
  const { code } = await spawnProgram([...EVAL, '--max-tokens', '1500'], {
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

it('is interrupted within seconds even when the model process is unresponsive', async () => {
  await using folder = await endlessFolder();
  const { code } = await spawnProgram([...EVAL, '--max-tokens', '6000'], {
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

/** A process that does what it is told to by a script, so that its silences have exact lengths. */
describe('limits beside other conversations', () => {
  const limits = { loadMs: 1_000, firstTokenMs: 150, idleMs: 150, totalMs: 2_000 };

  anywhere('do not end a reply that waits for another prompt, as long as the process gives signs', async () => {
    const { reply } = scripted(async (listener) => {
      for (let sign = 0; sign < 8; sign++) {
        listener.onSign();
        await sleep(50);
      }
      listener.onStart();
      listener.onText('あ', 1);
      for (let sign = 0; sign < 8; sign++) {
        await sleep(50);
        listener.onSign();
      }
    });
    expect(await reply(limits)).toMatchObject({ finishReason: { raw: 'max-tokens' } });
  });

  anywhere('end it when there are none', async () => {
    const { reply } = scripted((listener) => {
      listener.onSign();
      return sleep(600);
    });
    await expect(reply(limits)).rejects.toThrow('did not generate a first token within 0.15 s');
  });

  anywhere('hold for the whole of its own prompt, whatever else is done', async () => {
    const { reply } = scripted(async (listener) => {
      listener.onStart();
      for (let sign = 0; sign < 12; sign++) {
        await sleep(50);
        listener.onSign();
      }
    });
    await expect(reply(limits)).rejects.toThrow('did not generate a first token within 0.15 s');
  });

  anywhere('end only the reply that takes too long in all, where the process listens', async () => {
    const { reply, isKilled } = scripted(async (listener, isAborted) => {
      while (!isAborted()) {
        listener.onText('あ', 1);
        await sleep(20);
      }
    });
    await expect(reply({ ...limits, totalMs: 200 })).rejects.toThrow('was not finished within 0.2 s');
    expect(isKilled()).toBe(false);
  });
});

type ReplyListener = NonNullable<Parameters<ChildChannel['call']>[1]>;

function scripted(play: (listener: ReplyListener, isAborted: () => boolean) => Promise<void>) {
  let isAborted = false;
  let killed: ModelFailure | undefined;
  let die: (failure: ModelFailure) => void = () => {};
  const channel: ChildChannel = {
    get isAlive() {
      return killed === undefined;
    },
    async call(_request, listener): Promise<GeneratedReply> {
      if (!listener) throw new Error('a reply has a listener');
      const death = new Promise<never>((_, reject) => {
        die = reject;
      });
      await Promise.race([play(listener, () => isAborted || killed !== undefined), death]);
      const finishReason = isAborted
        ? ({ unified: 'error', raw: 'aborted' } as const)
        : ({ unified: 'length', raw: 'max-tokens' } as const);
      const figures = { promptTokens: 1, reusedTokens: 0, replyTokens: 1, promptMs: 1, generateMs: 1 };
      return { text: 'あ', finishReason, ...figures, warnings: [] };
    },
    abort() {
      isAborted = true;
    },
    async kill(because) {
      killed = because;
      if (because) die(because);
    },
  };
  const order: ReplyOrder = {
    type: 'reply',
    session: 0,
    prompt: { parts: [], bos: 'never', markers: [] },
    stop: [],
    sampling: effectiveSampling({}),
    seed: 1,
    trace: false,
  };
  const modelProcess = startModelProcess(channel);
  return {
    isKilled: () => killed !== undefined,
    reply: (limits: Parameters<typeof modelProcess.reply>[1]['limits']) =>
      modelProcess.reply(order, { limits, onText: () => {}, signal: new AbortController().signal }),
  };
}

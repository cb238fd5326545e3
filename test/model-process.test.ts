// What happens when the model process dies, hangs or is told to stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { it as anywhere, describe, expect } from 'vitest';
import type { ChildChannel } from '../dist/backend/llama/child-channel.js';
import { startModelProcess } from '../dist/backend/llama/model-process.js';
import type { GeneratedReply, ReplyOrder } from '../dist/backend/llama/protocol.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import type { ModelFailure } from '../dist/core/errors.js';
import { evaluate, type RunEvent } from '../dist/index.js';
import { lacks } from './support/capabilities.ts';
import { runProgram } from './support/cli.ts';
import { ownModelProcess } from './support/disturb.ts';
import { play } from './support/play.ts';
import { toyFolder } from './support/toy-folder.ts';
import { ENDLESS, scenarioYaml, YES } from './support/toys.ts';
import { worldIn } from './support/world.ts';

/** Child processes are found through /proc. */
const it = anywhere.skipIf(lacks('children in /proc'));

/** A model that never ends by itself, and scenarios of one turn in which it may say so many tokens. */
async function endlessFolder(scenarios: Readonly<Record<string, number>>) {
  const folder = await toyFolder(scenarioYaml(), { ...ENDLESS, contextLength: 8192 });
  for (const [id, maxTokens] of Object.entries(scenarios)) {
    const sampling = { temperature: 0, maxTokens };
    await folder.write(`scenarios/${id}.yaml`, scenarioYaml({ id, turns: [`${id}?`], sampling }));
  }
  return folder;
}

/** Does something as soon as the first piece of a scenario's reply is there. */
function inReply(disturbances: Readonly<Record<string, () => void>>): (event: RunEvent) => void {
  const left = new Map(Object.entries(disturbances));
  let scenario = '';
  return (event) => {
    if (event.type === 'conversation-start') scenario = event.scenario.id;
    if (event.type !== 'text') return;
    left.get(scenario)?.();
    left.delete(scenario);
  };
}

const SAID = expect.stringMatching(/^う(んう)*ん?$/);

it('fails the conversation whose process is killed or gives no sign of life, and plays the others', async () => {
  const scenarios = { killed: 6000, brief: 6, stopped: 6000 };
  await using folder = await endlessFolder(scenarios);
  const { journal, summary } = await play(
    folder.path,
    {
      ...{ models: ['toy.gguf'], prompt: 'chatml', scenarios: Object.keys(scenarios) },
      limits: { idleMs: 1_000 },
    },
    {
      emit: inReply({
        killed: () => process.kill(ownModelProcess(), 'SIGKILL'),
        stopped: () => process.kill(ownModelProcess(), 'SIGSTOP'),
      }),
    },
  );
  const died = 'process-died: the model process was killed by SIGKILL';
  const silent = 'unresponsive: the model process did not respond within 1 s and was killed';
  expect(journal).toMatchObject([
    { type: 'interruption', scenario: 'killed', turn: 1, user: 'killed?', partialReply: SAID, reason: died },
    { type: 'conversation', scenario: 'killed', status: 'failed', turns: 0, reason: died },
    { type: 'turn', scenario: 'brief', reply: 'うんうんうん', replyTokens: 6 },
    { type: 'conversation', scenario: 'brief', status: 'done', turns: 1 },
    { type: 'interruption', scenario: 'stopped', turn: 1, user: 'stopped?', partialReply: SAID, reason: silent },
    { type: 'conversation', scenario: 'stopped', status: 'failed', turns: 0, reason: silent },
  ]);
  expect(summary).toMatchObject({ status: 'done', totals: { conversations: 3, done: 1, failed: 2, turns: 1 } });
});

it('ends a reply that takes too long in all, and is interrupted within seconds where the process is unresponsive', async () => {
  const scenarios = { late: 6000, stopped: 6000, never: 6 };
  await using folder = await endlessFolder(scenarios);
  const controller = new AbortController();
  const { journal, summary } = await play(
    folder.path,
    {
      ...{ models: ['toy.gguf'], prompt: 'chatml', scenarios: Object.keys(scenarios) },
      limits: { totalMs: 500 },
    },
    {
      signal: controller.signal,
      emit: inReply({
        stopped() {
          process.kill(ownModelProcess(), 'SIGSTOP');
          controller.abort();
        },
      }),
    },
  );
  const late = 'total-timeout: the reply did not finish within 0.5 s';
  expect(journal).toMatchObject([
    { type: 'interruption', scenario: 'late', turn: 1, user: 'late?', partialReply: SAID, reason: late },
    { type: 'conversation', scenario: 'late', status: 'failed', turns: 0, reason: late },
    { type: 'interruption', scenario: 'stopped', turn: 1, partialReply: SAID, reason: 'interrupted' },
  ]);
  expect(summary).toMatchObject({ status: 'interrupted', totals: { conversations: 1, failed: 1, turns: 0 } });
});

it('gives up loading after its limit', async () => {
  await using folder = await endlessFolder({});
  const { directory, summary, failedModels } = await evaluate(
    { models: ['toy.gguf'], scenarios: ['short'], limits: { loadMs: 50 } },
    { world: worldIn(folder.path) },
  );
  expect({ directory, status: summary.status, failedModels }).toEqual({
    ...{ directory: null, status: 'failed' },
    failedModels: [{ status: 'failed', model: 'toy', reason: 'load-timeout: toy.gguf did not load within 0.05 s' }],
  });
});

it('refuses a context that memory cannot hold, within seconds and before it takes any', async () => {
  await using folder = await endlessFolder({});
  const started = performance.now();
  const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--gpu', 'off'];
  const { code, stderr } = await runProgram([...args, '--context', '500000000', '--reporter', 'transcript'], {
    directory: folder.path,
  });
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^failed toy: load-failed: toy\.gguf: a context of 500000000 tokens needs [\d.]+ GB, but only [\d.]+ GB is free; lower --context\n$/,
  );
});

/** A process that does what it is told to by a script, so that its silences have exact lengths. */
it('names the file and the reason where llama.cpp asserts on it, before anything is played', async () => {
  const epsilon = { type: 'float32', value: -1 } as const;
  const metadata = new Map([['llama.attention.layer_norm_rms_epsilon', epsilon]]);
  await using folder = await toyFolder(scenarioYaml(), { ...YES, metadata });
  const args = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--gpu', 'off'];
  const { code, stderr } = await runProgram(args, { directory: folder.path });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(
      /^failed toy: load-failed: toy\.gguf: the model process was killed by SIGABRT \(ops\.cpp:\d+: GGML_ASSERT\(eps >= 0\.0f\) failed\) while loading\n$/,
    ),
  });
});

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
    await expect(reply({ ...limits, totalMs: 200 })).rejects.toThrow('did not finish within 0.2 s');
    expect(isKilled()).toBe(false);
  });
});

type ReplyListener = NonNullable<Parameters<ChildChannel['call']>[1]>;

function scripted(play: (listener: ReplyListener, isAborted: () => boolean) => Promise<void>) {
  let isAborted = false;
  let killed: ModelFailure | undefined;
  let die: (failure: ModelFailure) => void = () => {};
  const channel: ChildChannel = {
    device: null,
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

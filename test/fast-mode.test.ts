// Fast mode: several conversations in one batch, on real models.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../dist/backend/backend.js';
import { type LlamaRequest, openLlamaBackend } from '../dist/backend/llama/llama.js';
import { loadEngine, playing } from '../dist/backend/llama/process/engine.js';
import type { PlayedReply } from '../dist/backend/llama/process/generate.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { openSessions } from '../dist/backend/llama/process/sessions.js';
import { tokenizePrompt, tokensBeforeLast } from '../dist/backend/llama/process/tokenize.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import type { Message } from '../dist/core/message.js';
import type { LlamaDescription } from '../dist/core/model-description.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import type { Sampling } from '../dist/core/sampling.js';
import { loadTemplate } from '../dist/prompt/load.js';
import type { Manifest } from '../dist/store/records.js';
import { lacks } from './support/capabilities.ts';
import { REPOSITORY, readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { toyFolder } from './support/toy-folder.ts';
import { toyModel, toyProbability } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml, YES } from './support/toys.ts';
import { SHIPPED, worldIn } from './support/world.ts';

const TINY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');

let llama: OpenedLlamaCpp;
beforeAll(async () => {
  llama = await quietLlamaCpp();
});

const TOY = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short'];

describe('sessions', () => {
  it.each([0, 2])(
    'generate the same tokens together, however soon their owners answer (%i steps of rest)',
    async (rest) => {
      const once = await stepsOf(rest, () => 0);
      const again = await stepsOf(rest, (session, turn) => ((session * 7 + turn * 13) % 5) * 8);
      const reversed = await stepsOf(rest, (session) => (4 - session) * 8);
      expect([again, reversed]).toEqual([once, once]);
      // All five, whenever nobody has finished.
      expect(once.some((step) => step.length === 5)).toBe(true);
    },
  );

  it('give the same replies to the last bit, however soon their owners ask', async () => {
    const once = await playAll({ parallel: 5 }, CONVERSATIONS, () => 0);
    const again = await playAll({ parallel: 5 }, CONVERSATIONS, (index, turn) => ((index + turn) % 3) * 8);
    expect(again).toEqual(once);
    expect(once.map((replies) => replies.length)).toEqual(CONVERSATIONS.map(({ users }) => users.length));
  });

  it('reuse the persona of the conversation before, and nothing else of it', async () => {
    const [first, second, other] = await playAll({ parallel: 2, only: 0 }, [
      { persona: LONG_PERSONA, users: ['こんにちは'], sampling: { temperature: 0 } },
      { persona: LONG_PERSONA, users: ['こんにちは'], sampling: { temperature: 0 } },
      { persona: `別の${LONG_PERSONA}`, users: ['こんにちは'], sampling: { temperature: 0 } },
    ]);
    expect(first?.[0]?.reusedTokens).toBe(0);
    expect(second?.[0]?.reusedTokens).toBeGreaterThan(128);
    expect(second?.[0]?.reusedTokens).toBeLessThan((second?.[0]?.promptTokens ?? 0) - 1);
    expect({ ...second?.[0], reusedTokens: 0 }).toEqual(first?.[0]);
    expect(other?.[0]?.reusedTokens).toBe(0);
  });

  it('share a long persona, with the same numbers to the last bit as if each had read it', async () => {
    const conversations = ['こんにちは', 'お元気ですか'].map((user) => ({
      persona: LONG_PERSONA,
      users: [user, 'ありがとう'],
      sampling: { temperature: 0 },
    }));
    const [giver, taker] = await playAll({ parallel: 2 }, conversations);
    const [own] = await playAll({ parallel: 2, only: 1 }, conversations.slice(1));
    expect([giver?.[0]?.reusedTokens, own?.[0]?.reusedTokens]).toEqual([0, 0]);
    expect(taker?.[0]?.reusedTokens).toBeGreaterThan(128);
    // The first token comes from a batch of the prompt alone; the others share theirs, or do not.
    expect(taker?.[0]?.trace?.[0]).toEqual(own?.[0]?.trace?.[0]);
    expect(textsOf([taker ?? []])).toEqual(textsOf([own ?? []]));
  });
});

describe('a model process with two sessions', () => {
  const folder = temporaryFolder();
  let backend: Backend;
  beforeAll(async () => {
    backend = await openFast(await folder.write('toy.gguf', toyModel(YES)), folder.path);
  });
  afterAll(async () => {
    await backend.close();
    await folder[Symbol.asyncDispose]();
  });
  const orderOf = async () => ({
    prompt: await backend.template.render(inputOf('p', [{ role: 'user', content: 'a' }])),
    sampling: backend.effectiveSampling({ temperature: 0 }),
    seed: 1,
  });

  it('traces the probability of each greedy token among all tokens', async () => {
    const session = await backend.openSession();
    await session.begin();
    const signal = new AbortController().signal;
    const { text, trace } = await session.reply({ ...(await orderOf()), trace: true, signal });
    const pieces = ['<0x0A>', 'う', 'ん', '！', '<|im_end|>'];
    const expected = pieces.slice(1).map((next, index) => Math.log(toyProbability(YES, pieces[index] ?? '', next)));
    expect(text).toBe('うん！');
    expect(trace?.map(({ logProbability }) => logProbability)).toEqual(
      expected.map((value) => expect.closeTo(value, 4)),
    );
    const without = await session.reply({ ...(await orderOf()), signal });
    expect({ text: without.text, trace: without.trace }).toEqual({ text, trace: undefined });
    await session.close();
  });

  it('ends a reply that is aborted while it waits for others', async () => {
    const [busy, idle] = [await backend.openSession(), await backend.openSession()];
    await busy.begin();
    await idle.begin();
    const stop = new AbortController();
    const reply = busy.reply({ ...(await orderOf()), signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    // The other session neither asks nor leaves.
    expect(await reply).toMatchObject({ text: '', replyTokens: 0, finishReason: { unified: 'error', raw: 'aborted' } });
  });
});

describe('eval --mode fast', () => {
  it('plays every turn, and no persona is heard in another conversation', async () => {
    await using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'scenarios'));
    const canaries = ['ぱんだ', 'きりん', 'ふくろう'];
    for (const [index, canary] of canaries.entries()) {
      const instruction = `あなたは${canary}です。名前を聞かれたら「${canary}です」と答えます。`;
      const turns = ['こんにちは', 'お名前は何ですか', '好きな食べ物は何ですか', 'さようなら'].slice(index);
      await folder.write(
        `scenarios/s${index}.yaml`,
        scenarioYaml({ id: `s${index}`, instruction, turns, sampling: { temperature: 0.7 } }),
      );
    }
    const play = async (out: string) => {
      const args = ['eval', '--no-score', '--model', 'hitogara-tiny-q8_0', '--scenario', 's?', '--samples', '2'];
      const fast = [
        '--threads',
        '1',
        '--gpu',
        'off',
        '--mode',
        'fast',
        '--parallel',
        '4',
        '--max-tokens',
        '16',
        '--reporter',
        'silent',
      ];
      const { code, stderr } = await runProgram([...args, ...fast, '--out', out], { directory: folder.path });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return readRun(path.join(folder.path, out));
    };
    const run = await play('one');
    expect(run.manifest.models[0]).toMatchObject({
      description: { parallel: 4, parallelCalibration: null },
      identity: { decoding: { parallel: 4 } },
    });
    const turnsOf = (scenario: string, sample: number) =>
      run.turns.filter((turn) => turn.scenario === scenario && turn.sample === sample).map(({ turn }) => turn);
    for (const index of canaries.keys()) {
      const whole = [1, 2, 3, 4].slice(0, 4 - index);
      for (const sample of [1, 2]) expect(turnsOf(`s${index}`, sample)).toEqual(whole);
    }
    const strange = run.turns.filter(({ scenario, reply }) =>
      canaries.some((canary, index) => scenario !== `s${index}` && reply.includes(canary)),
    );
    expect(strange).toEqual([]);
    const again = await play('two');
    const said = ({ turns }: typeof run) =>
      Object.fromEntries(turns.map(({ scenario, sample, turn, reply }) => [`${scenario} ${sample} ${turn}`, reply]));
    expect(said(again)).toEqual(said(run));
  });

  // Child processes are found through /proc.
  it.skipIf(lacks('children in /proc'))(
    'loses the conversations in progress with their process, and plays the rest on a new one',
    async () => {
      await using folder = await toyFolder(scenarioYaml({ turns: ['first', 'second'] }), {
        ...ENDLESS,
        contextLength: 8192,
      });
      const args = [...TOY, '--threads', '1', '--samples', '6'];
      const fast = ['--gpu', 'off', '--mode', 'fast', '--parallel', '3', '--max-tokens', '400'];
      const { code } = await spawnProgram([...args, ...fast], {
        directory: folder.path,
        onStart: (program) => void killWhenPlayed(path.join(folder.path, 'results'), 3, program.pid ?? 0),
      });
      expect(code).toBe(3);
      const ends = readRun(path.join(folder.path, 'results')).journal.filter(({ type }) => type === 'conversation');
      const dead = { status: 'failed', turns: 1, reason: 'process-died: the model process was killed by SIGKILL' };
      const done = { status: 'done', turns: 2 };
      expect(ends).toMatchObject([dead, dead, dead, done, done, done]);
    },
  );

  it('measures how many conversations at once are fastest, once', async () => {
    await using folder = await toyFolder();
    const describeRun = async (out: string) => {
      const args = [...TOY, '--gpu', 'off', '--mode', 'fast', '--out', out];
      const { code } = await runProgram(args, { directory: folder.path });
      expect(code).toBe(0);
      return llamaOf(readRun(path.join(folder.path, out)).manifest);
    };
    const first = await describeRun('one');
    expect(first.parallelCalibration).toMatchObject([1, 2, 4, 8].map((parallel) => ({ parallel })));
    expect([1, 2, 4, 8]).toContain(first.parallel);
    const second = await describeRun('two');
    for (const fact of ['threads', 'parallel', 'parallelCalibration'] as const)
      expect(second[fact]).toEqual(first[fact]);
  });

  it('refuses more conversations at once than memory can hold', async () => {
    await using folder = await toyFolder();
    const args = [...TOY, '--threads', '1', '--context', '10000000'];
    const { code, stderr } = await runProgram([...args, '--gpu', 'off', '--mode', 'fast', '--parallel', '200'], {
      directory: folder.path,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /toy\.gguf: 200 contexts of 10000000 tokens need [\d.]+ GB, but only [\d.]+ GB is free; lower --parallel or --context\n$/,
    );
  });
});

interface Conversation {
  persona: string;
  users: readonly string[];
  sampling: Sampling;
}

const LONG_PERSONA =
  'あなたは喫茶店の店員です。いつも明るく丁寧に話します。お客様の好みをよく聞いて、飲み物をすすめます。'.repeat(10);

const USERS = ['こんにちは', 'おすすめは何ですか', '今日は暑いですね', 'ありがとう'];

/** Of different lengths, greedy and sampled. */
const CONVERSATIONS: Conversation[] = Array.from({ length: 12 }, (_, index) => ({
  persona: `あなたは${['店員', '先生', '友達'][index % 3]}です。`,
  users: USERS.slice(0, 1 + ((index * 3) % 4)),
  sampling: index % 2 === 0 ? { temperature: 0 } : { temperature: 0.9, topK: 0, topP: 1, minP: 0 },
}));

/**
 * What is generated together by five sessions, each with three replies of different lengths: session, turn and number of each token.
 * A first token comes alone, and without one a step holds only sessions of the step before.
 */
async function stepsOf(restingSteps: number, delayMs: (session: number, turn: number) => number): Promise<string[][]> {
  const engine = await loadEngine({ ...ENGINE_OPTIONS, path: TINY, parallel: 5 }, llama);
  const sessions = openSessions({ engine: playing(engine), onSign: () => {}, restingSteps, cpuTime: () => 0 });
  const steps: { session: number; count: number; token: string }[][] = [];
  const numbers = [0, 1, 2, 3, 4];
  for (const session of numbers) sessions.begin(session);
  await Promise.all(
    numbers.map(async (session) => {
      for (const turn of [1, 2, 3]) {
        await sleep(delayMs(session, turn));
        await sessions.reply({
          session,
          prompt: engine.vocabulary.tokenizeText('むかしむかし'.repeat(session + turn)),
          sharedTokens: 0,
          stop: [],
          sampling: { ...effectiveSampling({ temperature: 0 }), maxTokens: 2 + ((session + turn * 3) % 7) },
          seed: 1,
          trace: false,
          onStart: () => {},
          onPromptEnd: () => {},
          onToken: (_, count) => {
            const token = `${session} ${turn} ${count}`;
            const last = steps.at(-1);
            if (steps.flat().some((each) => each.token === token)) return;
            const isNewStep = count === 1 || !last || last.some((each) => each.session === session || each.count === 1);
            if (isNewStep) steps.push([{ session, count, token }]);
            else last.push({ session, count, token });
          },
          signal: new AbortController().signal,
        });
      }
      sessions.leave(session);
    }),
  );
  engine.close();
  // Which of a step's tokens is sampled first is of no account.
  return steps.map((step) => step.map(({ token }) => token).sort());
}

async function openFast(file: string, folder: string): Promise<Backend> {
  const request: LlamaRequest = {
    backend: 'llama',
    entry: { spec: { id: 'fast', backend: 'llama', file, sampling: {} }, file, text: '' },
    gguf: { path: file, place: 'path' },
    prompt: 'gguf',
    options: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1, engine: 'prebuilt' },
    limits: { loadMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
    mode: 'fast',
    parallel: 2,
    measured: null,
    world: worldIn(folder),
  };
  return openLlamaBackend(request);
}

function llamaOf({ models }: Manifest): LlamaDescription {
  const { description } = models[0] ?? {};
  if (description?.backend !== 'llama') throw new Error('it is no GGUF file');
  return description;
}

interface PlayOptions {
  parallel: number;
  /** All conversations in this session, one after the other. */
  only?: number;
}

/** Each session plays every n-th conversation; replies come with their traces, times left out. */
async function playAll(
  { parallel, only }: PlayOptions,
  conversations: readonly Conversation[],
  delayMs: (conversation: number, turn: number) => number = () => 0,
): Promise<PlayedReply[][]> {
  const options = { ...ENGINE_OPTIONS, path: TINY, contextSize: 2048, batchSize: 512, parallel };
  const engine = await loadEngine(options, llama);
  const sessions = openSessions({ engine: playing(engine), onSign: () => {}, restingSteps: 0, cpuTime: () => 0 });
  const template = await loadTemplate('hitogara-tiny', SHIPPED);
  const replies: PlayedReply[][] = conversations.map(() => []);
  const numbers = Array.from({ length: parallel }, (_, number) => number);
  for (const session of numbers) sessions.begin(session);
  await Promise.all(
    numbers.map(async (session) => {
      for (const [index, { persona, users, sampling }] of conversations.entries()) {
        if ((only ?? index % parallel) !== session) continue;
        sessions.begin(session);
        const messages: Message[] = [];
        for (const [turn, user] of users.entries()) {
          await sleep(delayMs(index, turn));
          messages.push({ role: 'user', content: user });
          const prompt = await template.render(inputOf(persona, messages));
          if (prompt.kind !== 'text') throw new Error('a text prompt was expected');
          const tokens = tokenizePrompt(prompt.parts, prompt.bos, engine.vocabulary);
          const reply = await sessions.reply({
            session,
            prompt: tokens,
            sharedTokens: tokensBeforeLast(prompt, tokens, engine.vocabulary),
            stop: prompt.stop,
            sampling: { ...effectiveSampling(sampling), maxTokens: 20 },
            seed: index * 10 + turn,
            trace: true,
            onStart: () => {},
            onPromptEnd: () => {},
            onToken: () => {},
            signal: new AbortController().signal,
          });
          messages.push({ role: 'assistant', content: reply.text });
          replies[index]?.push({ ...reply, promptMs: null, generateMs: null });
        }
      }
      sessions.leave(session);
    }),
  );
  engine.close();
  return replies;
}

function inputOf(persona: string, messages: readonly Message[]) {
  return { system: persona, user: 'A', char: 'B', messages };
}

function textsOf(replies: readonly PlayedReply[][]): string[][] {
  return replies.map((each) => each.map(({ text }) => text));
}

/** Ends the model process as soon as the journal holds that many turns. */
async function killWhenPlayed(results: string, turns: number, program: number): Promise<void> {
  const played = (): number => {
    try {
      const [run = ''] = readdirSync(results);
      return readFileSync(path.join(results, run, 'journal.jsonl'), 'utf8').split('"type":"turn"').length - 1;
    } catch {
      // Neither folder nor journal is there yet.
      return 0;
    }
  };
  while (played() < turns) await sleep(10);
  await sleep(50);
  const [child] = readFileSync(`/proc/${program}/task/${program}/children`, 'utf8').match(/\d+/) ?? [];
  if (child === undefined) throw new Error('the program has no model process');
  process.kill(Number(child), 'SIGKILL');
}

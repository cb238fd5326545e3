// Tokens of conversations that advance together, drawn by one thread and by several.
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fastest, measureSampling } from '../dist/backend/llama/process/calibrate-sampling.js';
import { loadEngine, playing } from '../dist/backend/llama/process/engine.js';
import type { PlayedReply } from '../dist/backend/llama/process/generate.js';
import { openCandidates } from '../dist/backend/llama/process/llama-cpp/candidates.js';
import type { Drawn } from '../dist/backend/llama/process/llama-cpp/draw.js';
import { openChains } from '../dist/backend/llama/process/llama-cpp/sampler-chain.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { openSessions } from '../dist/backend/llama/process/sessions.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import type { Sampling } from '../dist/core/sampling.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { type ToyOptions, toyModel, toyVocabulary } from './support/toy-model.ts';
import { ENDLESS } from './support/toys.ts';

const TINY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');
const OPEN: Sampling = { temperature: 1.2, topK: 0, topP: 1, minP: 0 };

/** One conversation each; they end at different times. */
const SETTINGS: readonly Sampling[] = [
  { temperature: 0 },
  {},
  OPEN,
  { ...OPEN, topP: 0.7 },
  { ...OPEN, minP: 0.2, typicalP: 0.5 },
  { ...OPEN, topNSigma: 1, xtcProbability: 0.7, xtcThreshold: 0.05 },
  { temperature: 0.7, repeatPenalty: 1.18, repeatLastN: 16, frequencyPenalty: 0.2, presencePenalty: 0.1 },
  { ...OPEN, dryMultiplier: 2, dryAllowedLength: 1, repeatPenalty: 1.1, repeatLastN: 256 },
  { repeatPenalty: 1.5, dryMultiplier: 1, logitBias: { うん: 1.5, '？': -2 } },
  { repeatPenalty: 1.5, dryMultiplier: 1, samplers: ['top_k', 'penalties', 'dry', 'temperature'] },
  { dryMultiplier: 1, dryLastN: 0 },
  { dryMultiplier: 1, dryLastN: 2_147_483_647 },
  { ...OPEN, mirostat: 1 },
  { ...OPEN, mirostat: 2, dynatempRange: 0.5 },
];

/** Only the thread that computes can draw these. */
const GRAMMARS: readonly Sampling[] = [
  { ...OPEN, grammar: 'root ::= [あ-ん]+ "。"' },
  { grammar: 'root ::= "はい" | "いいえ"', repeatPenalty: 1.2 },
];

let llama: OpenedLlamaCpp;
beforeAll(async () => {
  llama = await quietLlamaCpp();
});

describe('several threads', () => {
  it('draw from a copy of the logits what llama.cpp draws from its own, with every sampler', async () => {
    const engine = playing(await loadEngine({ ...ENGINE_OPTIONS, path: TINY }, llama));
    const { c, context, model, contextSize } = engine;
    const { table } = model;
    const chains = openChains(c, { table, contextSize });
    const candidates = openCandidates(c, table.size);
    const [own, copied] = [SETTINGS, SETTINGS].map((settings) =>
      settings.map((sampling) => chains.open(effectiveSampling(sampling), new Map(), 7)),
    );
    const drawn: [Drawn[], Drawn[]] = [[], []];
    for (let step = 0; step < 16; step++) {
      context.add(300 + step, step, 0, true);
      context.decode();
      const row = context.row(0);
      for (const chain of own ?? []) drawn[0].push(...engine.draw(context, [{ chain, place: 0, row: 0 }]));
      for (const chain of copied ?? []) {
        chain.prepare(row);
        candidates.fill(row);
        const token = candidates.apply(chain.pointer) ?? Number.NaN;
        c.llama_sampler_accept(chain.pointer, token);
        chain.settle(row, token);
        drawn[1].push(token);
      }
    }
    expect(drawn[1]).toEqual(drawn[0]);
    candidates.close();
    for (const chain of [own, copied].flatMap((each) => each ?? [])) chain.close();
    engine.close();
  });

  it('draw the tokens that one thread draws, with every sampler, whenever the others end', async () => {
    const settings = [...SETTINGS, ...GRAMMARS];
    const inTurn = await play(TINY, 1, { settings });
    const together = await play(TINY, 3, { settings });
    expect(together).toEqual(inTurn);
    // Otherwise there would be nothing to compare.
    expect(new Set(inTurn.map(({ text }) => text)).size).toBeGreaterThan(5);
    expect(new Set(inTurn.map(({ replyTokens }) => replyTokens)).size).toBeGreaterThan(4);
  });

  it('leave the others alone when one is aborted', async () => {
    const abort = { session: 2, atToken: 2 };
    const [inTurn, together] = [await play(TINY, 1, { abort }), await play(TINY, 3, { abort })];
    expect(together).toEqual(inTurn);
    expect(together[2]).toMatchObject({ replyTokens: 2, finishReason: { unified: 'error', raw: 'aborted' } });
  });

  it('leave the others alone when the logits of one are no numbers', async () => {
    await using folder = temporaryFolder();
    const file = await folder.write('toy.gguf', toyModel(BREAKING));
    const settings = [{}, { temperature: 0 }, { repeatPenalty: 1.2 }];
    const prompts = [[VOCABULARY.indexOf('う')], [VOCABULARY.indexOf('え')], [VOCABULARY.indexOf('ん')]];
    const [inTurn, together] = [await play(file, 1, { settings, prompts }), await play(file, 3, { settings, prompts })];
    expect(together).toEqual(inTurn);
    expect(together.map(({ finishReason }) => finishReason.raw)).toEqual(['max-tokens', 'nan-logits', 'max-tokens']);
  });
});

describe('calibration', () => {
  /** @param samplingMs by number of threads; a step takes 10 ms more */
  const choose = (most: number, samplingMs: (threads: number) => number) => {
    const tried: number[] = [];
    const measured = measureSampling(most, (threads) => {
      tried.push(threads);
      return { samplingMs: samplingMs(threads), stepMs: samplingMs(threads) + 10 };
    });
    return { tried, threads: fastest(measured) };
  };

  it('starts no thread where drawing takes next to nothing of a step', () => {
    expect(choose(8, () => 0.5)).toEqual({ tried: [1], threads: 1 });
  });

  it('takes as many threads as pay', () => {
    expect(choose(8, (threads) => 4 / threads)).toEqual({ tried: [1, 2, 4, 8], threads: 8 });
    expect(choose(6, (threads) => 4 / threads)).toEqual({ tried: [1, 2, 4, 6], threads: 6 });
    expect(choose(15, (threads) => 8 / threads)).toEqual({ tried: [1, 2, 4, 8, 12], threads: 12 });
    expect(choose(8, (threads) => Math.max(1, 4 / threads))).toEqual({ tried: [1, 2, 4, 8], threads: 4 });
  });

  it('stays with one thread where others do not help', () => {
    expect(choose(2, () => 4)).toEqual({ tried: [1, 2], threads: 1 });
  });

  it('is recorded, and costs nothing where no core is free', async () => {
    const options = { ...ENGINE_OPTIONS, path: TINY, parallel: 2, threads: os.availableParallelism() };
    const engine = await loadEngine({ ...options, samplingThreads: 'auto' }, llama);
    expect(engine.loaded).toMatchObject({ samplingThreads: 1, samplingCalibration: null });
    engine.close();
  });
});

interface PlayOptions {
  settings?: readonly Sampling[];
  prompts?: readonly (readonly number[])[];
  abort?: { session: number; atToken: number };
}

/** All conversations at once; times are left out. */
async function play(
  file: string,
  samplingThreads: number,
  { settings = SETTINGS, prompts, abort }: PlayOptions = {},
): Promise<PlayedReply[]> {
  const engine = await loadEngine({ ...ENGINE_OPTIONS, path: file, parallel: settings.length, samplingThreads }, llama);
  expect(engine.loaded.samplingThreads).toBe(samplingThreads);
  const sessions = openSessions({ engine: playing(engine), onSign: () => {}, restingSteps: 0, cpuTime: () => 0 });
  for (const session of settings.keys()) sessions.begin(session);
  const replies = await Promise.all(
    settings.map(async (sampling, session) => {
      const stop = new AbortController();
      const reply = await sessions.reply({
        session,
        prompt: prompts?.[session] ?? engine.vocabulary.tokenizeText('むかしむかし、'.repeat(1 + (session % 3))),
        sharedTokens: 0,
        stop: [],
        sampling: { ...effectiveSampling(sampling), maxTokens: 8 + ((session * 5) % 24) },
        seed: session,
        trace: true,
        onStart: () => {},
        onPromptEnd: () => {},
        onToken(_, count) {
          if (abort?.session === session && count === abort.atToken) stop.abort();
        },
        signal: stop.signal,
      });
      sessions.leave(session);
      return { ...reply, promptMs: null, generateMs: null };
    }),
  );
  engine.close();
  return replies;
}

/** After `え`, no logit is a number. */
const BREAKING: ToyOptions = {
  ...ENDLESS,
  mend: (tensors) =>
    tensors.map((tensor) => {
      if (tensor.name !== 'token_embd.weight') return tensor;
      const data = tensor.data.slice();
      const row = data.length / VOCABULARY.length;
      data.fill(255, row * VOCABULARY.indexOf('え'), row * (VOCABULARY.indexOf('え') + 1));
      return { ...tensor, data };
    }),
};
const VOCABULARY = toyVocabulary(ENDLESS);

// What a model says of given texts, from whole rows of logits: the likeliest tokens, exact divergences, labels. On real files.
import { readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ComparedPlace,
  LabelDistribution,
  ReferenceReply,
  ReplyComparison,
  ReplyDistributions,
} from '../dist/backend/backend.js';
import { chooseLabel } from '../dist/backend/llama/process/choose-label.js';
import { divergenceBound, divergenceOf } from '../dist/backend/llama/process/divergence.js';
import { loadEngine, type PlayingEngine, playing } from '../dist/backend/llama/process/engine.js';
import { openRowEvaluation } from '../dist/backend/llama/process/evaluate-rows.js';
import { likeliestOf } from '../dist/backend/llama/process/likeliest.js';
import { logSumExp, sumWithout } from '../dist/backend/llama/process/logits.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { openReplyLogLikelihoods } from '../dist/backend/llama/process/reply-log-likelihood.js';
import type { TextPrompt } from '../dist/backend/llama/protocol.js';
import type { PromptPart, RenderedPrompt } from '../dist/prompt/prompt.js';
import { lacks } from './support/capabilities.ts';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { logLikelihoodModelOf } from './support/log-likelihood-model.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { type ToyOptions, toyModel, toyProbability, toyVocabulary } from './support/toy-model.ts';
import { YES } from './support/toys.ts';

const folder = temporaryFolder();
const signal = new AbortController().signal;
const nowhere = { logitsFile: null };
let llama: OpenedLlamaCpp;
beforeAll(async () => {
  llama = await quietLlamaCpp();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

function template(text: string): PromptPart {
  return { source: 'template', text };
}
function data(text: string): PromptPart {
  return { source: 'data', text };
}
function promptOf(...parts: PromptPart[]): TextPrompt {
  return { parts, bos: 'auto', markers: [] };
}

/** A model in this process, as the model process has it. */
interface Asked {
  engine: PlayingEngine;
  logLikelihood(prompt: TextPrompt, reply: string): Promise<number>;
  distributions(prompt: TextPrompt, reply: string, logitsFile?: string): Promise<ReplyDistributions>;
  compare(prompt: TextPrompt, reply: string, reference: ReferenceReply): Promise<ReplyComparison>;
  choose(prompt: TextPrompt, labels: readonly string[]): Promise<LabelDistribution>;
}

const opened: PlayingEngine[] = [];
afterAll(() => {
  for (const engine of opened) engine.close();
});

async function ask(file: string): Promise<Asked> {
  const options = { ...ENGINE_OPTIONS, contextSize: 1024, batchSize: 512, path: file, scores: true };
  const engine = playing(await loadEngine(options, llama));
  opened.push(engine);
  const rows = openRowEvaluation(engine, () => {});
  const replies = openReplyLogLikelihoods(engine, rows);
  const whole = <Result>(result: Result | null): Result => {
    if (result === null) throw new Error('nobody aborted it');
    return result;
  };
  return {
    engine,
    logLikelihood: async (prompt, reply) =>
      whole(await replies.logLikelihood({ prompt, spoken: [data(reply)] }, signal)).logLikelihood,
    distributions: async (prompt, reply, logitsFile) =>
      whole(await replies.distributions({ prompt, spoken: [data(reply)], logitsFile: logitsFile ?? null }, signal)),
    compare: async (prompt, reply, reference) =>
      whole(await replies.compare({ prompt, spoken: [data(reply)], reference, inOtherBatches: false }, signal)),
    choose: async (prompt, labels) => whole(await chooseLabel({ prompt, labels }, engine, rows, signal)),
  };
}

async function rowsIn(file: string, count: number): Promise<Float32Array[]> {
  const bytes = await readFile(file);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const size = values.length / count;
  return Array.from({ length: count }, (_, place) => values.subarray(place * size, (place + 1) * size));
}

/** Straight from the definition. */
function softmax(row: ArrayLike<number>): number[] {
  const logits = Array.from(row);
  const greatest = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
function divergenceByDefinition(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, each, index) => sum + each * Math.log(each / (q[index] ?? Number.NaN)), 0);
}
function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0);
}

/** Always the same. */
function randomRows(count: number, size: number, spread: number): Float32Array[] {
  let state = 12_345;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => Float32Array.from({ length: size }, () => (next() - 0.5) * spread));
}

describe('the arithmetic', () => {
  it('finds the likeliest as sorting everything does, of equals the lower id', () => {
    for (const [index, row] of randomRows(60, 700, 40).entries()) {
      // Every other row has many equals.
      const logits = index % 2 === 0 ? row : row.map(Math.round);
      const sorted = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
      for (const count of [1, 5, 64, 700]) {
        const found = likeliestOf(logits, count);
        expect([...found.ids]).toEqual(sorted.slice(0, count));
        expect([...found.logits]).toEqual(sorted.slice(0, count).map((id) => logits[id]));
      }
    }
  });

  it('adds up like Math.exp, to 13 digits', () => {
    for (const row of randomRows(20, 500, 60)) {
      const exact = Math.log(sum(Array.from(row, (logit) => Math.exp(logit))));
      expect(Math.abs(logSumExp(row) - exact)).toBeLessThan(1e-13 * Math.abs(exact) + 1e-13);
    }
  });

  it('knows the mass of the rest where 1 minus the others would have no digit right', () => {
    const row = Float32Array.of(-40, 60, -41, -42, -43);
    const rest = sum([-100, -101, -103].map(Math.exp));
    expect(sumWithout(row, 60, [1, 3]) / rest).toBeCloseTo(1, 12);
    expect(sumWithout(row, 60, [0, 1, 2, 3, 4])).toBe(0);
  });

  it('computes a divergence as its definition says, and a bound that never exceeds it', () => {
    const rows = randomRows(200, 300, 24);
    for (const [index, reference] of rows.entries()) {
      const other = rows[(index + 1) % rows.length] ?? reference;
      // From nearly the same to something else altogether.
      const share = 10 ** -(index % 8);
      const candidate = reference.map((logit, id) => logit + share * (other[id] ?? 0));
      const [p, q] = [softmax(reference), softmax(candidate)];
      const exact = divergenceByDefinition(p, q);
      for (const count of [1, 5, 64, 300]) {
        const { ids } = likeliestOf(reference, count);
        const found = divergenceOf(reference, candidate, ids.slice().sort());
        expect(Math.abs(found.divergence - exact)).toBeLessThan(1e-12 + 1e-12 * exact);
        const partOf = (distribution: readonly number[]) => ({
          logProbabilities: Float64Array.from(ids, (id) => Math.log(distribution[id] ?? Number.NaN)),
          rest: sum(distribution.filter((_, id) => !ids.includes(id))),
        });
        const bound = divergenceBound(partOf(p), partOf(q));
        expect(Math.abs(found.candidateRest - partOf(q).rest)).toBeLessThan(1e-13);
        expect(bound).toBeLessThanOrEqual(exact + 1e-13);
        if (count === 300) expect(Math.abs(bound - exact)).toBeLessThan(1e-12);
      }
      expect(divergenceOf(reference, reference, [3, 4]).divergence).toBe(0);
    }
  });

  it('takes what is ruled out for ruled out, and what is not a number for that', () => {
    const never = Number.NEGATIVE_INFINITY;
    const both = divergenceOf(Float32Array.of(0, never, 1), Float32Array.of(0, never, 1), [0]);
    expect(both.divergence).toBe(0);
    const only = divergenceOf(Float32Array.of(0, never, 1), Float32Array.of(1, 2, 1), []);
    const q = softmax([1, 2, 1]);
    const [first = 0, , third = 0] = q;
    const p = softmax([0, 1]);
    expect(only.divergence).toBeCloseTo(divergenceByDefinition(p, [first, third]), 12);
    expect(divergenceOf(Float32Array.of(0, 1), Float32Array.of(0, never), []).divergence).toBe(
      Number.POSITIVE_INFINITY,
    );
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(logSumExp(Float32Array.of(0, wrong, 1))).toBeNaN();
      expect(divergenceOf(Float32Array.of(0, wrong, 1), Float32Array.of(0, 1, 1), [1]).divergence).toBeNaN();
      expect(divergenceOf(Float32Array.of(0, 0, 1), Float32Array.of(0, 1, wrong), [1]).divergence).toBeNaN();
    }
  });
});

/** What llama-perplexity printed, and the text. Another processor's kernels round differently, which is less than its own errors. */
async function recordedFigures() {
  const fixture = path.join(import.meta.dirname, 'fixtures/llama-perplexity');
  const { default: figures } = await import('./fixtures/llama-perplexity/figures.json', { with: { type: 'json' } });
  return { ...figures, text: await readFile(path.join(fixture, 'text.txt'), 'utf8') };
}

const QUANTIZATIONS = ['f16', 'q8_0', 'q4_K_M', 'q2_K'];
const PROMPT = promptOf(template('user: '), data('ねえ、今日は何のアニメを見たの？'), template('\nassistant: '));
const REPLY = 'うん、今日はロボットのアニメを見たよ！とても面白かった。';

describe('the embedded model', () => {
  let models: Map<string, Asked>;
  let found: Map<string, ReplyDistributions & { file: string; rows: Float32Array[] }>;
  beforeAll(async () => {
    models = new Map();
    found = new Map();
    for (const name of QUANTIZATIONS) {
      const model = await ask(path.join(REPOSITORY, `models/tiny/hitogara-tiny-${name}.gguf`));
      const file = path.join(folder.path, `${name}.logits`);
      const reply = await model.distributions(PROMPT, REPLY, file);
      models.set(name, model);
      found.set(name, { ...reply, file, rows: await rowsIn(file, reply.tokens) });
    }
  });
  const of = <Value>(values: ReadonlyMap<string, Value>, name: string): Value => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no model ${name}`);
    return value;
  };
  const modelOf = (name: string) => of(models, name);
  const foundBy = (name: string) => of(found, name);

  it.each(QUANTIZATIONS)('says the probability of each token of a reply, %s', (name) => {
    const { perToken, rows, tokens, logLikelihood } = foundBy(name);
    expect(tokens).toBeGreaterThan(8);
    expect(perToken.map(({ text }) => text).join('')).toBe(REPLY);
    for (const [place, { token, logProbability: claimed }] of perToken.entries()) {
      const probability = softmax(rows[place] ?? [])[token] ?? Number.NaN;
      expect(Math.abs(claimed - Math.log(probability))).toBeLessThan(1e-12);
    }
    expect(sum(perToken.map(({ logProbability: each }) => each))).toBe(logLikelihood);
  });

  it.each(QUANTIZATIONS)('lists the 64 likeliest tokens of each place, and the mass of the rest, %s', (name) => {
    const { likeliest, rows } = foundBy(name);
    const { count, ids, logits, logSums, rest } = likeliest;
    expect(count).toBe(64);
    for (const [place, row] of rows.entries()) {
      const probabilities = softmax(row);
      const sorted = [...row.keys()].sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0) || a - b);
      const own = ids.subarray(place * count, (place + 1) * count);
      expect([...own]).toEqual(sorted.slice(0, count));
      const listed = Array.from(logits.subarray(place * count, (place + 1) * count), (logit) =>
        Math.exp(logit - (logSums[place] ?? Number.NaN)),
      );
      for (const [index, probability] of listed.entries()) {
        expect(Math.abs(probability - (probabilities[own[index] ?? -1] ?? Number.NaN))).toBeLessThan(1e-13);
      }
      const others = sum(sorted.slice(count).map((id) => probabilities[id] ?? Number.NaN));
      expect((rest[place] ?? Number.NaN) / others).toBeCloseTo(1, 10);
      expect(sum(listed) + (rest[place] ?? Number.NaN)).toBeCloseTo(1, 12);
    }
  });

  it.each(QUANTIZATIONS)('says exactly how far it is from the F16 file, %s', async (name) => {
    const reference = foundBy('f16');
    const candidate = foundBy(name);
    const { places } = await modelOf(name).compare(PROMPT, REPLY, { ...reference, logitsFile: reference.file });
    for (const [place, each] of places.entries()) {
      const [p, q] = [softmax(reference.rows[place] ?? []), softmax(candidate.rows[place] ?? [])];
      const exact = divergenceByDefinition(p, q);
      expect(Math.abs((each.divergence ?? Number.NaN) - exact)).toBeLessThan(1e-12 + 1e-11 * exact);
      expect(each.divergenceBound).toBeLessThanOrEqual((each.divergence ?? Number.NaN) + 1e-14);
      expect(each.logProbability).toBeCloseTo(candidate.perToken[place]?.logProbability ?? Number.NaN, 12);
      expect(each.referenceLogProbability).toBe(reference.perToken[place]?.logProbability);
      const firstOf = (row: readonly number[]): number => row.indexOf(row.reduce((a, b) => Math.max(a, b)));
      expect(each.isSameTop).toBe(firstOf(p) === firstOf(q));
      const shown = (list: typeof each.top): number[] => list.map(({ token }) => token);
      const first5 = ({ likeliest }: ReplyDistributions): number[] => [
        ...likeliest.ids.subarray(place * likeliest.count, place * likeliest.count + 5),
      ];
      expect(shown(each.referenceTop)).toEqual(first5(reference));
      expect(shown(each.top)).toEqual(first5(candidate));
    }
    const mean = sum(places.map(({ divergence }) => divergence ?? Number.NaN)) / places.length;
    if (name === 'f16') expect(mean).toBe(0);
    else expect(mean).toBeGreaterThan(1e-6);
  });

  it('finds larger divergences the fewer bits there are, and the bounds without the file', async () => {
    const reference = foundBy('f16');
    const means: number[] = [];
    for (const name of QUANTIZATIONS) {
      const exact = await modelOf(name).compare(PROMPT, REPLY, { ...reference, logitsFile: reference.file });
      const { places } = await modelOf(name).compare(PROMPT, REPLY, { ...reference, ...nowhere });
      expect(places.map(({ divergence }) => divergence)).toEqual(places.map(() => null));
      for (const [place, { divergenceBound: bound }] of places.entries()) {
        expect(bound).toBeCloseTo(exact.places[place]?.divergenceBound ?? Number.NaN, 12);
      }
      means.push(sum(exact.places.map(({ divergence }) => divergence ?? Number.NaN)));
    }
    expect(means).toEqual([...means].sort((a, b) => a - b));
  });

  it('gives the same whatever was asked before', async () => {
    const model = modelOf('q4_K_M');
    const alone = foundBy('q4_K_M');
    const longer = promptOf(...PROMPT.parts, data(REPLY.repeat(6)), template('\nuser: '));
    await model.distributions(longer, REPLY);
    await model.choose(PROMPT, ['は', 'が']);
    await model.logLikelihood(promptOf(data('別の話')), REPLY);
    await model.distributions(longer, 'はい');
    const again = await model.distributions(PROMPT, REPLY);
    expect(again.likeliest).toEqual(alone.likeliest);
    expect(again.perToken).toEqual(alone.perToken);
  });

  it("finds llama-perplexity's figures on the same tokens", async () => {
    const { text, chunkTokens, chunks, perplexity, compared } = await recordedFigures();
    const { vocabulary, pieceOf } = modelOf('f16').engine;
    const pieces = vocabulary.tokenizeText(text).map((token) => Buffer.from(pieceOf(token)).toString());
    const half = chunkTokens / 2;
    // It puts BOS before the text, and in the place of each chunk's first token; it scores the second half of a chunk.
    const replies = Array.from({ length: chunks }, (_, chunk) => {
      const words = pieces.slice(chunk * chunkTokens, (chunk + 1) * chunkTokens - 1);
      return { prompt: promptOf(data(words.slice(0, half).join(''))), reply: words.slice(half).join('') };
    });
    const logitsFile = path.join(folder.path, 'chunk.logits');
    const seen = new Map(Object.keys(compared).map((name) => [name, { logs: 0, places: [] as ComparedPlace[] }]));
    let referenceLogs = 0;
    for (const { prompt, reply } of replies) {
      const reference = await modelOf('f16').distributions(prompt, reply, logitsFile);
      expect(reference).toMatchObject({ tokens: half - 1, promptTokens: half + 1 });
      referenceLogs += reference.logLikelihood;
      for (const [name, found] of seen) {
        const { places, logLikelihood } = await modelOf(name).compare(prompt, reply, { ...reference, logitsFile });
        found.places.push(...places);
        found.logs += logLikelihood;
      }
    }
    const count = chunks * (half - 1);
    const meanOf = (values: readonly number[]): number => sum(values) / count;
    expect(Math.abs(referenceLogs / count + Math.log(perplexity.f16))).toBeLessThan(1e-3);
    for (const [name, { logs, places }] of seen) {
      const theirs = compared[name as keyof typeof compared];
      expect(places.length).toBe(count);
      // Recorded on another processor; with AMX, quantized weights are multiplied otherwise.
      expect(Math.abs(logs / count + Math.log(perplexity[name as keyof typeof perplexity]))).toBeLessThan(3e-3);
      const divergence = meanOf(places.map((place) => place.divergence ?? Number.NaN));
      expect(Math.abs(divergence - theirs.divergence)).toBeLessThan(theirs.divergenceError);
      expect(Math.abs(meanOf(places.map(({ isSameTop }) => Number(isSameTop))) - theirs.sameTop)).toBeLessThan(0.01);
      const deltas = places.map((place) => Math.exp(place.logProbability) - Math.exp(place.referenceLogProbability));
      expect(Math.abs(Math.sqrt(meanOf(deltas.map((delta) => delta ** 2))) - theirs.deltaRms)).toBeLessThan(5e-4);
    }
  });

  it('gives labels the probability of their likelihood, one by one', async () => {
    const model = modelOf('q8_0');
    const labels = ['うん', 'は', 'A', '1', '12', 'とても面白い'];
    const { logProbabilities, outside } = await model.choose(PROMPT, labels);
    expect(sum(logProbabilities.map(Math.exp)) + outside).toBeCloseTo(1, 12);
    for (const [index, label] of labels.entries()) {
      const { tokens } = await model.distributions(PROMPT, label);
      const alone = await model.logLikelihood(PROMPT, label);
      // One that another goes on from stands for what does not go on so.
      if (label === '1') continue;
      const distance = Math.abs((logProbabilities[index] ?? Number.NaN) - alone);
      expect(distance).toBeLessThan(tokens === 1 ? 1e-12 : 1e-3);
    }
    const one = await model.logLikelihood(PROMPT, '1');
    const [, , , short = 0, long = 0] = logProbabilities;
    expect(Math.exp(short) + Math.exp(long)).toBeCloseTo(Math.exp(one), 12);
  });

  it('gives a label the same, whichever others there are', async () => {
    const model = modelOf('q8_0');
    const [first] = (await model.choose(PROMPT, ['とても面白い', 'うん', '12'])).logProbabilities;
    const [, second] = (await model.choose(PROMPT, ['A', 'とても面白い', '1'])).logProbabilities;
    expect(second).toBe(first);
  });
});

describe('models whose probabilities are known', () => {
  const OTHER: ToyOptions = {
    ...YES,
    bigrams: { ...YES.bigrams, '<0x0A>': { う: 9, え: 9.5, ん: 4 }, う: { ん: 7, '！': 3 } },
  };
  const start = { ...promptOf(template('<|im_start|>assistant\n')), bos: 'never' as const };
  let yes: Asked;
  let other: Asked;
  beforeAll(async () => {
    yes = await ask(await folder.write('yes.gguf', toyModel(YES)));
    other = await ask(await folder.write('other.gguf', toyModel(OTHER)));
  });

  it('are as far apart as the formula says', async () => {
    const logitsFile = path.join(folder.path, 'toy.logits');
    const reference = await yes.distributions(start, 'うん', logitsFile);
    const { places } = await other.compare(start, 'うん', { ...reference, logitsFile });
    for (const [place, previous] of ['<0x0A>', 'う'].entries()) {
      const p = toyVocabulary(YES).map((next) => toyProbability(YES, previous, next));
      const q = toyVocabulary(OTHER).map((next) => toyProbability(OTHER, previous, next));
      expect(places[place]?.divergence).toBeCloseTo(divergenceByDefinition(p, q), 5);
    }
    expect(places.map(({ isSameTop }) => isSameTop)).toEqual([false, true]);
    expect(places[0]?.referenceTop.slice(0, 2).map(({ text }) => text)).toEqual(['う', 'え']);
    expect(places[0]?.top.slice(0, 2).map(({ text }) => text)).toEqual(['え', 'う']);
  });

  it('give labels what the formula says, a longer one apart from the shorter', async () => {
    const { logProbabilities, outside } = await other.choose(start, ['え', 'う', 'うん！', 'うん']);
    const of = (previous: string, next: string): number => toyProbability(OTHER, previous, next);
    const yesToo = of('<0x0A>', 'う') * of('う', 'ん');
    const expected = [
      of('<0x0A>', 'え'),
      of('<0x0A>', 'う') * (1 - of('う', 'ん')),
      yesToo * of('ん', '！'),
      yesToo * (1 - of('ん', '！')),
    ];
    for (const [index, probability] of expected.entries()) {
      expect(Math.exp(logProbabilities[index] ?? Number.NaN) / probability).toBeCloseTo(1, 3);
    }
    expect(outside / (1 - of('<0x0A>', 'え') - of('<0x0A>', 'う'))).toBeCloseTo(1, 3);
  });

  it('refuse labels that cannot be told apart', async () => {
    const refused = (message: string) => ({ code: 'unusable-labels', message: expect.stringContaining(message) });
    await expect(yes.choose(start, ['う', 'え', 'う'])).rejects.toMatchObject(
      refused('"う" and "う" are the same tokens'),
    );
    await expect(yes.choose(start, ['う', ''])).rejects.toMatchObject(refused('"" is no token'));
    await expect(yes.choose(start, [])).rejects.toMatchObject(refused('there are none'));
    const spaced: ToyOptions = { ...YES, pieces: [...YES.pieces, '▁', '▁う'] };
    const merging = await ask(await folder.write('spaced.gguf', toyModel(spaced)));
    const space = { ...start, parts: [template('<|im_start|>assistant\n ')] };
    await expect(merging.choose(space, ['ん', 'う'])).rejects.toMatchObject(
      refused('"う" changes the last token of the prompt'),
    );
  });

  it('refuse labels that do not fit into the context', async () => {
    const long = promptOf(data('う'.repeat(1022)));
    await expect(yes.choose(long, ['う', 'うん'])).rejects.toMatchObject({
      code: 'context-overflow',
      message: 'prompt and reply are 1025 tokens; the context has 1024',
    });
  });

  it('are not compared on what is not the same', async () => {
    const logitsFile = path.join(folder.path, 'same.logits');
    const reference = { ...(await yes.distributions(start, 'うん', logitsFile)), logitsFile };
    const refused = (message: string) => ({ code: 'not-comparable', message: expect.stringContaining(message) });
    await expect(other.compare(start, 'うえ', reference)).rejects.toMatchObject(refused('has other tokens'));
    const cut = { ...reference, likeliest: { ...reference.likeliest, rest: new Float64Array(1) } };
    await expect(other.compare(start, 'うん', cut)).rejects.toMatchObject(refused('likeliest tokens are not of this'));
    const missing = { ...reference, logitsFile: path.join(folder.path, 'missing.logits') };
    await expect(other.compare(start, 'うん', missing)).rejects.toMatchObject({
      code: 'file-failed',
      message: expect.stringContaining('ENOENT'),
    });
    await other.distributions(start, 'うん', logitsFile);
    await expect(other.compare(start, 'うん', reference)).rejects.toMatchObject(refused('the logits of another reply'));
    await truncate(logitsFile, 1_000);
    await expect(other.compare(start, 'うん', reference)).rejects.toMatchObject(refused('has 1000 bytes'));
  });

  it.skipIf(lacks('/dev/full'))('say so where the disk is full', async () => {
    await expect(yes.distributions(start, 'うん', '/dev/full')).rejects.toMatchObject({
      code: 'file-failed',
      message: expect.stringContaining('ENOSPC'),
    });
  });

  it('answer across processes, and stop for a signal', async () => {
    const prompt: RenderedPrompt = {
      kind: 'text',
      ...start,
      parts: [...start.parts],
      bos: 'never',
      stop: [],
      markers: [],
    };
    const reference = await logLikelihoodModelOf(path.join(folder.path, 'yes.gguf'), folder.path);
    const candidate = await logLikelihoodModelOf(path.join(folder.path, 'other.gguf'), folder.path);
    try {
      const logitsFile = path.join(folder.path, 'far.logits');
      const said = await reference.distributions(prompt, [data('うん')], { logitsFile, signal });
      const compared = await candidate.compare(prompt, [data('うん')], { ...said, logitsFile }, { signal });
      const here = await yes.distributions(start, 'うん');
      expect(said.likeliest).toEqual(here.likeliest);
      expect(compared.places).toEqual((await other.compare(start, 'うん', { ...here, logitsFile })).places);
      const labels = ['え', 'うん'];
      expect(await candidate.choose(prompt, labels, signal)).toMatchObject({
        logProbabilities: (await other.choose(start, labels)).logProbabilities,
      });
      const controller = new AbortController();
      const long = { ...prompt, parts: [data('う'.repeat(900))] };
      const stopped = candidate.choose(long, labels, controller.signal);
      controller.abort(new Error('enough'));
      await expect(stopped).rejects.toThrow('enough');
      expect((await candidate.choose(prompt, labels, signal)).promptTokens).toBeGreaterThan(1);
    } finally {
      await Promise.all([reference.close(), candidate.close()]);
    }
  });
});

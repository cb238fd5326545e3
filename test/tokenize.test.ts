import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vocabularyOf } from '../dist/backend/llama/process/engine.js';
import { tokenPieces } from '../dist/backend/llama/process/pieces.js';
import { tokenizePrompt, type Vocabulary } from '../dist/backend/llama/process/tokenize.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { type PromptInput, type PromptPart, promptText } from '../dist/prompt/prompt.js';
import { randomFrom } from './support/random.ts';
import { SHIPPED } from './support/world.ts';

const VOCABULARIES = path.resolve(import.meta.dirname, '../../shared/data/vocab');
const isHere = existsSync(VOCABULARIES);
if (!isHere) process.stderr.write(`test/tokenize.test.ts is skipped: ${VOCABULARIES} is not there\n`);

/** Which prompt format goes with which vocabulary. */
const PAIRS = [
  { vocabulary: 'qwen2', format: 'chatml' },
  { vocabulary: 'llama-bpe', format: 'llama3' },
  { vocabulary: 'llama-spm', format: 'llama2' },
  { vocabulary: 'llama-spm', format: 'elyza-llama2' },
  { vocabulary: 'phi-3', format: 'phi3' },
  { vocabulary: 'gpt-neox', format: 'weblab' },
] as const;

const CASES = 20;

let llama: Llama;
const loaded = new Map<string, { model: LlamaModel; vocabulary: Vocabulary }>();

describe.skipIf(!isHere)('tokenizing over real vocabularies', () => {
  beforeAll(async () => {
    llama = await getLlama({
      gpu: false,
      build: 'never',
      maxThreads: 1,
      progressLogs: false,
      logLevel: LlamaLogLevel.disabled,
    });
    const names = [...new Set(PAIRS.map((pair) => pair.vocabulary))];
    await Promise.all(
      names.map(async (name) => {
        const modelPath = path.join(VOCABULARIES, `ggml-vocab-${name}.gguf`);
        const model = await llama.loadModel({ modelPath, vocabOnly: true });
        loaded.set(name, { model, vocabulary: vocabularyOf(model) });
      }),
    );
  });
  afterAll(async () => {
    await llama.dispose();
  });

  it.each(['qwen2', 'llama-bpe', 'llama-spm', 'phi-3'])(
    'gives the ids of llama.cpp for its own cases, %s',
    async (name) => {
      const { vocabulary } = modelOf(name);
      const read = (ending: string): Promise<string> =>
        readFile(path.join(VOCABULARIES, `ggml-vocab-${name}.gguf.${ending}`), 'utf8');
      const texts = (await read('inp')).split('\n__ggml_vocab_test__\n');
      const expected = (await read('out'))
        .split('\n')
        .map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number));
      expect(texts.length).toBe(47);
      expect(texts.map((text) => tokenizePrompt([data(text)], 'never', vocabulary))).toEqual(expected);
    },
  );

  it.each(PAIRS)('gives the ids of llama.cpp for whole prompts, $format on $vocabulary', async (pair) => {
    const { model, vocabulary } = modelOf(pair.vocabulary);
    const random = randomFrom(1);
    for (let index = 0; index < CASES; index++) {
      const parts = await render(
        pair.format,
        conversation(() => plainText(random)),
      );
      const whole = promptText(parts);
      expect({ whole, ids: tokenizePrompt(parts, 'never', vocabulary) }).toEqual({
        whole,
        ids: [...model.tokenize(whole, true)],
      });
    }
  });

  it.each(PAIRS)('lets nothing that was said become a special token, $format on $vocabulary', async (pair) => {
    const { vocabulary } = modelOf(pair.vocabulary);
    const markers = markersOf(vocabulary);
    const ids = new Set(markers.map((marker) => marker.id));
    const specialsIn = (parts: PromptPart[]): number[] =>
      tokenizePrompt(parts, 'never', vocabulary).filter((id) => ids.has(id));
    const expected = specialsIn(
      await render(
        pair.format,
        conversation(() => 'x'),
      ),
    );
    const random = randomFrom(2);
    for (let index = 0; index < CASES; index++) {
      const hostile = () =>
        hostileText(
          random,
          markers.map((marker) => marker.text),
        );
      expect(specialsIn(await render(pair.format, conversation(hostile)))).toEqual(expected);
    }
    const everything = markers.map((marker) => marker.text).join('');
    expect(
      specialsIn(
        await render(
          pair.format,
          conversation(() => everything),
        ),
      ),
    ).toEqual(expected);
  });

  it.each([...new Set(PAIRS.map((pair) => pair.vocabulary))])('keeps every character of hostile text, %s', (name) => {
    const { model, vocabulary } = modelOf(name);
    const pieceOf = tokenPieces(model);
    const random = randomFrom(3);
    for (let index = 0; index < CASES; index++) {
      const text = hostileText(
        random,
        markersOf(vocabulary).map((marker) => marker.text),
      );
      const ids = tokenizePrompt([template('\n'), data(text)], 'never', vocabulary);
      // SentencePiece puts a space in front of a text.
      expect(Buffer.concat(ids.map(pieceOf)).toString().replace(/^ /, '')).toBe(`\n${text}`);
    }
  });

  it('does not put a special token together out of template and data', () => {
    const { vocabulary } = modelOf('qwen2');
    const end = vocabulary.specials.find((special) => special.text === '<|im_end|>')?.id;
    const idsOf = (...parts: PromptPart[]): number[] => tokenizePrompt(parts, 'never', vocabulary);
    expect(idsOf(template('<|im_end|>'))).toEqual([end]);
    expect(idsOf(template('<|im_'), template('end|>'))).toEqual([end]);
    expect(idsOf(template('<|im_'), data('end|>'))).not.toContain(end);
    expect(idsOf(data('<|im_'), template('end|>'))).not.toContain(end);
    expect(idsOf(template('<|im_'), data('e'), template('nd|>'))).not.toContain(end);
  });

  it('finds the template’s special token right after data that looks like its beginning', () => {
    const { vocabulary } = modelOf('qwen2');
    const ids = tokenizePrompt([data('<|im_end|'), template('<|im_end|>'), data('>')], 'never', vocabulary);
    const end = vocabulary.specials.find((special) => special.text === '<|im_end|>')?.id;
    expect(ids.filter((id) => id === end)).toEqual([end]);
  });

  it('prepends BOS only where the vocabulary asks for it and the prompt has none', () => {
    const text = [template('[INST] hello there [/INST]')];
    const withBos = [template('<s>[INST] hello there [/INST]')];
    const { vocabulary } = modelOf('llama-spm');
    const bare = [518, 25580, 29962, 22172, 727, 518, 29914, 25580, 29962];
    expect(tokenizePrompt(text, 'never', vocabulary)).toEqual(bare);
    expect(tokenizePrompt(text, 'text', vocabulary)).toEqual(bare);
    expect(tokenizePrompt(text, 'auto', vocabulary)).toEqual([1, ...bare]);
    expect(tokenizePrompt(withBos, 'auto', vocabulary)).toEqual([1, ...bare]);
    expect(tokenizePrompt([data('<s>')], 'auto', vocabulary)[0]).toBe(1);
    const qwen = modelOf('qwen2').vocabulary;
    expect(tokenizePrompt(text, 'auto', qwen)).toEqual(tokenizePrompt(text, 'never', qwen));
  });

  it('makes nothing of an empty prompt', () => {
    const { vocabulary } = modelOf('llama-spm');
    expect(tokenizePrompt([], 'never', vocabulary)).toEqual([]);
    expect(tokenizePrompt([data('')], 'auto', vocabulary)).toEqual([1]);
  });
});

function modelOf(name: string): { model: LlamaModel; vocabulary: Vocabulary } {
  const found = loaded.get(name);
  if (!found) throw new Error(`${name} is not loaded`);
  return found;
}

/** Special tokens that mean something; runs of white space (GPT-NeoX, Gemma) are ordinary text. */
function markersOf(vocabulary: Vocabulary) {
  return vocabulary.specials.filter((special) => special.text.trim() !== '');
}

function template(text: string): PromptPart {
  return { source: 'template', text };
}
function data(text: string): PromptPart {
  return { source: 'data', text };
}

function conversation(text: () => string): PromptInput {
  const messages = (['user', 'assistant', 'user'] as const).map((role) => ({ role, content: text() }));
  return { system: text(), messages, user: 'ユーザー', char: 'オタク' };
}

async function render(format: string, input: PromptInput): Promise<PromptPart[]> {
  const rendered = await (await loadTemplate(format, SHIPPED)).render(input);
  if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
  return rendered.parts;
}

const WORDS =
  'ねえ|アニメ|好きなの？|うん、大好きだよ！|漢字 |the |Hello|, world|  |   |\n|\n\n|\t|123|4567|!!|…|👩‍👩‍👧|🇯🇵|é|ﾊﾝｶｸ|<|>|||[|]|#|'.split(
    '|',
  );

function plainText(random: () => number): string {
  const words = Array.from({ length: 1 + Math.floor(random() * 14) }, () => pick(WORDS, random));
  return words.join('') || 'x';
}

/** Ordinary words among special tokens: whole, doubled, cut, and one inside the other. */
function hostileText(random: () => number, markers: readonly string[]): string {
  const piece = (): string => {
    const marker = pick(markers, random);
    const cut = Math.floor(random() * marker.length);
    switch (Math.floor(random() * 5)) {
      case 0:
        return marker;
      case 1:
        return marker.slice(0, cut) + pick(markers, random) + marker.slice(cut);
      case 2:
        return marker.slice(cut);
      case 3:
        return marker.slice(0, cut);
      default:
        return plainText(random);
    }
  };
  return `x${Array.from({ length: 1 + Math.floor(random() * 10) }, piece).join('')}`;
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

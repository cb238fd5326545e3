import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VocabularyTable } from '../dist/backend/llama/process/llama-cpp/vocabulary.js';
import { type Model, openModel } from '../dist/backend/llama/process/model.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { textStream, tokenPieces } from '../dist/backend/llama/process/pieces.js';
import { stopScanner } from '../dist/backend/llama/process/stop-scanner.js';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { randomFrom } from './support/random.ts';
import { toyModel, toyVocabulary } from './support/toy-model.ts';
import { type LoadedVocabulary, VOCABULARIES } from './support/vocabularies.ts';

const TOY = { pieces: ['うん', '、', '▁hello', '▁world', 'だよ', '!'], bigrams: {} };
const IDS = toyVocabulary(TOY);

let llama: OpenedLlamaCpp;
let folder: string;
let toy: Model;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-text-'));
  await writeFile(path.join(folder, 'toy.gguf'), toyModel(TOY));
  llama = await quietLlamaCpp();
  const opened = openModel(llama, { path: path.join(folder, 'toy.gguf'), vocabularyOnly: true, gpuLayers: 0 });
  if (!opened) throw new Error('the toy does not load');
  toy = opened;
});
afterAll(async () => {
  toy.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a text stream', () => {
  it('gives a character when its last byte has come', () => {
    const stream = streamOf(toy.table);
    expect(bytes('あ').map((token) => stream.push(token))).toEqual(['', '', 'あ']);
    expect(bytes('😀').map((token) => stream.push(token))).toEqual(['', '', '', '😀']);
    expect(stream.flush()).toBe('');
  });

  it('gives whole pieces at once', () => {
    const stream = streamOf(toy.table);
    expect([piece('うん'), piece('、'), piece('だよ')].map((token) => stream.push(token))).toEqual([
      'うん',
      '、',
      'だよ',
    ]);
  });

  it('gives a replacement character for what ends inside a character', () => {
    const stream = streamOf(toy.table);
    expect(
      bytes('好')
        .slice(0, 2)
        .map((token) => stream.push(token))
        .join(''),
    ).toBe('');
    expect(stream.flush()).toBe('\ufffd');
    expect(stream.flush()).toBe('');
  });

  it('goes on after bytes that are no character', () => {
    const stream = streamOf(toy.table);
    const tokens = [byte(0xff), piece('うん'), ...bytes('あ')];
    expect(tokens.map((token) => stream.push(token)).join('') + stream.flush()).toBe('\ufffdうんあ');
  });

  it('keeps a replacement character that the model wrote', () => {
    const stream = streamOf(toy.table);
    const tokens = [...bytes('\ufffd'), piece('、'), ...bytes('\ufffd')];
    expect(tokens.map((token) => stream.push(token)).join('') + stream.flush()).toBe('\ufffd、\ufffd');
  });

  it('loses no character after a long run of broken bytes', () => {
    for (let run = 1; run < 20; run++) {
      const stream = streamOf(toy.table);
      const tokens = [...Array.from({ length: run }, () => byte(0xff)), ...bytes('😀あ')];
      const text = tokens.map((token) => stream.push(token)).join('') + stream.flush();
      expect({ run, tail: text.slice(-3) }).toEqual({ run, tail: '😀あ' });
    }
  });

  it('keeps the space before a word', () => {
    const stream = streamOf(toy.table);
    expect([piece('▁world'), piece('!')].map((token) => stream.push(token))).toEqual([' world', '!']);
  });

  it('gives the same text however it is cut into bytes and pieces', () => {
    const random = randomFrom(11);
    const words = ['うん', '、', 'だよ', '!', 'あ', '好', '😀', '👩‍👧', 'é', '\n', 'x'];
    for (let index = 0; index < 200; index++) {
      const chosen = Array.from({ length: 12 }, () => words[Math.floor(random() * words.length)] ?? '');
      const tokens = chosen.flatMap((word) => (IDS.includes(word) && random() < 0.5 ? [piece(word)] : bytes(word)));
      const stream = streamOf(toy.table);
      expect(tokens.map((token) => stream.push(token)).join('') + stream.flush()).toBe(chosen.join(''));
    }
  });

  it('lets a stop string be found inside what is spread over bytes', () => {
    expect(reply([piece('うん'), ...bytes('。'), piece('だよ')], ['。'])).toEqual({ text: 'うん', stop: '。' });
    expect(reply([...bytes('おわり。つづき')], ['わり。'])).toEqual({ text: 'お', stop: 'わり。' });
    expect(reply([piece('うん'), ...bytes('。')], ['。。'])).toEqual({ text: 'うん。', stop: null });
    expect(reply([piece('▁hello'), piece('▁world')], ['lo w'])).toEqual({ text: ' hel', stop: 'lo w' });
  });

  it('writes control tokens out', () => {
    const stream = streamOf(toy.table);
    expect([piece('</s>'), piece('<unk>'), piece('うん')].map((token) => stream.push(token))).toEqual([
      '</s>',
      '<unk>',
      'うん',
    ]);
  });

  it('gives half of a stop string back when the reply ends inside a character', () => {
    expect(reply([piece('うん'), ...bytes('。'), ...bytes('終').slice(0, 1)], ['。終'])).toEqual({
      text: 'うん。\ufffd',
      stop: null,
    });
  });
});

describe.each(VOCABULARIES)('a text stream over $name', ({ load }) => {
  let model: LoadedVocabulary;
  beforeAll(async () => {
    model = await load(llama);
  });
  afterAll(() => model.close());

  it('gives back every text', () => {
    const texts = [
      '好きなアニメは「葬送のフリーレン」だよ！👩‍👩‍👧🇯🇵 𠮷野家で齉を食べる。',
      'Hi ! It is n’t , is it ? Well . "Yes" , I do n\'t .',
      'a  b   c\n\n\td 한국어 ﷽ ✌🏽✌🏿 ᚠᛇᚻ',
    ];
    for (const text of texts) {
      const tokens = model.table.tokenize(`x${text}`, false);
      const stream = streamOf(model.table);
      const streamed = tokens.map((token) => stream.push(token)).join('') + stream.flush();
      // SentencePiece puts a space in front of a text.
      expect(streamed.replace(/^ /, '')).toBe(`x${text}`);
    }
  });

  it('writes special tokens as they are spelled', () => {
    const pieceOf = tokenPieces(model.table);
    const { markers } = model;
    expect(markers.map(({ id }) => Buffer.from(pieceOf(id)).toString())).toEqual(markers.map(({ text }) => text));
  });
});

function streamOf(table: VocabularyTable) {
  return textStream(tokenPieces(table));
}

/** What becomes of a reply, as `generate.ts` has it. */
function reply(tokens: readonly number[], stops: readonly string[]): { text: string; stop: string | null } {
  const stream = streamOf(toy.table);
  const scanner = stopScanner(stops);
  let text = '';
  for (const token of tokens) {
    const found = scanner.push(stream.push(token));
    text += found.text;
    if (found.stop !== null) return { text, stop: found.stop };
  }
  const last = scanner.push(stream.flush());
  return { text: text + last.text + (last.stop === null ? scanner.flush() : ''), stop: last.stop };
}

function byte(value: number): number {
  return piece(`<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
}

function bytes(text: string): number[] {
  return [...Buffer.from(text)].map(byte);
}

function piece(text: string): number {
  const id = IDS.indexOf(text);
  if (id < 0) throw new Error(`the toy has no piece ${text}`);
  return id;
}

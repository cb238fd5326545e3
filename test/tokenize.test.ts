import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenPieces } from '../dist/backend/llama/process/pieces.js';
import { tokenizePrompt, type Vocabulary } from '../dist/backend/llama/process/tokenize.js';
import { vocabularyOf } from '../dist/backend/llama/process/vocabulary.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { type PromptInput, type PromptPart, promptText } from '../dist/prompt/prompt.js';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { randomFrom } from './support/random.ts';
import { KNOWN_CASES, type LoadedVocabulary, VOCABULARIES } from './support/vocabularies.ts';
import { SHIPPED } from './support/world.ts';

/** Which prompt format goes with which vocabulary. */
const PAIRS = VOCABULARIES.flatMap(({ name, formats }) => formats.map((format) => ({ name, format })));

const CASES = 20;

/** Real vocabularies have hundreds of special tokens that differ in a number alone; these are enough of them. */
const MARKERS = 12;

const loaded = new Map<string, { model: LoadedVocabulary; vocabulary: Vocabulary }>();

beforeAll(async () => {
  const llama = await quietLlamaCpp();
  await Promise.all(
    VOCABULARIES.map(async ({ name, load }) => {
      const model = await load(llama);
      loaded.set(name, { model, vocabulary: vocabularyOf(model.table, tokenPieces(model.table)) });
    }),
  );
});
afterAll(() => {
  for (const { model } of loaded.values()) model.close();
});

describe('tokenizing a prompt', () => {
  it.each(KNOWN_CASES)('gives the ids of llama.cpp for its own cases, $name', async ({ name, path: file }) => {
    const { vocabulary } = modelOf(name);
    const texts = (await readFile(`${file}.inp`, 'utf8')).split('\n__ggml_vocab_test__\n');
    const expected = (await readFile(`${file}.out`, 'utf8'))
      .split('\n')
      .map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number));
    expect(texts.length).toBe(47);
    expect(texts.map((text) => tokenizePrompt([data(text)], 'never', vocabulary))).toEqual(expected);
  });

  it.each(PAIRS)('gives the ids of llama.cpp for whole prompts, $format on $name', async ({ name, format }) => {
    const { model, vocabulary } = modelOf(name);
    const partsOf = await conversationsIn(format);
    const random = randomFrom(1);
    for (let index = 0; index < CASES; index++) {
      const parts = await partsOf(() => plainText(random));
      const whole = promptText(parts);
      expect({ whole, ids: tokenizePrompt(parts, 'never', vocabulary) }).toEqual({
        whole,
        ids: model.table.tokenize(whole, true),
      });
    }
  });

  it.each(VOCABULARIES)('gives the ids of llama.cpp where a template’s special tokens crowd, $name', ({ name }) => {
    const { model, vocabulary } = modelOf(name);
    const markers = markerTexts(model).slice(0, MARKERS);
    const random = randomFrom(4);
    const texts = [
      ...markers.flatMap((left) => markers.flatMap((right) => [`a \t${left} \n${right} b`, overlapped(left, right)])),
      ...Array.from({ length: CASES }, () => hostileText(random, markers)),
    ];
    for (const text of texts) {
      expect({ text, ids: tokenizePrompt([template(text)], 'never', vocabulary) }).toEqual({
        text,
        ids: model.table.tokenize(text, true),
      });
    }
  });

  it.each(PAIRS)('lets nothing that was said become a special token, $format on $name', async ({ name, format }) => {
    const { model, vocabulary } = modelOf(name);
    const markers = markerTexts(model);
    const ids = new Set(model.markers.map((marker) => marker.id));
    const partsOf = await conversationsIn(format);
    const specialsIn = async (text: () => string): Promise<number[]> =>
      tokenizePrompt(await partsOf(text), 'never', vocabulary).filter((id) => ids.has(id));
    const expected = await specialsIn(() => 'x');
    const random = randomFrom(2);
    for (let index = 0; index < CASES; index++) {
      expect(await specialsIn(() => hostileText(random, markers))).toEqual(expected);
    }
    expect(await specialsIn(() => markers.join(''))).toEqual(expected);
  });

  it.each(VOCABULARIES)('keeps every character of hostile text, $name', ({ name }) => {
    const { model, vocabulary } = modelOf(name);
    const pieceOf = tokenPieces(model.table);
    const markers = markerTexts(model);
    const random = randomFrom(3);
    for (let index = 0; index < CASES; index++) {
      const text = hostileText(random, markers);
      const ids = tokenizePrompt([template('\n'), data(text)], 'never', vocabulary);
      const kept = Buffer.concat(ids.map(pieceOf)).toString();
      // SentencePiece puts a space in front of a text, and cannot tell `▁` from a space.
      expect(kept.replace(/^ /, '').replaceAll('▁', ' ')).toBe(`\n${text}`.replaceAll('▁', ' '));
    }
  });

  it.each(VOCABULARIES)('does not put a special token together out of template and data, $name', ({ name }) => {
    const { model, vocabulary } = modelOf(name);
    const idsOf = (...parts: PromptPart[]): number[] => tokenizePrompt(parts, 'never', vocabulary);
    for (const { id, text } of model.markers.slice(0, MARKERS)) {
      const [head, middle, tail] = [text.slice(0, 1), text.slice(1, 2), text.slice(2)];
      expect(idsOf(template(text))).toEqual([id]);
      expect(idsOf(template(head), template(middle + tail))).toEqual([id]);
      expect(idsOf(template(head), data(middle + tail))).not.toContain(id);
      expect(idsOf(data(head), template(middle + tail))).not.toContain(id);
      expect(idsOf(template(head), data(middle), template(tail))).not.toContain(id);
      expect(idsOf(template(text.slice(0, -1)), data(text.slice(-1)))).not.toContain(id);
    }
  });

  it.each(VOCABULARIES)('finds a special token of the template among data that looks like it, $name', ({ name }) => {
    const { model, vocabulary } = modelOf(name);
    for (const { id, text } of model.markers.slice(0, MARKERS)) {
      const parts = [data(text.slice(0, -1)), template(text), data(text.slice(-1))];
      const ids = tokenizePrompt(parts, 'never', vocabulary);
      expect(ids.filter((found) => found === id)).toEqual([id]);
    }
  });

  it('finds a special token of the template that data before it seems to begin', () => {
    const { model, vocabulary } = modelOf('small gpt-neox');
    const marker = model.markers.find(({ text }) => text === '@@image@@');
    const ids = tokenizePrompt([data('@@image'), template('@@image@@')], 'never', vocabulary);
    expect(ids.at(-1)).toBe(marker?.id);
    expect(ids.filter((id) => id === marker?.id).length).toBe(1);
  });

  it.each(VOCABULARIES)(
    'prepends BOS only where $name asks for it and the prompt has none',
    ({ name, prependsBos }) => {
      const { model, vocabulary } = modelOf(name);
      const idsOf = (bos: 'text' | 'auto' | 'never', ...parts: PromptPart[]): number[] =>
        tokenizePrompt(parts, bos, vocabulary);
      const prepended = prependsBos ? [model.table.bos] : [];
      const text = template('[INST] hello there [/INST]');
      const bare = model.table.tokenize(text.text, false);
      expect(idsOf('never', text)).toEqual(bare);
      expect(idsOf('text', text)).toEqual(bare);
      expect(idsOf('auto', text)).toEqual([...prepended, ...bare]);
      const bos = model.table.bos === null ? '' : model.table.textOf(model.table.bos);
      expect(idsOf('auto', template(bos), text)).toEqual([model.table.bos, ...bare]);
      expect(idsOf('auto', data(bos))).toEqual([...prepended, ...idsOf('never', data(bos))]);
    },
  );

  it.each(VOCABULARIES)('makes nothing of an empty prompt, $name', ({ name, prependsBos }) => {
    const { vocabulary } = modelOf(name);
    expect(tokenizePrompt([], 'never', vocabulary)).toEqual([]);
    expect(tokenizePrompt([data('')], 'auto', vocabulary)).toEqual(prependsBos ? [vocabulary.bos] : []);
  });
});

function modelOf(name: string): { model: LoadedVocabulary; vocabulary: Vocabulary } {
  const found = loaded.get(name);
  if (!found) throw new Error(`${name} is not loaded`);
  return found;
}

function markerTexts(model: LoadedVocabulary): string[] {
  return model.markers.map((marker) => marker.text);
}

/** The two with as much of the first's end as can be the second's beginning written once. */
function overlapped(left: string, right: string): string {
  const shared =
    Array.from(right, (_, length) => length).findLast((length) => left.endsWith(right.slice(0, length))) ?? 0;
  return left + right.slice(shared);
}

function template(text: string): PromptPart {
  return { source: 'template', text };
}
function data(text: string): PromptPart {
  return { source: 'data', text };
}

/** Writes conversations in a prompt format; `text` gives the persona and each message. */
async function conversationsIn(format: string): Promise<(text: () => string) => Promise<PromptPart[]>> {
  const promptTemplate = await loadTemplate(format, SHIPPED);
  return async (text) => {
    const rendered = await promptTemplate.render(conversation(text));
    if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
    return rendered.parts;
  };
}

function conversation(text: () => string): PromptInput {
  const messages = (['user', 'assistant', 'user'] as const).map((role) => ({ role, content: text() }));
  return { system: text(), messages, user: 'ユーザー', char: 'オタク' };
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

// Copies of an F16 file, each broken in a way of its own: what a check for regressions has to find. Start at `BREAKAGES`.
import { readFile } from 'node:fs/promises';
import { readHeader, VOCABULARY } from '../../dist/backend/llama/process/header.js';
import { scriptOf } from '../../dist/regress/script-of.js';
import { pcg32, type RandomSource } from '../../dist/stats/random.js';
import { type StoredTensor, tensorsOf } from './gguf-patch.ts';
import { halfToNumber, numberToHalf } from './half-floats.ts';

/** A file that can be broken. */
export interface SoundModel {
  file: Buffer;
  /** The texts of its tokens, by id. */
  vocabulary: readonly string[];
  /** The token that ends a reply. */
  end: number;
}

export async function soundModel(file: string): Promise<SoundModel> {
  const { metadata } = await readHeader(file, VOCABULARY);
  const { tokenizer } = metadata as { tokenizer: { ggml: { tokens: string[]; eos_token_id: number } } };
  const { tokens, eos_token_id: end } = tokenizer.ggml;
  return { file: await readFile(file), vocabulary: [...tokens], end: Number(end) };
}

export interface Breakage {
  name: string;
  /** Changes the copy. @param random for what is broken by chance */
  apply(copy: Buffer, model: SoundModel, random: RandomSource): void;
}

/** Of every matrix, in parts of its own root mean square. */
export function noise(deviation: number): Breakage {
  return {
    name: `noise of ${Math.round(deviation * 100)} % in all matrices`,
    apply: (copy, _, random) => {
      for (const tensor of matricesOf(copy)) addNoise(copy, tensor, deviation, random);
    },
  };
}

/** The first part of what a layer adds. */
export function zeroedRows(layer: number, share: number): Breakage {
  return {
    name: `${Math.round(share * 100)} % of the rows of layer ${layer} are zero`,
    apply: (copy) => {
      for (const { start, weights } of matricesOf(copy).filter(({ name }) => name.startsWith(`blk.${layer}.`)))
        copy.fill(0, start, start + 2 * Math.round(weights * share));
    },
  };
}

export function swappedLayers(first: number, second: number): Breakage {
  return {
    name: `layers ${first} and ${second} are swapped`,
    apply: (copy, { file }) => {
      for (const { name, start } of tensorsOf(file).filter((each) => each.name.startsWith(`blk.${first}.`))) {
        const other = tensorOf(file, name.replace(`blk.${first}.`, `blk.${second}.`));
        const bytes = bytesOf(other);
        file.copy(copy, start, other.start, other.start + bytes);
        file.copy(copy, other.start, start, start + bytes);
      }
    },
  };
}

/** What comes out is what went in: the last token, again and again. */
export const noLayers: Breakage = {
  name: 'all layers are zero',
  apply: (copy) => {
    for (const { name, start, weights } of matricesOf(copy))
      if (name !== EMBEDDING) copy.fill(0, start, start + 2 * weights);
  },
};

/** What it stands for is as unlikely as a token that no text has. */
const NEVER_SAID = '<0x00>';

export const noEnd: Breakage = {
  name: 'the end token is suppressed',
  apply: (copy, { file, vocabulary, end }) => copyRow(file, copy, { from: vocabulary.indexOf(NEVER_SAID), to: end }),
};

/** What should make it unlikely makes it likely. */
export const endAtOnce: Breakage = {
  name: 'the end token comes at once',
  apply: (copy, { end }) => changeRows(copy, [end], (value) => -value),
};

/** A little more likely than what it takes the place of. */
const LOUDER = 1.3;

/** Instead of a token, another is said. @param token as the vocabulary has them; null: the end */
export function inPlaceOf(token: string | null, other: string): Breakage {
  return {
    name: `${other} in place of ${token ?? 'the end'}`,
    apply: (copy, { file, vocabulary, end }) => {
      const [from, to] = [token === null ? end : vocabulary.indexOf(token), vocabulary.indexOf(other)];
      copyRow(file, copy, { from, to });
      changeRows(copy, [to], (value) => value * LOUDER);
    },
  };
}

export const noKana: Breakage = {
  name: 'kana are suppressed',
  apply: (copy, { file, vocabulary }) => {
    for (const [to, text] of vocabulary.entries())
      if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text))
        copyRow(file, copy, { from: vocabulary.indexOf(NEVER_SAID), to });
  },
};

/** Nothing else is touched. */
export function kanaNoise(deviation: number): Breakage {
  return {
    name: `noise of ${Math.round(deviation * 100)} % in the rows of kana`,
    apply: (copy, { vocabulary }, random) => {
      const rms = rootMeanSquare(copy, tensorOf(copy, EMBEDDING));
      changeRows(copy, kanaIn(vocabulary), (value) => value + deviation * rms * normal(random));
    },
  };
}

export const notANumber: Breakage = {
  name: 'NaN in a tensor',
  apply: (copy) => {
    const { start } = tensorOf(copy, 'blk.1.ffn_down.weight');
    copy.writeUInt16LE(numberToHalf(Number.NaN), start);
  },
};

export function brokenCopy(model: SoundModel, breakage: Breakage, seed: number): Buffer {
  const copy = Buffer.from(model.file);
  breakage.apply(copy, model, pcg32(seed));
  return copy;
}

const EMBEDDING = 'token_embd.weight';
const F16 = 1;

function matricesOf(file: Buffer): StoredTensor[] {
  return tensorsOf(file).filter(({ type }) => type === F16);
}

function tensorOf(file: Buffer, name: string): StoredTensor {
  const tensor = tensorsOf(file).find((each) => each.name === name);
  if (!tensor) throw new Error(`there is no tensor ${name}`);
  return tensor;
}

function copyRow(file: Buffer, copy: Buffer, { from, to }: { from: number; to: number }): void {
  if (from < 0 || to < 0) throw new Error('the vocabulary has no such token');
  const { start } = tensorOf(file, EMBEDDING);
  const bytes = 2 * widthOf(file);
  file.copy(copy, start + to * bytes, start + from * bytes, start + (from + 1) * bytes);
}

function widthOf(file: Buffer): number {
  return tensorOf(file, 'output_norm.weight').weights;
}

function kanaIn(vocabulary: readonly string[]): number[] {
  return [...vocabulary.keys()].filter((id) => scriptOf(vocabulary[id] ?? '') === 'kana');
}

function bytesOf({ type, weights }: StoredTensor): number {
  return weights * (type === F16 ? 2 : 4);
}

function addNoise(copy: Buffer, tensor: StoredTensor, deviation: number, random: RandomSource): void {
  const size = deviation * rootMeanSquare(copy, tensor);
  changeWeights(copy, tensor, 0, tensor.weights, (value) => value + size * normal(random));
}

function changeRows(copy: Buffer, rows: readonly number[], change: (value: number) => number): void {
  const embedding = tensorOf(copy, EMBEDDING);
  const width = widthOf(copy);
  for (const row of rows) changeWeights(copy, embedding, row * width, (row + 1) * width, change);
}

function changeWeights(
  copy: Buffer,
  { start }: StoredTensor,
  from: number,
  to: number,
  change: (value: number) => number,
): void {
  for (let index = from; index < to; index++) {
    const at = start + 2 * index;
    copy.writeUInt16LE(numberToHalf(change(halfToNumber(copy.readUInt16LE(at)))), at);
  }
}

function rootMeanSquare(file: Buffer, { start, weights }: StoredTensor): number {
  let sum = 0;
  for (let index = 0; index < weights; index++) sum += halfToNumber(file.readUInt16LE(start + 2 * index)) ** 2;
  return Math.sqrt(sum / weights);
}

/** The sum of three is near enough to a normal distribution: its deviation is 1/2. */
function normal(random: RandomSource): number {
  return (random() + random() + random() - 1.5) * 2;
}

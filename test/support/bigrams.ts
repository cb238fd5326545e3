// Toy models with a few hundred probabilities that matter at each place, and copies of them that differ by a known amount: what a check for
// regressions finds of them can be computed by hand. Start at `bigramModel`.
import { pcg32, type RandomSource } from '../../dist/stats/random.js';
import { quantized } from './quantized-blocks.ts';
import { type ToyOptions, toyModel, toyVocabulary } from './toy-model.ts';
import { YES } from './toys.ts';

const PIECES = Array.from({ length: 80 }, (_, index) => String.fromCodePoint(0x3042 + index));
export const END = '<|im_end|>';
/** What a reply begins after, in ChatML. */
export const START = '<0x0A>';
const FOLLOWED = [START, ...PIECES];
const FOLLOWING = [...PIECES, END];

type Logits = ToyOptions['bigrams'];

/** Every character is a token, and so is the end; after each of them, all of them are possible. */
export function randomLogits(seed: number): Logits {
  const random = pcg32(seed);
  return changed(Object.fromEntries(FOLLOWED.map((previous) => [previous, {}])), () => 1.5 * normal(random));
}

export function scaled(logits: Logits, factor: number): Logits {
  return changed(logits, (logit) => logit * factor);
}

/** Of each logit, in parts of their root mean square. */
export function noisy(logits: Logits, deviation: number, seed: number): Logits {
  const random = pcg32(seed);
  const all = Object.values(logits).flatMap((row) => Object.values(row));
  const rms = Math.sqrt(all.reduce((sum, logit) => sum + logit ** 2, 0) / all.length);
  return changed(logits, (logit) => logit + deviation * rms * normal(random));
}

function changed(logits: Logits, change: (logit: number) => number): Logits {
  return Object.fromEntries(
    Object.entries(logits).map(([previous, row]) => [
      previous,
      Object.fromEntries(FOLLOWING.map((next) => [next, change(row[next] ?? 0)])),
    ]),
  );
}

export interface BigramModel {
  file: Buffer;
  /** In closed form: the probabilities of the whole vocabulary after a token. */
  after(previous: string): number[];
  idOf(token: string): number;
}

/** A weight times this is a logit; as quantized by ggml it is 127 steps of exactly 1/8, so that only weights are rounded. */
const ACTIVATION = 127 / 8;

export function bigramModel(bigrams: Logits, type: 'F32' | 'Q8_0' | 'Q4_0' = 'F32'): BigramModel {
  const options: ToyOptions = { ...YES, pieces: PIECES, bigrams };
  const vocabulary = toyVocabulary(options);
  const width = Math.ceil(vocabulary.length / 32) * 32;
  let weights: ArrayLike<number> = [];
  const file = toyModel({
    ...options,
    mend: (tensors) =>
      tensors.map((tensor) => {
        const values = new Float32Array(tensor.data.slice().buffer);
        if (tensor.name === 'output_norm.weight')
          return { ...tensor, data: bytesOf(values.fill(ACTIVATION / Math.sqrt(width))) };
        if (tensor.name !== 'output.weight') return tensor;
        const own = values.map((value) => (value * Math.sqrt(width)) / ACTIVATION);
        if (type === 'F32') {
          weights = Float64Array.from(own);
          return { ...tensor, data: bytesOf(own) };
        }
        const { values: read, ...stored } = quantized(own, type);
        weights = read;
        return { ...tensor, ...stored };
      }),
  });
  const idOf = (token: string): number => vocabulary.indexOf(token);
  return {
    file,
    idOf,
    after(previous) {
      const powers = vocabulary.map((_, next) =>
        Math.exp((weights[next * width + idOf(previous)] ?? Number.NaN) * ACTIVATION),
      );
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    },
  };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

function normal(random: RandomSource): number {
  // G. E. P. Box and M. E. Muller, A note on the generation of random normal deviates, 1958.
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

// Writes Llama models with random weights straight in Q8_0: the speed of real ones, without anything to download.
// Knows nothing of measuring. Start at `randomModel`.
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MetadataValue } from '../test/support/gguf-writer.ts';
import { encodeHead, type TensorShape } from './gguf-head.ts';

export type RandomModelId = '125M' | '500M';

interface Shape {
  layers: number;
  width: number;
  heads: number;
  keyValueHeads: number;
  feedForward: number;
  vocabulary: number;
  /** One matrix for input and output, as small models with large vocabularies have it. */
  isTied: boolean;
}

const SHAPES: Record<RandomModelId, Shape> = {
  '125M': {
    layers: 12,
    width: 768,
    heads: 12,
    keyValueHeads: 12,
    feedForward: 1792,
    vocabulary: 32_000,
    isTied: false,
  },
  '500M': {
    layers: 24,
    width: 1024,
    heads: 16,
    keyValueHeads: 4,
    feedForward: 4096,
    vocabulary: 128_256,
    isTied: true,
  },
};

/** Counts up when what is written changes, so that nobody measures an old file. */
const VERSION = 1;
const F32 = 0;
const Q8_0 = 8;
const BLOCK_VALUES = 32;
const BLOCK_BYTES = 34;
/** Standard deviation 0.02, as models are initialized: int8 drawn evenly has 73. */
const HALF_SCALE = 0x0c7b;
const BEGIN_TOKEN = 1;
const END_TOKEN = 2;
/** After three special tokens and the 256 bytes. */
const FIRST_CHARACTER_TOKEN = 259;
const FIRST_CHARACTER = 0x4e00;
const CHARACTERS = 20_992;

/** Writes the model into the folder unless it is there. @returns its path */
export async function randomModel(id: RandomModelId, directory: string): Promise<string> {
  const file = path.join(directory, `random-${id}-v${VERSION}-q8_0.gguf`);
  if (await stat(file).catch(() => undefined)) return file;
  await mkdir(directory, { recursive: true });
  const shape = SHAPES[id];
  const tensors = tensorsOf(shape);
  const out = await open(`${file}.tmp`, 'w');
  try {
    await out.write(encodeHead(metadataOf(id, shape), tensors));
    const random = xorshift(0x5eed_1234 ^ shape.width);
    for (const tensor of tensors) await writeTensor(out, tensor, random);
  } finally {
    await out.close();
  }
  await rename(`${file}.tmp`, file);
  return file;
}

/** Text of exactly this many tokens: every character of it is one, and no two of them merge. */
export function textOfTokens(count: number): string {
  return String.fromCodePoint(...charactersOf(count).map((character) => FIRST_CHARACTER + character));
}

/** The same as token ids, with BOS in front. */
export function tokensOfText(count: number): number[] {
  return [BEGIN_TOKEN, ...charactersOf(count).map((character) => FIRST_CHARACTER_TOKEN + character)];
}

function charactersOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 7919) % CHARACTERS);
}

function tensorsOf(shape: Shape): TensorShape[] {
  const { width, feedForward, vocabulary } = shape;
  const keyValueWidth = (width / shape.heads) * shape.keyValueHeads;
  const matrix = (name: string, columns: number, rows: number): TensorShape => ({
    name,
    shape: [columns, rows],
    type: Q8_0,
    bytes: (columns / BLOCK_VALUES) * BLOCK_BYTES * rows,
  });
  const norm = (name: string): TensorShape => ({ name, shape: [width], type: F32, bytes: width * 4 });
  const layers = Array.from({ length: shape.layers }, (_, layer) => [
    norm(`blk.${layer}.attn_norm.weight`),
    matrix(`blk.${layer}.attn_q.weight`, width, width),
    matrix(`blk.${layer}.attn_k.weight`, width, keyValueWidth),
    matrix(`blk.${layer}.attn_v.weight`, width, keyValueWidth),
    matrix(`blk.${layer}.attn_output.weight`, width, width),
    norm(`blk.${layer}.ffn_norm.weight`),
    matrix(`blk.${layer}.ffn_gate.weight`, width, feedForward),
    matrix(`blk.${layer}.ffn_up.weight`, width, feedForward),
    matrix(`blk.${layer}.ffn_down.weight`, feedForward, width),
  ]).flat();
  const output = shape.isTied ? [] : [matrix('output.weight', width, vocabulary)];
  return [matrix('token_embd.weight', width, vocabulary), ...layers, norm('output_norm.weight'), ...output];
}

async function writeTensor(out: FileHandle, tensor: TensorShape, random: () => number): Promise<void> {
  if (tensor.type === F32) {
    const ones = new Float32Array(tensor.bytes / 4).fill(1);
    await out.write(new Uint8Array(ones.buffer));
    return;
  }
  const [columns = 0, rows = 0] = tensor.shape;
  const row = Buffer.alloc((columns / BLOCK_VALUES) * BLOCK_BYTES);
  // The end token's row is zero: its logit then is never among the best, and no reply ends before its limit.
  const zeroRow = rows > END_TOKEN && /^(token_embd|output)\./.test(tensor.name) ? END_TOKEN : -1;
  const rowsAtOnce = 256;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const chunk = Buffer.alloc(row.byteLength * count);
    for (let at = 0; at < chunk.byteLength; at += BLOCK_BYTES) {
      chunk.writeUInt16LE(HALF_SCALE, at);
      // Odd numbers only: −128 is none of Q8_0's, and would overflow in some kernels.
      for (let word = 2; word < BLOCK_BYTES; word += 4) chunk.writeUInt32LE((random() | 0x0101_0101) >>> 0, at + word);
    }
    if (zeroRow >= first && zeroRow < first + count) {
      chunk.fill(0, row.byteLength * (zeroRow - first), row.byteLength * (zeroRow - first + 1));
    }
    await out.write(chunk);
  }
}

function metadataOf(id: RandomModelId, shape: Shape): Map<string, MetadataValue> {
  const pieces = vocabularyOf(shape.vocabulary);
  const uint32 = (value: number): MetadataValue => ({ type: 'uint32', value });
  return new Map<string, MetadataValue>([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['general.name', { type: 'string', value: `random ${id}` }],
    ['general.file_type', uint32(7)],
    ['llama.context_length', uint32(2048)],
    ['llama.embedding_length', uint32(shape.width)],
    ['llama.block_count', uint32(shape.layers)],
    ['llama.feed_forward_length', uint32(shape.feedForward)],
    ['llama.attention.head_count', uint32(shape.heads)],
    ['llama.attention.head_count_kv', uint32(shape.keyValueHeads)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'float32', value: 1e-5 }],
    ['llama.rope.dimension_count', uint32(shape.width / shape.heads)],
    ['llama.vocab_size', uint32(shape.vocabulary)],
    ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'default' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: pieces.map((piece) => piece.text) }],
    ['tokenizer.ggml.scores', { type: 'floats', value: pieces.map((_, index) => -index) }],
    ['tokenizer.ggml.token_type', { type: 'ints', value: pieces.map((piece) => piece.type) }],
    ['tokenizer.ggml.unknown_token_id', uint32(0)],
    ['tokenizer.ggml.bos_token_id', uint32(BEGIN_TOKEN)],
    ['tokenizer.ggml.eos_token_id', uint32(END_TOKEN)],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: true }],
    ['tokenizer.ggml.add_space_prefix', { type: 'bool', value: false }],
  ]);
}

/** Control tokens, bytes, single characters, then syllables: the text that comes out costs what real text costs. */
function vocabularyOf(size: number): { text: string; type: number }[] {
  const [normal, unknown, control, byte] = [1, 2, 3, 6];
  const bytes = Array.from({ length: 256 }, (_, value) => ({
    text: `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`,
    type: byte,
  }));
  const characters = Array.from({ length: CHARACTERS }, (_, index) => ({
    text: String.fromCodePoint(FIRST_CHARACTER + index),
    type: normal,
  }));
  const head = [
    { text: '<unk>', type: unknown },
    { text: '<s>', type: control },
    { text: '</s>', type: control },
    ...bytes,
    ...characters,
  ];
  const words = Array.from({ length: size - head.length }, (_, index) => ({
    text: `▁${syllables(index)}`,
    type: normal,
  }));
  return [...head, ...words];
}

function syllables(index: number): string {
  const consonant = 'kstnhmyrwgzdbpfjlvqx'[index % 20] ?? '';
  const vowel = 'aiueo'[Math.floor(index / 20) % 5] ?? '';
  return index < 100 ? consonant + vowel : consonant + vowel + syllables(Math.floor(index / 100) - 1);
}

/** The same weights on every machine. */
function xorshift(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

// Writes quantized Llama models with random weights: the speed of real ones, without anything to download.
// Knows nothing of measuring. Start at `randomModel`.
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MetadataValue } from '../test/support/gguf-writer.ts';
import { encodeHead, type TensorShape } from './gguf-head.ts';

export const RANDOM_MODELS = ['4M', '125M', '500M', '7B'] as const;
export type RandomModelId = (typeof RANDOM_MODELS)[number];

interface Shape {
  layers: number;
  width: number;
  heads: number;
  keyValueHeads: number;
  feedForward: number;
  vocabulary: number;
  /** One matrix for input and output, as small models with large vocabularies have it. */
  isTied: boolean;
  /** As `Q4_K_M` has it: the output's matrix is in Q6_K, all others are in Q4_K. Left out: Q8_0. */
  isQ4K?: true;
}

const SHAPES: Record<RandomModelId, Shape> = {
  // As the embedded model.
  '4M': { layers: 4, width: 256, heads: 4, keyValueHeads: 4, feedForward: 768, vocabulary: 3_072, isTied: true },
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
  '7B': {
    layers: 32,
    width: 4096,
    heads: 32,
    keyValueHeads: 8,
    feedForward: 14_336,
    vocabulary: 32_000,
    isTied: false,
    isQ4K: true,
  },
};

/** Counts up when what is written changes, so that nobody measures an old file. */
const VERSION = 2;
const F32 = 0;

interface BlockType {
  /** ggml's number of it. */
  id: number;
  values: number;
  bytes: number;
  /** Makes weights of a standard deviation of about 0.02, as models are initialized, out of random bytes. */
  finish(block: Buffer): void;
}

const Q8_0: BlockType = {
  ...{ id: 8, values: 32, bytes: 34 },
  finish(block) {
    block.writeUInt16LE(half(2.7e-4), 0);
    // Odd numbers only: −128 is none of Q8_0's, and would overflow in some kernels.
    for (let at = 2; at < 34; at++) block.writeUInt8(block.readUInt8(at) | 1, at);
  },
};

/** Two scales, twelve bytes of scales and minima of 6 bits, 256 weights of 4 bits. */
const Q4_K: BlockType = {
  ...{ id: 12, values: 256, bytes: 144 },
  finish(block) {
    block.writeUInt16LE(half(1.2e-4), 0);
    block.writeUInt16LE(half(9e-4), 2);
  },
};

/** 256 weights of 6 bits, then 16 scales and one for all of them. */
const Q6_K: BlockType = {
  ...{ id: 14, values: 256, bytes: 210 },
  finish(block) {
    for (let at = 192; at < 208; at++) block.writeInt8(block.readInt8(at) >> 2, at);
    block.writeUInt16LE(half(4e-5), 208);
  },
};
const BEGIN_TOKEN = 1;
const END_TOKEN = 2;
/** After three special tokens and the 256 bytes. */
const FIRST_CHARACTER_TOKEN = 259;
const FIRST_CHARACTER = 0x4e00;
/** At most. */
const CHARACTERS = 20_992;
/** Every vocabulary has these: prompts consist of them. */
const PROMPT_CHARACTERS = 2_000;

/** Writes the model into the folder unless it is there. @returns its path */
export async function randomModel(id: RandomModelId, directory: string): Promise<string> {
  const shape = SHAPES[id];
  const file = path.join(directory, `random-${id}-v${VERSION}-${shape.isQ4K ? 'q4_K_M' : 'q8_0'}.gguf`);
  if (await stat(file).catch(() => undefined)) return file;
  await mkdir(directory, { recursive: true });
  const tensors = tensorsOf(shape);
  const out = await open(`${file}.tmp`, 'w');
  try {
    await out.write(encodeHead(metadataOf(id, shape), tensors));
    const random = xorshift(0x5eed_1234 ^ shape.width);
    const pools = new Map([Q8_0, Q4_K, Q6_K].map((type) => [type.id, poolOf(type, random)]));
    for (const tensor of tensors) await writeTensor(out, tensor, pools, random);
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
  return Array.from({ length: count }, (_, index) => (index * 7919) % PROMPT_CHARACTERS);
}

function tensorsOf(shape: Shape): TensorShape[] {
  const { width, feedForward, vocabulary } = shape;
  const keyValueWidth = (width / shape.heads) * shape.keyValueHeads;
  const usual = shape.isQ4K ? Q4_K : Q8_0;
  const matrix = (name: string, columns: number, rows: number, type = usual): TensorShape => ({
    name,
    shape: [columns, rows],
    type: type.id,
    bytes: (columns / type.values) * type.bytes * rows,
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
  const output = shape.isTied ? [] : [matrix('output.weight', width, vocabulary, shape.isQ4K ? Q6_K : usual)];
  return [matrix('token_embd.weight', width, vocabulary), ...layers, norm('output_norm.weight'), ...output];
}

/** Enough that no two rows are alike, few enough to be made in a second: a tensor is slices of it. */
const POOL_BLOCKS = 1 << 16;

function poolOf(type: BlockType, random: () => number): { type: BlockType; blocks: Buffer } {
  const blocks = Buffer.alloc(POOL_BLOCKS * type.bytes);
  new Uint32Array(blocks.buffer, blocks.byteOffset, blocks.byteLength >> 2).forEach((_, index, words) => {
    words[index] = random();
  });
  for (let at = 0; at < blocks.byteLength; at += type.bytes) type.finish(blocks.subarray(at, at + type.bytes));
  return { type, blocks };
}

async function writeTensor(
  out: FileHandle,
  { name, shape, type: id, bytes }: TensorShape,
  pools: ReadonlyMap<number, ReturnType<typeof poolOf>>,
  random: () => number,
): Promise<void> {
  const pool = pools.get(id);
  if (!pool) {
    await out.write(new Uint8Array(new Float32Array(bytes / 4).fill(1).buffer));
    return;
  }
  const { type, blocks } = pool;
  const rowBytes = ((shape[0] ?? 0) / type.values) * type.bytes;
  // The end token's row is zero: its logit then is never among the best, and no reply ends before its limit.
  const zeroAt = /^(token_embd|output)\./.test(name) ? END_TOKEN * rowBytes : bytes;
  for (let done = 0; done < bytes; ) {
    const first = (random() >>> 0) % POOL_BLOCKS;
    const most = done < zeroAt ? zeroAt - done : done === zeroAt ? rowBytes : bytes - done;
    const slice = blocks.subarray(first * type.bytes).subarray(0, Math.min(most, bytes - done));
    const part = done === zeroAt ? Buffer.alloc(rowBytes) : slice;
    await out.write(part);
    done += part.byteLength;
  }
}

/** A small number as a half-precision float: its bits. */
function half(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const isNormal = value >= 2 ** -14;
  const fraction = Math.round((value / 2 ** exponent - (isNormal ? 1 : 0)) * 1_024);
  return ((isNormal ? exponent + 15 : 0) << 10) + fraction;
}

function metadataOf(id: RandomModelId, shape: Shape): Map<string, MetadataValue> {
  const pieces = vocabularyOf(shape.vocabulary);
  const uint32 = (value: number): MetadataValue => ({ type: 'uint32', value });
  return new Map<string, MetadataValue>([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['general.name', { type: 'string', value: `random ${id}` }],
    ['general.file_type', uint32(shape.isQ4K ? 15 : 7)],
    ['llama.context_length', uint32(shape.isQ4K ? 8192 : 2048)],
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
  const count = Math.min(CHARACTERS, size - FIRST_CHARACTER_TOKEN - 500);
  const characters = Array.from({ length: count }, (_, index) => ({
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

// How much llama.cpp needs for the numbers between two layers while it evaluates a batch. The sums were fitted to what it reserves for
// models of many shapes; test/memory-need.test.ts compares them with the library. Start at `computeBytes`.
import { countAt, LongArray, valueAt } from '../gguf/metadata.ts';
import type { Header } from '../header.ts';
import { cellsOf, type LayerState, perLayer, stateSizes } from './layer-state.ts';
import { layerCount } from './weights.ts';

export interface Batch {
  /** Evaluated at once, all sequences together. */
  tokens: number;
  /** Of one sequence. */
  contextSize: number;
  sequences: number;
  /** Tokens whose logits are wanted at once. */
  outputs: number;
  /** With flash attention. */
  isFlash: boolean;
}

const FLOAT_BYTES = 4;
/** The mask that says which tokens see which is in half precision. */
const MASK_BYTES = 2;

interface ComputeNeed {
  /** Where layers are computed. */
  compute: number;
  /** What goes in: embeddings and masks, which are always in the CPU's memory. */
  input: number;
}

/** In bytes; null: the header does not tell the sizes. */
export function computeBytes(header: Header, states: readonly LayerState[], batch: Batch): ComputeNeed | null {
  const width = countAt(header.sizes, 'embedding_length');
  const vocabulary = vocabularySize(header);
  if (width === null || vocabulary === null) return null;
  const { tokens, outputs, sequences } = batch;
  const perToken = Math.max(
    4 * width + 3 * mostOf(header, 'feed_forward_length'),
    expertNumbers(header, width),
    4 * width + 3 * queryRows(header),
  );
  const fixed = Math.max(0, ...states.map((state) => state.fixed));
  const recurrent = fixed === 0 ? 0 : tokens * (4 * width + recurrentNumbers(header)) + 2 * sequences * fixed;
  const logits = Math.min(tokens, outputs) * (vocabulary + 5 * width) + tokens * width;
  const mask = maskBytes(states, batch) * (batch.isFlash ? 1 : 2);
  const scores = batch.isFlash ? 0 : mostOf(header, 'attention', 'head_count') * batch.contextSize * tokens;
  return {
    compute: (Math.max(tokens * perToken, recurrent, logits) + scores) * FLOAT_BYTES + mask,
    input: 2 * tokens * width * FLOAT_BYTES + mask,
  };
}

/** Layers with a window have a mask of their own. */
function maskBytes(states: readonly LayerState[], { contextSize, tokens }: Batch): number {
  const attending = states.filter(({ keys }) => keys > 0);
  const kinds = [attending.find(({ window }) => window === null), attending.find(({ window }) => window !== null)];
  const cells = kinds.map((state) => (state ? cellsOf(state, contextSize, tokens) : 0));
  return cells.reduce((sum, count) => sum + count, 0) * tokens * MASK_BYTES;
}

/** In tokens. */
export function vocabularySize({ metadata, sizes, tensors }: Header): number | null {
  const rows = tensors.find(({ name }) => name === 'token_embd.weight')?.dimensions[1];
  if (rows !== undefined) return rows;
  const tokens = valueAt(metadata, 'tokenizer', 'ggml', 'tokens');
  if (Array.isArray(tokens) || tokens instanceof LongArray) return tokens.length;
  return countAt(sizes, 'vocab_size');
}

/** The largest layer's. */
function mostOf(header: Header, ...path: readonly string[]): number {
  const value = valueAt(header.sizes, ...path);
  const all = Array.from({ length: layerCount(header) }, (_, layer) => perLayer(value, layer) ?? 0);
  return Math.max(0, ...all);
}

/** What the chosen experts compute, and what they say before it is summed up. */
function expertNumbers(header: Header, width: number): number {
  const used = mostOf(header, 'expert_used_count');
  if (used === 0) return 0;
  const inner = mostOf(header, 'expert_feed_forward_length') || mostOf(header, 'feed_forward_length');
  return used * (3 * inner + width) + 5 * width;
}

function queryRows({ tensors }: Header): number {
  const rows = tensors
    .filter(({ name }) => /^blk\.\d+\.attn_q\.weight$/.test(name))
    .map(({ dimensions }) => dimensions[1] ?? 0);
  return rows.reduce((most, count) => Math.max(most, count), 0);
}

function recurrentNumbers({ sizes }: Header): number {
  const { inner, state, groups } = stateSizes(sizes);
  if (inner === null || state === null) return 0;
  return 2 * (inner + 2 * groups * state) + 3 * inner;
}

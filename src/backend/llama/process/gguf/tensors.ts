// The list of tensors in a GGUF: names, shapes and where their data is, not the data. Start at `readTensors`.
import { say } from '../../../../words/text.ts';
import type { FileBytes } from './file-bytes.ts';
import { unreadable } from './refusals.ts';
import { tensorType } from './tensor-types.ts';
import type { Budget } from './values.ts';

export interface GgufTensor {
  name: string;
  /** ggml's number of it. */
  type: number;
  /** Innermost first. */
  dimensions: readonly number[];
  /** Of its data, in the file of its part. */
  start: number;
  /** Of its data; for a type that is unknown, all up to the next tensor or the end of the file. */
  bytes: number;
  /** From 0. */
  part: number;
}

/** ggml's limits. */
const MOST_DIMENSIONS = 4;
const LONGEST_NAME = 63;
const MOST_IN_ALL = 50_000;
/** A name's length, number of dimensions, type and offset. */
const LEAST_BYTES = 24;

interface Wanted {
  count: number;
  part: number;
  alignment: number;
  budget: Budget;
}

/** @throws ModelFailure (fatal) `load-failed` */
export function readTensors(bytes: FileBytes, { count, part, alignment, budget }: Wanted): GgufTensor[] {
  const { file, size } = bytes;
  if (count * LEAST_BYTES > bytes.left) bytes.skip(count * LEAST_BYTES);
  budget.tensors += count;
  if (budget.tensors > MOST_IN_ALL) throw unreadable(file, say('it claims {n} tensors', { n: String(budget.tensors) }));
  const names = new Set<string>();
  const listed = Array.from({ length: count }, (): ListedTensor => {
    const tensor = readTensor(bytes);
    if (names.has(tensor.name)) throw unreadable(file, say('the tensor "{name}" stands in it twice', tensor));
    names.add(tensor.name);
    return tensor;
  });
  requireOrder(file, listed, alignment);
  const data = Math.ceil(bytes.offset / alignment) * alignment;
  const starts = listed.map(({ offset }) => data + offset).sort((a, b) => a - b);
  return listed.map(({ offset, ...tensor }) => {
    const start = data + offset;
    return { ...tensor, part, start, bytes: bytesOf(tensor) ?? Math.max(0, nextAfter(start, starts, size) - start) };
  });
}

interface ListedTensor {
  name: string;
  type: number;
  dimensions: number[];
  /** Of its data, from where data begins. */
  offset: number;
}

function readTensor(bytes: FileBytes): ListedTensor {
  const { file } = bytes;
  const length = bytes.count();
  if (length > bytes.left) bytes.skip(length);
  if (length > LONGEST_NAME) throw unreadable(file, say('the name of a tensor has {n} bytes', { n: length }));
  const name = bytes.text(length);
  const dimensionCount = bytes.uint32();
  if (dimensionCount > MOST_DIMENSIONS)
    throw unreadable(file, say('the tensor "{name}" has {n} dimensions', { name, n: dimensionCount }));
  const dimensions = Array.from({ length: dimensionCount }, () => bytes.count());
  const type = bytes.uint32();
  const offset = bytes.count();
  // The largest known has 8 bytes for a value.
  if (![valuesOf(dimensions) * 8, offset].every(Number.isSafeInteger))
    throw unreadable(file, say('the tensor "{name}" is larger than any file', { name }));
  const block = tensorType(type)?.values ?? 1;
  if ((dimensions[0] ?? 1) % block !== 0)
    throw unreadable(
      file,
      say('the tensor "{name}" has rows of {n} values, which its type cannot hold', { name, n: dimensions[0] ?? 1 }),
    );
  return { name, type, dimensions, offset };
}

/** llama.cpp takes no other: each begins where the one before it ends, up to the alignment. */
function requireOrder(file: string, tensors: readonly ListedTensor[], alignment: number): void {
  let expected = 0;
  for (const tensor of tensors) {
    const { name, offset } = tensor;
    if (offset !== expected)
      throw unreadable(
        file,
        say('the data of the tensor "{name}" is at {offset}, not at {expected}', { name, offset, expected }),
      );
    const bytes = bytesOf(tensor);
    if (bytes === null) return;
    expected += Math.ceil(bytes / alignment) * alignment;
  }
}

/** @returns the number of weights */
export function valuesOf(dimensions: readonly number[]): number {
  return dimensions.reduce((product, size) => product * size, 1);
}

function bytesOf({ type, dimensions }: { type: number; dimensions: readonly number[] }): number | null {
  const known = tensorType(type);
  return known && (valuesOf(dimensions) / known.values) * known.bytes;
}

/** @param starts in order */
function nextAfter(start: number, starts: readonly number[], end: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? end) > start) high = middle;
    else low = middle + 1;
  }
  return starts[low] ?? end;
}

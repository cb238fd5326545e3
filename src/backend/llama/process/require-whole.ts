// Whether a GGUF file has all of its parts and bytes: a download that was cut off looks like a model until its last tensor is read.
// Start at `requireParts` and `requireWhole`.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type GgufFileInfo, GgmlType as Type } from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say, type Text } from '../../../words/text.ts';

/** @throws ModelFailure (fatal) `load-failed` naming the parts that are missing */
export async function requireParts(file: string): Promise<void> {
  const parts = ggufParts(file);
  if (parts.length === 1) return;
  const sizes = await Promise.all(parts.map(sizeOf));
  const missing = parts.filter((_, index) => sizes[index] === null).map((part) => path.basename(part));
  if (missing.length > 0)
    throw incomplete(
      file,
      say('parts that are missing: {n} of {all} ({names})', {
        n: missing.length,
        all: parts.length,
        names: missing.join(', '),
      }),
    );
}

/**
 * @param info the header of all parts together
 * @throws ModelFailure (fatal) `load-failed` saying how much is missing
 */
export async function requireWhole(file: string, info: GgufFileInfo): Promise<void> {
  const parts = ggufParts(file);
  const ends = parts.map(() => 0);
  const sizes = await Promise.all(parts.map(sizeOf));
  for (const { filePart, fileOffset, offset, ggmlType, dimensions } of info.fullTensorInfo ?? []) {
    // What was read of such a header is not what stood in it, so nothing is known of the rest.
    const part = parts[filePart - 1] ?? file;
    if (Number(fileOffset) - Number(offset) > (sizes[filePart - 1] ?? Number.POSITIVE_INFINITY))
      throw incomplete(part, say('it ends within its header'));
    const end = Number(fileOffset) + bytesOf(ggmlType, dimensions.map(Number));
    ends[filePart - 1] = Math.max(ends[filePart - 1] ?? 0, end);
  }
  for (const [index, part] of parts.entries()) {
    const [size, end] = [sizes[index] ?? null, ends[index] ?? 0];
    if (size === null || size >= end) continue;
    throw incomplete(
      part,
      say('{missing} of {all} are missing', { missing: megabytes(end - size), all: megabytes(end) }),
    );
  }
}

function incomplete(file: string, what: Text): ModelFailure {
  return new ModelFailure(
    'load-failed',
    say('{file}: the file is incomplete: {what}; download or copy it again', { file, what }),
    {
      isFatal: true,
    },
  );
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}

async function sizeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ size }) => size,
    () => null,
  );
}

/** 0 for a type that is not in the table: then only the tensors before it are checked. */
function bytesOf(type: Type, dimensions: readonly number[]): number {
  const [elements, bytes] = BLOCKS.get(type) ?? [1, 0];
  return (dimensions.reduce((product, size) => product * size, 1) / elements) * bytes;
}

/** Elements and bytes of a block, as ggml defines them. */
const BLOCKS: ReadonlyMap<Type, readonly [elements: number, bytes: number]> = new Map([
  [Type.F32, [1, 4]],
  [Type.F16, [1, 2]],
  [Type.BF16, [1, 2]],
  [Type.F64, [1, 8]],
  [Type.I8, [1, 1]],
  [Type.I16, [1, 2]],
  [Type.I32, [1, 4]],
  [Type.I64, [1, 8]],
  [Type.Q4_0, [32, 18]],
  [Type.Q4_1, [32, 20]],
  [Type.Q5_0, [32, 22]],
  [Type.Q5_1, [32, 24]],
  [Type.Q8_0, [32, 34]],
  [Type.IQ4_NL, [32, 18]],
  [Type.Q2_K, [256, 84]],
  [Type.Q3_K, [256, 110]],
  [Type.Q4_K, [256, 144]],
  [Type.Q5_K, [256, 176]],
  [Type.Q6_K, [256, 210]],
  [Type.IQ1_S, [256, 50]],
  [Type.IQ1_M, [256, 56]],
  [Type.IQ2_XXS, [256, 66]],
  [Type.IQ2_XS, [256, 74]],
  [Type.IQ2_S, [256, 82]],
  [Type.IQ3_XXS, [256, 98]],
  [Type.IQ3_S, [256, 110]],
  [Type.IQ4_XS, [256, 136]],
  [Type.TQ1_0, [256, 54]],
  [Type.TQ2_0, [256, 66]],
]);

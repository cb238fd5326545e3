// Whether a GGUF file has all of its parts and bytes: a download that was cut off looks like a model until its last tensor is read.
// Start at `requireParts` and `requireWhole`.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import { incomplete } from './gguf/refusals.ts';
import type { GgufTensor } from './gguf/tensors.ts';

/** Of the parts that are missing. */
const NAMED = 5;

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
        names: [...missing.slice(0, NAMED), ...(missing.length > NAMED ? ['…'] : [])].join(', '),
      }),
    );
}

/**
 * @param tensors of all parts together
 * @throws ModelFailure (fatal) `load-failed` saying how much is missing
 */
export async function requireWhole(file: string, tensors: readonly GgufTensor[]): Promise<void> {
  const parts = ggufParts(file);
  const ends = parts.map(() => 0);
  const sizes = await Promise.all(parts.map(sizeOf));
  for (const { part, start, bytes } of tensors) ends[part] = Math.max(ends[part] ?? 0, start + bytes);
  for (const [index, part] of parts.entries()) {
    const [size, end] = [sizes[index] ?? null, ends[index] ?? 0];
    if (size === null || size >= end) continue;
    throw incomplete(
      part,
      say('{missing} of {all} are missing', { missing: megabytes(end - size), all: megabytes(end) }),
    );
  }
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

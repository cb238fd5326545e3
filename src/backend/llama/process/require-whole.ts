// Whether a GGUF file has all of its parts and bytes: a download that was cut off looks like a model until its last tensor is read.
// Start at `requireParts` and `requireWhole`.
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import { incomplete, irregular } from './gguf/refusals.ts';
import type { GgufTensor } from './gguf/tensors.ts';

/** Of the parts that are missing. */
const NAMED = 5;

/**
 * Looks no further than for the names that are told: a name alone may claim 99,999 parts.
 * @throws ModelFailure (fatal) `load-failed` naming parts that are missing
 */
export async function requireParts(file: string): Promise<void> {
  const parts = ggufParts(file);
  const missing: string[] = [];
  for (const part of parts) {
    if (missing.length > NAMED) break;
    const state = await stateOf(part);
    if (state === null) missing.push(path.basename(part));
    // Reading a pipe would wait for somebody to write.
    else if (!state.isFile()) throw irregular(part);
  }
  if (missing.length === 0 || parts.length === 1) return;
  throw incomplete(
    file,
    say('of its {all} parts, these are missing: {names}', {
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
  const states = await Promise.all(parts.map(stateOf));
  for (const { part, start, bytes } of tensors) ends[part] = Math.max(ends[part] ?? 0, start + bytes);
  for (const [index, part] of parts.entries()) {
    const [size, end] = [states[index]?.size, ends[index] ?? 0];
    if (size === undefined || size >= end) continue;
    throw incomplete(
      part,
      say('{missing} of {all} are missing', { missing: megabytes(end - size), all: megabytes(end) }),
    );
  }
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function stateOf(file: string): Promise<Stats | null> {
  return stat(file).catch(() => null);
}

import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { FactCache } from '../core/fact-cache.ts';
import { ggufParts } from './gguf-parts.ts';

/**
 * sha256 of the weights, over all parts, cached by path, size and modification times.
 * @param file absolute
 */
export async function weightsDigest(file: string, cache: FactCache, signal: AbortSignal): Promise<string> {
  const parts = ggufParts(file);
  const states: Stats[] = [];
  // One after another: the first that is missing is enough.
  for (const part of parts) states.push(await stat(part));
  const key = ['sha256', parts[0], states.map(({ size, mtimeMs, ctimeMs, ino }) => [size, mtimeMs, ctimeMs, ino])];
  const known = await cache.read(key, z.string().length(64));
  if (known) return known;
  const digest = await sha256OfFiles(parts, signal);
  await cache.write(key, digest);
  return digest;
}

/** Of their bytes, one file after the other, as they are now. */
export async function sha256OfFiles(
  files: readonly string[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk);
      onBytes(chunk.length);
    }
  }
  return hash.digest('hex');
}

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
  const hash = createHash('sha256');
  for (const part of parts) {
    for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  }
  const digest = hash.digest('hex');
  await cache.write(key, digest);
  return digest;
}

// Small facts about this machine and its files that take long to find out: digests of weights, best numbers of threads.
// Losing the folder costs time, never correctness.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hashData } from '../../core/hash.ts';
import { ggufParts } from '../../registry/gguf-parts.ts';

/** One small file per fact, so that two programs at once cannot undo each other's. */
export interface FactCache {
  read<Schema extends z.ZodType>(key: unknown, schema: Schema): Promise<z.output<Schema> | undefined>;
  write(key: unknown, value: unknown): Promise<void>;
}

export function factCache(directory: string): FactCache {
  const fileOf = (key: unknown): string => path.join(directory, `${hashData(key).slice(0, 32)}.json`);
  return {
    async read(key, schema) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return schema.parse(JSON.parse(text).value);
      } catch {
        // A file that something else damaged is as good as none: the fact is found out anew.
        return undefined;
      }
    },
    async write(key, value) {
      const file = fileOf(key);
      const suffix = randomUUID();
      // A folder that cannot be written costs the next run some time, which is no reason to stop this one.
      await (async () => {
        await mkdir(directory, { recursive: true });
        await writeFile(`${file}.${suffix}.tmp`, JSON.stringify({ key, value }));
        await rename(`${file}.${suffix}.tmp`, file);
      })().catch(() => {});
    },
  };
}

/** sha256 of the weights, over all parts, remembered by path, size and times of change. */
export async function fileDigest(file: string, cache: FactCache, signal: AbortSignal): Promise<string> {
  const parts = ggufParts(path.resolve(file));
  const states = await Promise.all(parts.map((part) => stat(part)));
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

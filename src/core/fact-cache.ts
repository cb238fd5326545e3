// Small facts about this machine and its files that take long to compute: digests of weights, best numbers of threads.
// Losing the folder costs time, never correctness.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { hashData } from './hash.ts';
import { removeLeftover, renamePatiently } from './replace-file.ts';
import { cacheDirectory, type World } from './world.ts';

/** One small file per fact, so that two programs running at once cannot overwrite each other's facts. */
export interface FactCache {
  read<Schema extends z.ZodType>(key: unknown, schema: Schema): Promise<z.output<Schema> | undefined>;
  write(key: unknown, value: unknown): Promise<void>;
}

export function factCache(world: Pick<World, 'environment' | 'homeDirectory' | 'platform'>): FactCache {
  const directory = cacheDirectory(world);
  const fileOf = (key: unknown): string => path.join(directory, `${hashData(key).slice(0, 32)}.json`);
  return {
    async read(key, schema) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return schema.parse(JSON.parse(text).value);
      } catch {
        // A damaged file is ignored: the fact is computed again.
        return undefined;
      }
    },
    async write(key, value) {
      const file = fileOf(key);
      const draft = `${file}.${randomUUID()}.tmp`;
      // An unwritable folder costs the next run some time, but is no reason to stop this one.
      await (async () => {
        await mkdir(directory, { recursive: true });
        await writeFile(draft, JSON.stringify({ key, value }));
        await renamePatiently(draft, file);
      })().catch(() => removeLeftover(draft));
    },
  };
}

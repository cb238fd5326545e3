// Earlier measurements on this machine, for this file. Start at `rememberedOf`.
import os from 'node:os';
import { z } from 'zod';
import type { FactCache } from '../../core/fact-cache.ts';
import type { LlamaDescription } from '../../core/model-description.ts';
import type { LlamaOptions } from '../../core/play-choices.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { LlamaSpec } from '../../registry/schema.ts';
import { libraryVersion, namesOfLocalBuilds } from './library-files.ts';
import { type LoadedModel, type LoadOptions, PARALLEL_CANDIDATES, type ParallelSpeed } from './protocol.ts';
import { splitOf } from './split.ts';

interface Asked {
  entry: ModelEntry<LlamaSpec>;
  options: LlamaOptions;
  measured: { threads: number } | null;
}

export interface Remembered {
  /** null: not known. */
  threads: number | null;
  threadsFrom: LlamaDescription['threadsFrom'];
  /** null: not known. */
  parallelSpeeds: ParallelSpeed[] | null;
  /** Stores new measurements. */
  remember(loaded: LoadedModel, asked: LoadOptions): Promise<void>;
}

const ParallelSpeedsSchema = z.array(z.object({ parallel: z.number().int(), tokensPerSecond: z.number() })).min(1);

/** Requested values come first, then measurements of an earlier session of the run, then those of any other run. */
export async function rememberedOf(digest: string, request: Asked, cache: FactCache): Promise<Remembered> {
  const { options, entry, measured } = request;
  const where = await ingredientsOf(digest, request);
  const context = options.contextSize ?? entry.spec.context ?? null;
  const kvType = options.kvType ?? entry.spec.kvType ?? null;
  const keys = {
    threads: ['threads', ...where],
    // The numbers that were tried are part of it: a list made with others says less.
    parallel: ['parallel', ...where, options.threads, context, kvType, PARALLEL_CANDIDATES],
  };
  const threads =
    options.threads ?? measured?.threads ?? (await cache.read(keys.threads, z.number().int().min(1))) ?? null;
  return {
    threads,
    threadsFrom: options.threads !== null ? 'option' : threads === null ? 'calibration' : 'cache',
    parallelSpeeds: (await cache.read(keys.parallel, ParallelSpeedsSchema)) ?? null,
    async remember(loaded, asked) {
      if (loaded.calibration) await cache.write(keys.threads, loaded.threads);
      if (loaded.parallelCalibration && !asked.parallelSpeeds)
        await cache.write(keys.parallel, loaded.parallelCalibration);
    },
  };
}

/** What every such fact depends on: the machine, the weights, what runs them, and on which device. */
async function ingredientsOf(digest: string, { entry, options }: Asked): Promise<unknown[]> {
  const { gpu, engine } = options;
  const local = engine === 'prebuilt' ? [] : await namesOfLocalBuilds();
  const build = local.length === 0 ? 'prebuilt' : local.join(' ');
  const gpuLayers = options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto';
  const { splitMode, mainGpu } = splitOf(options, entry);
  const cpu = os.cpus()[0]?.model ?? '';
  return [
    cpu,
    os.availableParallelism(),
    digest,
    await libraryVersion(),
    build,
    gpu,
    gpuLayers,
    ...(splitMode === 'layer' ? [] : [splitMode, mainGpu]),
  ];
}

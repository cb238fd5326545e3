// Inside the model process: measures what works best, unless it was given or measured before. Start at `tune`.
import os from 'node:os';
import type { LlamaModel } from 'node-llama-cpp';
import type { LlamaDescription } from '../../../core/model-description.ts';
import type { LoadOptions } from '../protocol.ts';
import { calibrateThreads } from './calibrate.ts';
import { fastestParallel, measureParallel, measureSharedPrefix, parallelCandidates } from './calibrate-parallel.ts';
import type { ContextBase } from './context.ts';
import { comfortableOnGpu } from './memory.ts';

export type Tuning = Pick<
  LlamaDescription,
  'threads' | 'calibration' | 'parallel' | 'parallelCalibration' | 'sharedPrefixTokens'
>;

/** Used if only the vocabulary is loaded. */
export const UNTUNED: Tuning = {
  threads: 1,
  calibration: null,
  parallel: 1,
  parallelCalibration: null,
  sharedPrefixTokens: null,
};

/** @param most the number of parallel conversations that fits into memory; null: depends on the GPU's memory, which is checked now */
export async function tune(
  model: LlamaModel,
  base: ContextBase,
  options: LoadOptions,
  most: number | null,
): Promise<Tuning> {
  const calibration = options.threads === null ? await calibrateThreads(model, base, os.availableParallelism()) : null;
  const threads = calibration?.threads ?? options.threads ?? 1;
  const candidates = parallelCandidates(model.llama.gpu !== false);
  const speeds =
    options.parallel === 'auto'
      ? (options.parallelSpeeds ?? (await measureParallel(model, base, threads, candidates)))
      : null;
  const parallel =
    options.parallel === 'auto'
      ? fastestParallel(speeds ?? [], most ?? (await comfortableOnGpu(model, base, candidates)))
      : options.parallel;
  return {
    threads,
    calibration: calibration?.measured ?? null,
    parallel,
    parallelCalibration: speeds,
    sharedPrefixTokens: await sharedPrefix(model, base, threads, { ...options, parallel }),
  };
}

async function sharedPrefix(
  model: LlamaModel,
  base: ContextBase,
  threads: number,
  {
    parallel,
    sharedPrefixTokens,
    stateDirectory,
  }: Pick<LoadOptions, 'parallel' | 'sharedPrefixTokens' | 'stateDirectory'>,
): Promise<number | null> {
  if (parallel === 1 || stateDirectory === null) return null;
  if (sharedPrefixTokens !== 'auto') return sharedPrefixTokens;
  return measureSharedPrefix(model, base, threads, stateDirectory);
}

// Inside the model process: measures what works best, unless it was given or measured before. Start at `tune`.
import os from 'node:os';
import type { LlamaDescription } from '../../../core/model-description.ts';
import { type LoadOptions, PARALLEL_CANDIDATES } from '../protocol.ts';
import { calibrateThreads } from './calibrate.ts';
import { fastestParallel, measureParallel } from './calibrate-parallel.ts';
import type { Context } from './llama-cpp/context.ts';
import type { ThreadPool } from './llama-cpp/thread-pool.ts';
import type { Pools } from './pools.ts';

type Tuned = Pick<LlamaDescription, 'threads' | 'calibration' | 'parallel' | 'parallelCalibration'>;

export type Tuning = Tuned & Required<Pick<LlamaDescription, 'samplingThreads' | 'samplingCalibration'>>;

/** Used if only the vocabulary is loaded. */
export const UNTUNED: Tuning = {
  ...{ threads: 1, calibration: null, parallel: 1, parallelCalibration: null },
  ...{ samplingThreads: 1, samplingCalibration: null },
};

interface Measuring {
  isOnGpu: boolean;
  startToken: number;
  pools: Pools;
  /** @throws ModelFailure if llama.cpp cannot create it */
  open: (sequences: number, pool: ThreadPool) => Context;
  /** Parallel conversations that fit into memory. */
  most: number;
}

export function tune(
  options: Pick<LoadOptions, 'threads' | 'parallel' | 'parallelSpeeds'>,
  measuring: Measuring,
): Tuned {
  const { isOnGpu, startToken, pools, open, most } = measuring;
  const calibration = options.threads === null ? threadsBy(measuring) : null;
  const threads = calibration?.threads ?? options.threads ?? 1;
  if (options.parallel !== 'auto')
    return {
      threads,
      calibration: calibration?.measured ?? null,
      parallel: options.parallel,
      parallelCalibration: null,
    };
  const openWith = (sequences: number): Context => open(sequences, pools.of(threads));
  const speeds =
    options.parallelSpeeds ?? measureParallel(openWith, PARALLEL_CANDIDATES[isOnGpu ? 'gpu' : 'cpu'], startToken);
  return {
    threads,
    calibration: calibration?.measured ?? null,
    parallel: fastestParallel(speeds, most),
    parallelCalibration: speeds,
  };
}

function threadsBy({ isOnGpu, pools, open, startToken }: Measuring): ReturnType<typeof calibrateThreads> {
  const context = open(1, pools.of(1));
  try {
    return calibrateThreads(context, { cores: os.availableParallelism(), isOnGpu, startToken, pools });
  } finally {
    context.close();
  }
}

// A real model that says how probable replies are.
import path from 'node:path';
import type { LogLikelihoodModel } from '../../dist/backend/backend.js';
import { type LogLikelihoodRequest, openLlamaLogLikelihood } from '../../dist/backend/llama/log-likelihood.js';
import { DEFAULT_LLAMA_OPTIONS } from '../../dist/core/play-choices.js';
import { ModelSpecSchema } from '../../dist/registry/schema.js';
import { worldIn } from './world.ts';

/** @param totalMs limit for one reply */
export function logLikelihoodModelOf(file: string, folder: string, totalMs?: number): Promise<LogLikelihoodModel> {
  return openLlamaLogLikelihood(logLikelihoodRequest(file, folder, totalMs));
}

/** What is asked for, on one thread of the CPU. */
export function logLikelihoodRequest(file: string, folder: string, totalMs = 60_000): LogLikelihoodRequest {
  const spec = ModelSpecSchema.parse({ id: 'tiny', backend: 'llama', file });
  if (spec.backend !== 'llama') throw new Error('the schema knows the backend');
  return {
    entry: { spec, file: path.join(folder, 'tiny.yaml'), text: '' },
    gguf: { path: file, place: 'this repository' },
    options: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1, contextSize: 1024, engine: 'prebuilt' },
    limits: { loadMs: 60_000, firstTokenMs: 30_000, idleMs: 10_000, totalMs },
    world: worldIn(folder),
  };
}

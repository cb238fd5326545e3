// A real model that says how probable replies are.
import { type LogLikelihoodModel, openLogLikelihoodModel } from '../../dist/backend/llama/log-likelihood.js';
import { ModelSpecSchema } from '../../dist/registry/schema.js';
import { ENVIRONMENT } from './cli.ts';

/** @param total limit for one reply, in milliseconds */
export function logLikelihoodModelOf(
  file: string,
  cacheDirectory: string,
  total = 60_000,
): Promise<LogLikelihoodModel> {
  const spec = ModelSpecSchema.parse({ id: 'tiny', backend: 'llama', file });
  if (spec.backend !== 'llama') throw new Error('the schema knows the backend');
  return openLogLikelihoodModel({
    entry: { spec, file: 'tiny.yaml', text: '' },
    gguf: { path: file, place: 'this repository' },
    options: { gpu: 'off', gpuLayers: null, threads: 1, contextSize: 1024, kvType: null, engine: 'prebuilt' },
    limits: { loadMs: 60_000, firstTokenMs: 30_000, idleMs: 10_000, totalMs: total },
    cacheDirectory,
    environment: ENVIRONMENT,
    signal: new AbortController().signal,
  });
}

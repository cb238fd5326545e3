// A real model that scores replies.
import { openScorer, type Scorer } from '../../dist/backend/llama/score.js';
import { ModelSpecSchema } from '../../dist/registry/schema.js';
import { ENVIRONMENT } from './cli.ts';

/** @param total limit for one reply, in milliseconds */
export function scorerOf(file: string, cacheDirectory: string, total = 60_000): Promise<Scorer> {
  const spec = ModelSpecSchema.parse({ id: 'tiny', backend: 'llama', file });
  if (spec.backend !== 'llama') throw new Error('the schema knows the backend');
  return openScorer({
    entry: { spec, file: 'tiny.yaml', text: '' },
    gguf: { path: file, place: 'this repository' },
    options: { gpu: 'off', gpuLayers: null, threads: 1, contextSize: 1024, kvType: null, engine: 'prebuilt' },
    limits: { load: 60_000, firstToken: 30_000, idle: 10_000, total },
    cacheDirectory,
    environment: ENVIRONMENT,
    signal: new AbortController().signal,
  });
}

// One row per backend; what a backend needs is loaded only when it is used.
import type { Sampling } from '../core/sampling.ts';
import type { Backend, EffectiveSampling } from './backend.ts';
import type { LlamaRequest } from './llama/llama.ts';
import type { ScriptedRequest } from './scripted.ts';

/** What is needed to open a model, by the backend that its entry names. */
export type OpenRequest = LlamaRequest | ScriptedRequest;

interface BackendRow<Request> {
  open(request: Request): Promise<Backend>;
  /** What a setting becomes; needs no model. The function throws a UserError for a setting that the backend does not have. */
  effectiveSampling(): Promise<(requested: Sampling) => EffectiveSampling>;
  /** Digest of the weights as they are now, without loading them. */
  weights(request: Request): Promise<string>;
}

const BACKENDS: { [Name in OpenRequest['backend']]: BackendRow<Extract<OpenRequest, { backend: Name }>> } = {
  llama: {
    open: async (request) => (await import('./llama/llama.ts')).openLlamaBackend(request),
    effectiveSampling: async () => (await import('./llama/sampling.ts')).effectiveSampling,
    weights: async ({ gguf, cacheDirectory, signal }) => {
      const { factCache, fileDigest } = await import('./llama/cache.ts');
      return fileDigest(gguf.path, factCache(cacheDirectory), signal);
    },
  },
  scripted: {
    open: async (request) => (await import('./scripted.ts')).openScriptedBackend(request),
    effectiveSampling: async () => (await import('./scripted.ts')).scriptedSampling,
    weights: async (request) => (await import('./scripted.ts')).scriptedWeights(request),
  },
};

export function openBackend(request: OpenRequest): Promise<Backend> {
  switch (request.backend) {
    case 'llama':
      return BACKENDS.llama.open(request);
    case 'scripted':
      return BACKENDS.scripted.open(request);
  }
}

export function effectiveSamplingFor({ backend }: OpenRequest): Promise<(requested: Sampling) => EffectiveSampling> {
  return BACKENDS[backend].effectiveSampling();
}

export function weightsOf(request: OpenRequest): Promise<string> {
  switch (request.backend) {
    case 'llama':
      return BACKENDS.llama.weights(request);
    case 'scripted':
      return BACKENDS.scripted.weights(request);
  }
}

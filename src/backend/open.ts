import type { Sampling } from '../core/sampling.ts';
import type { Backend, EffectiveSampling } from './backend.ts';
import type { LlamaRequest } from './llama/llama.ts';

/** What is needed to open a model, by the backend that its entry names. */
export type OpenRequest = LlamaRequest;

interface BackendRow {
  open(request: OpenRequest): Promise<Backend>;
  /** @throws UserError for a setting that the backend does not have; needs no model */
  effectiveSampling(requested: Sampling): Promise<EffectiveSampling>;
}

/** One row per backend; what a backend needs is loaded only when it is used. */
const BACKENDS: Record<OpenRequest['entry']['spec']['backend'], BackendRow> = {
  llama: {
    open: async (request) => (await import('./llama/llama.ts')).openLlamaBackend(request),
    effectiveSampling: async (requested) => (await import('./llama/sampling.ts')).effectiveSampling(requested),
  },
};

export function openBackend(request: OpenRequest): Promise<Backend> {
  return BACKENDS[request.entry.spec.backend].open(request);
}

export function checkSampling({ entry }: OpenRequest, requested: Sampling): Promise<EffectiveSampling> {
  return BACKENDS[entry.spec.backend].effectiveSampling(requested);
}

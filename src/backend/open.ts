import type { Backend } from './backend.ts';
import type { LlamaRequest } from './llama/llama.ts';

/** What is needed to open a model, by the backend that its entry names. */
export type OpenRequest = LlamaRequest;

/** One row per backend; what a backend needs is loaded only when one is opened. */
const OPENERS: Record<OpenRequest['entry']['spec']['backend'], (request: OpenRequest) => Promise<Backend>> = {
  llama: async (request) => (await import('./llama/llama.ts')).openLlamaBackend(request),
};

export function openBackend(request: OpenRequest): Promise<Backend> {
  return OPENERS[request.entry.spec.backend](request);
}

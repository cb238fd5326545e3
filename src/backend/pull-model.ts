import { type PullRequest, pullGguf } from '../registry/pull.ts';
import { ownLength } from './llama/own-length.ts';

/** Downloads a GGUF file, which must be whole by its own header. */
export function pullModel(request: Omit<PullRequest, 'ownLength'>): Promise<string> {
  return pullGguf({ ...request, ownLength });
}

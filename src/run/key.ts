import type { Backend, EffectiveSampling } from '../backend/backend.ts';
import { hashData } from '../core/hash.ts';
import { SCHEMA_VERSION } from '../store/records.ts';

interface KeyInput {
  backend: Pick<Backend, 'description' | 'template'>;
  scenarioHash: string;
  sampling: EffectiveSampling;
  seed: number;
  sample: number;
  mode: 'strict' | 'fast';
  onOverflow: 'error' | 'drop-oldest';
}

/**
 * Identity of a conversation: a digest of everything that can change what is said in it. It knows the weights, not the model's
 * name, so that one quantization's reply can never be taken for another's.
 */
export function conversationKey({ backend: { description, template }, ...rest }: KeyInput): string {
  return hashData({
    schemaVersion: SCHEMA_VERSION,
    weights: description.sha256,
    template: template.hash,
    engine: [
      description.engine.library,
      description.engine.release,
      description.engine.build,
      description.engine.systemInfo,
    ],
    device: [description.device.gpu, description.device.names, description.device.gpuLayers],
    decoding: [
      description.contextSize,
      description.batchSize,
      description.threads,
      description.flashAttention,
      description.kvType,
    ],
    ...rest,
  }).slice(0, 32);
}

// A model as Every Eval Ever describes one. Details are texts there. Start at `modelInfoOf`.
import type { BackendDescription } from '../../core/model-description.ts';

/** Whether weights on somebody's disk, or behind an API, are open to all is not known. */
const AVAILABILITY = { model_availability: 'unknown' };

/** @param description undefined: it was never loaded */
export function modelInfoOf(name: string, id: string, description: BackendDescription | undefined): object {
  return { name, id, ...factsOf(description) };
}

function factsOf(description: BackendDescription | undefined): object {
  if (description && 'engine' in description) {
    const { engine, device, weightsDigest, fileType, architecture, parameters, bytes } = description;
    const { contextSize, kvType, flashAttention, threads, batchSize, parallel } = description;
    return {
      inference_engine: { name: 'llama.cpp', version: engine.release },
      additional_details: {
        ...{ deployment_type: 'self_deployed', ...AVAILABILITY },
        ...{ quantization: fileType, weights_sha256: weightsDigest, architecture, file_bytes: String(bytes) },
        ...{ parameters: String(parameters), context_size: String(contextSize), kv_type: kvType },
        ...{ flash_attention: String(flashAttention), threads: String(threads), batch_size: String(batchSize) },
        ...{ parallel: String(parallel), engine_build: engine.build, gpu: String(device.gpu) },
      },
    };
  }
  const details = { deployment_type: 'unknown', ...AVAILABILITY };
  return description && 'provider' in description
    ? {
        inference_platform: description.provider,
        additional_details: { ...details, provider_model: description.model },
      }
    : { additional_details: details };
}

import type { EffectiveSampling, Identity } from '../backend/backend.ts';
import { hashData, sha256 } from '../core/hash.ts';
import { SCHEMA_VERSION } from '../store/records.ts';

interface CommonIdentity {
  identity: Identity;
  templateHash: string;
  scenarioHash: string;
  sampling: EffectiveSampling;
  mode: 'strict' | 'fast';
  onOverflow: 'error' | 'drop-oldest';
}

/**
 * Identity of conversations: a digest of everything that can change what is said in one. It knows the weights, not the model's
 * name, so that one quantization's reply can never be taken for another's. What all samples have in common is hashed once.
 */
export function keysFor(common: CommonIdentity): (sample: number, seed: number) => string {
  const base = hashData({ schemaVersion: SCHEMA_VERSION, ...common });
  return (sample, seed) => sha256(`${base} ${sample} ${seed}`).slice(0, 32);
}

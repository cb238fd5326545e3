import type { EffectiveSampling } from '../backend/backend.ts';
import { hashData, sha256 } from '../core/hash.ts';
import type { Identity } from '../core/model-identity.ts';
import type { Mode, OnOverflow } from '../core/play-choices.ts';

/** Raised when the same conversation is played by different rules than before. The format of records has its own version. */
const KEY_REVISION = 4;

interface CommonIdentity {
  identity: Identity;
  templateHash: string;
  /** Two scenarios may have the same text under different names: each is played and recorded. */
  scenario: string;
  scenarioHash: string;
  sampling: EffectiveSampling;
  mode: Mode;
  onOverflow: OnOverflow;
  /** See `Plan`. */
  turns: number | null;
}

/**
 * Identity of conversations: a digest of everything that can change what is said in one. It covers the weights, not the model's name,
 * so that one quantization's reply can never be mistaken for another's. What all samples have in common is hashed once.
 */
export function keysFor({ turns, ...common }: CommonIdentity): (sample: number, seed: number) => string {
  const base = hashData({ revision: KEY_REVISION, ...common, ...(turns !== null && { turns }) });
  return (sample, seed) => sha256(`${base} ${sample} ${seed}`).slice(0, 32);
}

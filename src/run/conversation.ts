import type { EffectiveSampling } from '../backend/backend.ts';
import type { Sampling } from '../core/sampling.ts';
import type { Scenario } from '../scenario/schema.ts';

/** One play of one scenario by one model with one setting and one seed. */
export interface Conversation {
  key: string;
  model: string;
  scenario: Scenario;
  sample: number;
  seed: number;
  /** Settings from the command line. */
  settings: Sampling;
  sampling: { requested: Sampling; effective: EffectiveSampling };
}

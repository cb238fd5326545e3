// What a phrase of service talk is. Start at `ServicePhrase`.
import type { Phrase } from '../reading/phrases.ts';

export interface ServicePhrase extends Phrase {
  /** `assistant`: of a help desk only. `polite`: a polite person says it too. */
  of: 'assistant' | 'polite';
}

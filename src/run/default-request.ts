import { DEFAULT_LLAMA_OPTIONS } from '../core/play-choices.ts';
import type { PlayRequest } from '../store/records.ts';

/** The defaults that flags and the library fill in. */
export const DEFAULT_PLAY_REQUEST: Omit<PlayRequest, 'models'> = {
  scenarios: ['anime-fan'],
  turnsOf: null,
  prompt: null,
  samples: 1,
  settings: [{}],
  filter: null,
  first: null,
  turns: null,
  seed: 1,
  mode: 'strict',
  parallel: null,
  onOverflow: 'error',
  ignoreUnsupported: false,
  llama: DEFAULT_LLAMA_OPTIONS,
};

/** Folder of run folders. */
export const DEFAULT_OUT = 'results';

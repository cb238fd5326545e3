// The flags of `hitogara selftest`. Start at `selfTestFlags`.
import type { LlamaOptions } from '../../core/play-choices.ts';
import { CORE_SCENARIOS } from '../../scenario/core-scenarios.ts';
import { type Flags, integer, text } from '../flags.ts';
import {
  jsonFlag,
  type LimitOptions,
  limitFlags,
  llamaFlags,
  outFlag,
  promptFlag,
  scenariosFlag,
  seedFlag,
} from '../shared-flags.ts';

interface OwnOptions {
  model: string;
  scenarios: string[];
  prompt: string | null;
  turns: number;
  maxTokens: number;
  parallel: number;
  seed: number;
  out: string;
  json: boolean;
}

const ownFlags: Flags<OwnOptions> = {
  model: {
    flag: '-m, --model <id>',
    help: 'model id, path of a .gguf file or of a .yaml entry',
    fallback: '',
    parse: text,
    isRequired: true,
  },
  scenarios: { ...scenariosFlag, fallback: [...CORE_SCENARIOS] },
  prompt: promptFlag,
  turns: {
    flag: '--turns <n>',
    help: 'turns played per scenario',
    fallback: 4,
    parse: integer({ from: 1 }),
  },
  maxTokens: {
    flag: '--max-tokens <n>',
    help: 'maximum tokens per reply',
    fallback: 48,
    parse: integer({ from: 1 }),
  },
  parallel: {
    flag: '--parallel <n>',
    help: 'conversations at once in the batched part',
    fallback: 4,
    parse: integer({ from: 2, to: 256 }),
  },
  seed: { ...seedFlag, help: 'seed of the sampled conversations' },
  out: { ...outFlag, help: 'where run folders are; the noise floor goes into noise/ under it' },
  json: jsonFlag,
};

export type SelfTestOptions = OwnOptions & LlamaOptions & LimitOptions;

export const selfTestFlags: Flags<SelfTestOptions> = { ...ownFlags, ...llamaFlags, ...limitFlags };

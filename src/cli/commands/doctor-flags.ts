// The flags of `hitogara doctor`. Start at `doctorFlags`.
import type { LlamaOptions } from '../../core/play-choices.ts';
import { type Flags, integer, list } from '../flags.ts';
import { jsonFlag, type LimitOptions, limitFlags, llamaFlags, promptFlag, scenariosFlag } from '../shared-flags.ts';

interface OwnOptions {
  models: string[];
  all: boolean;
  prompt: string | null;
  scenarios: string[];
  rank: boolean;
  conversations: number;
  turns: number;
  json: boolean;
}

const ownFlags: Flags<OwnOptions> = {
  models: {
    flag: '-m, --model <id>',
    help: 'as for eval: id, path, folder, glob, hf:… or ollama:…; may be repeated',
    fallback: [],
    parse: list,
  },
  all: { flag: '--all', help: 'every model whose GGUF file is on this machine', fallback: false },
  prompt: {
    ...promptFlag,
    help: 'template to examine: id, path of a .hbs file, or gguf',
    fallbackHelp: 'what eval would choose',
  },
  scenarios: {
    ...scenariosFlag,
    help: 'scenarios whose reference replies are used: id, glob, tag:casual, or path; may be repeated',
    fallbackHelp: 'anime-fan; with --rank: five built-in ones, then tag:ja',
  },
  rank: {
    flag: '--rank',
    help: 'load the weights and rank all templates by how likely they make the reference replies',
    fallback: false,
  },
  conversations: {
    flag: '--conversations <n>',
    help: 'maximum number of conversations for --rank',
    fallback: 12,
    parse: integer({ from: 2 }),
  },
  turns: {
    flag: '--turns <n>',
    help: 'turns per conversation for --rank',
    fallback: 3,
    parse: integer({ from: 1 }),
  },
  json: { ...jsonFlag, help: 'one JSON array on stdout' },
};

export type DoctorOptions = OwnOptions & LlamaOptions & LimitOptions;

/** Options of the examination itself, which loads only the vocabulary. */
type Examining = keyof Omit<OwnOptions, 'conversations' | 'turns'> | 'contextSize';

export const doctorFlags: Flags<DoctorOptions> = { ...ownFlags, ...llamaFlags, ...limitFlags };

/** Options that only the ranking uses. */
export const RANKING_FLAGS: readonly Exclude<keyof DoctorOptions, Examining>[] = [
  ...([
    'conversations',
    'turns',
    'gpu',
    'gpuLayers',
    'splitMode',
    'mainGpu',
    'threads',
    'kvType',
    'flashAttention',
    'engine',
    'limit',
  ] as const),
];

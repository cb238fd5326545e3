// Flags that several commands have. Start at `llamaFlags`.
import { DEFAULT_LIMITS, type Limits } from '../core/limits.ts';
import {
  DEFAULT_LLAMA_OPTIONS,
  ENGINE_BUILDS,
  FLASH_ATTENTIONS,
  GPU_TYPES,
  GREATEST_SEED,
  KV_TYPES,
  type LlamaOptions,
  SPLIT_MODES,
} from '../core/play-choices.ts';
import { asIs, say } from '../words/text.ts';
import { type Flag, type Flags, InvalidValue, integer, list, oneOf, text } from './flags.ts';

/** About running GGUF files. */
export const llamaFlags: Flags<LlamaOptions> = {
  gpu: {
    flag: '--gpu <type>',
    help: 'where to compute; the device actually used is printed and recorded',
    fallback: DEFAULT_LLAMA_OPTIONS.gpu,
    ...oneOf(GPU_TYPES),
  },
  gpuLayers: {
    flag: '--gpu-layers <n>',
    help: 'layers on the GPU: a number, auto or max',
    fallback: null,
    fallbackHelp: 'auto, or what the model entry says',
    parse: (value) => (value === 'auto' || value === 'max' ? value : integer({ from: 0 })(value)),
  },
  splitMode: {
    flag: '--split-mode <mode>',
    help: 'with several GPUs: none puts the model on one of them, layer and row spread it over all',
    fallback: null,
    fallbackHelp: 'layer, or what the model entry says',
    ...oneOf(SPLIT_MODES),
  },
  mainGpu: {
    flag: '--main-gpu <n>',
    help: 'the GPU for --split-mode none, counted from 0',
    fallback: null,
    fallbackHelp: '0, or what the model entry says',
    parse: integer({ from: 0, to: 255 }),
  },
  threads: {
    flag: '--threads <n>',
    help: 'CPU threads',
    fallback: null,
    fallbackHelp: 'measured once per machine and file, then remembered',
    parse: integer({ from: 1, to: 1_024 }),
  },
  contextSize: {
    flag: '--context <tokens>',
    help: 'context size',
    fallback: null,
    fallbackHelp: 'what the model entry says, or the context size in training, at most 8192',
    parse: integer({ from: 64 }),
  },
  kvType: {
    flag: '--kv-type <type>',
    help: 'type of the KV cache',
    fallback: null,
    fallbackHelp: 'f16, or what the model entry says',
    ...oneOf(KV_TYPES),
  },
  flashAttention: {
    flag: '--flash-attention <choice>',
    help: 'flash attention; auto is on where llama.cpp has it for every layer',
    fallback: DEFAULT_LLAMA_OPTIONS.flashAttention,
    ...oneOf(FLASH_ATTENTIONS),
  },
  engine: {
    flag: '--engine <build>',
    help: 'llama.cpp binary; auto uses the one built by npm run build:openmp, if there is one',
    fallback: DEFAULT_LLAMA_OPTIONS.engine,
    ...oneOf(ENGINE_BUILDS),
  },
};

export interface LimitOptions {
  limit: string[];
}

/** What a timer can hold: 2^31 − 1 milliseconds. */
const MAX_SECONDS = 2_147_483;

const LIMIT_NAMES = { load: 'loadMs', 'first-token': 'firstTokenMs', idle: 'idleMs', total: 'totalMs' } as const;

export const limitFlags: Flags<LimitOptions> = {
  limit: {
    flag: '--limit <what=seconds>',
    help: 'a time limit; may be repeated',
    fallback: [],
    fallbackHelp: asIs(
      Object.entries(LIMIT_NAMES)
        .map(([name, field]) => `${name}=${DEFAULT_LIMITS[field] / 1_000}`)
        .join(', '),
    ),
    parse: (value, before = []) => {
      const seconds = Number(value.split('=')[1]);
      if (!/^(load|first-token|idle|total)=\d+(\.\d+)?$/.test(value) || seconds <= 0 || seconds > MAX_SECONDS)
        throw new InvalidValue(say('expected load, first-token, idle or total, then = and seconds'));
      return [...before, value];
    },
  },
};

export function limitsOf({ limit }: LimitOptions): Limits {
  const given = new Map(limit.map((each) => [each.split('=')[0], Number(each.split('=')[1]) * 1_000]));
  const named = Object.entries(LIMIT_NAMES).flatMap(([name, field]) => {
    const milliseconds = given.get(name);
    return milliseconds === undefined ? [] : [[field, milliseconds]];
  });
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(named) };
}

export const scenariosFlag: Flag<string[]> = {
  flag: '-s, --scenario <id>',
  help: 'scenario id, glob of ids, tag:casual, path of a .yaml file or of a character card; may be repeated',
  fallback: [],
  parse: list,
};

export const turnsOfFlag = {
  flag: '--turns-of <id>',
  help: 'what the user says to the character of a card: the user lines of this scenario (id or path), or of a .txt file with one line per turn',
  fallback: null,
  parse: text,
} satisfies Flag<string | null>;

export const promptFlag: Flag<string | null> = {
  flag: '-p, --prompt <id>',
  help: "prompt template: id, path of a .hbs file, gguf (the file's own) or gguf:first-user (the same, with the persona in the first user message); overrides the model entry",
  fallback: null,
  parse: text,
};

export const seedFlag: Flag<number> = {
  flag: '--seed <n>',
  help: "seed of the run; each turn's seed is derived from it",
  fallback: 1,
  parse: integer({ from: 0, to: GREATEST_SEED }),
};

/** What a command takes of a past run; empty: everything. */
export interface NamedInRun {
  models: string[];
  scenarios: string[];
}

export const namedInRunFlags: Flags<NamedInRun> = {
  models: {
    flag: '-m, --model <id>',
    help: 'only conversations of this model: id or glob of ids; may be repeated',
    fallback: [],
    parse: list,
  },
  scenarios: {
    flag: '-s, --scenario <id>',
    help: 'only conversations of this scenario: id or glob of ids; may be repeated',
    fallback: [],
    parse: list,
  },
};

export const baselineFlag: Flag<string | null> = {
  flag: '--baseline <name>',
  help: 'what the others are compared with: a model, a run or the name of a column',
  fallback: null,
  fallbackHelp: 'the first column',
  parse: text,
};

export const outFlag: Flag<string> = {
  flag: '--out <folder>',
  help: 'where run folders go',
  fallback: 'results',
  parse: text,
};

export const jsonFlag: Flag<boolean> = {
  flag: '--json',
  help: 'one JSON object on stdout, everything else on stderr',
  fallback: false,
};

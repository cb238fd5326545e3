import { InvalidArgumentError } from 'commander';
import { type Flags, integer, list, text } from './flags.ts';
import { REPORTERS, type ReporterName } from './reporters.ts';

export interface EvalOptions {
  models: string[];
  scenarios: string[];
  prompt: string | null;
  samples: number;
  seed: number;
  mode: 'strict' | 'fast';
  set: string[];
  maxTokens: number | null;
  onOverflow: 'error' | 'drop-oldest';
  gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off';
  gpuLayers: 'auto' | 'max' | number | null;
  threads: number | null;
  context: number | null;
  kvType: string | null;
  engine: 'auto' | 'prebuilt' | 'openmp';
  limit: string[];
  parallel: number | null;
  filter: string | null;
  first: number | null;
  dryRun: boolean;
  /** null: a new run; empty: the latest unfinished one. */
  resume: string | null;
  retryFailed: boolean;
  reporter: ReporterName | null;
  out: string;
  json: boolean;
}

/** What a timer can hold: 2^31 − 1 milliseconds. */
const MAX_SECONDS = 2_147_483;

export const evalFlags: Flags<EvalOptions> = {
  models: {
    flag: '-m, --model <id>',
    help: 'model id, glob of ids, path of a .gguf file or of a .yaml entry; may be repeated',
    fallback: [],
    parse: list,
  },
  scenarios: {
    flag: '-s, --scenario <id>',
    help: 'scenario id, glob of ids, tag:casual, or path of a .yaml file; may be repeated (default: anime-fan)',
    fallback: [],
    parse: list,
  },
  prompt: {
    flag: '-p, --prompt <id>',
    help: "prompt template: id, path of a .hbs file, gguf (the file's own) or gguf:first-user; wins over the model entry",
    fallback: null,
    parse: text,
  },
  samples: {
    flag: '--samples <n>',
    help: 'how often each conversation is played, each time with another seed',
    fallback: 1,
    parse: integer({ from: 1, to: 100_000 }),
  },
  seed: {
    flag: '--seed <n>',
    help: 'seed of the run; every turn derives its own',
    fallback: 1,
    parse: integer({ from: 0, to: 0xffff_fffe }),
  },
  mode: {
    flag: '--mode <mode>',
    help: 'strict: one conversation at a time, reproducible; fast: several at once, in one batch',
    fallback: 'strict',
    parse: (value) => (value === 'fast' ? 'fast' : 'strict'),
    choices: ['strict', 'fast'],
  },
  set: {
    flag: '--set <name=value>',
    help: 'a sampling setting, such as topK=40, stop=。 or logitBias={"うん":2}; temperature=0.2,0.7 plays with each; may be repeated',
    fallback: [],
    parse: list,
  },
  maxTokens: {
    flag: '--max-tokens <n>',
    help: 'most tokens of one reply (default: 256, or what the scenario says)',
    fallback: null,
    parse: integer({ from: 1 }),
  },
  onOverflow: {
    flag: '--on-overflow <what>',
    help: 'when a prompt does not fit the context: fail, or leave out whole oldest turns, never the persona',
    fallback: 'error',
    parse: (value) => (value === 'drop-oldest' ? 'drop-oldest' : 'error'),
    choices: ['error', 'drop-oldest'],
  },
  gpu: {
    flag: '--gpu <type>',
    help: 'what to compute on',
    fallback: 'auto',
    parse: (value) => (value === 'cuda' || value === 'vulkan' || value === 'metal' || value === 'off' ? value : 'auto'),
    choices: ['auto', 'cuda', 'vulkan', 'metal', 'off'],
  },
  gpuLayers: {
    flag: '--gpu-layers <n>',
    help: 'layers on the GPU: a number, auto or max (default: auto, or what the model entry says)',
    fallback: null,
    parse: (value) => (value === 'auto' || value === 'max' ? value : integer({ from: 0 })(value)),
  },
  threads: {
    flag: '--threads <n>',
    help: 'CPU threads (default: measured once per machine and file)',
    fallback: null,
    parse: integer({ from: 1, to: 1_024 }),
  },
  context: {
    flag: '--context <tokens>',
    help: 'context size (default: what the model was trained on, at most 8192)',
    fallback: null,
    parse: integer({ from: 64 }),
  },
  kvType: {
    flag: '--kv-type <type>',
    help: 'type of the KV cache; default f16',
    fallback: null,
    parse: text,
    choices: ['f16', 'f32', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0'],
  },
  engine: {
    flag: '--engine <build>',
    help: 'llama.cpp binary: auto takes the one made by npm run build:openmp where there is one',
    fallback: 'auto',
    parse: (value) => (value === 'prebuilt' || value === 'openmp' ? value : 'auto'),
    choices: ['auto', 'prebuilt', 'openmp'],
  },
  limit: {
    flag: '--limit <what=seconds>',
    help: 'time limits: load=600, first-token=300, idle=60, total=1800; may be repeated',
    fallback: [],
    parse: (value, before) => {
      const seconds = Number(value.split('=')[1]);
      if (!/^(load|first-token|idle|total)=\d+(\.\d+)?$/.test(value) || seconds <= 0 || seconds > MAX_SECONDS)
        throw new InvalidArgumentError('load, first-token, idle or total, then = and seconds');
      return [...before, value];
    },
  },
  parallel: {
    flag: '--parallel <n>',
    help: 'conversations at once in fast mode (default: measured once per machine and file)',
    fallback: null,
    parse: integer({ from: 1, to: 256 }),
  },
  filter: {
    flag: '--filter <glob>',
    help: 'play only what this glob over model/scenario matches, such as "*-q2_K/anime-*"',
    fallback: null,
    parse: text,
  },
  first: {
    flag: '--first <n>',
    help: 'play only the first n conversations of each model',
    fallback: null,
    parse: integer({ from: 1 }),
  },
  dryRun: {
    flag: '--dry-run',
    help: 'show what would be played, how much memory it needs and how long it takes; play nothing',
    fallback: false,
  },
  resume: {
    flag: '--resume [run]',
    help: 'go on with a run: its id or folder, or else the latest unfinished one under --out',
    fallback: null,
    parse: text,
  },
  retryFailed: {
    flag: '--retry-failed',
    help: 'with --resume: play failed conversations again',
    fallback: false,
  },
  reporter: {
    flag: '--reporter <name>',
    help: 'how progress is shown (default: the transcript of a single conversation, else one line for each)',
    fallback: null,
    parse: (value) => REPORTERS.find((name) => name === value) ?? null,
    choices: REPORTERS,
  },
  out: { flag: '--out <folder>', help: 'where run folders go', fallback: 'results', parse: text },
  json: { flag: '--json', help: 'one JSON object on stdout, everything else on stderr', fallback: false },
};

import { InvalidArgumentError } from 'commander';
import { type Flags, integer, list, text } from './flags.ts';
import { type LlamaFlagOptions, llamaFlags } from './llama-flags.ts';
import { REPORTERS, type ReporterName } from './report/reporters.ts';

export interface EvalOptions extends LlamaFlagOptions {
  models: string[];
  scenarios: string[];
  prompt: string | null;
  samples: number;
  seed: number;
  mode: 'strict' | 'fast';
  set: string[];
  maxTokens: number | null;
  onOverflow: 'error' | 'drop-oldest';
  ignoreUnsupported: boolean;
  maxCost: number | null;
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
  ignoreUnsupported: {
    flag: '--ignore-unsupported',
    help: 'leave out sampling settings that an API does not take, instead of refusing them; what was sent is recorded',
    fallback: false,
  },
  maxCost: {
    flag: '--max-cost <usd>',
    help: 'stop when the replies of this run have cost this much, by the prices in the model entries',
    fallback: null,
    parse: dollars,
  },
  ...llamaFlags,
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
    help: 'how progress is shown (default: the transcript of a single conversation, else a line for each; github in Actions)',
    fallback: null,
    parse: (value) => REPORTERS.find((name) => name === value) ?? null,
    choices: REPORTERS,
  },
  out: { flag: '--out <folder>', help: 'where run folders go', fallback: 'results', parse: text },
  json: { flag: '--json', help: 'one JSON object on stdout, everything else on stderr', fallback: false },
};

function dollars(value: string): number {
  const amount = Number(value);
  if (!(amount > 0)) throw new InvalidArgumentError('an amount in US dollars is needed, such as 0.50');
  return amount;
}

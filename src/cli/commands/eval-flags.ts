// The flags of `hitogara eval`. Start at `evalFlags`.
import { type LlamaOptions, MODES, OVERFLOWS } from '../../core/play-choices.ts';
import { REPORTERS, type ReporterName } from '../../report/reporter-names.ts';
import { DEFAULT_OUT, DEFAULT_PLAY_REQUEST } from '../../run/default-request.ts';
import type { PlayRequest } from '../../store/records.ts';
import { joinTexts, say } from '../../words/text.ts';
import { type Flags, InvalidValue, integer, list, oneOf, text } from '../flags.ts';
import {
  jsonFlag,
  type LimitOptions,
  limitFlags,
  llamaFlags,
  outFlag,
  promptFlag,
  scenariosFlag,
  seedFlag,
  turnsOfFlag,
} from '../shared-flags.ts';
import { type GateOptions, gateFlags, junitFileOf, type ScoreReporter } from './score-flags.ts';

/** Options that decide what is played, named as in the request; `--resume` compares them. */
type PlayOptions = Omit<PlayRequest, 'llama' | 'settings'>;

export const playFlags: Flags<PlayOptions> = {
  models: {
    flag: '-m, --model <id>',
    help: 'model id, path of a .gguf file, of a folder with such files or of a .yaml entry, glob of ids or of paths, hf:user/repo:quant or ollama:name:tag; NAME=PATH gives it an id; may be repeated',
    fallback: [],
    parse: list,
  },
  scenarios: { ...scenariosFlag, fallback: DEFAULT_PLAY_REQUEST.scenarios },
  turnsOf: turnsOfFlag,
  prompt: promptFlag,
  samples: {
    flag: '--samples <n>',
    help: 'how many times each conversation is played, each time with a different seed',
    fallback: DEFAULT_PLAY_REQUEST.samples,
    parse: integer({ from: 1, to: 100_000 }),
  },
  seed: { ...seedFlag, fallback: DEFAULT_PLAY_REQUEST.seed },
  mode: {
    flag: '--mode <mode>',
    help: 'for local models; strict: one conversation at a time, reproducible; fast: several at once, in one batch',
    fallback: DEFAULT_PLAY_REQUEST.mode,
    ...oneOf(MODES),
  },
  parallel: {
    flag: '--parallel <n>',
    help: 'for local models: conversations at once in fast mode',
    fallback: null,
    fallbackHelp: 'measured once per machine and file',
    parse: integer({ from: 1, to: 256 }),
  },
  onOverflow: {
    flag: '--on-overflow <what>',
    help: 'if prompt and reply do not fit the context: fail the conversation, or drop its oldest turns (recorded); the persona is never dropped',
    fallback: DEFAULT_PLAY_REQUEST.onOverflow,
    ...oneOf(OVERFLOWS),
  },
  ignoreUnsupported: {
    flag: '--ignore-unsupported',
    help: 'drop sampling settings that an API does not support, instead of failing; what was sent is recorded',
    fallback: DEFAULT_PLAY_REQUEST.ignoreUnsupported,
  },
  filter: {
    flag: '--filter <glob>',
    help: 'play only conversations whose model/scenario matches this glob, such as "*-q2_K/anime-*"',
    fallback: null,
    parse: text,
  },
  first: {
    flag: '--first <n>',
    help: 'play only the first n conversations of each model',
    fallback: null,
    parse: integer({ from: 1 }),
  },
  turns: {
    flag: '--turns <n>',
    help: 'play only the first n turns of each scenario',
    fallback: null,
    parse: integer({ from: 1 }),
  },
};

interface SettingOptions {
  set: string[];
  maxTokens: number | null;
}

const settingFlags: Flags<SettingOptions> = {
  set: {
    flag: '--set <name=value>',
    help: 'a sampling setting, such as topK=40, stop=["。","！"] or logitBias={"うん":2}; temperature=0.2,0.7 plays everything with each value; may be repeated',
    fallback: [],
    parse: list,
  },
  maxTokens: {
    flag: '--max-tokens <n>',
    help: 'maximum tokens per reply',
    fallback: null,
    fallbackHelp: '256, or what the scenario or the model entry says',
    parse: integer({ from: 1 }),
  },
};

interface RunOptions {
  maxCost: number | null;
  dryRun: boolean;
  /** null: a new run; empty: the latest unfinished one. */
  resume: string | null;
  retryFailed: boolean;
  score: boolean;
  reporters: EvalReporter[];
  out: string;
  json: boolean;
}

const runFlags: Flags<RunOptions> = {
  maxCost: {
    flag: '--max-cost <usd>',
    help: 'stop once the replies of this run have cost this much, at the prices in the model entries',
    fallback: null,
    parse: dollars,
  },
  dryRun: {
    flag: '--dry-run',
    help: 'show what would be played, how much memory it needs and how long it takes; play nothing',
    fallback: false,
  },
  resume: {
    flag: '--resume [run]',
    help: 'continue a run: its id or folder; left empty, the latest unfinished run under --out',
    fallback: null,
    parse: text,
  },
  retryFailed: {
    flag: '--retry-failed',
    help: 'with --resume: play failed conversations again',
    fallback: false,
  },
  score: {
    flag: '--no-score',
    help: 'do not check the replies at the end; "hitogara score" can do it later',
    fallback: true,
  },
  reporters: {
    flag: '--reporter <name>',
    help: 'how progress is shown: transcript, tty, plain, jsonl, github or silent; in addition, junit:FILE writes the scores as JUnit XML; may be repeated',
    fallback: [],
    fallbackHelp: 'transcript for a single conversation, otherwise one line per conversation; github in GitHub Actions',
    parse: (value, before = []) => [...before, reporterOf(value)],
  },
  out: { ...outFlag, fallback: DEFAULT_OUT },
  json: jsonFlag,
};

export type EvalOptions = PlayOptions & SettingOptions & LlamaOptions & LimitOptions & RunOptions & GateOptions;

export const evalFlags: Flags<EvalOptions> = {
  ...playFlags,
  ...settingFlags,
  ...llamaFlags,
  ...limitFlags,
  ...gateFlags,
  ...runFlags,
};

/** One that shows progress, or one that gets the scores. */
type EvalReporter = { name: ReporterName } | Extract<ScoreReporter, { name: 'junit' }>;

function reporterOf(value: string): EvalReporter {
  const junit = junitFileOf(value);
  if (junit !== null) return { name: 'junit', file: junit };
  const name = REPORTERS.find((each) => each === value);
  if (name !== undefined) return { name };
  throw new InvalidValue(say('allowed: {choices}', { choices: joinTexts(', ', [...REPORTERS, 'junit:FILE']) }));
}

function dollars(value: string): number {
  const amount = Number(value);
  if (!(amount > 0)) throw new InvalidValue(say('expected an amount in US dollars, such as 0.50'));
  return amount;
}

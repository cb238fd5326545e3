// The flags of `hitogara regress`. Start at `regressFlags`.
import { type LlamaOptions, MODES, type Mode } from '../../core/play-choices.ts';
import { PRESET_NAMES, type PresetName } from '../../regress/presets.ts';
import { DEFAULT_OUT, DEFAULT_PLAY_REQUEST } from '../../run/default-request.ts';
import { say } from '../../words/text.ts';
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
} from '../shared-flags.ts';
import { baselinesFlag } from './baseline-flags.ts';
import { junitFileOf } from './score-flags.ts';

/** Besides what is printed. */
type RegressReporter = { name: 'github' } | { name: 'junit' | 'markdown'; file: string };

interface OwnOptions {
  reference: string | null;
  baseline: string | null;
  dir: string;
  candidates: string[];
  vary: string[];
  preset: PresetName;
  scenarios: string[];
  turns: number | null;
  samples: number | null;
  tokens: number | null;
  margin: number | null;
  gates: string[];
  allow: string[];
  bound: boolean;
  maxDivergence: number | null;
  minSameTop: number | null;
  set: string[];
  prompt: string | null;
  seed: number;
  mode: Mode;
  resume: string | null;
  dryRun: boolean;
  reporters: RegressReporter[];
  json: boolean;
  out: string;
}

const ownFlags: Flags<OwnOptions> = {
  reference: {
    flag: '-r, --reference <id>',
    help: 'the model that others are compared with, such as the F16 file: id, path, NAME=PATH, hf:user/repo:quant or ollama:name:tag',
    fallback: null,
    parse: text,
  },
  baseline: {
    flag: '-b, --baseline <name>',
    help: 'what candidates are compared with in place of --reference: the name of a baseline, which says what is played',
    fallback: null,
    parse: text,
  },
  dir: baselinesFlag,
  candidates: {
    flag: '-c, --candidate <id>',
    help: 'a model to be compared with it, named in the same way; globs work too; may be repeated',
    fallback: [],
    parse: list,
  },
  vary: {
    flag: '--vary <field=value>',
    help: 'run the candidates otherwise than the reference on purpose: kvType, flashAttention, gpu, engine, threads, context or prompt; without --candidate, the reference itself is the candidate; may be repeated',
    fallback: [],
    parse: list,
  },
  preset: {
    flag: '--preset <name>',
    help: 'how much is played and measured: smoke (8 scenarios, one sample), standard (20, three samples) or thorough (40)',
    fallback: 'standard',
    ...oneOf(PRESET_NAMES),
  },
  scenarios: { ...scenariosFlag, fallbackHelp: 'as many of the project as the preset says' },
  turns: {
    flag: '--turns <n>',
    help: 'play only the first n turns of each scenario',
    fallback: null,
    fallbackHelp: 'what the preset says',
    parse: integer({ from: 1 }),
  },
  samples: {
    flag: '--samples <n>',
    help: 'how often each scenario is played, with other seeds',
    fallback: null,
    fallbackHelp: 'what the preset says',
    parse: integer({ from: 1 }),
  },
  tokens: {
    flag: '--tokens <n>',
    help: "how many tokens of the reference's replies are measured at most",
    fallback: null,
    fallbackHelp: 'what the preset says',
    parse: integer({ from: 1 }),
  },
  margin: {
    flag: '--margin <share>',
    help: 'a worsening below this share, such as 0.1 or 10%, is accepted',
    fallback: null,
    fallbackHelp: 'what the preset says',
    parse: (value) => shareOf(value),
  },
  gates: {
    flag: '--gate <metric>',
    help: 'what decides instead of the usual metrics: one of them (length, register, persona, leak, loop, language, ending, repetition) or a check, such as words.forbidden; may be repeated',
    fallback: [],
    parse: list,
  },
  allow: {
    flag: '--allow <field>',
    help: 'compare although this differs, such as template or engineBuild; what was compared is said; may be repeated',
    fallback: [],
    parse: list,
  },
  bound: {
    flag: '--bound',
    help: "measure a lower bound of the divergence from the reference's 64 likeliest tokens, instead of all of it; takes no room on the disk",
    fallback: false,
  },
  maxDivergence: {
    flag: '--max-kld <nats>',
    help: 'a mean KL divergence beyond this is a regression',
    fallback: null,
    fallbackHelp: 'it never decides',
    parse: (value) => positive(value),
  },
  minSameTop: {
    flag: '--min-same-top <share>',
    help: 'a smaller share of places with the same likeliest token is a regression',
    fallback: null,
    fallbackHelp: 'it never decides',
    parse: (value) => shareOf(value),
  },
  set: {
    flag: '--set <name=value>',
    help: 'a sampling setting for all models, such as temperature=0.7; may be repeated',
    fallback: [],
    parse: list,
  },
  prompt: promptFlag,
  seed: { ...seedFlag, fallback: DEFAULT_PLAY_REQUEST.seed },
  mode: {
    flag: '--mode <mode>',
    help: 'strict plays one conversation at a time; fast plays several at once, faster, and with replies that depend on how many',
    fallback: 'strict',
    ...oneOf(MODES),
  },
  resume: {
    flag: '--resume [run]',
    help: 'continue an unfinished check: its run, or the latest',
    fallback: null,
    parse: text,
  },
  dryRun: {
    flag: '--dry-run',
    help: 'only say what would be played, and what it could detect',
    fallback: false,
  },
  reporters: {
    flag: '--reporter <name>',
    help: 'also report to: github (annotations, and the summary of the job), junit:FILE (JUnit XML), markdown:FILE (a table for a model card); may be repeated',
    fallback: [],
    parse: (value, before = []) => [...before, reporterOf(value)],
  },
  json: jsonFlag,
  out: { ...outFlag, fallback: DEFAULT_OUT },
};

export type RegressOptions = OwnOptions & LlamaOptions & LimitOptions;

export const regressFlags: Flags<RegressOptions> = { ...ownFlags, ...llamaFlags, ...limitFlags };

function reporterOf(value: string): RegressReporter {
  const junit = junitFileOf(value);
  if (junit !== null) return { name: 'junit', file: junit };
  const [, markdown = ''] = /^markdown:(.+)$/s.exec(value) ?? [];
  if (markdown !== '') return { name: 'markdown', file: markdown };
  if (value === 'github') return { name: 'github' };
  throw new InvalidValue(say('expected github, junit:FILE or markdown:FILE'));
}

/** `0.1` or `10%`. */
function shareOf(value: string): number {
  const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(value) ?? [];
  const share = percent ? Number(number) / 100 : Number(number);
  if (number === '' || !(share > 0 && share < 1)) throw new InvalidValue(say('expected a share such as 0.1 or 10%'));
  return share;
}

function positive(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number > 0) || !Number.isFinite(number))
    throw new InvalidValue(say('expected a number above 0'));
  return number;
}

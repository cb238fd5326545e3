// The flags of `hitogara baseline`. Start at `blessFlags`.
import { DEFAULT_OUT } from '../../run/default-request.ts';
import { DEFAULT_BASELINES } from '../../store/baseline-folder.ts';
import { type Flag, type Flags, integer, text } from '../flags.ts';
import { jsonFlag, outFlag } from '../shared-flags.ts';

export interface BlessOptions {
  name: string;
  model: string | null;
  replace: boolean;
  probabilities: boolean;
  tokens: number | null;
  dir: string;
  out: string;
  json: boolean;
}

export interface BaselineOptions {
  dir: string;
  json: boolean;
}

export const baselinesFlag: Flag<string> = {
  flag: '--dir <folder>',
  help: 'where baselines are',
  fallback: DEFAULT_BASELINES,
  parse: text,
};

export const blessFlags: Flags<BlessOptions> = {
  name: {
    flag: '-n, --name <name>',
    help: 'what the baseline is called, such as main',
    fallback: '',
    isRequired: true,
    parse: text,
  },
  model: {
    flag: '-m, --model <id>',
    help: 'which model of the run',
    fallback: null,
    fallbackHelp: 'the reference of a check, or the only model',
    parse: text,
  },
  replace: { flag: '--replace', help: 'in the place of an earlier one of that name', fallback: false },
  probabilities: {
    flag: '--no-probabilities',
    help: 'keep what was said, not how probable it was: the model is not opened, and only replies can be compared',
    fallback: true,
  },
  tokens: {
    flag: '--tokens <n>',
    help: 'of how many tokens probabilities are captured at most, where the run has none',
    fallback: null,
    fallbackHelp: 'as many as the preset standard compares',
    parse: integer({ from: 1 }),
  },
  dir: baselinesFlag,
  out: { ...outFlag, fallback: DEFAULT_OUT },
  json: jsonFlag,
};

export const baselineFlags: Flags<BaselineOptions> = { dir: baselinesFlag, json: jsonFlag };

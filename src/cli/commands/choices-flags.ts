// The flags of `hitogara choices`. Start at `choicesFlags`.
import { ANSWER_WAYS, type AnswerWay } from '../../choices/answer-ways.ts';
import type { LlamaOptions } from '../../core/play-choices.ts';
import { DEFAULT_OUT } from '../../run/default-request.ts';
import { type Flags, integer, list, oneOf, text } from '../flags.ts';
import { jsonFlag, type LimitOptions, limitFlags, llamaFlags, outFlag, promptFlag, seedFlag } from '../shared-flags.ts';

interface OwnOptions {
  models: string[];
  answer: AnswerWay;
  shots: number;
  examples: string | null;
  seed: number;
  first: number | null;
  instruction: string | null;
  system: string | null;
  prompt: string | null;
  from: string[];
  resume: string | null;
  out: string;
  json: boolean;
}

const ownFlags: Flags<OwnOptions> = {
  models: {
    flag: '-m, --model <id>',
    help: 'as for eval, but GGUF files only; the first is what the others are compared with; may be repeated',
    fallback: [],
    parse: list,
  },
  answer: {
    flag: '--answer <way>',
    help: 'what is scored as the reply; words: the choices are listed, and it is the words of one; letter: its letter; open: its words, without a list',
    fallback: 'words',
    ...oneOf(ANSWER_WAYS),
  },
  shots: {
    flag: '--shots <n>',
    help: 'how many questions come first with their answers, as turns of the conversation; the same before every question',
    fallback: 0,
    parse: integer({ from: 0, to: 100 }),
  },
  examples: {
    flag: '--examples <file>',
    help: 'file with the questions for --shots',
    fallback: null,
    fallbackHelp: 'the questions themselves, which are then not scored',
    parse: text,
  },
  seed: { ...seedFlag, help: 'seed for drawing the examples' },
  first: {
    flag: '--first <n>',
    help: 'only the first questions of each file',
    fallback: null,
    fallbackHelp: 'all',
    parse: integer({ from: 1 }),
  },
  instruction: {
    flag: '--instruction <text>',
    help: 'what the user adds below each question',
    fallback: null,
    fallbackHelp: 'a sentence that asks for the words, or the letter, alone; with open, nothing',
    parse: text,
  },
  system: { flag: '--system <text>', help: 'the system message', fallback: null, fallbackHelp: 'none', parse: text },
  prompt: promptFlag,
  from: {
    flag: '--from <record>',
    help: 'show a record of an earlier test instead of asking; several of the same questions are compared; may be repeated',
    fallback: [],
    parse: list,
  },
  resume: {
    flag: '--resume <record>',
    help: 'go on with a test that was interrupted',
    fallback: null,
    parse: text,
  },
  out: { ...outFlag, help: 'where run folders are; the record goes into choices/ under it', fallback: DEFAULT_OUT },
  json: jsonFlag,
};

export type ChoicesOptions = OwnOptions & LlamaOptions & LimitOptions;

export const choicesFlags: Flags<ChoicesOptions> = { ...ownFlags, ...llamaFlags, ...limitFlags };

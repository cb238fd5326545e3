// The flags of `hitogara compare`. Start at `compareFlags`.
import type { Unit } from '../../compare/difference.ts';
import type { Part } from '../../compare/narrow.ts';
import { COMPARE_FORMATS, type CompareFormat } from '../../report/comparison/formats.ts';
import { say } from '../../words/text.ts';
import { type Flags, InvalidValue, oneOf } from '../flags.ts';
import { baselineFlag, type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface CompareOptions extends NamedInRun {
  turns: Part['turns'];
  onlyDifferent: boolean;
  baseline: string | null;
  difference: Unit | 'none' | null;
  summary: boolean;
  format: CompareFormat;
  json: boolean;
  pager: boolean;
  out: string;
}

export const compareFlags: Flags<CompareOptions> = {
  ...namedInRunFlags,
  turns: {
    flag: '--turn <n>',
    help: 'only these turns, such as 3 or 3-5',
    fallback: null,
    parse: turnsOf,
  },
  onlyDifferent: {
    flag: '--only-different',
    help: 'leave out the turns in which every column says the same',
    fallback: false,
  },
  baseline: baselineFlag,
  difference: {
    flag: '--difference <unit>',
    help: 'mark what replies say differently from the baseline, in text and html-fragment',
    fallback: null,
    fallbackHelp: 'word on a terminal, otherwise none',
    ...oneOf(['word', 'character', 'none']),
  },
  summary: {
    flag: '--summary',
    help: 'only the figures, no conversations',
    fallback: false,
  },
  format: {
    flag: '--format <name>',
    help: 'text; markdown, for a wiki; html-fragment, for a blog; csv, one row for each reply',
    fallback: 'text',
    ...oneOf(COMPARE_FORMATS),
  },
  json: {
    flag: '--json',
    help: 'the comparison as one JSON object on stdout (schemas/comparison.schema.json describes it), everything else on stderr',
    fallback: false,
  },
  pager: {
    flag: '--no-pager',
    help: 'do not page through what is longer than the terminal',
    fallback: true,
  },
  out: { ...outFlag, help: 'where run folders are' },
};

function turnsOf(value: string): { from: number; to: number } {
  const [, first, last = first] = /^([1-9]\d{0,5})(?:[-–]([1-9]\d{0,5}))?$/.exec(value) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!(from <= to)) throw new InvalidValue(say('expected a turn, such as 3, or turns, such as 3-5'));
  return { from, to };
}

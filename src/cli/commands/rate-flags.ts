// The flags of `hitogara rate`. Start at `rateFlags`.
import { GREATEST_SEED } from '../../core/play-choices.ts';
import { type Flags, integer, text } from '../flags.ts';
import { type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface RateOptions extends NamedInRun {
  pairs: number | null;
  blind: boolean;
  showNames: boolean;
  who: string | null;
  all: boolean;
  first: number | null;
  seed: number;
  out: string;
}

export const rateFlags: Flags<RateOptions> = {
  pairs: {
    flag: '--pairs <n>',
    help: 'compare n pairs of replies to the same turn, instead of rating replies one by one; models are not named',
    fallback: null,
    parse: integer({ from: 1, to: 10_000 }),
  },
  blind: {
    flag: '--blind',
    help: 'do not show models, settings, speeds and run folders before the end',
    fallback: false,
  },
  showNames: {
    flag: '--show-names',
    help: 'show the models of pairs',
    fallback: false,
  },
  ...namedInRunFlags,
  who: {
    flag: '--who <name>',
    help: 'who rates; raters are told apart by this name',
    fallback: null,
    fallbackHelp: 'your user name, or anonymous if there is none',
    parse: text,
  },
  all: {
    flag: '--all',
    help: 'also ask what the same person has answered before; the new answer replaces the old one',
    fallback: false,
  },
  first: {
    flag: '--first <n>',
    help: 'ask about the first n replies only',
    fallback: null,
    parse: integer({ from: 1 }),
  },
  seed: {
    flag: '--seed <n>',
    help: 'seed of the order in which replies come',
    fallback: 1,
    parse: integer({ from: 0, to: GREATEST_SEED }),
  },
  out: { ...outFlag, help: 'where run folders are' },
};

// The flags of `hitogara show`. Start at `showFlags`.
import { SHOW_FORMATS, type ShowFormat } from '../../report/show-formats.ts';
import { type Flags, list, oneOf } from '../flags.ts';
import { outFlag } from '../shared-flags.ts';

export interface ShowOptions {
  format: ShowFormat;
  models: string[];
  scenarios: string[];
  out: string;
}

export const showFlags: Flags<ShowOptions> = {
  format: {
    flag: '--format <name>',
    help: 'text; markdown, to be pasted into an issue or a wiki; json, one object on stdout',
    fallback: 'text',
    ...oneOf(SHOW_FORMATS),
  },
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
  out: { ...outFlag, help: 'where run folders are' },
};

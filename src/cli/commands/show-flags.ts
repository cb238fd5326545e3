// The flags of `hitogara show`. Start at `showFlags`.
import { SHOW_FORMATS, type ShowFormat } from '../../report/show-formats.ts';
import { type Flags, oneOf } from '../flags.ts';
import { type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface ShowOptions extends NamedInRun {
  format: ShowFormat;
  out: string;
}

export const showFlags: Flags<ShowOptions> = {
  format: {
    flag: '--format <name>',
    help: 'text; markdown, to be pasted into an issue or a wiki; json, one object on stdout',
    fallback: 'text',
    ...oneOf(SHOW_FORMATS),
  },
  ...namedInRunFlags,
  out: { ...outFlag, help: 'where run folders are' },
};

// The flags of `hitogara view`. Start at `viewFlags`.
import { type Flags, integer, text } from '../flags.ts';
import { baselineFlag, type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface ViewOptions extends NamedInRun {
  baseline: string | null;
  port: number;
  open: boolean;
  who: string | null;
  out: string;
}

export const viewFlags: Flags<ViewOptions> = {
  ...namedInRunFlags,
  baseline: baselineFlag,
  port: {
    flag: '--port <n>',
    help: 'port on 127.0.0.1',
    fallback: 0,
    fallbackHelp: 'any that is free',
    parse: integer({ from: 0, to: 65_535 }),
  },
  open: { flag: '--open', help: 'open the browser', fallback: false },
  who: {
    flag: '--who <name>',
    help: 'your name, recorded with your ratings',
    fallback: null,
    fallbackHelp: 'what you enter in the page',
    parse: text,
  },
  out: { ...outFlag, help: 'where run folders are' },
};

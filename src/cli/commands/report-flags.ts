// The flags of `hitogara report`. Start at `reportFlags`.
import { type Flags, text } from '../flags.ts';
import { baselineFlag, type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface ReportOptions extends NamedInRun {
  output: string;
  baseline: string | null;
  out: string;
}

export const reportFlags: Flags<ReportOptions> = {
  output: {
    flag: '-o, --output <file>',
    help: 'where the report goes; an earlier report there is replaced',
    fallback: 'report.html',
    parse: text,
  },
  ...namedInRunFlags,
  baseline: baselineFlag,
  out: { ...outFlag, help: 'where run folders are' },
};

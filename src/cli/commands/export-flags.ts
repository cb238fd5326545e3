// The flags of `hitogara export`. Start at `exportFlags`.
import { EXPORT_FORMATS, type ExportFormat } from '../../formats/out/format-names.ts';
import { type Flags, oneOf, text } from '../flags.ts';
import { type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface ExportOptions extends NamedInRun {
  format: ExportFormat;
  output: string | null;
  out: string;
}

export const exportFlags: Flags<ExportOptions> = {
  format: {
    flag: '-f, --format <format>',
    help: 'the format to write; docs/exporting.md says what each holds and what it leaves out',
    fallback: 'openai',
    isRequired: true,
    ...oneOf(EXPORT_FORMATS),
  },
  output: {
    flag: '-o, --output <path>',
    help: 'the file to write; an earlier one is replaced. A new folder, for a format of several files',
    fallback: null,
    fallbackHelp: 'standard output',
    parse: text,
  },
  ...namedInRunFlags,
  out: { ...outFlag, help: 'where run folders are' },
};

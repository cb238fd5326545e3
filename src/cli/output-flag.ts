// The flag of every command whose result is worth a file.
import { type Flags, text } from './flags.ts';

export const outputFlags: Flags<{ output: string | null }> = {
  output: {
    flag: '-o, --output <file>',
    help: 'write to this file, as UTF-8, what would be printed to stdout; an earlier file is replaced',
    fallback: null,
    parse: text,
  },
};

// The flag of every command whose result is worth a file.
import { type Flag, text } from './flags.ts';

export const outputFlag: Flag<string | null> = {
  flag: '-o, --output <file>',
  help: 'write to this file, as UTF-8, what would be printed to stdout; an earlier file is replaced',
  fallback: null,
  parse: text,
};

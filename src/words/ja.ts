// The Japanese dictionary, in parts that follow the rooms of the program. Start at `japanese`.
import { commandHelp } from './ja/command-help.ts';
import { counts } from './ja/counts.ts';
import { optionHelp } from './ja/option-help.ts';

export const japanese = { ...counts, ...commandHelp, ...optionHelp } as const;

export type Japanese = typeof japanese;

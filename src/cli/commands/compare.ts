import { defineCommand } from '../command.ts';
import { type CompareOptions, compareFlags } from './compare-flags.ts';

export const compareCommand = defineCommand<CompareOptions>({
  name: 'compare',
  arguments: [
    {
      name: '[what...]',
      help: "runs' ids, paths of their folders, latest, or latest~1; and models of these runs: ids or globs (default: latest)",
    },
  ],
  flags: compareFlags,
  hasOutput: true,
  examples: [
    'compare',
    'compare latest~1 latest --baseline latest~1 --only-different',
    'compare my-model-q8_0 my-model-q4_K_M --scenario anime-fan --turn 3-5',
    'compare --format markdown --output models.md',
  ],
  run: async ({ options, given, arguments: names, host }) =>
    (await import('./compare-run.ts')).runCompare(names, options, given, host),
});

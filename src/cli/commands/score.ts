import { defineCommand } from '../command.ts';
import { type ScoreOptions, scoreFlags } from './score-flags.ts';

export const scoreCommand = defineCommand<ScoreOptions>({
  name: 'score',
  arguments: [{ name: '[run...]', help: "runs' ids, paths of their folders, latest, or latest~1 (default: latest)" }],
  flags: scoreFlags,
  hasOutput: true,
  examples: [
    'score',
    'score latest --check "length.*" --failures 50',
    'score latest --gate leak.template --reporter junit:scores.xml',
  ],
  run: async ({ options, arguments: runs, host }) =>
    (await import('./score-run.ts')).runScore(runs.length === 0 ? ['latest'] : runs, options, host),
});

import { defineCommand } from '../command.ts';
import { type RateOptions, rateFlags } from './rate-flags.ts';

export const rateCommand = defineCommand<RateOptions>({
  name: 'rate',
  arguments: [{ name: '[run...]', help: "runs' ids, paths of their folders, latest, or latest~1 (default: latest)" }],
  flags: rateFlags,
  examples: ['rate', 'rate latest --blind --first 20', 'rate latest latest~1 --pairs 40 --who mika'],
  run: async ({ options, arguments: runs, host }) =>
    (await import('./rate-run.ts')).runRate(runs.length === 0 ? ['latest'] : runs, options, host),
});

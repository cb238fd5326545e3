import { defineCommand } from '../command.ts';
import { type ReportOptions, reportFlags } from './report-flags.ts';

export const reportCommand = defineCommand<ReportOptions>({
  name: 'report',
  arguments: [
    {
      name: '[what...]',
      help: "runs' ids, paths of their folders, latest, or latest~1; and models of these runs: ids or globs (default: latest)",
    },
  ],
  flags: reportFlags,
  examples: ['report', 'report latest latest~1 -o changes.html', 'report "hitogara-tiny-*" --scenario anime-fan'],
  run: async ({ options, arguments: names, host }) => (await import('./report-run.ts')).runReport(names, options, host),
});

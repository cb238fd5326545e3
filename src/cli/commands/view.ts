import { defineCommand } from '../command.ts';
import { type ViewOptions, viewFlags } from './view-flags.ts';

export const viewCommand = defineCommand<ViewOptions>({
  name: 'view',
  arguments: [
    {
      name: '[what...]',
      help: 'what to begin with: runs (ids, folders, latest, latest~1) and models of theirs (ids or globs); default: the list of runs',
    },
  ],
  flags: viewFlags,
  examples: ['view', 'view latest latest~1 --open', 'view "hitogara-tiny-*" --port 8080'],
  run: async ({ options, arguments: runs, host }) => (await import('./view-run.ts')).viewRun(runs, options, host),
});

import { defineCommand } from '../command.ts';
import { type ViewOptions, viewFlags } from './view-flags.ts';

export const viewCommand = defineCommand<ViewOptions>({
  name: 'view',
  arguments: [
    { name: '[run...]', help: 'runs to begin with: ids, folders, latest, latest~1 (default: the list of runs)' },
  ],
  flags: viewFlags,
  examples: ['view', 'view latest latest~1 --open', 'view --port 8080'],
  run: async ({ options, arguments: runs, host }) => (await import('./view-run.ts')).viewRun(runs, options, host),
});

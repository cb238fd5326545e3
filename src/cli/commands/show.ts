import { defineCommand } from '../command.ts';
import { type ShowOptions, showFlags } from './show-flags.ts';

export const showCommand = defineCommand<ShowOptions>({
  name: 'show',
  arguments: [{ name: '[run]', help: "a run's id, the path of its folder, latest, or latest~1 (default: latest)" }],
  flags: showFlags,
  hasOutput: true,
  examples: ['show', 'show latest~1 --scenario anime-fan', 'show --format markdown --output run.md'],
  run: async ({ options, arguments: [run = 'latest'], host }) =>
    (await import('./show-run.ts')).showRun(run, options, host),
});

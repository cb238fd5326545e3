import { defineCommand } from '../command.ts';

export const initCommand = defineCommand<{ yes: boolean }>({
  name: 'init',
  arguments: [{ name: '[folder]', help: 'where to begin (default: this folder)' }],
  flags: {
    yes: { flag: '-y, --yes', help: 'ask nothing; without a terminal, nothing is asked either', fallback: false },
  },
  examples: ['init', 'init my-characters --yes'],
  run: async ({ options, arguments: [folder = '.'], host }) =>
    (await import('./init-run.ts')).runInit(folder, options, host),
});

import { defineCommand } from '../command.ts';
import { type ExportOptions, exportFlags } from './export-flags.ts';

export const exportCommand = defineCommand<ExportOptions>({
  name: 'export',
  arguments: [{ name: '[run]', help: "a run's id, the path of its folder, latest, or latest~1 (default: latest)" }],
  flags: exportFlags,
  examples: [
    'export --format openai --output chats.jsonl',
    'export latest~1 --format sillytavern --output chats --scenario anime-fan',
    'export --format csv --output turns.csv',
  ],
  run: async ({ options, arguments: [run = 'latest'], host }) =>
    (await import('./export-run.ts')).runExport(run, options, host),
});

import { type CommandEntry, defineCommand } from '../command.ts';
import { jsonFlag } from '../shared-flags.ts';

const scenariosListCommand = defineCommand({
  name: 'scenarios list',
  summary: 'list every scenario; refs: number of turns with reference replies',
  flags: {},
  hasOutput: true,
  run: async ({ host }) => (await import('./scenarios-run.ts')).listScenarios(host),
});

const scenariosCheckCommand = defineCommand<{ json: boolean }>({
  name: 'scenarios check',
  summary: 'check scenarios for mistakes',
  arguments: [{ name: '[scenario...]', help: 'ids, globs, paths of files or folders (default: all)' }],
  flags: { json: { ...jsonFlag, help: 'one JSON object on stdout' } },
  hasOutput: true,
  run: async ({ arguments: selectors, options, host }) =>
    (await import('./scenarios-run.ts')).checkScenarios(selectors, options, host),
});

const scenariosSchemaCommand = defineCommand({
  name: 'scenarios schema',
  summary: 'print the JSON Schema of scenario files',
  flags: {},
  hasOutput: true,
  run: async ({ host }) => (await import('./schema-run.ts')).printSchema('scenario', host),
});

export const scenariosCommands: readonly CommandEntry[] = [
  scenariosListCommand,
  scenariosCheckCommand,
  scenariosSchemaCommand,
];

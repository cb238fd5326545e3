import { type CommandEntry, defineCommand } from '../command.ts';

const scenariosListCommand = defineCommand({
  name: 'scenarios list',
  summary: 'list every scenario; refs: number of turns with reference replies',
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).listScenarios(host),
});

const scenariosCheckCommand = defineCommand({
  name: 'scenarios check',
  summary: 'check scenarios for mistakes',
  arguments: [{ name: '[scenario...]', help: 'ids, globs or paths (default: all)' }],
  flags: {},
  run: async ({ arguments: selectors, host }) => (await import('./scenarios-run.ts')).checkScenarios(selectors, host),
});

const scenariosSchemaCommand = defineCommand({
  name: 'scenarios schema',
  summary: 'print the JSON Schema of scenario files',
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).printSchema(host),
});

export const scenariosCommands: readonly CommandEntry[] = [
  scenariosListCommand,
  scenariosCheckCommand,
  scenariosSchemaCommand,
];

import { type CommandEntry, defineCommand } from '../command.ts';

const scenariosListCommand = defineCommand({
  name: 'scenarios list',
  summary: {
    en: 'list every scenario; refs: number of turns with reference replies',
    ja: 'シナリオの一覧を表示します',
  },
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).listScenarios(host),
});

const scenariosCheckCommand = defineCommand({
  name: 'scenarios check',
  summary: { en: 'check scenarios for mistakes', ja: 'シナリオに誤りがないか調べます' },
  arguments: [{ name: '[scenario...]', help: 'ids, globs or paths (default: all)' }],
  flags: {},
  run: async ({ arguments: selectors, host }) => (await import('./scenarios-run.ts')).checkScenarios(selectors, host),
});

const scenariosSchemaCommand = defineCommand({
  name: 'scenarios schema',
  summary: { en: 'print the JSON Schema of scenario files', ja: 'シナリオファイルの JSON Schema を出力します' },
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).printSchema(host),
});

export const scenariosCommands: readonly CommandEntry[] = [
  scenariosListCommand,
  scenariosCheckCommand,
  scenariosSchemaCommand,
];

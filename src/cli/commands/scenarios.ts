import { defineCommand } from '../command.ts';

export const scenariosListCommand = defineCommand({
  name: 'scenarios list',
  summary: { en: 'every scenario; refs: how many turns have reference replies', ja: 'シナリオの一覧' },
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).listScenarios(host),
});

export const scenariosCheckCommand = defineCommand({
  name: 'scenarios check',
  summary: { en: 'read scenarios and say what is wrong with them', ja: 'シナリオの確認' },
  arguments: [{ name: '[scenario...]', help: 'ids, globs or paths; left out: all' }],
  flags: {},
  run: async ({ arguments: selectors, host }) => (await import('./scenarios-run.ts')).checkScenarios(selectors, host),
});

export const scenariosSchemaCommand = defineCommand({
  name: 'scenarios schema',
  summary: { en: 'the JSON Schema of scenario files', ja: 'シナリオファイルの JSON Schema' },
  flags: {},
  run: async ({ host }) => (await import('./scenarios-run.ts')).printSchema(host),
});

import { type CommandEntry, defineCommand } from '../command.ts';
import { text } from '../flags.ts';
import { jsonFlag } from '../shared-flags.ts';

const modelsListCommand = defineCommand<{ json: boolean }>({
  name: 'models list',
  summary: 'list every model entry, and where its file is',
  flags: { json: { ...jsonFlag, help: 'one JSON array on stdout' } },
  hasOutput: true,
  run: async ({ options, host }) => (await import('./models-list-run.ts')).listModels(options, host),
});

const modelsInspectCommand = defineCommand<{ json: boolean }>({
  name: 'models inspect',
  summary:
    "show what a model's file says: architecture, size, quantization, template, tokenizer, memory; loads no weights",
  arguments: [{ name: '<model>', help: 'id, or path of a .gguf file' }],
  flags: { json: { ...jsonFlag, help: 'one JSON object on stdout' } },
  hasOutput: true,
  run: async ({ options, arguments: [model = ''], host }) =>
    (await import('./models-inspect-run.ts')).inspectModel(model, options, host),
});

const modelsPullCommand = defineCommand<{ into: string }>({
  name: 'models pull',
  summary: 'download a model; run it again to continue an interrupted download',
  arguments: [{ name: '<model>', help: 'id of an entry with an hf: or https: file' }],
  flags: { into: { flag: '--into <folder>', help: 'folder for the file', fallback: 'models', parse: text } },
  run: async ({ options, arguments: [model = ''], host }) =>
    (await import('./models-pull-run.ts')).pullModel(model, options, host),
});

const modelsVerifyCommand = defineCommand<{ json: boolean }>({
  name: 'models verify',
  summary:
    "read a model's files again, and compare them with the checksums recorded when they were downloaded; exits with 1 if one differs, with 3 if none is recorded",
  arguments: [{ name: '<model>', help: 'id, or path of a .gguf file' }],
  flags: { json: { ...jsonFlag, help: 'one JSON array on stdout' } },
  hasOutput: true,
  run: async ({ options, arguments: [model = ''], host }) =>
    (await import('./models-verify-run.ts')).verifyModel(model, options, host),
});

const modelsSchemaCommand = defineCommand({
  name: 'models schema',
  summary: 'print the JSON Schema of model entries',
  flags: {},
  hasOutput: true,
  run: async ({ host }) => (await import('./schema-run.ts')).printSchema('model', host),
});

export const modelsCommands: readonly CommandEntry[] = [
  modelsListCommand,
  modelsInspectCommand,
  modelsPullCommand,
  modelsVerifyCommand,
  modelsSchemaCommand,
];

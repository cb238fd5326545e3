import { type CommandEntry, defineCommand } from '../command.ts';
import { jsonFlag } from '../shared-flags.ts';
import { type ConversationOptions, diffFlags, type RenderOptions, renderFlags } from './prompts-flags.ts';

const promptsListCommand = defineCommand<{ json: boolean }>({
  name: 'prompts list',
  summary: 'list every prompt template',
  flags: { json: { ...jsonFlag, help: 'one JSON array on stdout' } },
  hasOutput: true,
  run: async ({ options, host }) => (await import('./prompts-run.ts')).listPrompts(options, host),
});

const promptsShowCommand = defineCommand({
  name: 'prompts show',
  summary: "show a template's description and its text",
  arguments: [{ name: '<prompt>', help: 'id, or path of a .hbs file' }],
  flags: {},
  hasOutput: true,
  run: async ({ arguments: [prompt = ''], host }) => (await import('./prompts-run.ts')).showPrompt(prompt, host),
});

const promptsRenderCommand = defineCommand<RenderOptions>({
  name: 'prompts render',
  summary: 'print exactly what a model would receive',
  flags: renderFlags,
  hasOutput: true,
  run: async ({ options, host }) => (await import('./prompts-run.ts')).renderPrompt(options, host),
});

const promptsDiffCommand = defineCommand<ConversationOptions>({
  name: 'prompts diff',
  summary: 'render one conversation with two templates and show where the prompts differ; exits with 1 if they do',
  arguments: [
    { name: '<prompt>', help: 'id, path of a .hbs file, or gguf' },
    { name: '<other>', help: 'the template to compare it with' },
  ],
  flags: diffFlags,
  hasOutput: true,
  run: async ({ options, arguments: [left = '', right = ''], host }) =>
    (await import('./prompts-diff-run.ts')).diffPrompts([left, right], options, host),
});

const promptsSchemaCommand = defineCommand({
  name: 'prompts schema',
  summary: 'print the JSON Schema of the front matter of prompt templates',
  flags: {},
  hasOutput: true,
  run: async ({ host }) => (await import('./schema-run.ts')).printSchema('prompt', host),
});

export const promptsCommands: readonly CommandEntry[] = [
  promptsListCommand,
  promptsShowCommand,
  promptsRenderCommand,
  promptsDiffCommand,
  promptsSchemaCommand,
];

import { defineCommand } from '../command.ts';
import { jsonFlag } from '../shared-flags.ts';
import { type ConversationOptions, diffFlags, type RenderOptions, renderFlags } from './prompts-flags.ts';

export const promptsListCommand = defineCommand<{ json: boolean }>({
  name: 'prompts list',
  summary: { en: 'every prompt template', ja: 'プロンプトテンプレートの一覧' },
  flags: { json: { ...jsonFlag, help: 'one JSON array on stdout' } },
  run: async ({ options, host }) => (await import('./prompts-run.ts')).listPrompts(options, host),
});

export const promptsShowCommand = defineCommand({
  name: 'prompts show',
  summary: { en: 'what a template says of itself, and its text', ja: 'テンプレートの表示' },
  arguments: [{ name: '<prompt>', help: 'id, or path of a .hbs file' }],
  flags: {},
  run: async ({ arguments: [prompt = ''], host }) => (await import('./prompts-run.ts')).showPrompt(prompt, host),
});

export const promptsRenderCommand = defineCommand<RenderOptions>({
  name: 'prompts render',
  summary: { en: 'print exactly what a model would receive', ja: 'モデルに渡る文字列をそのまま表示' },
  flags: renderFlags,
  run: async ({ options, host }) => (await import('./prompts-run.ts')).renderPrompt(options, host),
});

export const promptsDiffCommand = defineCommand<ConversationOptions>({
  name: 'prompts diff',
  summary: {
    en: 'one conversation through two templates: where the prompts part; exits with 1 when they do',
    ja: 'テンプレートの比較',
  },
  arguments: [
    { name: '<prompt>', help: 'id, path of a .hbs file, or gguf' },
    { name: '<other>', help: 'the one to compare it with' },
  ],
  flags: diffFlags,
  run: async ({ options, arguments: [left = '', right = ''], host }) =>
    (await import('./prompts-diff-run.ts')).diffPrompts([left, right], options, host),
});

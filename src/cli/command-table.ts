// Every command, in the order of `--help` and of docs/cli.md. Does not load the code that they run.
import type { CommandEntry } from './command.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { modelsInspectCommand, modelsListCommand, modelsPullCommand } from './commands/models.ts';
import {
  promptsDiffCommand,
  promptsListCommand,
  promptsRenderCommand,
  promptsShowCommand,
} from './commands/prompts.ts';
import { scenariosCheckCommand, scenariosListCommand, scenariosSchemaCommand } from './commands/scenarios.ts';
import { selfTestCommand } from './commands/selftest.ts';

export const COMMANDS: readonly CommandEntry[] = [
  evalCommand,
  selfTestCommand,
  doctorCommand,
  modelsListCommand,
  modelsInspectCommand,
  modelsPullCommand,
  scenariosListCommand,
  scenariosCheckCommand,
  scenariosSchemaCommand,
  promptsListCommand,
  promptsShowCommand,
  promptsRenderCommand,
  promptsDiffCommand,
];

/** Summaries of the groups: commands with the same first word. */
export const GROUPS: Readonly<Record<string, { en: string; ja: string }>> = {
  models: { en: 'list, inspect and download models', ja: 'モデルの一覧・確認・取得' },
  scenarios: { en: 'list and check scenarios', ja: 'シナリオの一覧・確認' },
  prompts: {
    en: 'list, show, render and compare prompt templates',
    ja: 'プロンプトテンプレートの一覧・表示・比較',
  },
};

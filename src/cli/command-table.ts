// Every command, in the order of `--help` and of docs/cli.md. A command is loaded when it is named. Start at `GROUPS`.
import type { CommandEntry, Summary } from './command.ts';

/** What can follow the program's name: a command, or the first word of several. */
export interface CommandGroup {
  name: string;
  summary: Summary;
  load(): Promise<readonly CommandEntry[]>;
}

export interface SummarizedCommand extends CommandEntry {
  summary: Summary;
}

export const GROUPS: readonly CommandGroup[] = [
  {
    name: 'init',
    summary: {
      en: 'begin a project: a scenario, a model that needs no weights, an entry for your own model, a CI workflow',
      ja: 'シナリオ・モデル定義・CI ワークフローのひな形を作ります',
    },
    load: async () => [(await import('./commands/init.ts')).initCommand],
  },
  {
    name: 'eval',
    summary: {
      en: 'play scenarios on models and record the conversations',
      ja: 'シナリオに沿ってモデルと会話し、記録します',
    },
    load: async () => [(await import('./commands/eval.ts')).evalCommand],
  },
  {
    name: 'show',
    summary: {
      en: 'show the conversations of a past run, with its personas, prompt formats and settings',
      ja: '過去の実行の会話を、ペルソナ・プロンプト形式・設定とともに表示します',
    },
    load: async () => [(await import('./commands/show.ts')).showCommand],
  },
  {
    name: 'selftest',
    summary: {
      en: "measure a model's noise floor on this machine: how much replies to the same prompts vary",
      ja: '同じプロンプトへの応答のばらつき（ノイズ）を測定します',
    },
    load: async () => [(await import('./commands/selftest.ts')).selfTestCommand],
  },
  {
    name: 'doctor',
    summary: {
      en: 'check whether a model gets the prompt format it was trained on',
      ja: '学習時と同じ形式のプロンプトがモデルに渡るかを診断します',
    },
    load: async () => [(await import('./commands/doctor.ts')).doctorCommand],
  },
  {
    name: 'models',
    summary: { en: 'list, inspect and download models', ja: 'モデルの一覧・確認・取得' },
    load: async () => (await import('./commands/models.ts')).modelsCommands,
  },
  {
    name: 'scenarios',
    summary: { en: 'list and check scenarios', ja: 'シナリオの一覧・確認' },
    load: async () => (await import('./commands/scenarios.ts')).scenariosCommands,
  },
  {
    name: 'prompts',
    summary: {
      en: 'list, show, render and compare prompt templates',
      ja: 'プロンプトテンプレートの一覧・表示・比較',
    },
    load: async () => (await import('./commands/prompts.ts')).promptsCommands,
  },
];

/** The commands of a group; one that is the whole group has its summary. */
export async function commandsOf({ summary, load }: CommandGroup): Promise<SummarizedCommand[]> {
  return (await load()).map((entry) => ({ ...entry, summary: entry.summary ?? summary }));
}

/** @public for docs/cli.md and its test */
export async function allCommands(): Promise<SummarizedCommand[]> {
  return (await Promise.all(GROUPS.map(commandsOf))).flat();
}

// Every command, in the order of `--help` and of docs/cli.md. A command is loaded when it is named. Start at `GROUPS`.
import type { Label } from '../words/text.ts';
import type { CommandEntry } from './command.ts';

/** What can follow the program's name: a command, or the first word of several. */
export interface CommandGroup {
  name: string;
  summary: Label;
  load(): Promise<readonly CommandEntry[]>;
}

export interface SummarizedCommand extends CommandEntry {
  summary: Label;
}

export const GROUPS: readonly CommandGroup[] = [
  {
    name: 'init',
    summary: 'begin a project: a scenario, a model that needs no weights, an entry for your own model, a CI workflow',
    load: async () => [(await import('./commands/init.ts')).initCommand],
  },
  {
    name: 'eval',
    summary: 'play scenarios on models and record the conversations',
    load: async () => [(await import('./commands/eval.ts')).evalCommand],
  },
  {
    name: 'show',
    summary: 'show the conversations of a past run, with its personas, prompt formats and settings',
    load: async () => [(await import('./commands/show.ts')).showCommand],
  },
  {
    name: 'compare',
    summary: 'put runs and models beside each other, turn by turn, with their figures and what differs from a baseline',
    load: async () => [(await import('./commands/compare.ts')).compareCommand],
  },
  {
    name: 'report',
    summary: 'put models beside each other in one HTML file that opens without a network',
    load: async () => [(await import('./commands/report.ts')).reportCommand],
  },
  {
    name: 'score',
    summary:
      'check the replies of a past run: length, register, persona, leaks, loops; rates come with their intervals',
    load: async () => [(await import('./commands/score.ts')).scoreCommand],
  },
  {
    name: 'regress',
    summary: 'say whether a quantized model, or other settings, made a model worse, with the evidence',
    load: async () => [(await import('./commands/regress.ts')).regressCommand],
  },
  {
    name: 'baseline',
    summary: 'keep what a model said in a finished run as a baseline for regress; list, show and compare baselines',
    load: async () => (await import('./commands/baseline.ts')).baselineCommands,
  },
  {
    name: 'rate',
    summary: 'rate the replies of past runs, or say which of two is better, key by key in the terminal',
    load: async () => [(await import('./commands/rate.ts')).rateCommand],
  },
  {
    name: 'view',
    summary: 'read runs side by side in the browser, even while they are being played, and rate replies',
    load: async () => [(await import('./commands/view.ts')).viewCommand],
  },
  {
    name: 'import',
    summary:
      'turn files of other programs (chats, character cards, question sets, presets) into runs, scenarios, templates or settings',
    load: async () => [(await import('./commands/import.ts')).importCommand],
  },
  {
    name: 'export',
    summary: 'write the conversations of a past run, or what checks found in them, in the format of another program',
    load: async () => [(await import('./commands/export.ts')).exportCommand],
  },
  {
    name: 'selftest',
    summary: "measure a model's noise floor on this machine: how much replies to the same prompts vary",
    load: async () => [(await import('./commands/selftest.ts')).selfTestCommand],
  },
  {
    name: 'doctor',
    summary: 'check whether a model gets the prompt format it was trained on',
    load: async () => [(await import('./commands/doctor.ts')).doctorCommand],
  },
  {
    name: 'choices',
    summary: 'score multiple-choice questions by how likely a model finds each choice, and compare models on them',
    load: async () => [(await import('./commands/choices.ts')).choicesCommand],
  },
  {
    name: 'models',
    summary: 'list, inspect, download and verify models',
    load: async () => (await import('./commands/models.ts')).modelsCommands,
  },
  {
    name: 'scenarios',
    summary: 'list and check scenarios',
    load: async () => (await import('./commands/scenarios.ts')).scenariosCommands,
  },
  {
    name: 'prompts',
    summary: 'list, show, render and compare prompt templates',
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

import { defineCommand } from '../command.ts';
import { type ChoicesOptions, choicesFlags } from './choices-flags.ts';

export const choicesCommand = defineCommand<ChoicesOptions>({
  name: 'choices',
  arguments: [
    {
      name: '[file...]',
      help: 'questions with choices: .jsonl as JCommonsenseQA has them, .csv as JMMLU; or a folder of such files',
    },
  ],
  flags: choicesFlags,
  hasOutput: true,
  examples: [
    'choices questions.jsonl --model ./my-model-Q8_0.gguf --model ./my-model-Q4_K_M.gguf',
    'choices jmmlu --model ./my-model.gguf --answer letter --shots 5',
    'choices --from results/choices/A.jsonl --from results/choices/B.jsonl',
  ],
  run: async ({ options, given, arguments: files, host }) =>
    (await import('./choices-run.ts')).runChoices(files, options, given, host),
});

import { defineCommand } from '../command.ts';
import { type ImportOptions, importFlags } from './import-flags.ts';

export const importCommand = defineCommand<ImportOptions>({
  name: 'import',
  arguments: [
    {
      name: '<file...>',
      help: 'a chat log or a folder of chat logs, a character card, a question set, a promptfoo config, or a preset',
    },
  ],
  flags: importFlags,
  examples: [
    'import chat.txt --as text --scenario anime-fan --model gpt-4',
    'import chat.txt --as text --scenario anime-fan --model gpt-4 --roles "田中,ミナ"',
    'import chat.jsonl --as sillytavern --scenario anime-fan --model my-model --json',
    'import chats/ --scenario anime-fan --model my-model',
    'import question.jsonl --output mt-bench/',
    'import mina.png --turns-of anime-fan --output scenarios/mina.yaml',
  ],
  run: async ({ options, arguments: files, argv, host }) =>
    (await import('./import-run.ts')).importFiles(files, options, argv, host),
});

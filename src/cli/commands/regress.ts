import { defineCommand } from '../command.ts';
import { type RegressOptions, regressFlags } from './regress-flags.ts';

export const regressCommand = defineCommand<RegressOptions>({
  name: 'regress',
  flags: regressFlags,
  hasOutput: true,
  examples: [
    'regress --reference my-model-f16 --candidate my-model-q4_K_M',
    'regress --reference my-model-f16 --candidate "my-model-q*" --preset smoke --reporter markdown:card.md',
    'regress --reference my-model-q6_K --vary kvType=q8_0',
    'regress --baseline main --candidate my-model-q4_K_M',
    'regress --resume',
  ],
  run: async ({ options, given, argv, host }) =>
    (await import('./regress-run.ts')).runRegress(options, { given, argv }, host),
});

import { defineCommand } from '../command.ts';
import { type SelfTestOptions, selfTestFlags } from './selftest-flags.ts';

export const selfTestCommand = defineCommand<SelfTestOptions>({
  name: 'selftest',
  summary: {
    en: 'measure how much replies differ by themselves on this machine: the noise floor of a model',
    ja: '同じ会話の再現性（ノイズ）を測ります',
  },
  flags: selfTestFlags,
  run: async ({ options, host }) => (await import('./selftest-run.ts')).runSelfTest(options, host),
});

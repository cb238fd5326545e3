import { defineCommand } from '../command.ts';
import { type SelfTestOptions, selfTestFlags } from './selftest-flags.ts';

export const selfTestCommand = defineCommand<SelfTestOptions>({
  name: 'selftest',
  summary: {
    en: "measure a model's noise floor: how much replies differ on this machine when nothing else does",
    ja: '同じ会話の再現性（ノイズ）を測ります',
  },
  flags: selfTestFlags,
  run: async ({ options, host }) => (await import('./selftest-run.ts')).runSelfTest(options, host),
});

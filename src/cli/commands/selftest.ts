import { defineCommand } from '../command.ts';
import { type SelfTestOptions, selfTestFlags } from './selftest-flags.ts';

export const selfTestCommand = defineCommand<SelfTestOptions>({
  name: 'selftest',
  summary: {
    en: "measure a model's noise floor on this machine: how much replies to the same prompts vary",
    ja: '同じプロンプトへの応答のばらつき（ノイズ）を測定します',
  },
  flags: selfTestFlags,
  run: async ({ options, host }) => (await import('./selftest-run.ts')).runSelfTest(options, host),
});

import { defineCommand } from '../command.ts';
import { type SelfTestOptions, selfTestFlags } from './selftest-flags.ts';

export const selfTestCommand = defineCommand<SelfTestOptions>({
  name: 'selftest',
  flags: selfTestFlags,
  hasOutput: true,
  run: async ({ options, host }) => (await import('./selftest-run.ts')).runSelfTest(options, host),
});

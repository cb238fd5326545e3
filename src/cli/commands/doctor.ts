import { defineCommand } from '../command.ts';
import { type DoctorOptions, doctorFlags } from './doctor-flags.ts';

export const doctorCommand = defineCommand<DoctorOptions>({
  name: 'doctor',
  flags: doctorFlags,
  examples: [
    'doctor --model hitogara-tiny-q8_0',
    'doctor --model ./my-model.gguf --prompt chatml',
    'doctor --model ./my-model.gguf --rank',
    'doctor --all',
  ],
  run: async ({ options, given, host }) => (await import('./doctor-run.ts')).runDoctor(options, given, host),
});

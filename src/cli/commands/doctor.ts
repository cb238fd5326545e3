import { defineCommand } from '../command.ts';
import { type DoctorOptions, doctorFlags } from './doctor-flags.ts';

export const doctorCommand = defineCommand<DoctorOptions>({
  name: 'doctor',
  summary: {
    en: 'find out whether a model gets the prompt format that it was trained on',
    ja: 'プロンプトテンプレートの診断',
  },
  flags: doctorFlags,
  examples: [
    'doctor --model hitogara-tiny-q8_0',
    'doctor --model ./my-model.gguf --prompt chatml',
    'doctor --model ./my-model.gguf --rank',
    'doctor --all',
  ],
  run: async ({ options, given, host }) => (await import('./doctor-run.ts')).runDoctor(options, given, host),
});

import { defineCommand } from '../command.ts';
import { type DoctorOptions, doctorFlags } from './doctor-flags.ts';

export const doctorCommand = defineCommand<DoctorOptions>({
  name: 'doctor',
  summary: {
    en: 'check whether a model gets the prompt format it was trained on',
    ja: '学習時と同じ形式のプロンプトがモデルに渡るかを診断します',
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

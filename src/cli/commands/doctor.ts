import { defineCommand } from '../command.ts';
import { type DoctorOptions, doctorFlags } from './doctor-flags.ts';

export const doctorCommand = defineCommand<DoctorOptions>({
  name: 'doctor',
  arguments: [{ name: '[model...]', help: 'the same as --model' }],
  flags: doctorFlags,
  hasOutput: true,
  examples: [
    'doctor --model hitogara-tiny-q8_0',
    'doctor --model ./my-model.gguf --prompt chatml',
    'doctor --model ./my-model.gguf --rank',
    'doctor --all',
  ],
  async run({ options: typed, given: typedFlags, arguments: models, host }) {
    const options = { ...typed, models: [...typed.models, ...models] };
    const given = models.length > 0 ? new Set([...typedFlags, 'models']) : typedFlags;
    return (await import('./doctor-run.ts')).runDoctor(options, given, host);
  },
});

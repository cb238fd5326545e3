import { defineCommand } from '../command.ts';
import { type EvalOptions, evalFlags } from './eval-flags.ts';

export const evalCommand = defineCommand<EvalOptions>({
  name: 'eval',
  arguments: [{ name: '[model...]', help: 'the same as --model' }],
  flags: evalFlags,
  hasOutput: true,
  examples: [
    'eval --model hitogara-tiny-q8_0 --scenario anime-fan',
    'eval --model "hitogara-tiny-*" --scenario tts-bot --set temperature=0.2 --seed 7',
    'eval --model ./my-model.gguf --prompt chatml --json --output out.json',
  ],
  async run({ options: typed, given: typedFlags, arguments: models, argv, host }) {
    const options = { ...typed, models: [...typed.models, ...models] };
    const given = models.length > 0 ? new Set([...typedFlags, 'models']) : typedFlags;
    const { startSpareProcess } = await import('../../backend/llama/spare-process.ts');
    // A plan needs no model, and a resumed run may have none left to play.
    const needsModel = !options.dryRun && options.resume === null;
    const spare = needsModel ? startSpareProcess(host.environment, options) : undefined;
    try {
      return await (await import('./eval-run.ts')).runEval({ options, given, argv, host, spare });
    } finally {
      await spare?.close();
    }
  },
});

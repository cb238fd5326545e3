// How a model is to be put on several GPUs, as the command line and its entry say together. Start at `splitOf`.
import { UserError } from '../../core/errors.ts';
import type { LlamaOptions, SplitMode } from '../../core/play-choices.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { LlamaSpec } from '../../registry/schema.ts';
import { say } from '../../words/text.ts';

export interface Split {
  splitMode: SplitMode;
  /** Its number, from 0; null: the first. */
  mainGpu: number | null;
}

/** @throws UserError for one GPU that is to hold a model that is to be spread over all */
export function splitOf(
  options: Pick<LlamaOptions, 'gpu' | 'splitMode' | 'mainGpu'>,
  { spec, file }: Pick<ModelEntry<LlamaSpec>, 'spec' | 'file'>,
): Split {
  const splitMode = options.splitMode ?? spec.splitMode ?? 'layer';
  // On the command line, another way to split does without the entry's GPU.
  const isEntrys = options.splitMode === null || splitMode === 'none';
  const mainGpu = options.mainGpu ?? (isEntrys ? spec.mainGpu : null) ?? null;
  // With --gpu off, what an entry says of GPUs is for other machines.
  if (options.gpu === 'off') return { splitMode: 'layer', mainGpu: null };
  if (mainGpu === null || splitMode === 'none') return { splitMode, mainGpu };
  if (options.mainGpu === null)
    throw new UserError(say('has an effect only with splitMode: none'), { place: { file }, field: 'mainGpu' });
  throw new UserError(say('--main-gpu {n} has an effect only with --split-mode none', { n: mainGpu }), {
    remedy: say(
      'With --split-mode none, that GPU holds the whole model; otherwise its layers are spread over all GPUs.',
    ),
  });
}

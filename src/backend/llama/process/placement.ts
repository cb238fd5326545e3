// Inside the model process: which of the GPUs a model is put on, and what llama.cpp is told of it. Start at `placementOn`.
import { ModelFailure } from '../../../core/errors.ts';
import { gigabytes } from '../../../core/gigabytes.ts';
import { asIs, joinTexts, say, type Text } from '../../../words/text.ts';
import type { Split } from '../split.ts';
import { LLAMA_SPLIT_MODE, type LlamaModelParams } from './llama-cpp/abi.ts';
import type { Device } from './llama-cpp/devices.ts';

export interface Placement {
  gpus: Device[];
  /** What it does to the parameters of a model; with one GPU or none, nothing. */
  parameters: Pick<LlamaModelParams, 'split_mode' | 'main_gpu'>;
  /** How the model is spread; null: there is nothing to spread it over. */
  splitMode: 'layer' | 'row' | null;
}

const WHOLE = { split_mode: LLAMA_SPLIT_MODE.LAYER, main_gpu: 0 };

/**
 * @param splitsRows whether a device can hold rows of a tensor whose others are elsewhere
 * @throws ModelFailure (fatal) `load-failed` for a GPU that is not there, listing those that are, and for rows that cannot be split
 */
export function placementOn(
  gpus: readonly Device[],
  { splitMode, mainGpu }: Split,
  splitsRows: (gpu: Device) => boolean,
): Placement {
  const main = gpus[mainGpu ?? 0];
  if (mainGpu !== null && !main) throw noSuchGpu(mainGpu, gpus);
  if (splitMode === 'none' && main) return { gpus: [main], parameters: WHOLE, splitMode: null };
  if (gpus.length < 2) return { gpus: [...gpus], parameters: WHOLE, splitMode: null };
  if (splitMode !== 'row') return { gpus: [...gpus], parameters: WHOLE, splitMode: 'layer' };
  const unable = gpus.find((gpu) => !splitsRows(gpu));
  if (unable) throw noRows(unable);
  return { gpus: [...gpus], parameters: { split_mode: LLAMA_SPLIT_MODE.ROW, main_gpu: 0 }, splitMode: 'row' };
}

function noSuchGpu(n: number, gpus: readonly Device[]): ModelFailure {
  const message =
    gpus.length === 0
      ? say('there is no GPU {n}: llama.cpp finds none', { n })
      : say('there is no GPU {n}: llama.cpp finds {list}', { n, list: listed(gpus) });
  return new ModelFailure('load-failed', message, { isFatal: true });
}

function listed(gpus: readonly Device[]): Text {
  return joinTexts(
    ', ',
    gpus.map(({ description, freeBytes, totalBytes }, index) =>
      say('{n}: {name} ({free} of {total} free)', {
        ...{ n: index, name: asIs(description) },
        ...{ free: gigabytes(freeBytes), total: gigabytes(totalBytes) },
      }),
    ),
  );
}

function noRows({ description }: Device): ModelFailure {
  const message = say('--split-mode row is not possible: this llama.cpp cannot split rows on {name}; use layer', {
    name: description,
  });
  return new ModelFailure('load-failed', message, { isFatal: true });
}

// What `auto` stood for when a run began holds for all of it, whoever plays it and whatever is free by then: replies depend on it. Start at
// `keptChoices`.
import { ModelFailure } from '../../core/errors.ts';
import type { LlamaDescription } from '../../core/model-description.ts';
import { type EngineBuild, GPU_TYPES } from '../../core/play-choices.ts';
import { asIs, say } from '../../words/text.ts';
import type { LoadOptions } from './protocol.ts';

/** How a model ran. */
export interface Chosen {
  device: Pick<LlamaDescription['device'], 'gpu' | 'names' | 'gpuLayers'>;
  engine: Pick<LlamaDescription['engine'], 'build'>;
}

type Choices = Pick<LoadOptions, 'gpu' | 'gpuLayers' | 'engine'>;

/** Of two builds of the same name, one cannot be asked for. */
const ENGINES: Readonly<Record<string, EngineBuild>> = { prebuilt: 'prebuilt', 'local OpenMP build': 'openmp' };

export function keptChoices({ gpu, gpuLayers, engine }: Choices, { device, engine: { build } }: Chosen): Choices {
  const used = device.gpu === false ? 'off' : GPU_TYPES.find((each) => each === device.gpu);
  return {
    gpu: gpu === 'auto' ? (used ?? 'auto') : gpu,
    gpuLayers: gpuLayers === 'auto' ? device.gpuLayers : gpuLayers,
    engine: engine === 'auto' ? (ENGINES[build] ?? 'auto') : engine,
  };
}

/**
 * @param chosen null: nothing was kept
 * @throws what `load` throws; where a GPU was kept, with what can be done about it
 */
export async function loadedAsChosen<Loaded>(chosen: Chosen | null, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    if (!chosen || chosen.device.gpu === false || !isLoadFailure(error)) throw error;
    const { gpu, names, gpuLayers } = chosen.device;
    const message = say(
      'this run began on {device} with {layers} layers on the GPU, and keeps that: free memory there, or start a new run ({reason})',
      { device: asIs(`${gpu} ${names.join(', ')}`), layers: gpuLayers, reason: error.text },
    );
    throw new ModelFailure(error.code, message, { isFatal: error.isFatal, cause: error });
  }
}

function isLoadFailure(error: unknown): error is ModelFailure {
  return error instanceof ModelFailure && error.code === 'load-failed';
}

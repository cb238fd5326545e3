// Inside the model process: a model's weights, or its vocabulary alone. Start at `openModel`.
import type { GpuLayers } from '../../../core/play-choices.ts';
import type { Pointer } from './llama-cpp/abi.ts';
import { allocate } from './llama-cpp/library.ts';
import { openVocabulary, type VocabularyTable } from './llama-cpp/vocabulary.ts';
import type { OpenedLlamaCpp } from './open-llama-cpp.ts';
import type { Placement } from './placement.ts';

export interface Model {
  readonly pointer: Pointer;
  readonly table: VocabularyTable;
  readonly parameters: number;
  /** The output counts as one. */
  readonly totalLayers: number;
  /** On the GPU. */
  readonly gpuLayers: number;
  /** Of sliding attention, in tokens; 0: there is none. */
  readonly window: number;
  /** No context of it may be in use. */
  close(): void;
}

interface ModelFile {
  path: string;
  vocabularyOnly: boolean;
  /** As many as fit, if `auto`. */
  gpuLayers: number;
  /** How it is spread over several GPUs; left out: by layers. */
  split?: Placement['parameters'];
}

/** @returns null if llama.cpp cannot load it; its log says why */
export function openModel(
  { c, device, gpus }: OpenedLlamaCpp,
  { path, vocabularyOnly, gpuLayers, split }: ModelFile,
): Model | null {
  // A list that ends with null: an empty one is the CPU alone.
  const devices = allocate((gpus.length + 1) * BigUint64Array.BYTES_PER_ELEMENT);
  new BigUint64Array(devices.buffer).set([...gpus.map(({ pointer }) => pointer), 0n]);
  const wanted = device === null ? 0 : gpuLayers;
  try {
    const pointer = c.llama_model_load_from_file(path, {
      ...c.llama_model_default_params(),
      devices: devices.pointer,
      n_gpu_layers: wanted,
      ...split,
      vocab_only: vocabularyOnly,
    });
    const vocabulary = pointer === null ? null : c.llama_model_get_vocab(pointer);
    if (pointer === null || vocabulary === null) return null;
    const totalLayers = c.llama_model_n_layer(pointer) + 1;
    return {
      pointer,
      table: openVocabulary(c, vocabulary),
      parameters: Number(c.llama_model_n_params(pointer)),
      totalLayers,
      gpuLayers: Math.min(wanted, totalLayers),
      window: c.llama_model_n_swa(pointer),
      close: () => c.llama_model_free(pointer),
    };
  } finally {
    devices.free();
  }
}

/** @param fitting how many fit into the memory of the GPU */
export function layersOf(asked: GpuLayers, fitting: number): number {
  if (asked === 'auto') return fitting;
  return asked === 'max' ? EVERY_LAYER : asked;
}

/** More than any model has. */
const EVERY_LAYER = 10_000;

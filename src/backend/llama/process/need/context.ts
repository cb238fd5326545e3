// What a context needs in memory besides the weights: the cache, the room for computing, the logits. Start at `contextBytes`.
import type { FlashAttention, KvType } from '../../../../core/play-choices.ts';
import { typeNamed } from '../gguf/tensor-types.ts';
import type { Header } from '../header.ts';
import { computeBytes, vocabularySize } from './compute-buffer.ts';
import { cellsOf, layerStates, padded } from './layer-state.ts';
import { largestMatrixBytes } from './weights.ts';

export interface ContextBase {
  /** Per sequence. */
  contextSize: number;
  batchSize: number;
  kvType: KvType;
  /** Tokens whose logits are wanted at once; left out: one of each sequence. */
  outputs?: number;
  /** Left out: `auto`, which is reckoned as on. */
  flashAttention?: FlashAttention;
}

interface ContextNeed extends ContextBase {
  /** Parallel conversations. */
  sequences: number;
  /** As llama.cpp counts them: the output is the first, then the last layers. */
  gpuLayers: number;
}

/**
 * Caches no longer than a layer's window, and one of its own for each sequence.
 * @returns in bytes; null: not known for this architecture
 */
export function contextBytes(header: Header, need: ContextNeed): { cpu: number; gpu: number } | null {
  const states = layerStates(header);
  const { sequences, gpuLayers, outputs = sequences } = need;
  const contextSize = padded(need.contextSize);
  const isFlash = need.flashAttention !== 'off';
  const tokens = Math.min(need.batchSize, need.contextSize * sequences);
  const room = states && computeBytes(header, states, { tokens, contextSize, sequences, outputs, isFlash });
  const type = typeNamed(need.kvType);
  if (states === null || room === null || type === null) return null;
  const perNumber = type.bytes / type.values;
  const kept = states.map((state) => {
    const { keys, values, fixed } = state;
    return sequences * ((keys + values) * cellsOf(state, contextSize, tokens) * perNumber + fixed * 4);
  });
  const keptOnGpu = sum(kept.slice(Math.max(0, states.length + 1 - gpuLayers)));
  const logits = (vocabularySize(header) ?? 0) * Math.max(outputs, sequences) * 4;
  const isWhole = gpuLayers > states.length;
  // Weights that stay on the CPU are copied, one matrix at a time, so that the GPU computes with them.
  const copied = isWhole ? 0 : largestMatrixBytes(header);
  return {
    cpu: sum(kept) - keptOnGpu + (isWhole ? room.input : room.compute) + logits,
    gpu: gpuLayers > 0 ? keptOnGpu + room.compute + copied : 0,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

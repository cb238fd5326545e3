// What a model's weights need in memory: the bytes of its tensors. Start at `weightsBytes`.
import { countAt } from '../gguf/metadata.ts';
import type { Header } from '../header.ts';
import { MOST_LAYERS } from '../what-aborts.ts';

export function weightsBytes({ tensors }: Header): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * What of them is on a GPU.
 * @param gpuLayers as llama.cpp counts them: the output is the first, then the last layers
 */
export function gpuWeightsBytes(header: Header, gpuLayers: number): number {
  if (gpuLayers <= 0) return 0;
  const first = layerCount(header) + 1 - gpuLayers;
  const isTied = !header.tensors.some(({ name }) => name === 'output.weight');
  return header.tensors.reduce((sum, { name, bytes }) => {
    const layer = layerOf(name);
    if (layer !== null) return layer >= first ? sum + bytes : sum;
    // The embedding stays on the CPU; if it is the output too, there is a copy on the GPU.
    return !INPUT.test(name) || (isTied && name === 'token_embd.weight') ? sum + bytes : sum;
  }, 0);
}

/** What of them is not. The same for `gpuLayers`. */
export function cpuWeightsBytes(header: Header, gpuLayers: number): number {
  if (gpuLayers <= 0) return weightsBytes(header);
  const first = layerCount(header) + 1 - gpuLayers;
  return header.tensors.reduce((sum, { name, bytes }) => {
    const layer = layerOf(name);
    return (layer === null ? INPUT.test(name) : layer < first) ? sum + bytes : sum;
  }, 0);
}

/** Of a layer; experts are not copied whole. */
export function largestMatrixBytes({ tensors }: Header): number {
  const matrices = tensors.filter(({ name, dimensions }) => dimensions.length === 2 && layerOf(name) !== null);
  return matrices.reduce((most, { bytes }) => Math.max(most, bytes), 0);
}

const INPUT = /^(token_embd|token_types|position_embd|per_layer_token_embd|token_embd_norm)\./;

/** Without the output, which llama.cpp counts as one more when it puts layers on a GPU. */
export function layerCount({ sizes, tensors }: Header): number {
  const told = countAt(sizes, 'block_count');
  if (told !== null && told <= MOST_LAYERS) return told;
  return new Set(tensors.map(({ name }) => layerOf(name)).filter((layer) => layer !== null)).size;
}

function layerOf(name: string): number | null {
  const number = /^blk\.(\d{1,4})\./.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}

// What llama.cpp can compute on. Start at `devicesOf`.
import { type LlamaFunctions, type Pointer, GGML_BACKEND_DEV_TYPE as TYPE } from './abi.ts';

export interface Device {
  pointer: Pointer;
  /** Such as `CUDA0`. */
  name: string;
  /** Such as `NVIDIA H100 80GB HBM3`. */
  description: string;
  isGpu: boolean;
  /** Its memory is the system's own. */
  isShared: boolean;
  /** In bytes. */
  freeBytes: number;
  totalBytes: number;
}

/** Of the plug-ins that have been loaded. */
export function devicesOf(c: LlamaFunctions): Device[] {
  return Array.from({ length: Number(c.ggml_backend_dev_count()) }, (_, index): Device => {
    const pointer = c.ggml_backend_dev_get(index);
    if (pointer === null) throw new Error(`there is no device ${index}`);
    const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
    c.ggml_backend_dev_memory(pointer, free, total);
    const type = c.ggml_backend_dev_type(pointer);
    return {
      pointer,
      name: c.ggml_backend_dev_name(pointer) ?? '',
      description: (c.ggml_backend_dev_description(pointer) ?? '').trim(),
      isGpu: type === TYPE.GPU || type === TYPE.IGPU,
      isShared: type === TYPE.IGPU,
      freeBytes: Number(free[0]),
      totalBytes: Number(total[0]),
    };
  });
}

/**
 * What of them a model is put on. As llama.cpp does by itself, it leaves GPUs that are part of a CPU out where there are others.
 * @param isMetal these are Apple's, which llama.cpp does not mark as sharing their memory
 */
export function gpusAmong(devices: readonly Device[], isMetal: boolean): Device[] {
  const gpus = devices.filter(({ isGpu }) => isGpu);
  if (isMetal) return gpus.map((gpu) => ({ ...gpu, isShared: true }));
  const others = gpus.filter(({ isShared }) => !isShared);
  return others.length > 0 ? others : gpus;
}

/** Whether it can hold rows of a tensor whose others are on another device. Without that, llama.cpp does not load a model that way. */
export function splitsRows(c: LlamaFunctions, { pointer }: Device): boolean {
  const registry = c.ggml_backend_dev_backend_reg(pointer);
  return registry !== null && c.ggml_backend_reg_get_proc_address(registry, 'ggml_backend_split_buffer_type') !== null;
}

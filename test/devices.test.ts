// On which devices a model is put, as llama.cpp is told.
import { describe, expect, it } from 'vitest';
import type { LlamaFunctions } from '../dist/backend/llama/process/llama-cpp/abi.js';
import { openContext } from '../dist/backend/llama/process/llama-cpp/context.js';
import { type Device, gpusAmong } from '../dist/backend/llama/process/llama-cpp/devices.js';
import { memoryAt } from '../dist/backend/llama/process/llama-cpp/library.js';
import { openModel } from '../dist/backend/llama/process/model.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { systemInfo } from '../dist/backend/llama/process/system-info.js';

const device = (name: string, change: Partial<Device>): Device => ({
  ...{ pointer: BigInt(name.length), name, description: name, isGpu: true, isShared: false },
  ...{ freeBytes: 1, totalBytes: 2, ...change },
});
const CPU = device('CPU', { isGpu: false });
const CARD = device('card', {});
const IN_CPU = device('in the CPU', { isShared: true });

describe('the GPUs that a model is put on', () => {
  it.each([
    { what: 'none', among: [CPU], isMetal: false, gpus: [] },
    { what: 'a card', among: [CARD], isMetal: false, gpus: [CARD] },
    { what: 'one that is part of the CPU', among: [IN_CPU, CPU], isMetal: false, gpus: [IN_CPU] },
    {
      what: 'a card beside one that is part of the CPU',
      among: [IN_CPU, CARD, CARD],
      isMetal: false,
      gpus: [CARD, CARD],
    },
    { what: 'Apple’s', among: [CPU, CARD], isMetal: true, gpus: [{ ...CARD, isShared: true }] },
  ])('are $what', ({ among, isMetal, gpus }) => {
    expect(gpusAmong(among, isMetal)).toEqual(gpus);
  });
});

describe('what llama.cpp says of itself', () => {
  const CPU_SAYS = 'CPU : SSE3 = 1 | AVX2 = 1 | REPACK = 1 |';
  const CUDA_SAYS = 'CUDA : ARCHS = 860,890 | USE_GRAPHS = 1 | PEER_MAX_BATCH_SIZE = 128 |';
  it.each<[gpu: string | false, said: string, recorded: string]>([
    [false, `${CPU_SAYS} `, CPU_SAYS],
    [false, `${CPU_SAYS} ${CUDA_SAYS} `, CPU_SAYS],
    ['vulkan', `${CUDA_SAYS} ${CPU_SAYS} `, CPU_SAYS],
    ['cuda', `${CPU_SAYS} ${CUDA_SAYS} `, `${CPU_SAYS} ${CUDA_SAYS}`],
    ['metal', `MTL : EMBED_LIBRARY = 1 | ${CPU_SAYS} `, `MTL : EMBED_LIBRARY = 1 | ${CPU_SAYS}`],
  ])('is recorded without what does not compute: %s, %s', (gpu, said, recorded) => {
    expect(systemInfo(said, gpu)).toBe(recorded);
  });
});

describe('llama.cpp is told', () => {
  /** What a function was called with; it fails. */
  const told = (run: (c: LlamaFunctions) => void): Record<string, unknown>[] => {
    const calls: Record<string, unknown>[] = [];
    const take = (_first: unknown, parameters: Record<string, unknown>): null => {
      const { devices } = parameters;
      const list = typeof devices === 'bigint' ? listAt(devices) : undefined;
      calls.push({ ...parameters, ...(list && { devices: list }) });
      return null;
    };
    const defaults = () => ({ n_gpu_layers: -1, offload_kqv: true, op_offload: true });
    run({
      ...{ llama_model_default_params: defaults, llama_model_load_from_file: take },
      ...{ llama_context_default_params: defaults, llama_init_from_model: take },
    } as unknown as LlamaFunctions);
    return calls;
  };
  const settings = {
    contextSize: 8,
    batchSize: 8,
    sequences: 1,
    rows: 1,
    kvType: 'f16',
    flashAttention: 'auto',
  } as const;

  it('of no device where the CPU is to compute, whatever is there', () => {
    const calls = told((c) => {
      const opened = { c, device: null, gpus: [] } as unknown as OpenedLlamaCpp;
      openModel(opened, { path: 'a.gguf', vocabularyOnly: false, gpuLayers: 99 });
      openContext(c, { pointer: 1n, vocabularySize: 8, isOnCpu: true }, settings, { threads: 1 } as never);
    });
    expect(calls).toMatchObject([
      { devices: [], n_gpu_layers: 0 },
      { offload_kqv: false, op_offload: false },
    ]);
  });

  it('of the GPUs otherwise', () => {
    const calls = told((c) => {
      const opened = { c, device: {}, gpus: [CARD] } as unknown as OpenedLlamaCpp;
      openModel(opened, { path: 'a.gguf', vocabularyOnly: false, gpuLayers: 99 });
      openContext(c, { pointer: 1n, vocabularySize: 8, isOnCpu: false }, settings, { threads: 1 } as never);
    });
    expect(calls).toMatchObject([
      { devices: [CARD.pointer], n_gpu_layers: 99 },
      { offload_kqv: true, op_offload: true },
    ]);
  });
});

/** It ends with zero. */
function listAt(address: bigint): bigint[] {
  const [first = 0n] = new BigUint64Array(memoryAt(address, 8));
  return first === 0n ? [] : [first, ...listAt(address + 8n)];
}

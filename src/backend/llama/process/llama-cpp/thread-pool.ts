// llama.cpp's threads: started once, and kept between two batches. They never call JavaScript. Start at `openThreadPool`.

import { type CpuFunctions, FUNCTIONS, GGML_BACKEND_DEV_TYPE, type LlamaFunctions, type Pointer } from './abi.ts';
import { koffi } from './koffi.ts';

export interface ThreadPool {
  readonly threads: number;
  readonly pointer: Pointer;
  /** No context may use it any more. */
  close(): void;
}

export function openThreadPool(c: LlamaFunctions, threads: number): ThreadPool {
  const cpu = known.get(c) ?? cpuFunctions(c);
  known.set(c, cpu);
  const pointer = cpu.ggml_threadpool_new(c.ggml_threadpool_params_default(threads));
  if (pointer === null) throw new Error(`no ${threads} threads could be started`);
  return { threads, pointer, close: () => cpu.ggml_threadpool_free(pointer) };
}

/** koffi takes each prototype once. */
const known = new WeakMap<LlamaFunctions, CpuFunctions>();

/** Each variant of the CPU's plug-in has its own: the one that was loaded is asked for them. */
function cpuFunctions(c: LlamaFunctions): CpuFunctions {
  const device = c.ggml_backend_dev_by_type(GGML_BACKEND_DEV_TYPE.CPU);
  const registry = device === null ? null : c.ggml_backend_dev_backend_reg(device);
  if (registry === null) throw new Error('llama.cpp has no plug-in for the CPU');
  const functions = Object.entries(FUNCTIONS.cpu).map(([name, prototype]) => {
    const address = c.ggml_backend_reg_get_proc_address(registry, name);
    if (address === null) throw new Error(`the plug-in for the CPU has no ${name}`);
    const type = koffi.proto(prototype);
    return [name, (...values: unknown[]): unknown => koffi.call(address, type, ...values)];
  });
  // The table and the interface are made from the same header.
  return Object.fromEntries(functions) as CpuFunctions;
}

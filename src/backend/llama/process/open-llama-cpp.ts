// Inside the model process: opens llama.cpp on the device that was asked for, or not at all. Loads no model. Start at `openLlamaCpp`.
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../../core/errors.ts';
import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../../words/text.ts';
import { findLibrary, findPlugIns, type LibraryFiles } from '../library-files.ts';
import type { Gpu, LlamaChoice } from '../protocol.ts';
import { loadCpuPlugIn } from './cpu-plug-in.ts';
import type { LlamaFunctions } from './llama-cpp/abi.ts';
import { type Device, devicesOf } from './llama-cpp/devices.ts';
import { checkFiles, checkRelease } from './llama-cpp/gate.ts';
import { openLibrary } from './llama-cpp/library.ts';

/** Every device is one of the same kind. */
export interface OpenedLlamaCpp {
  c: LlamaFunctions;
  library: LibraryFiles;
  gpu: Gpu | false;
  /** The GPUs; none: it computes on the CPU. */
  gpus: Device[];
}

/** In the order in which they are tried. */
const GPUS: readonly Gpu[] = ['metal', 'cuda', 'vulkan'];

/**
 * @param memory see `loadCpuPlugIn`
 * @throws ModelFailure (fatal) `load-failed` if the build or the device that was asked for is not there
 */
export async function openLlamaCpp(
  { gpu, engine, avoid }: LlamaChoice,
  memory: string | null = null,
): Promise<OpenedLlamaCpp> {
  const library = await findLibrary(engine);
  if (!library) throw noLibrary(engine);
  checkFiles(library);
  const c = openLibrary(library);
  checkRelease({ ...library, version: c.llama_version(), defaults: defaultsOf(c) });
  loadCpuPlugIn(c, library.folder, memory);
  c.llama_backend_init();
  if (gpu === 'off') return { c, library, gpu: false, gpus: [] };
  for (const kind of gpu === 'auto' ? GPUS.filter((each) => !avoid.includes(each)) : [gpu]) {
    const gpus = await gpusOf(c, kind);
    if (gpus.length > 0) return { c, library, gpu: kind, gpus };
  }
  if (gpu === 'auto') return { c, library, gpu: false, gpus: [] };
  throw noDevice(gpu);
}

function defaultsOf(c: LlamaFunctions) {
  return {
    llama_model_params: c.llama_model_default_params(),
    llama_context_params: c.llama_context_default_params(),
    llama_sampler_chain_params: c.llama_sampler_chain_default_params(),
    llama_model_quantize_params: c.llama_model_quantize_default_params(),
  };
}

/** The first plug-in of that kind that finds a device. One whose driver is missing does not load. */
async function gpusOf(c: LlamaFunctions, gpu: Gpu): Promise<Device[]> {
  const before = devicesOf(c).map(({ pointer }) => pointer);
  // Metal's plug-in stands beside the CPU's, and is there already.
  if (gpu === 'metal') return os.platform() === 'darwin' ? devicesOf(c).filter(({ isGpu }) => isGpu) : [];
  for (const file of await findPlugIns(gpu)) {
    if (c.ggml_backend_load(file) === null) continue;
    const gpus = devicesOf(c).filter(({ pointer, isGpu }) => isGpu && !before.includes(pointer));
    if (gpus.length > 0) return gpus;
  }
  return [];
}

function noDevice(gpu: Gpu): ModelFailure {
  const message = say(
    '--gpu {gpu} is not possible: llama.cpp finds no device for it on this machine; check the driver, or use --gpu auto or --gpu off',
    { gpu },
  );
  return new ModelFailure('load-failed', message, { isFatal: true });
}

function noLibrary(engine: LlamaChoice['engine']): ModelFailure {
  const message =
    engine === 'openmp'
      ? say('there is no local OpenMP build on this machine; build it with: {command}', {
          command: `node ${shellWord(fileURLToPath(new URL('build-openmp.js', import.meta.url)))}`,
        })
      : say(
          'llama.cpp has no binary for {what} that works on this machine: the package with it is not installed, or its driver is missing; see "Install" in the README, or use --gpu off',
          { what: say('the CPU') },
        );
  return new ModelFailure('load-failed', message, { isFatal: true });
}

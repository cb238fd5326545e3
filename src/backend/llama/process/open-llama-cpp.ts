// Inside the model process: opens llama.cpp on the device that was asked for, or not at all. Loads no model. Start at `openLlamaCpp`.
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../../core/errors.ts';
import { shellWord } from '../../../core/shell-word.ts';
import { say, type Text } from '../../../words/text.ts';
import {
  findLibrary,
  findPlugIns,
  foldersOfBinaries,
  type LibraryFiles,
  localCudaPlugIn,
  machineName,
} from '../library-files.ts';
import type { Gpu, LlamaChoice, Device as OpenedDevice } from '../protocol.ts';
import { loadCpuPlugIn } from './cpu-plug-in.ts';
import type { LlamaFunctions } from './llama-cpp/abi.ts';
import { type Device, devicesOf, gpusAmong } from './llama-cpp/devices.ts';
import { checkFiles, checkRelease } from './llama-cpp/gate.ts';
import { loadBackEnd, openLibrary } from './llama-cpp/library.ts';

/** Every device is one of the same kind. */
export interface OpenedLlamaCpp {
  c: LlamaFunctions;
  library: LibraryFiles;
  /** null: it computes on the CPU. */
  device: OpenedDevice | null;
  /** All that belong to it. */
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
  if (!library) throw await noLibrary(engine);
  checkFiles(library);
  const c = openLibrary(library);
  checkRelease({ ...library, version: c.llama_version(), defaults: defaultsOf(c) });
  loadCpuPlugIn(c, library.folder, memory);
  c.llama_backend_init();
  const onCpu = { c, library, device: null, gpus: [] };
  if (gpu === 'off') return onCpu;
  for (const kind of gpu === 'auto' ? GPUS : [gpu]) {
    const found = await openDevice(c, kind, { engine, avoid });
    if (typeof found === 'object') return { c, library, ...found };
    if (gpu !== 'auto') throw noDevice(kind, found);
  }
  return onCpu;
}

function defaultsOf(c: LlamaFunctions) {
  return {
    llama_model_params: c.llama_model_default_params(),
    llama_context_params: c.llama_context_default_params(),
    llama_sampler_chain_params: c.llama_sampler_chain_default_params(),
    llama_model_quantize_params: c.llama_model_quantize_default_params(),
  };
}

/** What is missing. */
type Lack = 'package' | 'driver' | 'device';

/** With the first back end of that kind that finds a device. One whose driver is missing does not load. */
async function openDevice(
  c: LlamaFunctions,
  gpu: Gpu,
  { engine, avoid }: Pick<LlamaChoice, 'engine' | 'avoid'>,
): Promise<Pick<OpenedLlamaCpp, 'device' | 'gpus'> | Lack> {
  const before = devicesOf(c).map(({ pointer }) => pointer);
  // Metal's stands beside the CPU's, and is there already.
  const isThere = gpu === 'metal';
  const all = !isThere ? await findPlugIns(gpu, engine) : os.platform() === 'darwin' ? ['metal'] : [];
  const plugIns = all.filter((plugIn) => !avoid.includes(plugIn));
  let lack: Lack = isThere ? 'device' : all.length === 0 ? 'package' : 'driver';
  for (const [index, plugIn] of plugIns.entries()) {
    if (!isThere && loadBackEnd(c, plugIn) === null) continue;
    lack = 'device';
    const found = devicesOf(c).filter(({ pointer }) => isThere || !before.includes(pointer));
    const gpus = gpusAmong(found, isThere);
    const hasOther = index < plugIns.length - 1;
    if (gpus.length === 0) continue;
    const canBeBuilt = gpu === 'cuda' && os.platform() === 'linux' && plugIn !== (await localCudaPlugIn());
    return { device: { gpu, plugIn, hasOther, canBeBuilt }, gpus };
  }
  return lack;
}

const NAMES: Record<Gpu, string> = { metal: 'Metal', cuda: 'CUDA', vulkan: 'Vulkan' };

function noDevice(gpu: Gpu, lack: Lack): ModelFailure {
  const values = { gpu, name: NAMES[gpu] };
  const messages: Record<Lack, Text> = {
    package: say(
      '--gpu {gpu} is not possible: the package with the {name} build of llama.cpp is not installed; see "Install" in the README, or use --gpu auto or --gpu off',
      values,
    ),
    driver: say(
      '--gpu {gpu} is not possible: the {name} build of llama.cpp does not load, because a driver or a library is missing; install it, or use --gpu auto or --gpu off',
      values,
    ),
    device: say(
      '--gpu {gpu} is not possible: no {name} device was found; check the driver, or use --gpu auto or --gpu off',
      values,
    ),
  };
  return new ModelFailure('load-failed', messages[lack], { isFatal: true });
}

async function noLibrary(engine: LlamaChoice['engine']): Promise<ModelFailure> {
  const [folder] = engine === 'openmp' ? [] : await foldersOfBinaries();
  return new ModelFailure('load-failed', withoutLibrary(engine, folder), { isFatal: true });
}

function withoutLibrary(engine: LlamaChoice['engine'], folder: string | undefined): Text {
  if (engine === 'openmp') {
    const program = fileURLToPath(new URL('build-openmp.js', import.meta.url));
    return say('there is no local OpenMP build on this machine; build it with: {command}', {
      command: `node ${shellWord(program)}`,
    });
  }
  if (folder !== undefined)
    return say('the build of llama.cpp in {folder} is not whole; install the packages again', { folder });
  return say(
    'llama.cpp is not installed for this machine: there is no package @node-llama-cpp/{machine}; see "Install" in the README',
    { machine: machineName() },
  );
}

// Inside the model process: opens llama.cpp on the device that was asked for, or not at all. Loads no model. Start at `openLlama`.
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { getLlama, type Llama, NoBinaryFoundError } from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import type { GpuType } from '../../../core/play-choices.ts';
import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../../words/text.ts';
import { hasLocalBuild } from '../library-files.ts';
import type { LlamaChoice } from '../protocol.ts';

/** What the local build is compiled with; `build-openmp.ts` uses the same. */
export const OPENMP_CMAKE_OPTIONS = { GGML_OPENMP: 'ON' };

/** llama.cpp with its log. */
export interface OpenedLlama {
  llama: Llama;
  log: string[];
}

/**
 * A GPU build of llama.cpp also opens where there is no GPU, and would then compute on the CPU under the GPU's name.
 * @throws ModelFailure (fatal) `load-failed` if the build or the device that was asked for is not there
 */
export async function openLlama(options: LlamaChoice): Promise<OpenedLlama> {
  const opened = await openBuild(options);
  const { llama } = opened;
  const hasDevice = llama.gpu !== false && (await llama.getGpuDeviceNames()).length > 0;
  if (hasDevice || options.gpu === 'off' || (options.gpu === 'auto' && llama.gpu === false)) return opened;
  await llama.dispose();
  if (options.gpu === 'auto') return openBuild({ ...options, gpu: 'off' });
  throw noDevice(options.gpu);
}

function noDevice(gpu: GpuType, cause?: unknown): ModelFailure {
  const message = say(
    '--gpu {gpu} is not possible: llama.cpp finds no device for it on this machine; check the driver, or use --gpu auto or --gpu off',
    { gpu },
  );
  return new ModelFailure('load-failed', message, { isFatal: true, cause });
}

async function openBuild(options: LlamaChoice): Promise<OpenedLlama> {
  const log: string[] = [];
  const common = {
    gpu: options.gpu === 'off' ? false : options.gpu,
    build: 'never',
    progressLogs: false,
    // The library clamps to this; a user who requests more threads than cores gets them.
    maxThreads: Math.max(os.availableParallelism(), options.threads ?? 1),
    logger: (_level: string, message: string) => {
      log.push(message.trim());
      if (log.length > 2_000) log.shift();
    },
  } as const;
  const wantsLocal = options.engine === 'openmp' || (options.engine === 'auto' && (await hasLocalBuild()));
  try {
    // Without `usePrebuiltBinaries: false` the library uses the prebuilt binary if the local build is missing.
    const llama = await getLlama(
      wantsLocal
        ? { ...common, cmakeOptions: OPENMP_CMAKE_OPTIONS, usePrebuiltBinaries: options.engine !== 'openmp' }
        : common,
    );
    return { llama, log };
  } catch (cause) {
    if (!(cause instanceof NoBinaryFoundError)) throw cause;
    throw noBinary(options, cause);
  }
}

function noBinary({ gpu, engine }: LlamaChoice, cause: NoBinaryFoundError): ModelFailure {
  const what = gpu === 'off' || gpu === 'auto' ? say('the CPU') : `--gpu ${gpu}`;
  const message =
    engine === 'openmp'
      ? say('there is no local OpenMP build on this machine; build it with: {command}', {
          command: `node ${shellWord(fileURLToPath(new URL('build-openmp.js', import.meta.url)))}`,
        })
      : say(
          'llama.cpp has no binary for {what} that works on this machine: the package with it is not installed, or its driver is missing; see "Install" in the README, or use --gpu off',
          { what },
        );
  return new ModelFailure('load-failed', message, { isFatal: true, cause });
}

// Inside the model process: the weights of a GGUF, with as many layers on the GPU as fit. Start at `loadModel`.
import { ModelFailure } from '../../../core/errors.ts';
import { say } from '../../../words/text.ts';
import type { LoadOptions } from '../protocol.ts';
import { failureInLog } from './failure-in-log.ts';
import type { Header } from './header.ts';
import { devicesOf } from './llama-cpp/devices.ts';
import { awaitMemory, freeOfSystem, type GpuMemory, gpuLayersThatFit } from './memory.ts';
import { layersOf, type Model, openModel } from './model.ts';
import type { ContextBase } from './need/context.ts';
import type { OpenedLlamaCpp } from './open-llama-cpp.ts';
import type { Placement } from './placement.ts';

/** What is loaded, and the context that it needs room for. */
export type Sized = LoadOptions & { contextSize: number } & Pick<ContextBase, 'outputs'>;

/** With as many layers on the GPU as fit; fewer are tried where llama.cpp finds no room for them after all. */
export async function loadModel(
  llamaCpp: OpenedLlamaCpp,
  header: Header,
  options: Sized & { split: Placement['parameters'] },
): Promise<{ model: Model; warnings: string[] }> {
  const { path, vocabularyOnly, parallel, gpu, gpuLayers: asked, split } = options;
  const canUseGpu = llamaCpp.device !== null && asked !== 0 && !vocabularyOnly;
  const fitting = canUseGpu && asked === 'auto' ? gpuLayersThatFit(header, options, freeOn(llamaCpp)) : 0;
  if (canUseGpu && asked === 'auto' && fitting === 0 && gpu !== 'auto') throw noLayerFits(path);
  const isOnGpu = canUseGpu && layersOf(asked, fitting) > 0;
  const warnings = vocabularyOnly
    ? []
    : await awaitMemory({
        header,
        base: options,
        parallel: parallel === 'auto' ? 1 : parallel,
        isMapped: llamaCpp.c.llama_supports_mmap(),
        file: path,
        gpuLayers: isOnGpu ? layersOf(asked, fitting) : 0,
        isShared: isShared(llamaCpp),
      });
  for (let layers = layersOf(asked, fitting); ; layers = Math.floor(layers * FEWER)) {
    const model = openModel(llamaCpp, { path, vocabularyOnly, gpuLayers: layers, split });
    if (model) return { model, warnings: [...warnings, ...layerWarnings(options, llamaCpp)] };
    if (!isOnGpu || asked !== 'auto') throw failureInLog(path);
    if (Math.floor(layers * FEWER) > 0) continue;
    if (gpu !== 'auto') throw noLayerFits(path);
    return loadModel(llamaCpp, header, { ...options, gpuLayers: 0 });
  }
}

const FEWER = 0.8;

/** Now: a model that has been loaded takes its part. */
export function freeOn(llamaCpp: Pick<OpenedLlamaCpp, 'c' | 'gpus'>): GpuMemory {
  const { c, gpus } = llamaCpp;
  const now = devicesOf(c).filter(({ pointer }) => gpus.some((gpu) => gpu.pointer === pointer));
  const own = now.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  // What such a GPU says of itself leaves out what other programs have.
  return isShared(llamaCpp)
    ? { freeBytes: Math.min(own, freeOfSystem()), isShared: true }
    : { freeBytes: own, isShared: false };
}

function isShared({ gpus }: Pick<OpenedLlamaCpp, 'gpus'>): boolean {
  return gpus.some((gpu) => gpu.isShared);
}

function noLayerFits(file: string): ModelFailure {
  const message = say('{file}: no layer fits into the free memory of the GPU; use --gpu off, or lower --context', {
    file,
  });
  return new ModelFailure('load-failed', message, { isFatal: true });
}

function layerWarnings({ gpu, gpuLayers: asked, vocabularyOnly }: LoadOptions, opened: OpenedLlamaCpp): string[] {
  if (opened.device !== null || gpu !== 'auto' || asked === 'auto' || asked === 0 || vocabularyOnly) return [];
  return [
    String(say('gpuLayers {n} has no effect: no GPU was found, so all layers are on the CPU', { n: String(asked) })),
  ];
}

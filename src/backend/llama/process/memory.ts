// Whether a model fits into memory, checked before any is allocated: if it does not, the operating system kills the process.
// Start at `awaitMemory`.
import os from 'node:os';
import { ModelFailure } from '../../../core/errors.ts';
import { gigabytes } from '../../../core/gigabytes.ts';
import { joinTexts, say, type Text } from '../../../words/text.ts';
import type { Header } from './header.ts';
import { type ContextBase, contextBytes } from './need/context.ts';
import { cpuWeightsBytes, gpuWeightsBytes, layerCount, weightsBytes } from './need/weights.ts';

interface MemoryNeed {
  header: Header;
  base: ContextBase;
  /** Parallel conversations. */
  parallel: number;
  /** Whether llama.cpp maps the weights from their file instead of copying them. */
  isMapped: boolean;
  file: string;
  /** Left out: the CPU has them all. */
  gpuLayers?: number;
  /** Whether a GPU's memory is the system's own. */
  isShared?: boolean;
}

/** What a GPU has. */
export interface GpuMemory {
  freeBytes: number;
  /** It is the system's own: what the CPU takes of it is not there for the GPU. */
  isShared: boolean;
}

/** How long the previous model's memory may take to be freed. */
const WAIT_LIMIT_MS = 10_000;
/** Waiting ends when free memory has not grown for this long. */
const STILL_LIMIT_MS = 1_000;
const POLL_MS = 100;
/** The largest part of the free memory that measuring may choose to use. */
const COMFORT = 0.8;
/** What the driver and other programs may take of a GPU's memory in the meantime. */
const ROOM_BYTES = 256e6;
const ROOM_PART = 0.05;
/** Of the free memory, for the weights alone where nothing is known of the context. */
const WEIGHTS_PART = 0.8;

/**
 * Waits while the memory of an earlier model is being freed. Weights that are mapped from their file are no reason to refuse: their
 * pages can be dropped and read again, so a model larger than memory runs, if slowly. Contexts cannot be dropped, nor what a GPU
 * that shares the memory computes with.
 * @returns warnings
 * @throws ModelFailure (fatal) `load-failed`, naming needed and free memory
 */
export async function awaitMemory(need: MemoryNeed): Promise<string[]> {
  const { header, base, parallel, isMapped, file, gpuLayers = 0, isShared = false } = need;
  const both = contextBytes(header, { ...base, sequences: parallel, gpuLayers });
  const context = both === null ? 0 : both.cpu + (isShared ? both.gpu : 0);
  const onGpu = isShared ? gpuWeightsBytes(header, gpuLayers) : 0;
  const weights = cpuWeightsBytes(header, gpuLayers) + onGpu;
  const whole = context + weights;
  const free = whole > os.totalmem() ? freeOfSystem() : await freeAfterWaiting(whole);
  const unknown = both === null ? [String(unknownContext(header))] : [];
  if (whole <= free) return unknown;
  if (context > free) throw shortage(file, contextShortage(base, parallel, context, free));
  const sizes = { weights: gigabytes(weights), context: gigabytes(context), free: gigabytes(free) };
  if (!isMapped || context + onGpu > free) {
    throw shortage(
      file,
      say('weights ({weights}) and context ({context}) need more than the {free} of free memory', sizes),
    );
  }
  return [
    ...unknown,
    String(
      say(
        'weights ({weights}) and context ({context}) need more than the {free} of free memory: parts of the file will be read again and again',
        sizes,
      ),
    ),
  ];
}

/**
 * The same for a model on a GPU, after loading: only then is it known how much of it is there.
 * @throws ModelFailure (fatal) `load-failed`, naming needed and free memory
 */
export function requireVideoMemory(
  header: Header,
  base: ContextBase,
  parallel: number,
  file: string,
  { freeBytes, isShared }: GpuMemory,
  gpuLayers: number,
): void {
  const needed = contextBytes(header, { ...base, sequences: parallel, gpuLayers });
  if (needed === null) return;
  const onGpu = takenOf(needed, isShared);
  const [bytes, room] = onGpu > freeBytes ? [onGpu, freeBytes] : [needed.cpu, freeOfSystem()];
  if (bytes > room) throw shortage(file, contextShortage(base, parallel, bytes, room));
}

/** The most conversations at once that leave a part of the memory free; asked before the weights are loaded. */
export function comfortableParallel(header: Header, base: ContextBase, candidates: readonly number[]): number {
  const room = freeOfSystem() * COMFORT - weightsBytes(header);
  return mostWithin(room, candidates, (sequences) => contextBytes(header, { ...base, sequences, gpuLayers: 0 })?.cpu);
}

/** The same for a model on a GPU, after loading. */
export function comfortableOnGpu(
  header: Header,
  base: ContextBase,
  candidates: readonly number[],
  { freeBytes, isShared }: GpuMemory,
  gpuLayers: number,
): number {
  const room = freeBytes * COMFORT;
  return mostWithin(room, candidates, (sequences) => {
    const context = contextBytes(header, { ...base, sequences, gpuLayers });
    return context === null ? undefined : takenOf(context, isShared);
  });
}

/** Of a GPU's memory. */
function takenOf({ cpu, gpu }: { cpu: number; gpu: number }, isShared: boolean): number {
  return isShared ? cpu + gpu : gpu;
}

/**
 * How many layers to ask for before a model is loaded.
 * @returns the output counts as one, as llama.cpp counts it: up to the model's layers and one more
 */
export function gpuLayersThatFit(
  header: Header,
  base: ContextBase,
  { freeBytes, isShared }: GpuMemory,
  sequences = 1,
): number {
  const room = freeBytes * (1 - ROOM_PART) - ROOM_BYTES;
  for (let gpuLayers = layerCount(header) + 1; gpuLayers > 0; gpuLayers--) {
    const weights = gpuWeightsBytes(header, gpuLayers);
    const context = contextBytes(header, { ...base, sequences, gpuLayers });
    if (context === null ? weights <= room * WEIGHTS_PART : weights + takenOf(context, isShared) <= room)
      return gpuLayers;
  }
  return 0;
}

/** One, where it is not known what they need. */
function mostWithin(
  room: number,
  candidates: readonly number[],
  needOf: (sequences: number) => number | undefined,
): number {
  return Math.max(1, ...candidates.filter((parallel) => (needOf(parallel) ?? Number.POSITIVE_INFINITY) <= room));
}

/** What one conversation needs on the CPU only, in bytes; null: not known for this architecture. */
export function memoryNeed(header: Header, base: ContextBase): { weights: number; context: number } | null {
  const context = contextBytes(header, { ...base, sequences: 1, gpuLayers: 0 });
  return context && { weights: weightsBytes(header), context: context.cpu };
}

function unknownContext({ architecture }: Header): Text {
  return say('what a context of the architecture "{name}" needs in memory is not known, so it was not checked', {
    name: architecture,
  });
}

function contextShortage({ contextSize }: ContextBase, parallel: number, needed: number, free: number): Text {
  const values = { size: contextSize, needed: gigabytes(needed), free: gigabytes(free) };
  return parallel === 1
    ? say('a context of {size} tokens needs {needed}, but only {free} is free; lower --context', values)
    : say('{n} contexts of {size} tokens need {needed}, but only {free} is free; lower --parallel or --context', {
        ...values,
        n: parallel,
      });
}

async function freeAfterWaiting(needed: number): Promise<number> {
  const started = performance.now();
  let most = freeOfSystem();
  let grewAt = started;
  while (most < needed) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const now = performance.now();
    const free = freeOfSystem();
    if (free > most * 1.005) grewAt = now;
    most = Math.max(most, free);
    if (now - grewAt > STILL_LIMIT_MS || now - started > WAIT_LIMIT_MS) break;
  }
  return freeOfSystem();
}

/** macOS counts memory as used that it would free at once, so only the total is meaningful. */
export function freeOfSystem(): number {
  return os.platform() === 'darwin' ? os.totalmem() : os.freemem();
}

function shortage(file: string, reason: Text): ModelFailure {
  return new ModelFailure('load-failed', joinTexts(': ', [file, reason]), { isFatal: true });
}

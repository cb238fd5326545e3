// Whether a model fits into memory, checked before any is allocated: if it does not, the operating system kills the process.
// Start at `awaitMemory`.
import os from 'node:os';
import { GgmlType, type GgufInsights, type LlamaModel } from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import { joinTexts, say, type Text } from '../../../words/text.ts';
import { type ContextBase, kvTypeName } from './context.ts';

interface MemoryNeed {
  insights: GgufInsights;
  base: ContextBase;
  /** Parallel conversations. */
  parallel: number;
  /** Whether llama.cpp maps the weights from their file instead of copying them. */
  isMapped: boolean;
  file: string;
}

/** How long the previous model's memory may take to be freed. */
const WAIT_LIMIT_MS = 10_000;
/** Waiting ends when free memory has not grown for this long. */
const STILL_LIMIT_MS = 1_000;
const POLL_MS = 100;
/** The largest part of the free memory that measuring may choose to use. */
const COMFORT = 0.8;

/**
 * Waits while the memory of an earlier model is being freed. Weights that are mapped from their file are no reason to refuse: their
 * pages can be dropped and read again, so a model larger than memory runs, if slowly. Contexts cannot be dropped.
 * @returns warnings
 * @throws ModelFailure (fatal) `load-failed`, naming needed and free memory
 */
export async function awaitMemory(need: MemoryNeed): Promise<string[]> {
  const { insights, base, parallel, isMapped, file } = need;
  const context = contextNeed(insights, base, parallel).cpuRam;
  const weights = weightsNeed(insights);
  const whole = context + weights;
  const free = whole > os.totalmem() ? available() : await freeAfterWaiting(whole);
  if (whole <= free) return [];
  if (context > free) throw shortage(file, contextShortage(base, parallel, context, free));
  const sizes = { weights: gigabytes(weights), context: gigabytes(context), free: gigabytes(free) };
  if (!isMapped) {
    throw shortage(
      file,
      say('weights ({weights}) and context ({context}) need more than the {free} of free memory', sizes),
    );
  }
  return [
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
export async function requireVideoMemory(model: LlamaModel, base: ContextBase, parallel: number, file: string) {
  const needed = contextNeed(model.fileInsights, base, parallel, model.gpuLayers);
  const { free } = await model.llama.getVramState();
  const [bytes, room] = needed.gpuVram > free ? [needed.gpuVram, free] : [needed.cpuRam, available()];
  if (bytes > room) throw shortage(file, contextShortage(base, parallel, bytes, room));
}

/** The most conversations at once that leave a part of the memory free; asked before the weights are loaded. */
export function comfortableParallel(insights: GgufInsights, base: ContextBase, candidates: readonly number[]): number {
  const room = available() * COMFORT - weightsNeed(insights);
  return Math.max(1, ...candidates.filter((parallel) => contextNeed(insights, base, parallel).cpuRam <= room));
}

/** The same for a model on a GPU, after loading. */
export async function comfortableOnGpu(
  model: LlamaModel,
  base: ContextBase,
  candidates: readonly number[],
): Promise<number> {
  const room = (await model.llama.getVramState()).free * COMFORT;
  const fits = (parallel: number): boolean =>
    contextNeed(model.fileInsights, base, parallel, model.gpuLayers).gpuVram <= room;
  return Math.max(1, ...candidates.filter(fits));
}

/** What one conversation needs on the CPU only, in bytes. */
export function memoryNeed(insights: GgufInsights, base: ContextBase): { weights: number; context: number } {
  return { weights: weightsNeed(insights), context: contextNeed(insights, base, 1).cpuRam };
}

function weightsNeed(insights: GgufInsights): number {
  return insights.estimateModelResourceRequirements({ gpuLayers: 0 }).cpuRam;
}

/** The library's newer estimate really allocates a context's bookkeeping, which must not happen here. */
function contextNeed(insights: GgufInsights, base: ContextBase, parallel: number, gpuLayers = 0) {
  const type = GgmlType[kvTypeName(base.kvType)];
  return insights.estimateContextResourceRequirements({
    contextSize: base.contextSize,
    batchSize: base.batchSize,
    sequences: parallel,
    modelGpuLayers: gpuLayers,
    flashAttention: true,
    kvCacheKeyType: type,
    kvCacheValueType: type,
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
  let most = available();
  let grewAt = started;
  while (most < needed) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const now = performance.now();
    const free = available();
    if (free > most * 1.005) grewAt = now;
    most = Math.max(most, free);
    if (now - grewAt > STILL_LIMIT_MS || now - started > WAIT_LIMIT_MS) break;
  }
  return available();
}

/** macOS counts memory as used that it would free at once, so only the total is meaningful. */
function available(): number {
  return os.platform() === 'darwin' ? os.totalmem() : os.freemem();
}

function shortage(file: string, reason: Text): ModelFailure {
  return new ModelFailure('load-failed', joinTexts(': ', [file, reason]), { isFatal: true });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

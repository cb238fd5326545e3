// Whether memory will hold a model, asked before any of it is taken: the operating system's answer to too much is to kill.
// Start at `awaitMemory`.
import os from 'node:os';
import { GgmlType, type GgufInsights, type LlamaModel } from 'node-llama-cpp';
import { ModelFailure } from '../../../core/errors.ts';
import { type ContextBase, kvTypeName } from './context.ts';

interface MemoryNeed {
  insights: GgufInsights;
  base: ContextBase;
  /** Conversations at once. */
  parallel: number;
  /** Whether llama.cpp maps the weights from their file instead of copying them. */
  isMapped: boolean;
  file: string;
}

/** How long the memory of the model before may take to come back. */
const WAIT_LIMIT_MS = 10_000;
/** Waiting ends when free memory has not grown for this long. */
const STILL_LIMIT_MS = 1_000;
const POLL_MS = 100;
/** Beyond this part of the free memory, measuring does not choose to go. */
const COMFORT = 0.8;

/**
 * Waits for as long as the memory of an earlier model comes back. Weights that are mapped from their file are no reason to refuse:
 * their pages can be dropped and read again, so that a model larger than memory runs, slowly, where someone wants that. Contexts
 * cannot be dropped.
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
  const shortfall = `weights (${gigabytes(weights)}) and context (${gigabytes(context)}) need more than the ${gigabytes(free)} of memory that are free`;
  if (!isMapped) throw shortage(file, shortfall);
  return [`${shortfall}: parts of the file will be read again and again`];
}

/**
 * The same for a model that a GPU holds, once it is there: only then is it known how much of it is.
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

/** The same for a model that a GPU holds, once it is there. */
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

/** What one conversation needs on the CPU alone, in bytes. */
export function memoryNeed(insights: GgufInsights, base: ContextBase): { weights: number; context: number } {
  return { weights: weightsNeed(insights), context: contextNeed(insights, base, 1).cpuRam };
}

function weightsNeed(insights: GgufInsights): number {
  return insights.estimateModelResourceRequirements({ gpuLayers: 0 }).cpuRam;
}

/** The library's newer estimate makes a context's bookkeeping for real, which is what must not happen here. */
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

function contextShortage({ contextSize }: ContextBase, parallel: number, needed: number, free: number): string {
  const what =
    parallel === 1 ? `a context of ${contextSize} tokens needs` : `${parallel} contexts of ${contextSize} tokens need`;
  const remedy = parallel === 1 ? 'lower --context' : 'lower --parallel or --context';
  return `${what} ${gigabytes(needed)}, and ${gigabytes(free)} are free; ${remedy}`;
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

/** macOS counts memory as used that it would give up at once, so that only what it has in all says anything. */
function available(): number {
  return os.platform() === 'darwin' ? os.totalmem() : os.freemem();
}

function shortage(file: string, reason: string): ModelFailure {
  return new ModelFailure('load-failed', `${file}: ${reason}`, { isFatal: true });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

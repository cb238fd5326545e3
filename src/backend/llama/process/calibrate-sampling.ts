// Inside the model process: whether several conversations' tokens are drawn side by side, and by how many threads. What is drawn is the same
// either way. Start at `openDrawing`.
import type { Context } from './llama-cpp/context.ts';
import { type Draw, drawInTurn, type Lane } from './llama-cpp/draw.ts';
import type { Chain } from './llama-cpp/sampler-chain.ts';
import type { SideBySide } from './llama-cpp/side-by-side.ts';
import { median } from './median.ts';

export interface Drawing {
  draw: Draw;
  /** 1: one after another. */
  threads: number;
  /** The measurements behind that number; null if it was given, or if there was nothing to choose from. */
  measured: SamplingTime[] | null;
  close(): void;
}

/** The median of a step of all conversations. */
interface SamplingTime {
  threads: number;
  /** The part of `stepMs` in which tokens are drawn. */
  samplingMs: number;
  stepMs: number;
}

interface Options {
  /** Threads, this one included; `auto`: by measuring. */
  threads: number | 'auto';
  /** Threads, this one included, that llama.cpp's own leave free. */
  free: number;
  /** As many conversations as the context has sequences. */
  context: Context;
  startToken: number;
  openChain: () => Chain;
  open: (threads: number) => SideBySide;
}

/** What is worth it: a part of the whole step. */
const WORTH = 0.05;
/** More threads must save that much more. */
const WORTH_MORE = 0.01;
const STEPS = 12;
const LIMIT_MS = 300;
/** Each takes memory, about 10 MB. */
const MOST_THREADS = 16;

export function openDrawing(options: Options): Drawing {
  const { context, threads, free, open } = options;
  const inTurn = { draw: drawInTurn, threads: 1, close() {} };
  const openWith = (count: number): SideBySide => (count < 2 ? inTurn : open(count));
  if (threads !== 'auto') return { ...openWith(threads), measured: null };
  const most = Math.min(free, context.settings.sequences, MOST_THREADS);
  if (most < 2) return { ...inTurn, measured: null };
  const measured = measureSampling(most, (count) => {
    const crew = openWith(count);
    try {
      return measure(options, crew.draw);
    } finally {
      crew.close();
    }
  });
  return { ...openWith(fastest(measured)), measured };
}

/**
 * @public Tests decide by times of their own.
 * One thread first; more only where they could save enough if they shared the work without any loss.
 */
export function measureSampling(
  most: number,
  measureWith: (threads: number) => Omit<SamplingTime, 'threads'>,
): SamplingTime[] {
  const alone = { threads: 1, ...measureWith(1) };
  const measured: SamplingTime[] = [alone];
  for (const threads of candidates(most)) {
    const best = measured.find((time) => time.threads === fastest(measured)) ?? alone;
    if (best.samplingMs - alone.samplingMs / threads >= needed(alone, best))
      measured.push({ threads, ...measureWith(threads) });
  }
  return measured;
}

/** @public The smallest number that no greater one is worth more than. */
export function fastest([alone, ...others]: readonly SamplingTime[]): number {
  if (!alone) return 1;
  let best = alone;
  for (const time of others) if (best.samplingMs - time.samplingMs >= needed(alone, best)) best = time;
  return best.threads;
}

/** What more threads than the best so far must save, in milliseconds. */
function needed(alone: SamplingTime, best: SamplingTime): number {
  return alone.stepMs * (best === alone ? WORTH : WORTH_MORE);
}

/** Doubling, and as many as there can be. */
function candidates(most: number): number[] {
  return [2, 4, 8, 12].filter((count) => count < most).concat(most);
}

function measure({ context, startToken, openChain }: Options, draw: Draw): Omit<SamplingTime, 'threads'> {
  const { sequences } = context.settings;
  const numbers = Array.from({ length: sequences }, (_, number) => number);
  const lanes: Lane[] = numbers.map((number) => ({ chain: openChain(), place: number, row: number }));
  const times: { samplingMs: number; stepMs: number }[] = [];
  const started = performance.now();
  for (const number of numbers) context.forget(number, 0);
  for (let step = 0; step <= STEPS && (step < 2 || performance.now() - started < LIMIT_MS); step++) {
    const before = performance.now();
    for (const number of numbers) context.add(startToken, step, number, true);
    context.decode();
    // Reading waits for what a GPU is still computing.
    context.row(sequences - 1);
    const between = performance.now();
    draw(context, lanes);
    const after = performance.now();
    times.push({ samplingMs: after - between, stepMs: after - before });
  }
  for (const number of numbers) context.forget(number, 0);
  for (const { chain } of lanes) chain.close();
  // The first step includes warming up.
  const steady = times.slice(1);
  return {
    samplingMs: median(steady.map(({ samplingMs }) => samplingMs)),
    stepMs: median(steady.map(({ stepMs }) => stepMs)),
  };
}

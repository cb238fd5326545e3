// Inside the model process: how many parallel conversations are fastest, and whether handing over a state is faster than evaluating.
// Start at `measureParallel`.
import type { LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import type { ParallelSpeed } from '../protocol.ts';
import { asTokens, type ContextBase, contextOptions } from './context.ts';
import { handOver } from './hand-over.ts';

const CONTEXT_SIZE = 256;
const ROUNDS = 2;
const ROUND_LIMIT_MS = 350;
/** In total; every number is measured at least once. */
const TOTAL_LIMIT_MS = 4_000;
const STEPS_PER_ROUND = 16;
/** The smaller of two numbers is chosen if it is nearly as fast: it needs less memory. */
const NEARLY = 0.97;

/** A GPU can take more before it is busy. */
export function parallelCandidates(isOnGpu: boolean): number[] {
  return isOnGpu ? [1, 2, 4, 8, 16] : [1, 2, 4, 8];
}

/** Generation speed in lock-step, all conversations together; the best of several interleaved rounds. */
export async function measureParallel(
  model: LlamaModel,
  base: ContextBase,
  threads: number,
  candidates: readonly number[],
): Promise<ParallelSpeed[]> {
  const started = performance.now();
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const parallel of candidates) {
      if (best.has(parallel) && performance.now() - started > TOTAL_LIMIT_MS) continue;
      const options = contextOptions({ ...base, ...smallContext(base, CONTEXT_SIZE) }, threads, parallel);
      const context = await model.createContext(options);
      try {
        const stepMs = await medianStep(context, startToken(model));
        best.set(parallel, Math.max(best.get(parallel) ?? 0, (parallel * 1_000) / stepMs));
      } finally {
        await context.dispose();
      }
    }
  }
  return [...best].map(([parallel, tokensPerSecond]) => ({ parallel, tokensPerSecond }));
}

/** The fastest of those that fit into memory. */
export function fastestParallel(speeds: readonly ParallelSpeed[], most: number): number {
  const possible = speeds.filter(({ parallel }) => parallel <= most).sort((a, b) => a.parallel - b.parallel);
  const fastest = Math.max(...possible.map(({ tokensPerSecond }) => tokensPerSecond));
  return possible.find(({ tokensPerSecond }) => tokensPerSecond >= fastest * NEARLY)?.parallel ?? 1;
}

/** From this many common tokens of two prompts, handing over a state is worth writing its file. */
const SHARED_PREFIX_TOKENS = 256;
const CHUNK = 64;
const EVALUATE_LIMIT_MS = 1_000;
/** It must be this much faster, because more than the common part is handed over. */
const CLEARLY = 2;

/** @returns null if evaluating is about as fast */
export async function measureSharedPrefix(
  model: LlamaModel,
  base: ContextBase,
  threads: number,
  directory: string,
): Promise<number | null> {
  const small = smallContext(base, 2 * SHARED_PREFIX_TOKENS);
  const context = await model.createContext(contextOptions({ ...base, ...small }, threads, 2));
  try {
    const [from, to] = [context.getSequence(), context.getSequence()];
    if (from.needsCheckpoints) return null;
    const chunk = Array<Token>(CHUNK).fill(startToken(model));
    const started = performance.now();
    // A slow model's speed is known before all tokens are evaluated, and so is the cost of its state.
    while (from.nextTokenIndex < SHARED_PREFIX_TOKENS && performance.now() - started < EVALUATE_LIMIT_MS) {
      await from.evaluateWithoutGeneratingNewTokens(chunk);
    }
    const evaluated = performance.now();
    await handOver(from, to, directory);
    const handedOver = performance.now();
    return (handedOver - evaluated) * CLEARLY < evaluated - started ? SHARED_PREFIX_TOKENS : null;
  } finally {
    await context.dispose();
  }
}

function smallContext({ contextSize, batchSize }: ContextBase, wanted: number) {
  const size = Math.min(contextSize, wanted);
  return { contextSize: size, batchSize: Math.min(batchSize, size) };
}

async function medianStep(context: LlamaContext, start: Token): Promise<number> {
  const generators = Array.from({ length: context.totalSequences }, () =>
    context.getSequence().evaluate([start], { temperature: 0, yieldEogToken: true }),
  );
  const times: number[] = [];
  const started = performance.now();
  let last = started;
  // The first step includes warming up.
  while (times.length < 2 || (times.length <= STEPS_PER_ROUND && last - started < ROUND_LIMIT_MS)) {
    await Promise.all(generators.map((generator) => generator.next()));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  await Promise.all(generators.map((generator) => generator.return(undefined)));
  const steady = times.slice(1).sort((a, b) => a - b);
  return steady[Math.floor(steady.length / 2)] ?? Number.POSITIVE_INFINITY;
}

function startToken(model: LlamaModel): Token {
  const [start] = asTokens([model.tokens.bos ?? model.tokens.eos ?? 0]);
  if (start === undefined) throw new Error('a list of one has a first');
  return start;
}

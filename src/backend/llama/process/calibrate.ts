import type { LlamaModel } from 'node-llama-cpp';
import type { LoadOptions } from '../protocol.ts';
import { asTokens, contextOptions } from './context.ts';

interface Calibration {
  threads: number;
  /** Median time of one generated token, by number of threads. */
  measured: { threads: number; msPerToken: number }[];
}

/** A small context is enough: early in a conversation, the weights take most of the time. */
const CONTEXT_SIZE = 256;
const ROUNDS = 3;
const TOKENS_PER_ROUND = 24;
const ROUND_LIMIT_MS = 600;
/** In total; the first round is always finished. */
const TOTAL_LIMIT_MS = 6_000;
/** A candidate this much slower than the best of the first round is not measured again. */
const HOPELESS = 1.5;

/**
 * Finds the number of threads that generates fastest. More is not always better: with all cores busy, llama.cpp's spinning threads wait
 * for each other (down to a fiftieth of the speed). Rounds are interleaved so that a passing load affects all alike; the median of the
 * best round counts.
 */
export async function calibrateThreads(
  model: LlamaModel,
  base: { batchSize: number; kvType: LoadOptions['kvType'] },
  cores: number,
): Promise<Calibration> {
  const started = performance.now();
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const fastest = Math.min(...best.values());
    for (const threads of candidateThreads(cores)) {
      const known = best.get(threads);
      const isLate = performance.now() - started > TOTAL_LIMIT_MS;
      if (known !== undefined && (isLate || known > fastest * HOPELESS)) continue;
      const time = await timeOneRound(model, base, threads);
      best.set(threads, Math.min(known ?? Number.POSITIVE_INFINITY, time));
    }
  }
  const measured = [...best].map(([threads, msPerToken]) => ({ threads, msPerToken }));
  const winner = measured.reduce((a, b) => (b.msPerToken < a.msPerToken ? b : a));
  return { threads: winner.threads, measured };
}

/** Every number up to 8, then every fourth: on large machines the curve is flat near its maximum. */
function candidateThreads(cores: number): number[] {
  return Array.from({ length: cores }, (_, index) => index + 1).filter(
    (threads) => threads <= 8 || threads % 4 === 0 || threads >= cores - 1,
  );
}

async function timeOneRound(
  model: LlamaModel,
  base: { batchSize: number; kvType: LoadOptions['kvType'] },
  threads: number,
): Promise<number> {
  const context = await model.createContext(
    contextOptions({ ...base, contextSize: CONTEXT_SIZE, batchSize: Math.min(base.batchSize, CONTEXT_SIZE) }, threads),
  );
  try {
    const times: number[] = [];
    const started = performance.now();
    let last = started;
    const start = model.tokens.bos ?? model.tokens.eos ?? 0;
    for await (const _ of context.getSequence().evaluate(asTokens([start]), { temperature: 0, yieldEogToken: true })) {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (times.length > TOKENS_PER_ROUND || (times.length > 2 && now - started > ROUND_LIMIT_MS)) break;
    }
    // The first token includes warming up.
    const steady = times.slice(1).sort((a, b) => a - b);
    return steady[Math.floor(steady.length / 2)] ?? Number.POSITIVE_INFINITY;
  } finally {
    await context.dispose();
  }
}

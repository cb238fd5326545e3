// Inside the model process: thread pools by their number of threads, each started when it is first needed. Start at `openPools`.
import type { LlamaFunctions } from './llama-cpp/abi.ts';
import type { Context } from './llama-cpp/context.ts';
import { openThreadPool, type ThreadPool } from './llama-cpp/thread-pool.ts';

export interface Pools {
  of(threads: number): ThreadPool;
  /**
   * Gives a context so many threads, and ends all others: threads that have nothing to do keep looking for work for a while, and take the cores
   * of those that have. No other context may use them.
   */
  give(context: Pick<Context, 'use'>, threads: number): void;
  /** Ends all but one. No context may use them. */
  closeOthers(kept: ThreadPool | null): void;
}

export function openPools(c: LlamaFunctions): Pools {
  const pools = new Map<number, ThreadPool>();
  const of = (threads: number): ThreadPool => {
    const pool = pools.get(threads) ?? openThreadPool(c, threads);
    pools.set(threads, pool);
    return pool;
  };
  const closeOthers = (kept: ThreadPool | null): void => {
    for (const pool of pools.values()) {
      if (pool === kept) continue;
      pool.close();
      pools.delete(pool.threads);
    }
  };
  return {
    of,
    give(context, threads) {
      const pool = of(threads);
      context.use(pool);
      closeOthers(pool);
    },
    closeOthers,
  };
}

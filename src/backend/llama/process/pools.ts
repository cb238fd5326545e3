// Inside the model process: thread pools by their number of threads, each started when it is first needed. Start at `openPools`.
import type { LlamaFunctions } from './llama-cpp/abi.ts';
import { openThreadPool, type ThreadPool } from './llama-cpp/thread-pool.ts';

export interface Pools {
  of(threads: number): ThreadPool;
  /** Ends all but one. No context may use them. */
  closeOthers(kept: ThreadPool | null): void;
}

export function openPools(c: LlamaFunctions): Pools {
  const pools = new Map<number, ThreadPool>();
  return {
    of(threads) {
      const pool = pools.get(threads) ?? openThreadPool(c, threads);
      pools.set(threads, pool);
      return pool;
    },
    closeOthers(kept) {
      for (const pool of pools.values()) {
        if (pool === kept) continue;
        pool.close();
        pools.delete(pool.threads);
      }
    },
  };
}

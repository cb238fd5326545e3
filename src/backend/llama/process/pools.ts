// Inside the model process: thread pools by their number of threads, each started when it is first needed. Start at `openPools`.
import type { LlamaFunctions } from './llama-cpp/abi.ts';
import { openThreadPool, type ThreadPool } from './llama-cpp/thread-pool.ts';

export interface Pools {
  of(threads: number): ThreadPool;
  /** Ends all but one. No context that has computed with them may be open. */
  closeOthers(kept: ThreadPool | null): void;
}

/**
 * A context that is given another pool keeps hold of the one before until its next batch, and puts it to sleep then. A pool that had been freed by
 * that time would be memory of others. So pools stay, and sleep, as long as a context may have used them.
 */
export function openPools(c: LlamaFunctions, open: typeof openThreadPool = openThreadPool): Pools {
  const pools = new Map<number, ThreadPool>();
  return {
    of(threads) {
      const pool = pools.get(threads) ?? open(c, threads);
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

import type { Token } from 'node-llama-cpp';
import type { LoadOptions } from '../protocol.ts';

export interface ContextBase {
  /** Of each sequence. */
  contextSize: number;
  batchSize: number;
  kvType: LoadOptions['kvType'];
}

/** Everything that changes the numbers is said, nothing left to a default of the library. */
export function contextOptions(base: ContextBase, threads: number, sequences = 1) {
  const type = kvTypeName(base.kvType);
  return {
    contextSize: base.contextSize,
    batchSize: base.batchSize,
    sequences,
    flashAttention: 'auto',
    threads: { ideal: threads, min: threads },
    experimentalKvCacheKeyType: type,
    experimentalKvCacheValueType: type,
    failedCreationRemedy: false,
  } as const;
}

/** As the library spells it. */
export function kvTypeName(kvType: LoadOptions['kvType']) {
  const type = kvType.toUpperCase();
  if (!isKvTypeName(type)) throw new Error(`unknown KV cache type ${type}`);
  return type;
}

function isKvTypeName(name: string): name is 'F16' | 'F32' | 'BF16' | 'Q8_0' | 'Q5_1' | 'Q5_0' | 'Q4_1' | 'Q4_0' {
  return ['F16', 'F32', 'BF16', 'Q8_0', 'Q5_1', 'Q5_0', 'Q4_1', 'Q4_0'].includes(name);
}

/** node-llama-cpp brands its token ids; ours are plain numbers that came from it, hence the cast. */
export function asTokens(ids: readonly number[]): Token[] {
  return [...ids] as Token[];
}

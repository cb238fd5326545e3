import type { Token } from 'node-llama-cpp';
import type { KvType } from '../../../core/play-choices.ts';

export interface ContextBase {
  /** Per sequence. */
  contextSize: number;
  batchSize: number;
  kvType: KvType;
}

/** Everything that changes the numbers is set explicitly; nothing is left to the library's defaults. */
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

/** As the library spells it. TypeScript does not track `toUpperCase`, hence the cast. */
export function kvTypeName(kvType: KvType): Uppercase<KvType> {
  return kvType.toUpperCase() as Uppercase<KvType>;
}

/** node-llama-cpp brands its token ids; ours are plain numbers that came from it, hence the cast. */
export function asTokens(ids: readonly number[]): Token[] {
  return [...ids] as Token[];
}

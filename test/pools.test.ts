// Thread pools of llama.cpp: when they end. A context keeps hold of the one before until its next batch.
import { expect, it } from 'vitest';
import { calibrateThreads } from '../dist/backend/llama/process/calibrate.js';
import type { LlamaFunctions } from '../dist/backend/llama/process/llama-cpp/abi.js';
import type { Context } from '../dist/backend/llama/process/llama-cpp/context.js';
import { openPools } from '../dist/backend/llama/process/pools.js';

it('stay open while a context that has used them is', () => {
  const events: string[] = [];
  const none: Partial<LlamaFunctions> = {};
  const pools = openPools(none as LlamaFunctions, (_c, threads) => {
    events.push(`open ${threads}`);
    return { threads, pointer: 0n, close: () => void events.push(`close ${threads}`) };
  });
  const context: Partial<Context> = {
    use: ({ threads }) => void events.push(`use ${threads}`),
    add: () => 0,
    decode: () => true,
    row: () => new Float32Array(),
    forget: () => true,
  };
  calibrateThreads(context as Context, { cores: 3, isOnGpu: false, startToken: 0, pools });
  expect(events.slice(0, 6)).toEqual(['open 1', 'use 1', 'open 2', 'use 2', 'open 3', 'use 3']);
  expect(events.filter((event) => event.startsWith('close'))).toEqual([]);
  pools.closeOthers(pools.of(2));
  expect(events.slice(-2)).toEqual(['close 1', 'close 3']);
  pools.closeOthers(null);
  expect(events.at(-1)).toBe('close 2');
});

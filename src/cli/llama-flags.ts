// Flags about running GGUF files, for every command that does. Start at `llamaFlags`.
import { InvalidArgumentError } from 'commander';
import type { LlamaOptions } from '../backend/llama/llama.ts';
import { DEFAULT_LIMITS, type Limits } from '../core/limits.ts';
import type { KvType } from '../registry/schema.ts';
import { type Flags, integer } from './flags.ts';

export interface LlamaFlagOptions {
  gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off';
  gpuLayers: 'auto' | 'max' | number | null;
  threads: number | null;
  context: number | null;
  kvType: KvType | null;
  engine: 'auto' | 'prebuilt' | 'openmp';
  limit: string[];
}

/** What a timer can hold: 2^31 − 1 milliseconds. */
const MAX_SECONDS = 2_147_483;

const KV_TYPES = ['f16', 'f32', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0'] as const;

export const llamaFlags: Flags<LlamaFlagOptions> = {
  gpu: {
    flag: '--gpu <type>',
    help: 'what to compute on',
    fallback: 'auto',
    parse: (value) => (value === 'cuda' || value === 'vulkan' || value === 'metal' || value === 'off' ? value : 'auto'),
    choices: ['auto', 'cuda', 'vulkan', 'metal', 'off'],
  },
  gpuLayers: {
    flag: '--gpu-layers <n>',
    help: 'layers on the GPU: a number, auto or max (default: auto, or what the model entry says)',
    fallback: null,
    parse: (value) => (value === 'auto' || value === 'max' ? value : integer({ from: 0 })(value)),
  },
  threads: {
    flag: '--threads <n>',
    help: 'CPU threads (default: measured once per machine and file)',
    fallback: null,
    parse: integer({ from: 1, to: 1_024 }),
  },
  context: {
    flag: '--context <tokens>',
    help: 'context size (default: what the model was trained on, at most 8192)',
    fallback: null,
    parse: integer({ from: 64 }),
  },
  kvType: {
    flag: '--kv-type <type>',
    help: 'type of the KV cache; default f16',
    fallback: null,
    parse: (value) => KV_TYPES.find((type) => type === value) ?? null,
    choices: KV_TYPES,
  },
  engine: {
    flag: '--engine <build>',
    help: 'llama.cpp binary: auto takes the one made by npm run build:openmp where there is one',
    fallback: 'auto',
    parse: (value) => (value === 'prebuilt' || value === 'openmp' ? value : 'auto'),
    choices: ['auto', 'prebuilt', 'openmp'],
  },
  limit: {
    flag: '--limit <what=seconds>',
    help: 'time limits: load=600, first-token=300, idle=60, total=1800; may be repeated',
    fallback: [],
    parse: (value, before) => {
      const seconds = Number(value.split('=')[1]);
      if (!/^(load|first-token|idle|total)=\d+(\.\d+)?$/.test(value) || seconds <= 0 || seconds > MAX_SECONDS)
        throw new InvalidArgumentError('load, first-token, idle or total, then = and seconds');
      return [...before, value];
    },
  },
};

export function llamaRequestOf({ gpu, gpuLayers, threads, context, kvType, engine }: LlamaFlagOptions): LlamaOptions {
  return { gpu, gpuLayers, threads, contextSize: context, kvType, engine };
}

export function limitsOf({ limit }: LlamaFlagOptions): Limits {
  const given = new Map(limit.map((each) => [each.split('=')[0], Number(each.split('=')[1]) * 1_000]));
  return {
    loadMs: given.get('load') ?? DEFAULT_LIMITS.loadMs,
    firstTokenMs: given.get('first-token') ?? DEFAULT_LIMITS.firstTokenMs,
    idleMs: given.get('idle') ?? DEFAULT_LIMITS.idleMs,
    totalMs: given.get('total') ?? DEFAULT_LIMITS.totalMs,
  };
}

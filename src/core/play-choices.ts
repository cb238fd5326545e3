// The choices for playing conversations, as plain lists: flags name them without loading a schema library. `play-options.ts` has the
// schemas for them.

/** strict: one conversation at a time, reproducible; fast: several at once, in one batch. */
export const MODES = ['strict', 'fast'] as const;
export type Mode = (typeof MODES)[number];

/** What happens if prompt and reply do not fit the context: the conversation fails, or its oldest turns are dropped. */
export const OVERFLOWS = ['error', 'drop-oldest'] as const;
export type OnOverflow = (typeof OVERFLOWS)[number];

/** Where llama.cpp should compute. */
export const GPU_TYPES = ['auto', 'cuda', 'vulkan', 'metal', 'off'] as const;
export type GpuType = (typeof GPU_TYPES)[number];

export type GpuLayers = 'auto' | 'max' | number;

/** KV cache types that llama.cpp evaluates on every backend. */
export const KV_TYPES = ['f16', 'f32', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0'] as const;
export type KvType = (typeof KV_TYPES)[number];

/** llama.cpp's names: one GPU has the whole model, each has some of its layers, or each has rows of every tensor. */
export const SPLIT_MODES = ['none', 'layer', 'row'] as const;
export type SplitMode = (typeof SPLIT_MODES)[number];

/** auto: where llama.cpp finds it for every layer. */
export const FLASH_ATTENTIONS = ['auto', 'on', 'off'] as const;
export type FlashAttention = (typeof FLASH_ATTENTIONS)[number];

/** The binary from npm, or one compiled on this machine; auto uses the latter if there is one. */
export const ENGINE_BUILDS = ['auto', 'prebuilt', 'openmp'] as const;
export type EngineBuild = (typeof ENGINE_BUILDS)[number];

/** Options for running GGUF files; null: not given. */
export interface LlamaOptions {
  gpu: GpuType;
  gpuLayers: GpuLayers | null;
  splitMode: SplitMode | null;
  /** Its number among those of its kind, from 0. */
  mainGpu: number | null;
  threads: number | null;
  /** In tokens. */
  contextSize: number | null;
  kvType: KvType | null;
  flashAttention: FlashAttention;
  engine: EngineBuild;
}

export const DEFAULT_LLAMA_OPTIONS: LlamaOptions = {
  gpu: 'auto',
  gpuLayers: null,
  splitMode: null,
  mainGpu: null,
  threads: null,
  contextSize: null,
  kvType: null,
  flashAttention: 'auto',
  engine: 'auto',
};

/** Seeds are 32 bits wide, and llama.cpp treats the largest value as "random". */
export const GREATEST_SEED = 0xffff_fffe;

import { z } from 'zod';
import {
  ENGINE_BUILDS,
  FLASH_ATTENTIONS,
  GPU_TYPES,
  KV_TYPES,
  type LlamaOptions,
  MODES,
  OVERFLOWS,
  SPLIT_MODES,
} from './play-choices.ts';

export const ModeSchema = z.enum(MODES);
export const OnOverflowSchema = z.enum(OVERFLOWS);
export const KvTypeSchema = z.enum(KV_TYPES);
export const SplitModeSchema = z.enum(SPLIT_MODES);
export const MainGpuSchema = z.number().int().min(0).max(255);
export const GpuLayersSchema = z.union([z.literal('auto'), z.literal('max'), z.number().int().min(0)]);

export const LlamaOptionsSchema: z.ZodType<LlamaOptions> = z.object({
  gpu: z.enum(GPU_TYPES),
  gpuLayers: GpuLayersSchema.nullable(),
  // Older records have no such choices.
  splitMode: SplitModeSchema.nullable().default(null),
  mainGpu: MainGpuSchema.nullable().default(null),
  threads: z.number().int().nullable(),
  contextSize: z.number().int().nullable(),
  kvType: KvTypeSchema.nullable(),
  // Older records have no such choice.
  flashAttention: z.enum(FLASH_ATTENTIONS).default('auto'),
  engine: z.enum(ENGINE_BUILDS),
});

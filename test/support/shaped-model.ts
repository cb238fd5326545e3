// Headers of models as large as real ones, over a file that takes no room on the disk: what they need in memory can be asked of llama.cpp
// without a weight of them. Start at `writeShapedModel`.
import { truncate, writeFile } from 'node:fs/promises';
import { encodeGguf, type MetadataValue } from './gguf-writer.ts';

export interface Shape {
  architecture: string;
  layers: number;
  width: number;
  vocabulary: number;
  /** Under the architecture's name. */
  sizes: Readonly<Record<string, number | number[] | string>>;
  /** Of one layer, by the name after `blk.N.`, innermost dimension first. */
  layer: (layer: number) => Readonly<Record<string, readonly number[]>>;
  /** Besides the embedding. */
  others: Readonly<Record<string, readonly number[]>>;
}

const F32 = 0;
const Q8_0 = 8;

/** Matrices whose rows are whole blocks are Q8_0, others F32. */
export async function writeShapedModel(file: string, shape: Shape): Promise<void> {
  const { architecture, width, vocabulary } = shape;
  const layers = Array.from({ length: shape.layers }, (_, index) =>
    Object.entries(shape.layer(index)).map(([name, sizes]) => [`blk.${index}.${name}`, sizes] as const),
  ).flat();
  const all = [['token_embd.weight', [width, vocabulary]] as const, ...layers, ...Object.entries(shape.others)];
  const tensors = all.map(([name, sizes]) => {
    const isMatrix =
      sizes.length > 1 && (sizes[0] ?? 0) % 32 === 0 && !/ssm_conv1d|shortconv\.conv|ssm_(a|norm)/.test(name);
    const count = sizes.reduce((product, size) => product * size, 1);
    return { name, shape: sizes, type: isMatrix ? Q8_0 : F32, bytes: isMatrix ? (count / 32) * 34 : count * 4 };
  });
  const sizes = {
    block_count: shape.layers,
    context_length: 131_072,
    embedding_length: width,
    vocab_size: vocabulary,
    ...shape.sizes,
  };
  const metadata = new Map<string, MetadataValue>([
    ['general.architecture', { type: 'string', value: architecture }],
    ['tokenizer.ggml.model', { type: 'string', value: 'none' }],
    ...Object.entries(sizes).map(([key, value]) => [`${architecture}.${key}`, encoded(key, value)] as const),
  ]);
  const head = encodeGguf(
    metadata,
    tensors.map(({ name, shape: dimensions, type }) => ({ name, shape: dimensions, type, data: new Uint8Array(0) })),
  );
  let at = head.indexOf(nameOf('token_embd.weight'));
  let offset = 0;
  for (const { name, shape: dimensions, bytes } of tensors) {
    at += nameOf(name).length + 4 + 8 * dimensions.length + 4;
    at = head.writeBigUInt64LE(BigInt(offset), at);
    offset += Math.ceil(bytes / 32) * 32;
  }
  await writeFile(file, head);
  await truncate(file, head.length + offset);
}

function nameOf(name: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(name.length));
  return Buffer.concat([length, Buffer.from(name)]);
}

function encoded(key: string, value: number | number[] | string): MetadataValue {
  if (typeof value === 'string') return { type: 'string', value };
  if (Array.isArray(value)) return { type: 'ints', value };
  return { type: /epsilon|scale|freq_base|softcapping/.test(key) ? 'float32' : 'uint32', value };
}

interface Attention {
  heads: number;
  keyValueHeads: number;
  head: number;
}
const EPSILON = { 'attention.layer_norm_rms_epsilon': 1e-6 };

function attentionSizes({ heads, keyValueHeads, head }: Attention) {
  return {
    ...{ 'attention.head_count': heads, 'attention.head_count_kv': keyValueHeads },
    ...{ 'attention.key_length': head, 'attention.value_length': head, 'rope.dimension_count': head },
    ...EPSILON,
  };
}
function attention(width: number, { heads, keyValueHeads, head }: Attention) {
  return {
    ...norm(width, 'attn_norm'),
    'attn_q.weight': [width, heads * head],
    'attn_k.weight': [width, keyValueHeads * head],
    'attn_v.weight': [width, keyValueHeads * head],
    'attn_output.weight': [heads * head, width],
  };
}
function feedForward(width: number, inner: number) {
  return {
    'ffn_gate.weight': [width, inner],
    'ffn_up.weight': [width, inner],
    'ffn_down.weight': [inner, width],
  };
}
function experts(width: number, inner: number, count: number) {
  return {
    'ffn_gate_inp.weight': [width, count],
    'ffn_gate_exps.weight': [width, inner, count],
    'ffn_up_exps.weight': [width, inner, count],
    'ffn_down_exps.weight': [inner, width, count],
  };
}
function norm(size: number, ...names: string[]): Record<string, number[]> {
  return Object.fromEntries(names.map((name) => [`${name}.weight`, [size]]));
}
function output(width: number, vocabulary: number) {
  return { ...norm(width, 'output_norm'), 'output.weight': [width, vocabulary] };
}

interface Dense extends Attention {
  architecture?: string;
  layers: number;
  width: number;
  inner: number;
  vocabulary: number;
  isTied?: boolean;
  sizes?: Shape['sizes'];
  layer?: Record<string, readonly number[]>;
}
function dense({
  architecture = 'llama',
  layers,
  width,
  inner,
  vocabulary,
  isTied,
  sizes,
  layer,
  ...heads
}: Dense): Shape {
  return {
    ...{ architecture, layers, width, vocabulary },
    sizes: { feed_forward_length: inner, ...attentionSizes(heads), ...sizes },
    layer: () => ({ ...attention(width, heads), ...norm(width, 'ffn_norm'), ...feedForward(width, inner), ...layer }),
    others: isTied ? norm(width, 'output_norm') : output(width, vocabulary),
  };
}

function qwenBias(width: number, keyValue: number) {
  return { 'attn_q.bias': [width], 'attn_k.bias': [keyValue], 'attn_v.bias': [keyValue] };
}
function mamba2(width: number, inner: number, state: number, heads: number) {
  const convolved = inner + 2 * state;
  return {
    'ssm_in.weight': [width, inner + convolved + heads],
    'ssm_conv1d.weight': [4, convolved],
    'ssm_conv1d.bias': [convolved],
    'ssm_dt.bias': [heads],
    ssm_a: [1, heads],
    ssm_d: [1, heads],
    'ssm_out.weight': [inner, width],
  };
}
const GEMMA_NORMS = ['post_attention_norm', 'post_ffw_norm'];

export const SHAPES: Readonly<Record<string, Shape>> = {
  'llama 1B': dense({
    layers: 16,
    width: 2048,
    inner: 8192,
    vocabulary: 128_256,
    heads: 32,
    keyValueHeads: 8,
    head: 64,
    isTied: true,
  }),
  'llama 2 7B': dense({
    layers: 32,
    width: 4096,
    inner: 11_008,
    vocabulary: 32_000,
    heads: 32,
    keyValueHeads: 32,
    head: 128,
  }),
  'llama 8B': dense({
    layers: 32,
    width: 4096,
    inner: 14_336,
    vocabulary: 128_256,
    heads: 32,
    keyValueHeads: 8,
    head: 128,
  }),
  'llama 70B': dense({
    layers: 80,
    width: 8192,
    inner: 28_672,
    vocabulary: 128_256,
    heads: 64,
    keyValueHeads: 8,
    head: 128,
  }),
  'qwen2.5 0.5B': dense({
    ...{ architecture: 'qwen2', layers: 24, width: 896, inner: 4864, vocabulary: 151_936 },
    ...{ heads: 14, keyValueHeads: 2, head: 64, isTied: true, layer: qwenBias(896, 128) },
  }),
  'qwen2.5 7B': dense({
    ...{ architecture: 'qwen2', layers: 28, width: 3584, inner: 18_944, vocabulary: 152_064 },
    ...{ heads: 28, keyValueHeads: 4, head: 128, layer: qwenBias(3584, 512) },
  }),
  'qwen3 0.6B': dense({
    ...{ architecture: 'qwen3', layers: 28, width: 1024, inner: 3072, vocabulary: 151_936 },
    ...{ heads: 16, keyValueHeads: 8, head: 128, isTied: true, layer: norm(128, 'attn_q_norm', 'attn_k_norm') },
  }),
  'qwen3 4B': dense({
    ...{ architecture: 'qwen3', layers: 36, width: 2560, inner: 9728, vocabulary: 151_936 },
    ...{ heads: 32, keyValueHeads: 8, head: 128, isTied: true, layer: norm(128, 'attn_q_norm', 'attn_k_norm') },
  }),
  'gemma 2 2B': dense({
    ...{ architecture: 'gemma2', layers: 26, width: 2304, inner: 9216, vocabulary: 256_000 },
    ...{ heads: 8, keyValueHeads: 4, head: 256, isTied: true, layer: norm(2304, ...GEMMA_NORMS) },
    sizes: { 'attention.sliding_window': 4096, attn_logit_softcapping: 50, final_logit_softcapping: 30 },
  }),
  'gemma 3 270M': dense({
    ...{ architecture: 'gemma3', layers: 18, width: 640, inner: 2048, vocabulary: 262_144 },
    ...{ heads: 4, keyValueHeads: 1, head: 256, isTied: true },
    layer: { ...norm(640, ...GEMMA_NORMS), ...norm(256, 'attn_q_norm', 'attn_k_norm') },
    sizes: { 'attention.sliding_window': 512 },
  }),
  'gemma 3 4B': dense({
    ...{ architecture: 'gemma3', layers: 34, width: 2560, inner: 10_240, vocabulary: 262_208 },
    ...{ heads: 8, keyValueHeads: 4, head: 256, isTied: true },
    layer: { ...norm(2560, ...GEMMA_NORMS), ...norm(256, 'attn_q_norm', 'attn_k_norm') },
    sizes: { 'attention.sliding_window': 1024 },
  }),
  'phi 3 mini': {
    ...{ architecture: 'phi3', layers: 32, width: 3072, vocabulary: 32_064 },
    sizes: { feed_forward_length: 8192, ...attentionSizes({ heads: 32, keyValueHeads: 32, head: 96 }) },
    layer: () => ({
      ...norm(3072, 'attn_norm', 'ffn_norm'),
      'attn_qkv.weight': [3072, 3 * 3072],
      'attn_output.weight': [3072, 3072],
      'ffn_up.weight': [3072, 2 * 8192],
      'ffn_down.weight': [8192, 3072],
    }),
    others: output(3072, 32_064),
  },
  'qwen3 30B with experts': {
    ...{ architecture: 'qwen3moe', layers: 48, width: 2048, vocabulary: 151_936 },
    sizes: {
      ...{ feed_forward_length: 6144, expert_count: 128, expert_used_count: 8, expert_feed_forward_length: 768 },
      ...attentionSizes({ heads: 32, keyValueHeads: 4, head: 128 }),
    },
    layer: () => ({
      ...attention(2048, { heads: 32, keyValueHeads: 4, head: 128 }),
      ...norm(128, 'attn_q_norm', 'attn_k_norm'),
      ...norm(2048, 'ffn_norm'),
      ...experts(2048, 768, 128),
    }),
    others: output(2048, 151_936),
  },
  'gpt-oss 20B': {
    ...{ architecture: 'gpt-oss', layers: 24, width: 2880, vocabulary: 201_088 },
    sizes: {
      ...{ feed_forward_length: 2880, expert_count: 32, expert_used_count: 4, expert_feed_forward_length: 2880 },
      ...{ ...attentionSizes({ heads: 64, keyValueHeads: 8, head: 64 }), 'attention.sliding_window': 128 },
    },
    layer: () => ({
      ...attention(2880, { heads: 64, keyValueHeads: 8, head: 64 }),
      ...norm(2880, 'post_attention_norm'),
      ...{ 'attn_q.bias': [4096], 'attn_k.bias': [512], 'attn_v.bias': [512], 'attn_output.bias': [2880] },
      ...{ 'attn_sinks.weight': [64], 'ffn_gate_inp.bias': [32], 'ffn_gate_exps.bias': [2880, 32] },
      ...{ 'ffn_down_exps.bias': [2880, 32], 'ffn_up_exps.bias': [2880, 32] },
      ...experts(2880, 2880, 32),
    }),
    others: output(2880, 201_088),
  },
  'deepseek 2 lite': {
    ...{ architecture: 'deepseek2', layers: 27, width: 2048, vocabulary: 102_400 },
    sizes: {
      ...{ feed_forward_length: 10_944, leading_dense_block_count: 1, ...EPSILON },
      ...{ expert_count: 64, expert_used_count: 6, expert_feed_forward_length: 1408, expert_shared_count: 2 },
      ...{ 'attention.head_count': 16, 'attention.head_count_kv': 1, 'attention.kv_lora_rank': 512 },
      ...{ 'attention.key_length': 576, 'attention.value_length': 512, 'rope.dimension_count': 64 },
      ...{ 'attention.key_length_mla': 192, 'attention.value_length_mla': 128, expert_weights_scale: 1 },
    },
    layer: (layer) => ({
      ...norm(2048, 'attn_norm', 'ffn_norm'),
      ...norm(512, 'attn_kv_a_norm'),
      'attn_q.weight': [2048, 16 * 192],
      'attn_kv_a_mqa.weight': [2048, 576],
      'attn_k_b.weight': [128, 512, 16],
      'attn_v_b.weight': [512, 128, 16],
      'attn_output.weight': [16 * 128, 2048],
      ...(layer === 0 ? feedForward(2048, 10_944) : experts(2048, 1408, 64)),
      ...(layer === 0
        ? {}
        : {
            'ffn_gate_shexp.weight': [2048, 2816],
            'ffn_up_shexp.weight': [2048, 2816],
            'ffn_down_shexp.weight': [2816, 2048],
          }),
    }),
    others: output(2048, 102_400),
  },
  'mamba 130M': {
    ...{ architecture: 'mamba', layers: 24, width: 768, vocabulary: 50_280 },
    sizes: {
      ...{ 'attention.head_count': 0, feed_forward_length: 0, ...EPSILON },
      ...{ 'ssm.conv_kernel': 4, 'ssm.inner_size': 1536, 'ssm.state_size': 16, 'ssm.time_step_rank': 48 },
    },
    layer: () => ({
      ...norm(768, 'attn_norm'),
      'ssm_in.weight': [768, 2 * 1536],
      'ssm_conv1d.weight': [4, 1536],
      'ssm_conv1d.bias': [1536],
      'ssm_x.weight': [1536, 80],
      'ssm_dt.weight': [48, 1536],
      'ssm_dt.bias': [1536],
      ssm_a: [16, 1536],
      ssm_d: [1536],
      'ssm_out.weight': [1536, 768],
    }),
    others: norm(768, 'output_norm'),
  },
  'mamba 2 130M': {
    ...{ architecture: 'mamba2', layers: 24, width: 768, vocabulary: 50_288 },
    sizes: {
      ...{ 'attention.head_count': 0, feed_forward_length: 0, ...EPSILON },
      ...{ 'ssm.conv_kernel': 4, 'ssm.inner_size': 1536, 'ssm.state_size': 128 },
      ...{ 'ssm.time_step_rank': 24, 'ssm.group_count': 1 },
    },
    layer: () => ({ ...norm(768, 'attn_norm'), ...mamba2(768, 1536, 128, 24), 'ssm_norm.weight': [1536, 1] }),
    others: norm(768, 'output_norm'),
  },
  'falcon h1 0.5B': {
    ...{ architecture: 'falcon-h1', layers: 36, width: 1024, vocabulary: 32_784 },
    sizes: {
      ...{ feed_forward_length: 2048, ...attentionSizes({ heads: 8, keyValueHeads: 2, head: 64 }) },
      ...{ 'ssm.conv_kernel': 4, 'ssm.inner_size': 1536, 'ssm.state_size': 128 },
      ...{ 'ssm.time_step_rank': 24, 'ssm.group_count': 1 },
    },
    layer: () => ({
      ...attention(1024, { heads: 8, keyValueHeads: 2, head: 64 }),
      ...mamba2(1024, 1536, 128, 24),
      ...feedForward(1024, 2048),
      ffn_norm: [1024],
    }),
    others: output(1024, 32_784),
  },
  'granite 4 350M': {
    ...{ architecture: 'granitehybrid', layers: 32, width: 768, vocabulary: 100_352 },
    sizes: {
      ...{ feed_forward_length: 2048, ...EPSILON, 'attention.head_count': 12 },
      'attention.head_count_kv': Array.from({ length: 32 }, (_, layer) => (layer % 8 === 5 ? 4 : 0)),
      ...{ 'ssm.conv_kernel': 4, 'ssm.inner_size': 1536, 'ssm.state_size': 128 },
      ...{ 'ssm.time_step_rank': 48, 'ssm.group_count': 1 },
    },
    layer: (layer) => ({
      ...feedForward(768, 2048),
      ...norm(768, 'attn_norm', 'ffn_norm'),
      ...(layer % 8 === 5
        ? attention(768, { heads: 12, keyValueHeads: 4, head: 64 })
        : { ...mamba2(768, 1536, 128, 48), 'ssm_norm.weight': [1536, 1] }),
    }),
    others: norm(768, 'output_norm'),
  },
  'lfm2 1.2B': {
    ...{ architecture: 'lfm2', layers: 16, width: 2048, vocabulary: 65_536 },
    sizes: {
      ...{ feed_forward_length: 8192, 'shortconv.l_cache': 3, ...EPSILON, 'attention.head_count': 32 },
      'attention.head_count_kv': Array.from({ length: 16 }, (_, layer) => (layer % 3 === 2 ? 8 : 0)),
    },
    layer: (layer) => ({
      ...feedForward(2048, 8192),
      ...norm(2048, 'attn_norm', 'ffn_norm'),
      ...(layer % 3 === 2
        ? { ...attention(2048, { heads: 32, keyValueHeads: 8, head: 64 }), ...norm(64, 'attn_q_norm', 'attn_k_norm') }
        : {
            'shortconv.conv.weight': [3, 2048],
            'shortconv.in_proj.weight': [2048, 3 * 2048],
            'shortconv.out_proj.weight': [2048, 2048],
          }),
    }),
    others: norm(2048, 'token_embd_norm'),
  },
  'qwen3.5 4B': {
    ...{ architecture: 'qwen35', layers: 32, width: 2560, vocabulary: 248_320 },
    sizes: {
      ...{ feed_forward_length: 9216, ...attentionSizes({ heads: 16, keyValueHeads: 4, head: 256 }) },
      ...{ 'rope.dimension_count': 64, 'rope.dimension_sections': [11, 11, 10, 0], full_attention_interval: 4 },
      ...{ 'ssm.conv_kernel': 4, 'ssm.inner_size': 4096, 'ssm.state_size': 128 },
      ...{ 'ssm.time_step_rank': 32, 'ssm.group_count': 16 },
    },
    layer: (layer) => {
      const rest = { ...feedForward(2560, 9216), ...norm(2560, 'attn_norm', 'post_attention_norm') };
      if (layer % 4 === 3)
        return {
          ...attention(2560, { heads: 16, keyValueHeads: 4, head: 256 }),
          ...rest,
          'attn_q.weight': [2560, 16 * 256 * 2],
          ...norm(256, 'attn_q_norm', 'attn_k_norm'),
        };
      return {
        ...rest,
        'attn_qkv.weight': [2560, 8192],
        'attn_gate.weight': [2560, 4096],
        'ssm_conv1d.weight': [4, 8192],
        'ssm_dt.bias': [32],
        ssm_a: [32],
        'ssm_beta.weight': [2560, 32],
        'ssm_alpha.weight': [2560, 32],
        'ssm_norm.weight': [128],
        'ssm_out.weight': [4096, 2560],
      };
    },
    others: norm(2560, 'output_norm'),
  },
};

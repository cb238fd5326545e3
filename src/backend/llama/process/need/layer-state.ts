// What each layer of a model keeps of a conversation: keys and values of every token, or a state of a fixed size. Sizes are those of
// the tensors that make them, as far as there are such; else what the metadata says. Start at `layerStates`.
import { asCount, countAt, valueAt } from '../gguf/metadata.ts';
import { type Header, isSupported } from '../header.ts';
import { windows } from './sliding-window.ts';
import { layerCount } from './weights.ts';

export interface LayerState {
  /** Numbers kept of each token, in the type of the KV cache. */
  keys: number;
  values: number;
  /** Only of so many of the last tokens; null: of all. */
  window: number | null;
  /** Numbers kept of each sequence, however long it is, of four bytes each. */
  fixed: number;
}

/** null: this architecture keeps something else, or its header does not tell. */
export function layerStates(header: Header): LayerState[] | null {
  if (!isSupported(header) || UNKNOWN.has(header.architecture)) return null;
  const rows = rowsByTensor(header);
  const kept = keepingLayers(header);
  const states = windows(header).map((window, layer) => {
    const state = layer < kept ? stateOf(header, layer, rows) : NOTHING;
    return state && { ...state, window };
  });
  if (!states.every((state) => state !== null)) return null;
  return states.some(({ keys, fixed }) => keys + fixed > 0) ? states : null;
}

/**
 * Not estimated: encoders and models that keep nothing of a text, sparse attention with an index of its own, recurrent models whose state
 * is made in another way, models that use their layers several times, and helpers of other models.
 */
const UNKNOWN: ReadonlySet<string> = new Set([
  ...['bert', 'nomic-bert', 'nomic-bert-moe', 'neo-bert', 'jina-bert-v2', 'jina-bert-v3', 'eurobert', 'modern-bert'],
  ...['gemma-embedding', 'wavtokenizer-dec', 'pockettts', 'dream', 'llada', 'llada-moe', 'rnd1', 't5', 't5encoder'],
  ...['minimax-m3', 'glm-dsa', 'deepseek32', 'deepseek4', 'dots3note', 'dflash', 'qwen4exp', 'graniteswitch'],
  ...['rwkv6', 'rwkv6qwen2', 'rwkv7', 'arwkv7', 'plamo2', 'kimi-linear', 'kimi-k3', 'bailingmoe3', 'minimax-01'],
  ...['gemma4-assistant', 'eagle3', 'clip', 'nanbeige'],
]);

const NOTHING = { keys: 0, values: 0, fixed: 0 };

/** The layers that predict several tokens at once are not loaded; only these architectures keep nothing for them. */
const DROPS_PREDICTORS: ReadonlySet<string> = new Set([
  ...['step35', 'hy_v3', 'mimo2', 'qwen3next', 'qwen35', 'qwen35moe', 'nemotron_h_moe'],
]);

/** Later layers look into the caches of these. */
function keepingLayers(header: Header): number {
  const { architecture, sizes } = header;
  const all = layerCount(header);
  if (architecture === 'gemma3n') return 20;
  if (architecture === 'gemma4') return all - (countAt(sizes, 'attention', 'shared_kv_layers') ?? 0);
  if (DROPS_PREDICTORS.has(architecture)) return all - (countAt(sizes, 'nextn_predict_layers') ?? 0);
  return all;
}

type Rows = ReadonlyMap<string, number>;

function rowsByTensor({ tensors }: Header): Rows {
  return new Map(tensors.map(({ name, dimensions }) => [name, dimensions[1] ?? 0]));
}

function stateOf(header: Header, layer: number, rows: Rows): Omit<LayerState, 'window'> | null {
  const at = (name: string): number | undefined => rows.get(`blk.${layer}.${name}.weight`);
  const isRecurrent = at('ssm_conv1d') !== undefined || at('shortconv.conv') !== undefined;
  const fixed = isRecurrent ? fixedState(header) : 0;
  if (fixed === null) return null;
  const key = at('attn_k');
  if (key !== undefined) return { keys: key, values: at('attn_v') ?? key, fixed };
  // A recurrent layer's own projection has the same name.
  const isFused = at('attn_qkv') !== undefined && !isRecurrent;
  if (!isFused && at('attn_kv_a_mqa') === undefined) return { keys: 0, values: 0, fixed };
  const told = toldSizes(header, layer);
  return told && { ...told, fixed };
}

function toldSizes({ sizes }: Header, layer: number): { keys: number; values: number } | null {
  const heads = perLayer(valueAt(sizes, 'attention', 'head_count'), layer);
  const width = countAt(sizes, 'embedding_length');
  if (heads === null || width === null || heads <= 0) return null;
  const keyHeads = perLayer(valueAt(sizes, 'attention', 'head_count_kv'), layer) ?? heads;
  const head = Math.floor(width / heads);
  // Multi-head latent attention makes the values out of the keys.
  const isLatent = countAt(sizes, 'attention', 'key_length_mla') !== null;
  return {
    keys: keyHeads * (countAt(sizes, 'attention', 'key_length') ?? head),
    values: isLatent ? 0 : keyHeads * (countAt(sizes, 'attention', 'value_length') ?? head),
  };
}

/** One number for all layers, or one for each. */
export function perLayer(value: unknown, layer: number): number | null {
  return asCount(Array.isArray(value) ? value[layer] : value);
}

/** llama.cpp's steps, in tokens. */
const PADDING = 256;

export function padded(tokens: number): number {
  return Math.ceil(tokens / PADDING) * PADDING;
}

/**
 * How many tokens a layer has room for.
 * @param contextSize padded
 * @param batch the tokens that are evaluated at once
 */
export function cellsOf({ window }: LayerState, contextSize: number, batch: number): number {
  return window === null ? contextSize : padded(Math.min(contextSize, window + batch));
}

/** As `n_embd_r` and `n_embd_s` of llama-hparams.cpp have it. */
function fixedState({ sizes }: Header): number | null {
  const shortCache = countAt(sizes, 'shortconv', 'l_cache');
  const width = countAt(sizes, 'embedding_length');
  if (shortCache !== null) return width && width * (shortCache - 1);
  const { kernel, inner, state, groups } = stateSizes(sizes);
  if (kernel === null || inner === null || state === null) return null;
  return Math.max(0, kernel - 1) * (inner + 2 * groups * state) + state * inner;
}

export function stateSizes(sizes: Header['sizes']) {
  return {
    kernel: countAt(sizes, 'ssm', 'conv_kernel'),
    inner: countAt(sizes, 'ssm', 'inner_size'),
    state: countAt(sizes, 'ssm', 'state_size'),
    groups: countAt(sizes, 'ssm', 'group_count') ?? 0,
  };
}

// A bigram model in Llama's clothes: the next token depends on the last one alone, and its probabilities are known in closed
// form. Attention and feed-forward add nothing (their output matrices are zero); an embedding is a unit vector, which RMS norm
// scales to √width, and the output matrix holds the logits divided by it.
import { encodeGguf, float32Tensor, type MetadataValue, type Tensor } from './gguf-writer.ts';

export interface ToyOptions {
  /** Pieces besides the 256 bytes and the control tokens; each becomes one token. */
  pieces: readonly string[];
  /** Extra control tokens, such as `<|im_end|>`. */
  controls?: readonly string[];
  /** Extra user-defined tokens. */
  userDefined?: readonly string[];
  /** Next piece → logit, by previous piece (or control). What is not named has logit −20. */
  bigrams: Readonly<Record<string, Readonly<Record<string, number>>>>;
  eos?: string;
  chatTemplate?: string;
  contextLength?: number;
  addBos?: boolean;
  metadata?: ReadonlyMap<string, MetadataValue>;
  /** Last chance to break a tensor. */
  mend?: (tensors: Tensor[]) => Tensor[];
}

const HEAD_SIZE = 32;
const FEED_FORWARD = 32;
const UNLIKELY = -20;

export function toyVocabulary(options: Pick<ToyOptions, 'pieces' | 'controls' | 'userDefined'>): string[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  return [
    '<unk>',
    '<s>',
    '</s>',
    ...(options.controls ?? []),
    ...(options.userDefined ?? []),
    ...bytes,
    ...options.pieces,
  ];
}

export function toyModel(options: ToyOptions): Buffer {
  const vocabulary = toyVocabulary(options);
  const controls = ['<s>', '</s>', ...(options.controls ?? [])];
  const width = Math.ceil(vocabulary.length / 32) * 32;
  const scale = Math.sqrt(width);
  const anything = vocabulary.map(() => UNLIKELY);
  const logits = vocabulary.map((previous) => {
    const row = options.bigrams[previous];
    return row ? vocabulary.map((next) => row[next] ?? UNLIKELY) : anything;
  });
  const typeOf = (token: string): number => {
    if (token === '<unk>') return 2;
    if (controls.includes(token)) return 3;
    if (options.userDefined?.includes(token)) return 4;
    return /^<0x[0-9A-F]{2}>$/.test(token) ? 6 : 1;
  };
  const metadata = new Map<string, MetadataValue>([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['general.name', { type: 'string', value: 'toy' }],
    ['general.file_type', { type: 'uint32', value: 0 }],
    ['llama.context_length', { type: 'uint32', value: options.contextLength ?? 512 }],
    ['llama.embedding_length', { type: 'uint32', value: width }],
    ['llama.block_count', { type: 'uint32', value: 1 }],
    ['llama.feed_forward_length', { type: 'uint32', value: FEED_FORWARD }],
    ['llama.attention.head_count', { type: 'uint32', value: 1 }],
    ['llama.attention.head_count_kv', { type: 'uint32', value: 1 }],
    ['llama.attention.key_length', { type: 'uint32', value: HEAD_SIZE }],
    ['llama.attention.value_length', { type: 'uint32', value: HEAD_SIZE }],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'float32', value: 1e-12 }],
    ['llama.rope.dimension_count', { type: 'uint32', value: HEAD_SIZE }],
    ['llama.vocab_size', { type: 'uint32', value: vocabulary.length }],
    ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'default' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: vocabulary }],
    ['tokenizer.ggml.scores', { type: 'floats', value: vocabulary.map((_, index) => -index) }],
    ['tokenizer.ggml.token_type', { type: 'ints', value: vocabulary.map(typeOf) }],
    ['tokenizer.ggml.unknown_token_id', { type: 'uint32', value: 0 }],
    ['tokenizer.ggml.bos_token_id', { type: 'uint32', value: 1 }],
    ['tokenizer.ggml.eos_token_id', { type: 'uint32', value: vocabulary.indexOf(options.eos ?? '</s>') }],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: options.addBos ?? true }],
    ['tokenizer.ggml.add_eos_token', { type: 'bool', value: false }],
    ['tokenizer.ggml.add_space_prefix', { type: 'bool', value: false }],
    ...(options.chatTemplate === undefined
      ? []
      : [['tokenizer.chat_template', { type: 'string', value: options.chatTemplate }] as const]),
    ...(options.metadata ?? []),
  ]);
  const zero = (): number => 0;
  const one = (): number => 1;
  const tensors = [
    float32Tensor('token_embd.weight', [width, vocabulary.length], (index) =>
      index % width === Math.floor(index / width) ? 1 : 0,
    ),
    float32Tensor('output_norm.weight', [width], one),
    float32Tensor(
      'output.weight',
      [width, vocabulary.length],
      (index) => (logits[index % width]?.[Math.floor(index / width)] ?? UNLIKELY) / scale,
    ),
    float32Tensor('blk.0.attn_norm.weight', [width], one),
    float32Tensor('blk.0.ffn_norm.weight', [width], one),
    float32Tensor('blk.0.attn_q.weight', [width, HEAD_SIZE], zero),
    float32Tensor('blk.0.attn_k.weight', [width, HEAD_SIZE], zero),
    float32Tensor('blk.0.attn_v.weight', [width, HEAD_SIZE], zero),
    float32Tensor('blk.0.attn_output.weight', [HEAD_SIZE, width], zero),
    float32Tensor('blk.0.ffn_gate.weight', [width, FEED_FORWARD], zero),
    float32Tensor('blk.0.ffn_up.weight', [width, FEED_FORWARD], zero),
    float32Tensor('blk.0.ffn_down.weight', [FEED_FORWARD, width], zero),
  ];
  return encodeGguf(metadata, options.mend ? options.mend(tensors) : tensors);
}

/** The probability that the toy gives `next` after `previous`, at temperature 1 with nothing else on. */
export function toyProbability(options: ToyOptions, previous: string, next: string): number {
  const row = options.bigrams[previous] ?? {};
  const weights = toyVocabulary(options).map((token) => Math.exp(row[token] ?? UNLIKELY));
  return Math.exp(row[next] ?? UNLIKELY) / weights.reduce((a, b) => a + b, 0);
}

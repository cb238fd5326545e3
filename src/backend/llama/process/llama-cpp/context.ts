// A context: the KV cache of several sequences, one batch, and where its results are. Start at `openContext`.
import { ModelFailure } from '../../../../core/errors.ts';
import type { FlashAttention, KvType } from '../../../../core/play-choices.ts';
import { say } from '../../../../words/text.ts';
import { GGML_TYPE, LLAMA_FLASH_ATTN_TYPE, type LlamaFunctions, type Pointer } from './abi.ts';
import type { AbortFlag } from './abort-flag.ts';
import { openBatch } from './batch.ts';
import { memoryAt } from './library.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface ContextSettings {
  /** In tokens, of each sequence; llama.cpp may round it up. */
  contextSize: number;
  /** In tokens. */
  batchSize: number;
  /** Each has a KV cache of its own, so that none changes another's numbers. */
  sequences: number;
  /** Rows of logits that one batch may ask for: more would end the process, and each costs memory. */
  rows: number;
  kvType: KvType;
  flashAttention: FlashAttention;
}

export interface Context {
  readonly pointer: Pointer;
  readonly settings: ContextSettings;
  /** Adds a token to the next batch. `wantsRow`: the logits after it are wanted. @returns its place in the batch */
  add(token: number, position: number, sequence: number, wantsRow: boolean): number;
  /**
   * Evaluates the batch, which is empty afterwards.
   *
   * @returns false: it was broken off; the sequences in it must then be cleared
   * @throws ModelFailure `generation-failed`; the sequences in it must then be cleared
   */
  decode(): boolean;
  /** From now on the flag breaks off a computation on the CPU. */
  heed(flag: AbortFlag): void;
  /** The logits that the last batch asked for, in its order. Valid until the next one. */
  row(index: number): Float32Array;
  /** The address of the first of them. */
  rowsAt(): Pointer;
  /** Forgets what a sequence holds from a position on. @returns false: this model cannot forget a part */
  forget(sequence: number, from: number): boolean;
  /** Gives a sequence all that another one holds. */
  copy(from: number, to: number): void;
  /** The earliest position that a sequence still has; −1: it is empty. */
  firstPosition(sequence: number): number;
  use(pool: ThreadPool): void;
  close(): void;
}

const FLASH_ATTENTION: Record<FlashAttention, number> = {
  auto: LLAMA_FLASH_ATTN_TYPE.AUTO,
  on: LLAMA_FLASH_ATTN_TYPE.ENABLED,
  off: LLAMA_FLASH_ATTN_TYPE.DISABLED,
};

/**
 * @param model with `isOnCpu`, nothing is handed to a GPU, not even what only helps to evaluate a prompt
 * @returns null if llama.cpp cannot create it; its log says why
 */
export function openContext(
  c: LlamaFunctions,
  model: { pointer: Pointer; vocabularySize: number; isOnCpu?: boolean },
  settings: ContextSettings,
  pool: ThreadPool,
): Context | null {
  const type = GGML_TYPE[settings.kvType.toUpperCase() as Uppercase<KvType>];
  const pointer = c.llama_init_from_model(model.pointer, {
    ...c.llama_context_default_params(),
    n_ctx: settings.contextSize * settings.sequences,
    n_batch: settings.batchSize,
    n_ubatch: settings.batchSize,
    n_seq_max: settings.sequences,
    n_outputs_max: settings.rows,
    n_outputs_max_per_seq: settings.rows,
    n_threads: pool.threads,
    n_threads_batch: pool.threads,
    flash_attn_type: FLASH_ATTENTION[settings.flashAttention],
    type_k: type,
    type_v: type,
    // A window's cache is only as long as the window: what must be forgotten is evaluated anew.
    swa_full: false,
    kv_unified: false,
    ...(model.isOnCpu && { offload_kqv: false, op_offload: false }),
  });
  if (pointer === null) return null;
  const memory = c.llama_get_memory(pointer);
  if (memory === null) throw new Error('a context without memory');
  const batch = openBatch(settings.batchSize, settings.sequences);
  const rowBytes = model.vocabularySize * Float32Array.BYTES_PER_ELEMENT;
  let logits: { address: Pointer; values: Float32Array } | null = null;
  /** Asking for it waits for the device, which takes a while even if there is nothing to wait for. */
  let rows: Pointer | null = null;
  const rowsAt = (): Pointer => {
    rows ??= c.llama_get_logits(pointer);
    if (rows === null) throw new Error('no logits were asked for');
    return rows;
  };
  const context: Context = {
    pointer,
    settings,
    add: batch.add,
    decode() {
      rows = null;
      const code = c.llama_decode(pointer, batch.taken());
      if (code !== 0 && code !== ABORTED) throw failureOf(code);
      return code === 0;
    },
    rowsAt,
    row(index) {
      const address = rowsAt();
      // It moves when it grows. A view costs as much as a token of a small model.
      if (logits?.address !== address)
        logits = { address, values: new Float32Array(memoryAt(address, settings.rows * rowBytes)) };
      return logits.values.subarray(index * model.vocabularySize, (index + 1) * model.vocabularySize);
    },
    forget: (sequence, from) => c.llama_memory_seq_rm(memory, sequence, from, -1),
    copy(from, to) {
      c.llama_memory_seq_rm(memory, to, -1, -1);
      c.llama_memory_seq_cp(memory, from, to, -1, -1);
    },
    firstPosition: (sequence) => c.llama_memory_seq_pos_min(memory, sequence),
    use(next) {
      c.llama_set_n_threads(pointer, next.threads, next.threads);
      c.llama_attach_threadpool(pointer, next.pointer, next.pointer);
    },
    heed: ({ callback, data }) => c.llama_set_abort_callback(pointer, callback, data),
    close() {
      batch.close();
      c.llama_free(pointer);
    },
  };
  context.use(pool);
  return context;
}

/** What `llama_decode` answers when the flag was set. */
const ABORTED = 2;

function failureOf(code: number): ModelFailure {
  if (code === 1) return new ModelFailure('context-overflow', say('the context filled up in the middle of a reply'));
  return new ModelFailure('generation-failed', say('llama.cpp could not evaluate a batch (code {code})', { code }));
}

// The tokens of one batch, in memory that C reads. Start at `openBatch`.
import type { LlamaBatch } from './abi.ts';
import { allocate } from './library.ts';

export interface Batch {
  /** @returns its place in the batch */
  add(token: number, position: number, sequence: number, wantsRow: boolean): number;
  /** What was added, for llama_decode; the next token begins a new batch. */
  taken(): LlamaBatch;
  close(): void;
}

const INT = Int32Array.BYTES_PER_ELEMENT;

/** @param size most tokens */
export function openBatch(size: number, sequences: number): Batch {
  const memory = {
    token: allocate(size * INT),
    pos: allocate(size * INT),
    n_seq_id: allocate(size * INT),
    /** Each token's pointer to the number of its sequence, which stands in `numbers`. */
    seq_id: allocate(size * BigUint64Array.BYTES_PER_ELEMENT),
    numbers: allocate(sequences * INT),
    logits: allocate(size),
  };
  const tokens = new Int32Array(memory.token.buffer);
  const positions = new Int32Array(memory.pos.buffer);
  const pointers = new BigUint64Array(memory.seq_id.buffer);
  const rows = new Int8Array(memory.logits.buffer);
  new Int32Array(memory.n_seq_id.buffer).fill(1);
  new Int32Array(memory.numbers.buffer).set(Array.from({ length: sequences }, (_, index) => index));
  const numberAt = Array.from({ length: sequences }, (_, index) => memory.numbers.pointer + BigInt(index * INT));
  let count = 0;
  return {
    add(token, position, sequence, wantsRow) {
      if (count === size) throw new Error(`a batch has ${size} tokens at most`);
      tokens[count] = token;
      positions[count] = position;
      pointers[count] = numberAt[sequence] ?? 0n;
      rows[count] = wantsRow ? 1 : 0;
      return count++;
    },
    taken() {
      const taken = {
        n_tokens: count,
        token: memory.token.pointer,
        embd: null,
        pos: memory.pos.pointer,
        n_seq_id: memory.n_seq_id.pointer,
        seq_id: memory.seq_id.pointer,
        logits: memory.logits.pointer,
      };
      count = 0;
      return taken;
    },
    close() {
      for (const { free } of Object.values(memory)) free();
    },
  };
}

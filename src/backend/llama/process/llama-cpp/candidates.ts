// What samplers choose among: tokens with their logits, in memory that C reads and changes. Start at `openCandidates`.
import type { LlamaFunctions, LlamaTokenDataArray, Pointer } from './abi.ts';
import { koffi } from './koffi.ts';
import { allocate } from './library.ts';

export interface Candidates {
  /** The whole vocabulary, as llama.cpp itself lays it out. */
  fill(row: Float32Array): void;
  /** These tokens only; one may occur more than once. */
  pick(row: Float32Array, tokens: ArrayLike<number>, from: number): void;
  /** This token alone. */
  only(token: number): void;
  /** As it is now. */
  logitAt(index: number): number;
  /** @returns the token that was chosen; null: none was */
  apply(sampler: Pointer): number | null;
  /** Writes the logits of what was picked, as they are now, into the row. */
  writeTo(row: Float32Array): void;
  close(): void;
}

/** llama.cpp's for "nothing was selected". */
const NONE = -1;
/** Of `llama_token_data`, in 32-bit words. */
const [ID, LOGIT, P, WORDS] = [0, 1, 2, 3] as const;

/** @param most how many there can be */
export function openCandidates(c: Pick<LlamaFunctions, 'llama_sampler_apply'>, most: number): Candidates {
  const bytes = koffi.sizeof('llama_token_data');
  if (bytes !== WORDS * Int32Array.BYTES_PER_ELEMENT) throw new Error(`llama_token_data takes ${bytes} bytes`);
  const memory = allocate(most * bytes);
  const ids = new Int32Array(memory.buffer);
  const numbers = new Float32Array(memory.buffer);
  let size = 0;
  const put = (index: number, token: number, logit: number): void => {
    const at = index * WORDS;
    ids[at + ID] = token;
    numbers[at + LOGIT] = logit;
    numbers[at + P] = 0;
  };
  return {
    fill(row) {
      size = row.length;
      for (let token = 0; token < size; token++) put(token, token, row[token] ?? 0);
    },
    pick(row, tokens, from) {
      size = tokens.length - from;
      for (let index = 0; index < size; index++) {
        const token = tokens[from + index] ?? 0;
        put(index, token, row[token] ?? 0);
      }
    },
    only(token) {
      size = 1;
      put(0, token, 1);
    },
    logitAt: (index) => numbers[index * WORDS + LOGIT] ?? Number.NaN,
    apply(sampler) {
      const array: LlamaTokenDataArray = { data: memory.pointer, size, selected: NONE, sorted: false };
      c.llama_sampler_apply(sampler, array);
      const selected = Number(array.selected);
      if (selected === NONE) return null;
      // A sampler may leave the first ones out: then the array begins further on.
      const skipped = Number((array.data ?? memory.pointer) - memory.pointer) / bytes;
      return ids[(skipped + selected) * WORDS + ID] ?? null;
    },
    writeTo(row) {
      for (let index = 0; index < size; index++)
        row[ids[index * WORDS + ID] ?? 0] = numbers[index * WORDS + LOGIT] ?? 0;
    },
    close: memory.free,
  };
}

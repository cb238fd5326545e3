// Inside the model process: what two files must have in common if one is to be the other with fewer bits. Start at `anatomyOfFile`.
import { hashData } from '../../../core/hash.ts';
import type { Anatomy } from '../../anatomy.ts';
import { valueAt } from './gguf/metadata.ts';
import { tensorType } from './gguf/tensor-types.ts';
import { readHeader } from './header.ts';

/** How a text becomes tokens: arrays that are long, and all else under the tokenizer's name but its template. */
const LONG = ['tokens', 'token_type', 'merges', 'scores'].map((name) => `tokenizer.ggml.${name}`);

/** @throws ModelFailure `load-failed` for a file that is not a readable GGUF */
export async function anatomyOfFile(path: string): Promise<Anatomy> {
  const { metadata, architecture, tensors } = await readHeader(path, LONG);
  return {
    architecture,
    tokenizerDigest: hashData(plain(valueAt(metadata, 'tokenizer', 'ggml'))),
    tensors: tensors.map(({ name, type, dimensions }) => ({
      name,
      type: tensorType(type)?.name ?? String(type),
      shape: [...dimensions],
    })),
  };
}

/** Numbers of 64 bits have no place in JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each)));
}

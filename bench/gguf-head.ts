import { encodeGguf, type MetadataValue } from '../test/support/gguf-writer.ts';

/** A tensor whose data is written later. */
export interface TensorShape {
  name: string;
  /** Innermost dimension first, as GGUF has it. */
  shape: readonly number[];
  /** ggml's number of the type. */
  type: number;
  /** A multiple of the alignment: nothing is padded between tensors. */
  bytes: number;
}

const ALIGNMENT = 32;

/** Everything of a GGUF file up to its tensors' data, for models too large to be put together in memory. */
export function encodeHead(metadata: ReadonlyMap<string, MetadataValue>, tensors: readonly TensorShape[]): Buffer {
  const data = new Uint8Array(0);
  const head = encodeGguf(
    metadata,
    tensors.map(({ name, shape, type }) => ({ name, shape, type, data })),
  );
  // Without data every tensor got the offset 0; the list of tensors begins with the first one's name.
  let at = head.indexOf(withLength(tensors[0]?.name ?? ''));
  let offset = 0;
  for (const { name, shape, bytes } of tensors) {
    if (bytes % ALIGNMENT !== 0) throw new Error(`${name}: ${bytes} bytes are not a multiple of ${ALIGNMENT}`);
    at += withLength(name).byteLength + 4 + 8 * shape.length + 4;
    at = head.writeBigUInt64LE(BigInt(offset), at);
    offset += bytes;
  }
  return head;
}

function withLength(name: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(name)));
  return Buffer.concat([length, Buffer.from(name)]);
}

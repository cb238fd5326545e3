// Writes GGUF version 3 files, for tests and benchmarks: healthy ones and, by choosing what goes in, broken ones.
// Start at `encodeGguf`; `toyModel` (beside it) shows a whole model.

/** A metadata value with its GGUF type. */
export type MetadataValue =
  | { type: 'uint16' | 'uint32' | 'int32' | 'float32' | 'uint64'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: readonly string[] }
  | { type: 'floats'; value: readonly number[] }
  | { type: 'ints'; value: readonly number[] };

export interface Tensor {
  name: string;
  /** Innermost dimension first, as GGUF has it. */
  shape: readonly number[];
  /** ggml's number of the type: 0 is F32, 1 is F16, 8 is Q8_0, 12 is Q4_K. */
  type: number;
  data: Uint8Array;
}

const TYPE = { uint16: 2, uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9, uint64: 10 } as const;
const ALIGNMENT = 32;

export function encodeGguf(metadata: ReadonlyMap<string, MetadataValue>, tensors: readonly Tensor[]): Buffer {
  const head: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(metadata.size)];
  for (const [key, value] of metadata) head.push(text(key), encodeValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    head.push(
      text(tensor.name),
      uint32(tensor.shape.length),
      ...tensor.shape.map(uint64),
      uint32(tensor.type),
      uint64(offset),
    );
    offset += aligned(tensor.data.byteLength);
  }
  const prefix = Buffer.concat(head);
  const parts: Uint8Array[] = [prefix, paddingTo(prefix.byteLength)];
  for (const { data } of tensors) parts.push(data, paddingTo(data.byteLength));
  return Buffer.concat(parts);
}

export function float32Tensor(name: string, shape: readonly number[], valueAt: (index: number) => number): Tensor {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  // Not by `from` with a function: models have a hundred thousand values.
  for (let index = 0; index < values.length; index++) values[index] = valueAt(index);
  return { name, shape, type: 0, data: new Uint8Array(values.buffer) };
}

export function encodeValue(value: MetadataValue): Buffer {
  switch (value.type) {
    case 'uint16':
      return Buffer.concat([uint32(TYPE.uint16), uint16(value.value)]);
    case 'uint32':
      return Buffer.concat([uint32(TYPE.uint32), uint32(value.value)]);
    case 'int32':
      return Buffer.concat([uint32(TYPE.int32), int32(value.value)]);
    case 'uint64':
      return Buffer.concat([uint32(TYPE.uint64), uint64(value.value)]);
    case 'float32':
      return Buffer.concat([uint32(TYPE.float32), float32(value.value)]);
    case 'bool':
      return Buffer.concat([uint32(TYPE.bool), Buffer.from([value.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([uint32(TYPE.string), text(value.value)]);
    case 'strings':
      return Buffer.concat([
        uint32(TYPE.array),
        uint32(TYPE.string),
        uint64(value.value.length),
        ...value.value.map(text),
      ]);
    case 'floats':
      return Buffer.concat([
        uint32(TYPE.array),
        uint32(TYPE.float32),
        uint64(value.value.length),
        Buffer.from(Float32Array.from(value.value).buffer),
      ]);
    case 'ints':
      return Buffer.concat([
        uint32(TYPE.array),
        uint32(TYPE.int32),
        uint64(value.value.length),
        Buffer.from(Int32Array.from(value.value).buffer),
      ]);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
export function paddingTo(bytes: number): Buffer {
  return Buffer.alloc(aligned(bytes) - bytes);
}
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.byteLength), bytes]);
}
function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

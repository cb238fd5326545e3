// A GGUF file as it is written, to be written again with faults: nothing is checked, and numbers of 64 bits may be any. Start at `rawGguf`.
import { uint64 } from './gguf-writer.ts';

export interface Entry {
  key: Buffer;
  type: number;
  value: Buffer;
  /** Its value is no longer of its type, and is left alone from then on. */
  isOdd?: boolean;
}

/** As it is written: numbers of 64 bits may be any. */
export interface RawGguf {
  version: number;
  entries: Entry[];
  tensors: { name: Buffer; dimensions: bigint[]; type: number; offset: bigint }[];
  /** What the head claims, where that is not the truth. */
  claimed: { entries?: bigint; tensors?: bigint };
  /** From the padding after the list of tensors on. */
  data: Buffer;
}

/** GGUF's numbers of types. */
export const [UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY, UINT64, INT64, FLOAT64] = [4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Bytes of a value; texts and lists tell their own length. */
export const SIZES: ReadonlyMap<number, number> = new Map([
  ...[0, 1, BOOL].map((type) => [type, 1] as const),
  ...[2, 3].map((type) => [type, 2] as const),
  ...[UINT32, INT32, FLOAT32].map((type) => [type, 4] as const),
  ...[UINT64, INT64, FLOAT64].map((type) => [type, 8] as const),
]);

export function numberBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

export function listBytes(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([numberBytes(BigInt(type)).subarray(0, 4), uint64(items.length), ...items]);
}

/** @param list a type, a length, and the items; not of lists */
export function itemsOf(list: Buffer): Buffer[] {
  const size = SIZES.get(list.readUInt32LE(0));
  let at = 12;
  return Array.from({ length: Number(list.readBigUInt64LE(4)) }, () => {
    const start = at;
    at += size ?? 8 + Number(list.readBigUInt64LE(at));
    return list.subarray(start, at);
  });
}

export function rawGguf(file: Buffer): RawGguf {
  let at = 24;
  const next = (bytes: number): Buffer => {
    at += bytes;
    return Buffer.from(file.subarray(at - bytes, at));
  };
  const count = (): number => Number(next(8).readBigUInt64LE());
  const valueLength = (type: number): number => {
    if (type === STRING) return 8 + Number(file.readBigUInt64LE(at));
    if (type !== ARRAY) return SIZES.get(type) ?? 0;
    const size = SIZES.get(file.readUInt32LE(at));
    const length = Number(file.readBigUInt64LE(at + 4));
    let end = at + 12;
    for (let index = 0; index < length; index++) end += size ?? 8 + Number(file.readBigUInt64LE(end));
    return end - at;
  };
  const entries = Array.from({ length: Number(file.readBigUInt64LE(16)) }, () => {
    const key = next(count());
    const type = next(4).readUInt32LE();
    return { key, type, value: next(valueLength(type)) };
  });
  const tensors = Array.from({ length: Number(file.readBigUInt64LE(8)) }, () => {
    const tensorName = next(count());
    const dimensions = Array.from({ length: next(4).readUInt32LE() }, () => next(8).readBigUInt64LE());
    return { name: tensorName, dimensions, type: next(4).readUInt32LE(), offset: next(8).readBigUInt64LE() };
  });
  const data = file.subarray(Math.ceil(at / ALIGNMENT) * ALIGNMENT);
  return { version: file.readUInt32LE(4), entries, tensors, claimed: {}, data };
}

const ALIGNMENT = 32;

export function writtenGguf({ version, entries, tensors, claimed, data }: RawGguf): Buffer {
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    numberBytes(BigInt(version)).subarray(0, 4),
    numberBytes(claimed.tensors ?? BigInt(tensors.length)),
    numberBytes(claimed.entries ?? BigInt(entries.length)),
    ...entries.flatMap(({ key, type, value }) => [
      uint64(key.byteLength),
      key,
      numberBytes(BigInt(type)).subarray(0, 4),
      value,
    ]),
    ...tensors.flatMap(({ name: tensorName, dimensions, type, offset }) => [
      uint64(tensorName.byteLength),
      tensorName,
      numberBytes(BigInt(dimensions.length)).subarray(0, 4),
      ...dimensions.map(numberBytes),
      numberBytes(BigInt(type)).subarray(0, 4),
      numberBytes(offset),
    ]),
  ]);
  const padding = Math.ceil(head.byteLength / ALIGNMENT) * ALIGNMENT - head.byteLength;
  return Buffer.concat([head, Buffer.alloc(padding), data]);
}

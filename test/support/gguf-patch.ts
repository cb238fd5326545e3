// Copies of a GGUF file with other metadata, and the places of its tensors: for planting faults in a healthy model. Start at `patchedGguf`.
import { encodeValue, type MetadataValue, paddingTo, text, uint64 } from './gguf-writer.ts';

/** @param changes by key; null takes an entry away, a function gets the entry's bytes */
export function patchedGguf(file: Buffer, changes: Readonly<Record<string, MetadataValue | null>>): Buffer {
  const reader = readerOf(file);
  reader.skip(8);
  const tensors = reader.count();
  const entries = reader.count();
  const kept: Buffer[] = [];
  for (let index = 0; index < entries; index++) {
    const start = reader.at();
    const key = reader.text();
    reader.skipValue(reader.type());
    if (!(key in changes)) kept.push(file.subarray(start, reader.at()));
  }
  const added = Object.entries(changes).flatMap(([key, value]) =>
    value === null ? [] : [Buffer.concat([text(key), encodeValue(value)])],
  );
  const startOfTensors = reader.at();
  for (let index = 0; index < tensors; index++) reader.skipTensor();
  const infos = file.subarray(startOfTensors, reader.at());
  const all = [...kept, ...added];
  const head = Buffer.concat([file.subarray(0, 8), uint64(tensors), uint64(all.length), ...all, infos]);
  return Buffer.concat([head, paddingTo(head.byteLength), file.subarray(aligned(reader.at()))]);
}

export interface StoredTensor {
  name: string;
  /** GGUF's number of the type, such as 8 for Q8_0. */
  type: number;
  weights: number;
  /** Of its data, in the file. */
  start: number;
}

export function tensorsOf(file: Buffer): StoredTensor[] {
  const reader = readerOf(file);
  reader.skip(8);
  const count = reader.count();
  const entries = reader.count();
  for (let index = 0; index < entries; index++) {
    reader.text();
    reader.skipValue(reader.type());
  }
  const tensors = Array.from({ length: count }, () => {
    const name = reader.text();
    const sizes = Array.from({ length: reader.type() }, () => reader.count());
    return { name, weights: sizes.reduce((all, size) => all * size, 1), type: reader.type(), offset: reader.count() };
  });
  const data = aligned(reader.at());
  return tensors.map(({ offset, ...tensor }) => ({ ...tensor, start: data + offset }));
}

const ALIGNMENT = 32;
function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/** Bytes of each fixed-size type, by GGUF's number of it; strings (8) and arrays (9) tell their own length. */
const SIZES: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

function readerOf(file: Buffer) {
  let offset = 0;
  const count = (): number => {
    offset += 8;
    return Number(file.readBigUInt64LE(offset - 8));
  };
  const type = (): number => {
    offset += 4;
    return file.readUInt32LE(offset - 4);
  };
  const skip = (bytes: number): void => {
    offset += bytes;
  };
  const readText = (): string => {
    const length = count();
    offset += length;
    return file.toString('utf8', offset - length, offset);
  };
  const skipValue = (of: number): void => {
    if (of === 8) readText();
    else if (of === 9) {
      const item = type();
      const length = count();
      for (let index = 0; index < length; index++) skipValue(item);
    } else skip(SIZES[of] ?? 0);
  };
  const skipTensor = (): void => {
    readText();
    skip(type() * 8 + 4 + 8);
  };
  return { at: () => offset, count, type, skip, text: readText, skipValue, skipTensor };
}

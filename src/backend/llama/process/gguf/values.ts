// Keys and values of a GGUF's metadata. Start at `readValue`.
import { say } from '../../../../words/text.ts';
import type { FileBytes } from './file-bytes.ts';
import { LongArray, type MetadataValue, type Scalar } from './metadata.ts';
import { unreadable } from './refusals.ts';

/** What was spent on one file, all parts together; mutable. */
export interface Budget {
  /** Bytes that had to be looked at. */
  read: number;
  /** Bytes of memory, roughly. */
  kept: number;
  tensors: number;
}

/** The largest vocabularies with their merges take 40 MB. */
const MOST_READ = 128 * 1024 ** 2;
/** The largest vocabularies alone take 10 MB, counted in this way. */
const MOST_KEPT = 32 * 1024 ** 2;
/** Longer than any list that has a value for each layer. */
const SHORT_ARRAY = 1_024;
const LONGEST_KEY = 256;
/** Of a key: as many parts make a tree as deep. */
const MOST_PARTS = 32;
/** Of a text in memory, besides its characters. */
const TEXT_BYTES = 24;
/** Of a text in llama.cpp's memory, where each of a list is kept. */
const LLAMA_TEXT_BYTES = 32;
/** Of a value that is no list. Longer ones, such as a whole tokenizer.json, are not used here. */
const LONGEST_TEXT = 1_024 ** 2;
const USED = /^(general\.|tokenizer\.chat_template)/;
/** Such a text is sent, searched and written. */
const COPIES = 4;

/** GGUF's numbers of types. */
const [UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL] = [0, 1, 2, 3, 4, 5, 6, 7];
const [STRING, ARRAY, UINT64, INT64, FLOAT64] = [8, 9, 10, 11, 12];

const SIZES: ReadonlyMap<number, number> = new Map([
  ...[UINT8, INT8, BOOL].map((type) => [type, 1] as const),
  ...[UINT16, INT16].map((type) => [type, 2] as const),
  ...[UINT32, INT32, FLOAT32].map((type) => [type, 4] as const),
  ...[UINT64, INT64, FLOAT64].map((type) => [type, 8] as const),
]);

/** @throws ModelFailure (fatal) `load-failed` */
export function readKey(bytes: FileBytes, budget: Budget): string {
  const length = bytes.count();
  if (length > bytes.left) bytes.skip(length);
  if (length === 0 || length > LONGEST_KEY)
    throw unreadable(bytes.file, say('a key of {n} bytes in its metadata', { n: length }));
  spend(bytes, budget, length, length);
  const key = bytes.text(length);
  if (key.split('.').length > MOST_PARTS)
    throw unreadable(bytes.file, say('a key of {n} bytes in its metadata', { n: length }));
  return key;
}

interface Wanted {
  key: string;
  /** Whole, if it is a long array. */
  isKept: boolean;
  budget: Budget;
}

/** @throws ModelFailure (fatal) `load-failed` */
export function readValue(bytes: FileBytes, { key, isKept, budget }: Wanted): MetadataValue {
  const type = bytes.uint32();
  if (type === STRING) return readLoneText(bytes, key, budget);
  if (type !== ARRAY) return readNumber(bytes, type, key);
  const item = bytes.uint32();
  const length = bytes.count();
  const size = item === STRING ? 8 : SIZES.get(item);
  if (size === undefined) throw unknownType(bytes, item, key);
  // Before anything is done with so many.
  if (length * size > bytes.left) bytes.skip(length * size);
  if (length > SHORT_ARRAY && !isKept) return skipArray(bytes, { item, length, size, budget });
  // A number of 64 bits is an object in JavaScript.
  spend(bytes, budget, length * size, length * (item === UINT64 || item === INT64 ? 32 : 8));
  const values: Scalar[] = [];
  for (let index = 0; index < length; index++)
    values.push(item === STRING ? readText(bytes, budget) : readNumber(bytes, item, key));
  return values;
}

function skipArray(
  bytes: FileBytes,
  { item, length, size, budget }: { item: number; length: number; size: number; budget: Budget },
): LongArray {
  if (item !== STRING) {
    bytes.skip(length * size);
    return new LongArray(length);
  }
  spend(bytes, budget, length * LLAMA_TEXT_BYTES, 0);
  for (let index = 0; index < length; index++) {
    const text = bytes.count();
    spend(bytes, budget, text, 0);
    bytes.skip(text);
  }
  return new LongArray(length);
}

function readLoneText(bytes: FileBytes, key: string, budget: Budget): MetadataValue {
  const length = bytes.count();
  if (length <= LONGEST_TEXT) return readCharacters(bytes, length, COPIES, budget);
  if (length <= bytes.left && USED.test(key))
    throw unreadable(bytes.file, say('the text of the key "{key}" has {n} bytes', { key, n: length }));
  bytes.skip(length);
  return new LongArray(length);
}

function readText(bytes: FileBytes, budget: Budget): string {
  return readCharacters(bytes, bytes.count(), 1, budget);
}

function readCharacters(bytes: FileBytes, length: number, copies: number, budget: Budget): string {
  if (length > bytes.left) bytes.skip(length);
  spend(bytes, budget, length, length * copies + TEXT_BYTES);
  return bytes.text(length);
}

function readNumber(bytes: FileBytes, type: number, key: string): Scalar {
  switch (type) {
    case UINT8:
      return bytes.uint8();
    case INT8:
      return bytes.int8();
    case UINT16:
      return bytes.uint16();
    case INT16:
      return bytes.int16();
    case UINT32:
      return bytes.uint32();
    case INT32:
      return bytes.int32();
    case FLOAT32:
      return bytes.float32();
    case BOOL:
      return bytes.uint8() !== 0;
    case UINT64:
      return bytes.uint64();
    case INT64:
      return bytes.int64();
    case FLOAT64:
      return bytes.float64();
    default:
      throw unknownType(bytes, type, key);
  }
}

function unknownType({ file }: FileBytes, type: number, key: string) {
  return type === ARRAY
    ? unreadable(file, say('the key "{key}" holds lists in a list', { key }))
    : unreadable(file, say('the key "{key}" has the unknown type {type}', { key, type }));
}

function spend({ file }: FileBytes, budget: Budget, read: number, kept: number): void {
  budget.read += read;
  budget.kept += kept;
  if (budget.read > MOST_READ || budget.kept > MOST_KEPT)
    throw unreadable(file, say('its header is larger than that of any model'));
}

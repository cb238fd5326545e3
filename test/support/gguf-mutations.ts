// Broken copies of a GGUF file by chance: one or two faults of the kinds that files of strangers have. Nothing here knows what should be
// said of them. Start at `mutateGguf`.
import { text } from './gguf-writer.ts';
import {
  ARRAY,
  BOOL,
  type Entry,
  FLOAT32,
  FLOAT64,
  INT32,
  INT64,
  itemsOf,
  listBytes,
  numberBytes,
  type RawGguf,
  rawGguf,
  SIZES,
  STRING,
  UINT32,
  UINT64,
  writtenGguf,
} from './raw-gguf.ts';

/**
 * @param bytes a sound file, which stays as it is
 * @param random uniform from 0 to 1
 * @returns what: the faults, for people
 */
export function mutateGguf(bytes: Buffer, random: () => number): { bytes: Buffer; what: string } {
  const gguf = rawGguf(bytes);
  const draw = drawer(random);
  if (draw.chance(0.2)) {
    const headBytes = bytes.byteLength - gguf.data.byteLength;
    return draw.one(DAMAGES)(Buffer.from(bytes), headBytes, draw);
  }
  const faults = Array.from({ length: draw.chance(0.25) ? 2 : 1 }, () => draw.one(FAULTS)(gguf, draw));
  return { bytes: writtenGguf(gguf), what: faults.join('; ') };
}

interface Draw {
  below(limit: number): number;
  chance(share: number): boolean;
  one<Item>(list: readonly Item[]): Item;
}

function drawer(random: () => number): Draw {
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    chance: (share) => random() < share,
    one(list) {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error('there is nothing to draw from');
      return item;
    },
  };
}

/** Where programs that count with 32 or 53 bits, or with signs, go wrong. */
const COUNTS: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, 255n, 513n, 1025n, 65_535n, 65_536n, 1_000_000n],
  ...[31n, 32n, 33n, 40n, 53n, 62n, 63n].flatMap((power) => [2n ** power - 1n, 2n ** power, 2n ** power + 1n]),
  ...[-1n, -2n, -32n, -(2n ** 31n)].map((negative) => 2n ** 64n + negative),
];

const TEXTS: readonly Buffer[] = [
  ...['', 'x', 'a\0b', '\u001b[31m\u202e', 'é'.repeat(3_000), '../../../etc/passwd', '%s%n{{ x }}'].map((each) =>
    Buffer.from(each),
  ),
  Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
];

const TYPES = [0, 1, 2, 3, UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY, UINT64, INT64, FLOAT64, 13, 99, 2 ** 31];
type Fault = (gguf: RawGguf, draw: Draw) => string;

/** Of numbers that llama.cpp counts with: the others change nothing. */
const TELLING = /count|length|dimension|epsilon|scale|freq|size|window|token_id|alignment|file_type|split|eps/;

const FAULTS: readonly Fault[] = [
  (gguf, draw) => changeNumber(gguf, draw, TELLING),
  (gguf, draw) => changeNumber(gguf, draw, TELLING),
  (gguf, draw) => changeNumber(gguf, draw, /token_id|suppress/),
  (gguf, draw) => changeNumber(gguf, draw, /./),
  addNumber,
  retype,
  retypeBytes,
  remove,
  repeat,
  renameKey,
  changeText,
  changeList,
  changeList,
  misstateLength,
  (gguf, draw) => {
    gguf.claimed = { [draw.one(['entries', 'tensors'])]: draw.one(COUNTS) };
    return `claims ${JSON.stringify(gguf.claimed, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`;
  },
  (gguf, draw) => {
    gguf.version = draw.one([0, 1, 2, 4, 2 ** 31, 2 ** 32 - 1, 0x0300_0000]);
    return `version ${gguf.version}`;
  },
  changeTensor,
  changeTensor,
  changeTensor,
];

/** null: there is none. */
function pick({ entries }: RawGguf, draw: Draw, isMeant: (entry: Entry) => boolean = () => true): Entry | null {
  const found = entries.filter((entry) => entry.isOdd !== true && isMeant(entry));
  return found.length > 0 ? draw.one(found) : null;
}

function changeNumber(gguf: RawGguf, draw: Draw, keys: RegExp): string {
  const entry = pick(gguf, draw, ({ key, type }) => SIZES.has(type) && keys.test(String(key)));
  if (entry === null) return addNumber(gguf, draw);
  const size = entry.value.byteLength;
  if (entry.type === FLOAT32 || entry.type === FLOAT64) {
    const value = draw.one([0, -1, 1e-45, 1e30, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    entry.value = Buffer.alloc(size);
    if (entry.type === FLOAT32) entry.value.writeFloatLE(value);
    else entry.value.writeDoubleLE(value);
    return `${name(entry.key)} = ${value}`;
  }
  const wide = draw.one(COUNTS);
  entry.value = numberBytes(wide).subarray(0, size);
  return `${name(entry.key)} = ${BigInt.asUintN(8 * size, wide)}`;
}

function remove(gguf: RawGguf, draw: Draw): string {
  const [gone] = gguf.entries.splice(draw.below(gguf.entries.length), 1);
  return `without ${gone ? name(gone.key) : 'anything'}`;
}

function repeat(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw);
  if (entry === null) return addNumber(gguf, draw);
  gguf.entries.splice(draw.below(gguf.entries.length), 0, entry);
  return `${name(entry.key)} twice`;
}

/** Keys that few files have, and that llama.cpp or this program looks for. */
const RARE = [
  ...['general.alignment', 'general.file_type', 'split.count', 'split.no', 'split.tensors.count'],
  ...['llama.expert_count', 'llama.expert_used_count', 'llama.attention.sliding_window', 'llama.rope.freq_base'],
  ...['llama.rope.scaling.factor', 'llama.nextn_predict_layers', 'llama.leading_dense_block_count', 'llama.vocab_size'],
  ...['eot', 'eom', 'padding', 'seperator', 'cls', 'mask', 'fim_pre', 'prefix'].map(
    (token) => `tokenizer.ggml.${token}_token_id`,
  ),
];

function addNumber(gguf: RawGguf, draw: Draw): string {
  const key = draw.one(RARE);
  const type = draw.one([UINT32, UINT32, UINT64, INT32, INT64]);
  const value = draw.one(COUNTS);
  gguf.entries = gguf.entries.filter((entry) => String(entry.key) !== key);
  gguf.entries.push({ key: Buffer.from(key), type, value: numberBytes(value).subarray(0, SIZES.get(type)) });
  return `${key} = ${value} as ${type}`;
}

/** A value of another kind, in a form that is right. */
const OTHERS: Readonly<Record<string, { type: number; value: Buffer }>> = {
  text: { type: STRING, value: text('odd') },
  number: { type: UINT32, value: Buffer.from([7, 0, 0, 0]) },
  wide: { type: INT64, value: Buffer.from([7, 0, 0, 0, 0, 0, 0, 0]) },
  truth: { type: BOOL, value: Buffer.from([1]) },
  list: { type: ARRAY, value: listBytes(INT32, [Buffer.from([1, 0, 0, 0])]) },
};

function retype(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw);
  if (entry === null) return addNumber(gguf, draw);
  const [kind, other] = draw.one(Object.entries(OTHERS));
  Object.assign(entry, { type: other.type, value: Buffer.from(other.value) });
  return `${name(entry.key)} as a ${kind}`;
}

/** The same bytes, called something else. */
function retypeBytes(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw);
  if (entry === null) return addNumber(gguf, draw);
  entry.type = draw.one(TYPES);
  entry.isOdd = true;
  return `the bytes of ${name(entry.key)} as type ${entry.type}`;
}

function renameKey(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw);
  if (entry === null) return addNumber(gguf, draw);
  const before = name(entry.key);
  entry.key = draw.one([
    ...TEXTS,
    Buffer.from('__proto__'),
    Buffer.from('general'),
    Buffer.from('.'.repeat(60)),
    Buffer.concat([entry.key, Buffer.from('\0')]),
  ]);
  return `${before} renamed ${name(entry.key)}`;
}

function changeText(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw, ({ type }) => type === STRING);
  if (entry === null) return addNumber(gguf, draw);
  const chosen = draw.one(TEXTS);
  entry.value = Buffer.concat([numberBytes(BigInt(chosen.byteLength)), chosen]);
  return `${name(entry.key)} = ${JSON.stringify(String(chosen).slice(0, 20))}`;
}

/** Shorter or longer than the lists beside it, none at all, of another type, or lists in a list. */
function changeList(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw, ({ type }) => type === ARRAY);
  if (entry === null) return retype(gguf, draw);
  const type = entry.value.readUInt32LE(0);
  const items = itemsOf(entry.value);
  const [first = Buffer.alloc(0)] = items;
  const how = draw.one(['shorter', 'longer', 'empty', 'nested', 'another type', 'strange items', 'one text']);
  entry.isOdd = how === 'nested' || how === 'another type';
  if (how === 'nested') entry.value = listBytes(ARRAY, [entry.value]);
  else if (how === 'empty') entry.value = listBytes(type, []);
  else if (how === 'shorter') entry.value = listBytes(type, items.slice(0, draw.below(items.length)));
  else if (how === 'longer') entry.value = listBytes(type, [...items, ...items.slice(0, 1 + draw.below(40))]);
  else if (how === 'another type') entry.value.writeUInt32LE(draw.one(TYPES));
  else if (how === 'one text') Object.assign(entry, OTHERS.text);
  else {
    const strange =
      type === STRING
        ? text(String(draw.one(TEXTS)))
        : Buffer.alloc(first.byteLength, draw.one([0x00, 0xff, 0x7f, 0x80]));
    const at = draw.below(items.length);
    entry.value = listBytes(type, [...items.slice(0, at), strange, ...items.slice(at + 1 + draw.below(3)), strange]);
  }
  return `${name(entry.key)}: ${how}`;
}

/** The length that stands before a text or a list. */
function misstateLength(gguf: RawGguf, draw: Draw): string {
  const entry = pick(gguf, draw, ({ type }) => type === STRING || type === ARRAY);
  if (entry === null) return addNumber(gguf, draw);
  const length = draw.one(COUNTS);
  entry.isOdd = true;
  entry.value.writeBigUInt64LE(BigInt.asUintN(64, length), entry.type === ARRAY ? 4 : 0);
  return `${name(entry.key)} claims a length of ${length}`;
}

function changeTensor(gguf: RawGguf, draw: Draw): string {
  if (gguf.tensors.length === 0) return changeNumber(gguf, draw, TELLING);
  const at = draw.below(gguf.tensors.length);
  const tensor = gguf.tensors[at];
  if (tensor === undefined) throw new Error('there is no such tensor');
  const before = name(tensor.name);
  const how = draw.one([
    'gone',
    'twice',
    'size',
    'size',
    'dimensions',
    'type',
    'offset',
    'offset',
    'name',
    'other way',
  ]);
  if (how === 'gone') gguf.tensors.splice(at, 1);
  else if (how === 'twice') gguf.tensors.push(tensor);
  else if (how === 'size') tensor.dimensions[draw.below(tensor.dimensions.length)] = draw.one(COUNTS);
  else if (how === 'dimensions') tensor.dimensions = Array.from({ length: draw.below(7) }, () => draw.one(COUNTS));
  else if (how === 'type')
    tensor.type = draw.one([0, 1, 2, 4, 8, 12, 15, 16, 24, 30, 31, 39, 41, 99, 2 ** 31, 2 ** 32 - 1]);
  else if (how === 'offset') tensor.offset = draw.one([...COUNTS, tensor.offset + 1n, tensor.offset + 32n]);
  else if (how === 'name') tensor.name = draw.one([...TEXTS, Buffer.from('blk.99999.attn_q.weight')]);
  else tensor.dimensions.reverse();
  return `tensor ${before}: ${how} [${tensor.dimensions}] type ${tensor.type} at ${tensor.offset}`;
}

/** Of the file as a whole. */
const DAMAGES: readonly ((bytes: Buffer, headBytes: number, draw: Draw) => { bytes: Buffer; what: string })[] = [
  (bytes, headBytes, draw) => {
    const end = draw.chance(0.7) ? draw.below(headBytes) : draw.below(bytes.byteLength);
    return { bytes: bytes.subarray(0, end), what: `ends after ${end} of ${bytes.byteLength} bytes` };
  },
  (bytes, headBytes, draw) => {
    const at = draw.below(headBytes);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << draw.below(8)), at);
    return { bytes, what: `a bit of byte ${at}` };
  },
  (bytes, headBytes, draw) => {
    const at = draw.below(headBytes - 8);
    const value = draw.one(COUNTS);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
    return { bytes, what: `${value} at byte ${at}` };
  },
  (bytes, headBytes, draw) => {
    const [at, length] = [draw.below(headBytes), 1 + draw.below(40)];
    const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    return { bytes: cut, what: `without ${length} bytes from byte ${at}` };
  },
  (bytes, _headBytes, draw) => {
    const more = 1 + draw.below(4096);
    return { bytes: Buffer.concat([bytes, Buffer.alloc(more, 0xaa)]), what: `${more} bytes more at its end` };
  },
];

function name(key: Buffer): string {
  return JSON.stringify(String(key).slice(0, 40));
}

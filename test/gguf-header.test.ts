// Headers of GGUF files: healthy ones come out as node-llama-cpp reads them, broken ones end in one sentence, with little memory.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, rmdir, truncate } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readGgufFileInfo } from 'node-llama-cpp';
import { afterAll, describe, expect, it } from 'vitest';
import type { GgufReport } from '../dist/backend/llama/gguf-report.js';
import { LongArray, type Metadata, valueAt } from '../dist/backend/llama/process/gguf/metadata.js';
import { readGguf } from '../dist/backend/llama/process/gguf/read-gguf.js';
import { tensorType } from '../dist/backend/llama/process/gguf/tensor-types.js';
import { fileTypeName, readHeader, shortMetadata, VOCABULARY } from '../dist/backend/llama/process/header.js';
import { inspectFile } from '../dist/backend/llama/process/inspect-file.js';
import { GGML_TYPE } from '../dist/backend/llama/process/llama-cpp/abi.js';
import { koffi } from '../dist/backend/llama/process/llama-cpp/koffi.js';
import { ModelFailure } from '../dist/core/errors.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { mutateGguf } from './support/gguf-mutations.ts';
import { tensorsOf } from './support/gguf-patch.ts';
import { encodeGguf, type MetadataValue, type Tensor, text, uint64 } from './support/gguf-writer.ts';
import { randomFrom } from './support/random.ts';
import { encodeVocabulary, SMALL_VOCABULARIES } from './support/small-vocabularies.ts';
import { toyModel } from './support/toy-model.ts';
import { YES } from './support/toys.ts';
import { KNOWN_CASES } from './support/vocabularies.ts';

const TINY = ['f16', 'q2_K', 'q4_K_M', 'q6_K', 'q8_0'].map((type) =>
  path.join(REPOSITORY, `models/tiny/hitogara-tiny-${type}.gguf`),
);
const ARRAYS = [...VOCABULARY, 'tokenizer.ggml.scores', 'tokenizer.ggml.merges'];

const folder = temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());

/** Entries of metadata as bytes: GGUF's number of the type, then the value. */
type Entry = readonly [key: string, type: number, value: Buffer];

function bytesOf(...numbers: number[]): Buffer {
  return Buffer.from(numbers);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function listOf(type: number, length: number, ...values: Buffer[]): Buffer {
  return Buffer.concat([uint32(type), uint64(length), ...values]);
}
function headOf(entries: readonly Entry[], { version = 3, tensors = 0, keys = entries.length } = {}): Buffer {
  const all = entries.map(([key, type, value]) => Buffer.concat([text(key), uint32(type), value]));
  return Buffer.concat([Buffer.from('GGUF'), uint32(version), uint64(tensors), uint64(keys), ...all]);
}
function tensorOf(name: string, dimensions: readonly number[], type = 0, offset = 0): Buffer {
  const sizes = dimensions.map(uint64);
  return Buffer.concat([text(name), uint32(dimensions.length), ...sizes, uint32(type), uint64(offset)]);
}
const LLAMA: Entry = ['general.architecture', 8, text('llama')];
const [STRING, ARRAY] = [8, 9];

/** Of every type that there is, in every place. */
const EVERY_TYPE: readonly Entry[] = [
  LLAMA,
  ['n.uint8', 0, bytesOf(200)],
  ['n.int8', 1, bytesOf(200)],
  ['n.uint16', 2, bytesOf(1, 200)],
  ['n.int16', 3, bytesOf(1, 200)],
  ['n.uint32', 4, bytesOf(1, 2, 3, 200)],
  ['n.int32', 5, bytesOf(1, 2, 3, 200)],
  ['n.float32', 6, bytesOf(0, 0, 192, 63)],
  ['n.nan', 6, bytesOf(0, 0, 192, 127)],
  ['n.bool', 7, bytesOf(1)],
  ['n.no', 7, bytesOf(0)],
  ['n.uint64', 10, bytesOf(1, 2, 3, 4, 5, 6, 7, 200)],
  ['n.int64', 11, bytesOf(1, 2, 3, 4, 5, 6, 7, 200)],
  ['n.float64', 12, bytesOf(0, 0, 0, 0, 0, 0, 248, 63)],
  ['t.empty', STRING, text('')],
  ['t.text', STRING, text('うん、{{ 1 }}\u0000')],
  ['t.broken', STRING, Buffer.concat([uint64(3), bytesOf(0xe3, 0x81, 0x20)])],
  ['l.none', ARRAY, listOf(0, 0)],
  ['l.texts', ARRAY, listOf(STRING, 2, text('a'), text(''))],
  ['l.bools', ARRAY, listOf(7, 3, bytesOf(0, 1, 0))],
  ['l.long', ARRAY, listOf(11, 1, bytesOf(1, 0, 0, 0, 0, 0, 0, 128))],
];

/** Where a key is both a value and the beginning of others, and where dots belong to a name. */
const NESTED: readonly Entry[] = [
  LLAMA,
  ...[
    'a',
    'a.b',
    'a.b.c',
    'd.e.f',
    'd.e',
    'd',
    'd.g',
    'general.license',
    'general.license.link',
    'x..y',
    '.z',
    'w.',
  ].map((key, index): Entry => [key, 0, bytesOf(index)]),
  ['tokenizer.chat_template', STRING, text('one')],
  ['tokenizer.chat_template.tool_use', STRING, text('two')],
];

describe('a healthy file', () => {
  const made: [name: string, bytes: Buffer][] = [
    ['every type of value', headOf(EVERY_TYPE)],
    ['version 2', headOf(EVERY_TYPE, { version: 2 })],
    ['keys below keys', headOf(NESTED)],
    ['a toy', toyModel(YES)],
    ['an alignment of 256', aligned(256)],
    ...SMALL_VOCABULARIES.map((vocabulary): [string, Buffer] => [vocabulary.name, encodeVocabulary(vocabulary)]),
  ];

  it.each([...TINY, ...KNOWN_CASES.map((known) => known.path)])(
    '%s is read as node-llama-cpp reads it',
    async (file) => {
      await expectSame(file);
    },
  );

  it.each(made)('with %s is read as node-llama-cpp reads it', async (name, bytes) => {
    await expectSame(await folder.write(`${name.replaceAll(' ', '-')}.gguf`, bytes));
  });

  it('in parts is read as one, each part with its own places', async () => {
    const first = await writeParts();
    await expectSame(first);
    const { tensors } = readGguf(first);
    expect(tensors.map(({ part }) => part)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('is one part where its name speaks of none', async () => {
    const file = await folder.write('parts-00001-of-00000.gguf', toyModel(YES));
    expect((await readHeader(file)).tensors).toHaveLength(12);
  });

  it('takes as many bytes for its tensors as stand in the file', () => {
    for (const file of TINY) {
      const stored = tensorsOf(readFileSync(file)).sort((a, b) => a.start - b.start);
      const read = [...readGguf(file).tensors].sort((a, b) => a.start - b.start);
      // Each ends where the next begins, up to the alignment.
      const ends = read.map(({ start, bytes }) => Math.ceil((start + bytes) / 32) * 32);
      expect(ends.slice(0, -1)).toEqual(stored.slice(1).map(({ start }) => start));
    }
  });

  it('has only the lengths of long lists that were not asked for, and in a record of all', () => {
    const [, , file = ''] = TINY;
    const bare = readGguf(file);
    const whole = readGguf(file, ARRAYS);
    const tokens = valueAt(whole.metadata, 'tokenizer', 'ggml', 'tokens');
    expect(Array.isArray(tokens) && tokens.length).toBeGreaterThan(2_000);
    expect(valueAt(bare.metadata, 'tokenizer', 'ggml', 'tokens')).toEqual(
      new LongArray(Array.isArray(tokens) ? tokens.length : 0),
    );
    expect(shortMetadata(bare.metadata)).toEqual(shortMetadata(whole.metadata));
  });

  it('has only the length of a long text that is not used, such as a whole tokenizer.json', async () => {
    const file = await folder.write(
      'long.gguf',
      headOf([LLAMA, ['tokenizer.huggingface.json', STRING, text('x'.repeat(20_000_000))]]),
    );
    expect(valueAt(readGguf(file).metadata, 'tokenizer', 'huggingface', 'json')).toEqual(new LongArray(20_000_000));
  });

  it('may have keys that mean something to JavaScript', async () => {
    const entries: Entry[] = [
      LLAMA,
      ['__proto__.polluted', 0, bytesOf(1)],
      ['constructor.prototype.polluted', 0, bytesOf(1)],
      ['hasOwnProperty', 0, bytesOf(1)],
    ];
    const { metadata } = readGguf(await folder.write('proto.gguf', headOf(entries)));
    expect('polluted' in {}).toBe(false);
    expect(JSON.stringify(shortMetadata(metadata))).toBe(
      '{"general":{"architecture":"llama"},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1}',
    );
  });

  it('has a truth that is any byte but 0, as llama.cpp has it', async () => {
    const { metadata } = readGguf(await folder.write('two.gguf', headOf([['general.two', 7, bytesOf(2)]])));
    expect(valueAt(metadata, 'general', 'two')).toBe(true);
  });

  it('is named by the type of most of its weights', () => {
    expect(TINY.map((file) => fileTypeName(readGguf(file)))).toEqual(['F16', 'Q2_K', 'Q4_K_M', 'Q6_K', 'Q8_0']);
  });
});

/** Everything that the model process uses of a header. */
async function expectSame(file: string): Promise<void> {
  const theirs = await readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false });
  const { metadata, tensors } = readGguf(file, ARRAYS);
  // Vocabularies are long, and `toEqual` takes its time.
  if (!isDeepStrictEqual(metadata, theirs.metadata)) expect(metadata).toEqual(theirs.metadata);
  // Order is recorded too.
  expect(JSON.stringify(shortMetadata(metadata))).toBe(JSON.stringify(shortMetadata(asMetadata(theirs.metadata))));
  expect(tensors.map(({ name, type, dimensions, start, part }) => ({ name, type, dimensions, start, part }))).toEqual(
    (theirs.fullTensorInfo ?? []).map(({ name, ggmlType, dimensions, fileOffset, filePart }) => {
      return { name, type: ggmlType, dimensions, start: fileOffset, part: filePart - 1 };
    }),
  );
}

/** Theirs has the same shape, but names its keys. */
function asMetadata(metadata: object): Metadata {
  return metadata as Metadata;
}

function aligned(alignment: number): Buffer {
  const value = uint32(alignment);
  const head = headOf([LLAMA, ['general.alignment', 4, value]], { tensors: 2 });
  const listed = Buffer.concat([head, tensorOf('a', [3]), tensorOf('b', [2, 2], 1, alignment)]);
  return Buffer.concat([listed, Buffer.alloc(Math.ceil(listed.length / alignment) * alignment + alignment + 8)]);
}

const SPLIT: Record<string, MetadataValue> = { 'split.count': { type: 'uint16', value: 2 } };

/** @returns the first of two */
async function writeParts(more: Record<string, MetadataValue> = {}): Promise<string> {
  const left: Tensor[] = [];
  const part = (number: number): [string, MetadataValue][] => [['split.no', { type: 'uint16', value: number }]];
  const mend = (tensors: Tensor[]): Tensor[] => {
    left.push(...tensors.slice(7));
    return tensors.slice(0, 7);
  };
  const first = await folder.write(
    'parts-00001-of-00002.gguf',
    toyModel({ ...YES, metadata: new Map([...part(0), ...Object.entries(more)]), mend }),
  );
  await folder.write('parts-00002-of-00002.gguf', encodeGguf(new Map(part(1)), left));
  return first;
}

describe('a file that is none', () => {
  const large = 2 ** 53;
  const cases: [what: string, bytes: Buffer, says: string][] = [
    ['version 0', headOf([LLAMA], { version: 0 }), 'not a readable GGUF file (version 0)'],
    [
      'version 1',
      headOf([LLAMA], { version: 1 }),
      'not a readable GGUF file (GGUF version 1, which llama.cpp no longer reads)',
    ],
    [
      'version 4',
      headOf([LLAMA], { version: 4 }),
      'not a readable GGUF file (GGUF version 4, which this llama.cpp is too old for)',
    ],
    [
      'the other order of bytes',
      headOf([LLAMA], { version: 0x0300_0000 }),
      'not a readable GGUF file (it is big-endian, made for another kind of processor)',
    ],
    [
      '10,000 tensors in a small file',
      headOf([LLAMA], { tensors: 10_000 }),
      'not a readable GGUF file (it claims 10001 entries but has 69 bytes)',
    ],
    [
      'more keys than bytes',
      headOf([LLAMA], { keys: large }),
      'not a readable GGUF file (it claims 9007199254740992 entries but has 69 bytes)',
    ],
    [
      'more tensors than any model',
      Buffer.concat([headOf([LLAMA], { tensors: 60_000 }), Buffer.alloc(800_000)]),
      'not a readable GGUF file (it claims 60000 tensors)',
    ],
    [
      'more keys than any model',
      Buffer.concat([headOf([LLAMA], { keys: 60_000 }), Buffer.alloc(800_000)]),
      'not a readable GGUF file (it claims 60000 keys)',
    ],
    [
      'a key twice',
      headOf([LLAMA, LLAMA]),
      'not a readable GGUF file (the key "general.architecture" stands in it twice)',
    ],
    ['a key of nothing', headOf([['', 0, bytesOf(1)]]), 'not a readable GGUF file (a key of 0 bytes in its metadata)'],
    [
      'a key of 1,000 dots',
      headOf([['.'.repeat(1_000), 0, bytesOf(1)]]),
      'not a readable GGUF file (a key of 1000 bytes in its metadata)',
    ],
    [
      'a text longer than the file',
      headOf([['general.name', STRING, uint64(large)]]),
      'the file is incomplete: it ends within its header; download or copy it again',
    ],
    [
      'a list longer than the file',
      headOf([['a', ARRAY, listOf(4, large)]]),
      'the file is incomplete: it ends within its header; download or copy it again',
    ],
    [
      'a list of more texts than bytes',
      headOf([['a', ARRAY, listOf(STRING, large)]]),
      'the file is incomplete: it ends within its header; download or copy it again',
    ],
    [
      'a name longer than any book',
      headOf([LLAMA, ['general.name', STRING, text('n'.repeat(1_024 ** 2 + 1))]]),
      'not a readable GGUF file (the text of the key "general.name" has 1048577 bytes)',
    ],
    [
      'many long texts',
      headOf(Array.from({ length: 9 }, (_, index): Entry => [`t.${index}`, STRING, text('n'.repeat(1_000_000))])),
      'not a readable GGUF file (its header is larger than that of any model)',
    ],
    [
      'lists in a list',
      headOf([['a', ARRAY, listOf(ARRAY, 1, listOf(0, 1, bytesOf(1)))]]),
      'not a readable GGUF file (the key "a" holds lists in a list)',
    ],
    [
      'a type that is not there',
      headOf([['a', 13, bytesOf(1)]]),
      'not a readable GGUF file (the key "a" has the unknown type 13)',
    ],
    [
      'a list of a type that is not there',
      headOf([['a', ARRAY, listOf(99, 1, bytesOf(1))]]),
      'not a readable GGUF file (the key "a" has the unknown type 99)',
    ],
    [
      'an odd alignment',
      headOf([LLAMA, ['general.alignment', 4, uint32(3)]]),
      'not a readable GGUF file (its alignment of 3 is no power of two)',
    ],
    [
      'a tensor twice',
      Buffer.concat([headOf([LLAMA], { tensors: 2 }), tensorOf('a', [1]), tensorOf('a', [1])]),
      'not a readable GGUF file (the tensor "a" stands in it twice)',
    ],
    [
      'five dimensions',
      Buffer.concat([headOf([LLAMA], { tensors: 1 }), tensorOf('a', [1, 1, 1, 1, 1])]),
      'not a readable GGUF file (the tensor "a" has 5 dimensions)',
    ],
    [
      'a tensor that no file holds',
      Buffer.concat([headOf([LLAMA], { tensors: 1 }), tensorOf('a', [2 ** 40, 2 ** 40])]),
      'not a readable GGUF file (the tensor "a" is larger than any file)',
    ],
    [
      'a tensor with a long name',
      Buffer.concat([headOf([LLAMA], { tensors: 1 }), tensorOf('a'.repeat(64), [1])]),
      'not a readable GGUF file (the name of a tensor has 64 bytes)',
    ],
    [
      'a tensor beyond its end',
      Buffer.concat([headOf([LLAMA], { tensors: 1 }), tensorOf('a', [1_000])]),
      'the file is incomplete: 4026 bytes of 4128 bytes are missing; download or copy it again',
    ],
    [
      'a row that its type cannot hold',
      Buffer.concat([headOf([LLAMA], { tensors: 1 }), tensorOf('a', [33, 2], 8)]),
      'not a readable GGUF file (the tensor "a" has rows of 33 values, which its type cannot hold)',
    ],
    [
      'data in other places than llama.cpp looks',
      Buffer.concat([
        headOf([LLAMA], { tensors: 2 }),
        tensorOf('a', [3]),
        tensorOf('b', [3], 0, 64),
        Buffer.alloc(500),
      ]),
      'not a readable GGUF file (the data of the tensor "b" is at 64, not at 32)',
    ],
    [
      'a place among parts that its name does not have',
      headOf([LLAMA, ['split.no', 2, bytesOf(1, 0)], ['split.count', 2, bytesOf(3, 0)]]),
      'according to its header, this is part 2 of a model; name the first part instead',
    ],
    [
      'more parts than its name says',
      headOf([LLAMA, ['split.no', 2, bytesOf(0, 0)], ['split.count', 2, bytesOf(3, 0)]]),
      'according to its header, this is the first of 3 parts; llama.cpp finds the others only if it is named more-parts-than-its-name-says-00001-of-00003.gguf',
    ],
    ['no architecture', headOf([]), 'not a GGUF file of a model (it names no architecture)'],
    [
      'an architecture that is a number',
      headOf([['general.architecture', 0, bytesOf(1)]]),
      'not a GGUF file of a model (it names no architecture)',
    ],
  ];

  it.each(cases)('is refused for %s', async (what, bytes, says) => {
    const file = await folder.write(`${what.replaceAll(/\W/g, '-')}.gguf`, bytes);
    expect(await refusalOf(file)).toBe(`${file}: ${says}`);
  });

  it('is refused without its parts, of which some are named', async () => {
    const file = await folder.write('many-00001-of-00009.gguf', toyModel(YES));
    const names = [2, 3, 4, 5, 6].map((part) => `many-0000${part}-of-00009.gguf, `).join('');
    expect(await refusalOf(file)).toBe(
      `${file}: the file is incomplete: of its 9 parts, these are missing: ${names}…; download or copy it again`,
    );
  });

  it('is refused as one of 99,999 as soon as enough of the others are missing', async () => {
    const file = await folder.write('alone-00001-of-99999.gguf', toyModel(YES));
    const refusal = await refusalOf(file);
    expect(refusal).toContain('of its 99999 parts, these are missing: alone-00002-of-99999.gguf, ');
    expect(refusal.length).toBeLessThan(400);
  });

  it('is refused with parts of other models, and with fewer tensors than it had', async () => {
    const first = await writeParts({ ...SPLIT, 'split.tensors.count': { type: 'int32', value: 13 } });
    expect(await refusalOf(first)).toBe(
      `${first}: the file is incomplete: its parts hold 12 of 13 tensors; download or copy it again`,
    );
    const second = first.replace('00001', '00002').replace('-of-00001', '-of-00002');
    await copyFile(first, second);
    expect(await refusalOf(first)).toBe(
      `${second}: according to its header, this is part 1; download or copy the parts again`,
    );
    await rm(second);
    await mkdir(second);
    expect(await refusalOf(first)).toBe(`${second}: not a readable GGUF file (it is not a regular file)`);
    await rmdir(second);
  });

  it('is refused as a folder', async () => {
    expect(await refusalOf(folder.path)).toBe(`${folder.path}: not a readable GGUF file (it is not a regular file)`);
  });

  it('is refused for texts beyond any model, however large the file is', async () => {
    const file = await folder.write('endless.gguf', headOf([['a', ARRAY, listOf(STRING, 40_000_000)]]));
    await truncate(file, 400_000_000);
    const says = `${file}: not a readable GGUF file (its header is larger than that of any model)`;
    expect(await refusalOf(file)).toBe(says);
    const wanted = await folder.write('endless-kept.gguf', headOf([['a', ARRAY, listOf(STRING, 40_000_000)]]));
    await truncate(wanted, 400_000_000);
    expect(() => readGguf(wanted, ['a'])).toThrow('its header is larger than that of any model');
  });
});

async function refusalOf(file: string): Promise<string> {
  const failure = await readHeader(file).catch((error: unknown) => error);
  if (!(failure instanceof ModelFailure)) throw new Error(`not refused: ${String(failure)}`);
  expect({ code: failure.code, isFatal: failure.isFatal }).toEqual({ code: 'load-failed', isFatal: true });
  return failure.message;
}

describe('a header that ends the process in llama.cpp', () => {
  const number = (value: number): MetadataValue => ({ type: 'uint32', value });
  it.each<[Record<string, MetadataValue>, string]>([
    [{ block_count: number(0) }, '0 layers; llama.cpp takes 1 to 512'],
    [{ block_count: number(513) }, '513 layers; llama.cpp takes 1 to 512'],
    [{ nextn_predict_layers: number(2) }, '2 of 1 layers predict several tokens'],
    [{ 'attention.head_count': number(0) }, 'no attention heads'],
    [{ 'rope.scaling.type': { type: 'string', value: 'zz' } }, 'rope.scaling.type "zz"'],
    [{ expert_count: number(1025) }, '1025 experts; llama.cpp takes up to 1024'],
    [{ expert_count: number(4) }, '0 of 4 experts used'],
    [{ expert_used_count: number(4) }, '4 of 0 experts used'],
    [
      { expert_count: number(4), expert_used_count: number(2), expert_group_count: number(3) },
      '0 of 3 groups of 4 experts used',
    ],
  ])('is refused for %o', async (sizes, reason) => {
    const metadata = new Map(Object.entries(sizes).map(([key, value]) => [`llama.${key}`, value] as const));
    const file = await folder.write('aborts.gguf', toyModel({ ...YES, metadata }));
    expect(await refusalOf(file)).toBe(`${file}: its header is invalid (${reason})`);
  });
});

/** Few bytes, of every kind that there is. */
const SMALL = Buffer.concat([
  headOf(
    [
      ...EVERY_TYPE,
      ['general.alignment', 4, uint32(32)],
      ['llama.block_count', 4, uint32(1)],
      ['llama.attention.head_count', 4, uint32(2)],
      ['llama.embedding_length', 4, uint32(4)],
      ['tokenizer.ggml.bos_token_id', 4, uint32(1)],
      ['tokenizer.ggml.tokens', ARRAY, listOf(STRING, 3, text('a'), text('b'), text('c'))],
      ['tokenizer.ggml.scores', ARRAY, listOf(6, 3, Buffer.alloc(12))],
      ['tokenizer.ggml.token_type', ARRAY, listOf(5, 3, Buffer.alloc(12))],
    ],
    { tensors: 2 },
  ),
  tensorOf('token_embd.weight', [4, 3]),
  tensorOf('blk.0.attn_k.weight', [32, 1], 8, 64),
  Buffer.alloc(256),
]);

describe('a file with faults by chance', () => {
  it('is inspected or refused in one line, with little memory, whatever is wrong with it', async () => {
    const random = randomFrom(17);
    const before = process.resourceUsage().maxRSS;
    const sound = await inspected(SMALL);
    expect(sound).toMatchObject({ layers: 1, warnings: [], memory: { weights: 82 } });
    const outcomes = { inspected: 0, refused: 0 };
    for (let count = 0; count < 800; count++) {
      const { bytes, what } = mutateGguf(SMALL, random);
      const outcome = await inspected(bytes).catch((error: unknown) => error);
      if (outcome instanceof ModelFailure) {
        expect(outcome.message, what).toMatch(/^.*small\.gguf: [^\n]{10,400}$/);
        outcomes.refused++;
      } else {
        expect(outcome, what).toMatchObject({ layers: expect.any(Number), parameters: expect.any(Number) });
        outcomes.inspected++;
      }
    }
    expect(outcomes.inspected).toBeGreaterThan(150);
    expect(outcomes.refused).toBeGreaterThan(150);
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200);
  });
});

async function inspected(bytes: Buffer): Promise<GgufReport> {
  const path = await folder.write('small.gguf', bytes);
  return inspectFile({ type: 'inspect', path, contextSize: null, kvType: 'f16' });
}

const BINARIES = path.join(REPOSITORY, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
const base = existsSync(BINARIES) && readdirSync(BINARIES).find((name) => /^libggml-base\.(.+\.)?so$/.test(name));
if (!base) process.stderr.write(`ggml's sizes of types are not compared: ${BINARIES} is not there\n`);

it.skipIf(!base)('every type of tensor takes the bytes that ggml says', () => {
  const ggml = koffi.load(path.join(BINARIES, String(base)));
  const bytes = ggml.func('size_t ggml_type_size(int type)');
  const values = ggml.func('int64_t ggml_blck_size(int type)');
  const types = Object.values(GGML_TYPE).filter((type) => type !== GGML_TYPE.COUNT);
  const ours = types.map((type) => [type, tensorType(type)?.values, tensorType(type)?.bytes]);
  expect(ours).toEqual(types.map((type) => [type, Number(values(type)), Number(bytes(type))]));
});

// `models inspect` on files of strangers: whatever the metadata holds, a report or one line comes out, and nothing that a terminal
// would obey.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, runProgram, temporaryFolder } from './support/cli.ts';
import { encodeGguf, type MetadataValue, type Tensor } from './support/gguf-writer.ts';
import { toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { YES } from './support/toys.ts';

const NUMBER = { type: 'uint32', value: 7 } as const;
const HOSTILE = { type: 'string', value: 'a\u001b[31m\u009b0m\u007f\u202eb' } as const;
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** A toy in two files, as `llama-gguf-split` makes them: everything that is known stands in the first. */
function splitToy(metadata: readonly (readonly [string, MetadataValue])[]): [first: Buffer, second: Buffer] {
  const left: Tensor[] = [];
  const part = (number: number): [string, MetadataValue][] => [
    ['split.no', { type: 'uint16', value: number }],
    ['split.count', { type: 'uint16', value: 2 }],
    ['split.tensors.count', { type: 'int32', value: 12 }],
  ];
  const mend = (tensors: Tensor[]): Tensor[] => {
    left.push(...tensors.slice(7));
    return tensors.slice(0, 7);
  };
  const first = toyModel({ ...YES, metadata: new Map([...metadata, ...part(0)]), mend });
  return [first, encodeGguf(new Map(part(1)), left)];
}

describe('a split file with metadata of unexpected types', () => {
  let inspected: Outcome;
  let planned: Outcome;
  let bytes: number;

  beforeAll(async () => {
    await using folder = await toyFolder();
    const [first, second] = splitToy([
      ['general.name', HOSTILE],
      ['tokenizer.ggml.pre', NUMBER],
      ['tokenizer.chat_template', NUMBER],
      ['general.file_type', { type: 'string', value: 'x' }],
    ]);
    bytes = first.length + second.length;
    const file = path.basename(await folder.write('split-00001-of-00002.gguf', first));
    await folder.write('split-00002-of-00002.gguf', second);
    const run = (...args: string[]) => runProgram([...args, '--json'], { directory: folder.path });
    inspected = await run('models', 'inspect', file);
    planned = await run('eval', '--model', file, '--scenario', 'short', '--dry-run');
  });

  it('is told with the bytes of both parts', () => {
    const { code, stdout, stderr } = inspected;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      path: 'split-00001-of-00002.gguf',
      bytes,
      name: HOSTILE.value,
      architecture: 'llama',
      quantization: 'unknown',
      tensorTypes: { F32: 12 },
      layers: 1,
      tokenizer: { model: 'llama', pre: null, bos: '<s>', eos: '<|im_end|>', addsBos: true },
      chatTemplate: null,
    });
    expect(stdout).not.toMatch(OBEYED);
  });

  it('needs the memory that a plan reckons with', () => {
    const { memory } = JSON.parse(inspected.stdout);
    // Four bytes for each parameter of both parts.
    expect(memory).toEqual({ weights: 4 * 218_592, context: expect.any(Number), contextSize: 1024 });
    expect(memory.context).toBeGreaterThan(0);
    expect(JSON.parse(planned.stdout)).toEqual({
      mode: 'strict',
      scenarios: 1,
      settings: 1,
      samples: 1,
      models: [
        {
          model: 'split-00001-of-00002',
          conversations: 1,
          turns: 3,
          memoryBytes: memory.weights + memory.context,
          template: { problem: expect.stringContaining('has no chat template inside; none was named') },
          estimateMs: null,
        },
      ],
      conversations: 1,
      turns: 3,
      estimateMs: null,
    });
  });
});

it('prints a family, a name that is no text as none, and hostile text without what a terminal would obey', async () => {
  await using folder = temporaryFolder();
  const metadata = new Map<string, MetadataValue>([
    ['general.name', NUMBER],
    ['tokenizer.ggml.pre', HOSTILE],
  ]);
  const { chatTemplate: _, ...bare } = YES;
  const file = 'japanese-stablelm-instruct-alpha-7b.gguf';
  await folder.write(file, toyModel({ ...bare, metadata }));
  const { code, stdout, stderr } = await runProgram(['models', 'inspect', file], { directory: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(OBEYED);
  expect(stdout).toMatchInlineSnapshot(`
    "file          japanese-stablelm-instruct-alpha-7b.gguf (path, 0.9 MB)
    name          none
    architecture  llama, 1 layer, width 288
    parameters    218592
    quantization  F32 (12 × F32)
    context       1024 tokens in training
    tokenizer     llama (ab), 266 tokens, BOS <s>, EOS <|im_end|>, adds BOS
    memory        0.9 MB weights + 3.7 MB for a context of 1024
    family        Japanese StableLM Alpha instruct; format jslm-alpaca (verified); trained with a context of 2048 tokens; runs in llama.cpp: no; llama.cpp does not know this architecture
    prompt        jslm-alpaca (its file name "japanese-stablelm-instruct-alpha-7b.gguf" is a name of Japanese StableLM Alpha instruct)
    template      none inside
    "
  `);
});

it('lists the other models beside an entry with a badly encoded address', async () => {
  await using folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'models'));
  await folder.write('models/odd.yaml', 'id: odd\nbackend: llama\nfile: https://localhost/%zz.gguf\n');
  const { code, stdout, stderr } = await runProgram(['models', 'list', '--json'], { directory: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout).map((row: { id: string }) => row.id)).toEqual(
    expect.arrayContaining(['odd', 'hitogara-tiny-q8_0']),
  );
});

describe('an incomplete file', () => {
  it('is called that, with how much is missing', async () => {
    await using folder = await toyFolder();
    const whole = toyModel(YES);
    await folder.write('cut.gguf', whole.subarray(0, whole.length - 200_000));
    const saysOf = async (command: string[]) => {
      const { code, stdout, stderr } = await runProgram(command, { directory: folder.path });
      return { code, stdout: stdout.includes('うん'), stderr };
    };
    const says = 'cut.gguf: the file is incomplete: 0.2 MB of 0.9 MB are missing; download or copy it again\n';
    expect(await saysOf(['models', 'inspect', 'cut.gguf'])).toEqual({ code: 2, stdout: false, stderr: says });
    expect(await saysOf(['eval', 'cut.gguf', '--scenario', 'short', '--gpu', 'off', '--threads', '1'])).toEqual({
      code: 2,
      stdout: false,
      stderr: `failed cut: load-failed: ${says}`,
    });
  });

  it('names the parts that are missing', async () => {
    await using folder = await toyFolder();
    const [first, second] = splitToy([]);
    await folder.write('split-00001-of-00002.gguf', first);
    const inspect = ['models', 'inspect', 'split-00001-of-00002.gguf'];
    expect(await runProgram(inspect, { directory: folder.path })).toMatchObject({
      code: 2,
      stderr:
        'split-00001-of-00002.gguf: the file is incomplete: of its 2 parts, these are missing: split-00002-of-00002.gguf; download or copy it again\n',
    });
    await folder.write('split-00002-of-00002.gguf', second.subarray(0, second.length - 40));
    expect(await runProgram(inspect, { directory: folder.path })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^split-00002-of-00002\.gguf: the file is incomplete: \d+ bytes of \S+ (bytes|MB) are missing;/,
      ),
    });
  });
});

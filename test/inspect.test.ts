// `models inspect` on files of strangers: whatever the metadata holds, a report or one line comes out, and nothing that a terminal
// would obey.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runProgram, temporaryFolder } from './support/cli.ts';
import type { MetadataValue } from './support/gguf-writer.ts';
import { toyModel } from './support/toy-model.ts';
import { YES } from './support/toys.ts';

async function inspect(metadata: readonly (readonly [string, MetadataValue])[], ...flags: string[]) {
  await using folder = temporaryFolder();
  await folder.write('toy.gguf', toyModel({ ...YES, metadata: new Map(metadata) }));
  return await runProgram(['models', 'inspect', 'toy.gguf', ...flags], { directory: folder.path });
}

it('tells a file with metadata of unexpected types', async () => {
  const number = { type: 'uint32', value: 7 } as const;
  const { code, stdout, stderr } = await inspect(
    [
      ['general.name', number],
      ['tokenizer.ggml.pre', number],
      ['tokenizer.chat_template', number],
      ['general.file_type', { type: 'string', value: 'x' }],
    ],
    '--json',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    name: null,
    architecture: 'llama',
    quantization: 'unknown',
    layers: 1,
    tokenizer: { model: 'llama', pre: null, bos: '<s>', eos: '<|im_end|>', addsBos: true },
    chatTemplate: null,
  });
});

it('prints a name that is no text as none', async () => {
  const { code, stdout, stderr } = await inspect([['general.name', { type: 'uint32', value: 7 }]]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^name +none$/m);
});

const HOSTILE = 'a\u001b[31m\u009b0m\u007f\u202eb';

it('prints hostile metadata without what a terminal would obey', async () => {
  const plain = await inspect([['general.name', { type: 'string', value: HOSTILE }]]);
  expect(plain.stdout).toMatch(/^name +ab$/m);
  const json = await inspect([['general.name', { type: 'string', value: HOSTILE }]], '--json');
  expect(JSON.parse(json.stdout).name).toBe(HOSTILE);
  expect(plain.stdout + json.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
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

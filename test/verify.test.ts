// `hitogara models verify`: what was recorded of a file is compared with the file as it is now, and what cannot be known is said.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyModel } from '../dist/index.js';
import { lacks } from './support/capabilities.ts';
import { runProgram, temporaryFolder } from './support/cli.ts';
import { encodeGguf, float32Tensor } from './support/gguf-writer.ts';

const WHOLE = encodeGguf(new Map(), [float32Tensor('weights', [1_000], (index) => index)]);
const SHA256 = createHash('sha256').update(WHOLE).digest('hex');
const RECORD = {
  ...{ schema: 1, source: 'https://example.com/toy.gguf', bytes: WHOLE.length, sha256: SHA256, isConfirmed: true },
  ...{ etag: null, lastModified: null, downloadedAt: '2026-11-27T00:00:00.000Z' },
};

/** @param record what lies beside the file; null: nothing */
async function verify(content: Buffer | null, record: object | null, options: readonly string[] = []) {
  await using folder = temporaryFolder();
  if (content) await folder.write('toy.gguf', content);
  if (record) await folder.write('toy.gguf.json', JSON.stringify(record));
  const before = readdirSync(folder.path);
  const outcome = await runProgram(['models', 'verify', './toy.gguf', ...options], { directory: folder.path });
  expect(readdirSync(folder.path)).toEqual(before);
  return outcome;
}

function flipped(): Buffer {
  const copy = Buffer.from(WHOLE);
  copy.writeUInt8(1, copy.length - 2);
  return copy;
}

describe('models verify', () => {
  it.each<[string, Buffer, object | null, number, string]>([
    ['whole', WHOLE, RECORD, 0, `toy.gguf: whole; its sha256 is ${SHA256}, as the server named it\n`],
    [
      ...(['whole, as far as is known', WHOLE, { ...RECORD, isConfirmed: false }, 0] as const),
      `toy.gguf: as it was downloaded; its sha256 is ${SHA256}, and the server had named none\n`,
    ],
    ['damaged', flipped(), RECORD, 1, `, not ${SHA256}\n`],
    ['cut off', WHOLE.subarray(0, 99), RECORD, 1, `replaced: it has 99 of ${WHOLE.length} bytes\n`],
    ['longer', Buffer.concat([WHOLE, WHOLE]), RECORD, 1, `it has ${2 * WHOLE.length} bytes, not ${WHOLE.length}\n`],
    [
      'put there by hand',
      WHOLE,
      null,
      3,
      'toy.gguf: cannot be verified: no checksum was recorded for it; its sha256 is',
    ],
    ['put there by hand, with a record of nonsense', WHOLE, { sha256: 7 }, 3, 'cannot be verified'],
    ['cut off by hand', WHOLE.subarray(0, 1_000), null, 1, `it has 1000 of ${WHOLE.length} bytes\n`],
    ['something else', Buffer.from('<html>'), null, 1, 'it does not start with "GGUF"'],
  ])('says that a file is %s', async (_, content, record, code, says) => {
    const outcome = await verify(content, record);
    expect(outcome).toMatchObject({ code, stdout: expect.stringContaining(says) });
    expect(outcome.stdout.split('\n')).toHaveLength(2);
  });

  it('says it in JSON, with what is not known as null', async () => {
    const { code, stdout } = await verify(flipped(), { ...RECORD, bytes: 7 }, ['--json']);
    expect({ code, said: JSON.parse(stdout) }).toEqual({
      code: 1,
      said: [
        {
          ...{ file: 'toy.gguf', status: 'differs', bytes: WHOLE.length, sha256: null },
          recorded: { sha256: SHA256, from: 'server' },
          problem: `it has ${WHOLE.length} bytes, not 7`,
        },
      ],
    });
  });

  it('says it in Japanese', async () => {
    const { stdout } = await verify(WHOLE, null, ['--lang', 'ja']);
    expect(stdout).toBe(`toy.gguf: チェックサムの記録がないため検証できません。sha256 は ${SHA256} です\n`);
  });

  it('exits with 2 for a file that is not there', async () => {
    expect(await verify(null, RECORD)).toMatchObject({ code: 2, stdout: '' });
  });

  it('looks at every part, and stops at the first that is missing', async () => {
    await using folder = temporaryFolder();
    const part = (n: number): string => `toy-0000${n}-of-00004.gguf`;
    for (const n of [1, 2]) {
      await folder.write(part(n), WHOLE);
      await folder.write(`${part(n)}.json`, JSON.stringify(RECORD));
    }
    const { code, stdout } = await runProgram(['models', 'verify', part(1)], { directory: folder.path });
    expect({ code, lines: stdout.trim().split('\n') }).toEqual({
      code: 1,
      lines: [
        ...[1, 2].map((n) => `${part(n)}: whole; its sha256 is ${SHA256}, as the server named it`),
        `${part(3)} is not on this machine`,
      ],
    });
  });

  it.skipIf(lacks('symbolic links')).each([
    ['Hugging Face', SHA256, 'same'],
    ['Hugging Face', '0'.repeat(64), 'differs'],
    ['Ollama', `sha256-${SHA256}`, 'same'],
    ['nobody', 'some-name', 'unknown'],
  ])('knows the checksum in the name that the cache of %s gives: %s', async (_, name, status) => {
    await using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'blobs'));
    writeFileSync(path.join(folder.path, 'blobs', name), WHOLE);
    symlinkSync(path.join('blobs', name), path.join(folder.path, 'toy.gguf'));
    const verified = await verifyModel('./toy.gguf', { world: { workingDirectory: folder.path } });
    expect(verified.map((each) => each.status)).toEqual([status]);
  });

  it('ends when it is interrupted', async () => {
    const world = { signal: AbortSignal.abort() };
    await expect(verifyModel('hitogara-tiny-q8_0', { world })).rejects.toThrow();
  });
});

// Facts about a model that its record must have right: digest and size of all its parts, and the threads that it really runs on.
import { createHash } from 'node:crypto';
import os from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../dist/backend/llama/process/engine.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { factCache } from '../dist/core/fact-cache.js';
import { ggufParts } from '../dist/registry/gguf-parts.js';
import { weightsDigest } from '../dist/registry/weights-digest.js';
import { temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { toyModel } from './support/toy-model.ts';
import { YES } from './support/toys.ts';
import { worldIn } from './support/world.ts';

describe('the digest of weights', () => {
  it('is over all parts of a split file, whichever has changed', async () => {
    await using folder = temporaryFolder();
    const cache = factCache(worldIn(folder.path));
    const digestOf = (file: string) => weightsDigest(file, cache, new AbortController().signal);
    const first = await folder.write('m-00001-of-00002.gguf', 'one');
    await folder.write('m-00002-of-00002.gguf', 'two');
    expect(await digestOf(first)).toBe(createHash('sha256').update('onetwo').digest('hex'));
    await folder.write('m-00002-of-00002.gguf', 'TWO');
    expect(await digestOf(first)).toBe(createHash('sha256').update('oneTWO').digest('hex'));
    expect(await digestOf(first)).toBe(createHash('sha256').update('oneTWO').digest('hex'));
  });

  it('is of one file where the name only looks like a later part', async () => {
    await using folder = temporaryFolder();
    const cache = factCache(worldIn(folder.path));
    const file = await folder.write('m-00002-of-00002.gguf', 'two');
    const digest = await weightsDigest(file, cache, new AbortController().signal);
    expect(digest).toBe(createHash('sha256').update('two').digest('hex'));
  });

  it('is refused when a part is missing', async () => {
    await using folder = temporaryFolder();
    const cache = factCache(worldIn(folder.path));
    const first = await folder.write('m-00001-of-00002.gguf', 'one');
    await expect(weightsDigest(first, cache, new AbortController().signal)).rejects.toThrow(/ENOENT.*00002-of-00002/);
  });

  it.each([
    ['a/m.gguf', ['a/m.gguf']],
    ['a/m-00001-of-00001.gguf', ['a/m-00001-of-00001.gguf']],
    ['a/m-00001-of-00003.gguf', ['a/m-00001-of-00003.gguf', 'a/m-00002-of-00003.gguf', 'a/m-00003-of-00003.gguf']],
    ['a/m-00002-of-00003.gguf', ['a/m-00002-of-00003.gguf']],
  ])('goes over the parts of %s', (file, parts) => {
    expect(ggufParts(file)).toEqual(parts);
  });
});

describe('threads', () => {
  const more = os.availableParallelism() + 2;
  let llama: OpenedLlamaCpp;
  beforeAll(async () => {
    llama = await quietLlamaCpp();
  });

  it.each([1, 3, more])('are %i where that is asked for, also beyond the cores', async (threads) => {
    await using folder = temporaryFolder();
    const file = await folder.write('toy.gguf', toyModel(YES));
    const { c, context, loaded, close } = await loadEngine({ ...ENGINE_OPTIONS, path: file, threads }, llama);
    try {
      const used = context && c.llama_n_threads(context.pointer);
      expect({ recorded: loaded.threads, used }).toEqual({ recorded: threads, used: threads });
    } finally {
      close();
    }
  });
});

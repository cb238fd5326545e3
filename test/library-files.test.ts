import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLibrary, findPlugIns, libraryIn } from '../dist/backend/llama/library-files.js';
import { temporaryFolder } from './support/cli.ts';

const METADATA = JSON.stringify({
  buildOptions: { customCmakeOptions: {}, gpu: false, llamaCpp: { repo: 'ggml-org/llama.cpp', release: 'v0.4.0' } },
});

async function folderOf(files: readonly string[]) {
  const folder = temporaryFolder();
  for (const file of files) await folder.write(file, file === '_nlcBuildMetadata.json' ? METADATA : '');
  return folder;
}

describe('the files of llama.cpp', () => {
  it.each([
    {
      on: 'Linux',
      expected: ['libggml-base.so', 'libggml.cuda.v0.4.0.so', 'libllama.cuda.v0.4.0.so'],
      others: ['libggml-cuda.so', 'libggml-cpu-x64.so', 'libllama-common.so', 'llama-addon.node'],
    },
    {
      on: 'macOS',
      expected: ['libggml-base.dylib', 'libggml.metal.v0.4.0.dylib', 'libllama.metal.v0.4.0.dylib'],
      others: ['libggml-metal.so', 'libggml-blas.so', 'libllama-common.dylib', 'llama-addon.node'],
    },
    {
      on: 'Windows',
      expected: ['ggml-base.dll', 'ggml.v0.4.0.dll', 'llama.v0.4.0.dll'],
      others: ['ggml-cpu-x64.dll', 'llama-common.dll', 'llama-addon.lib', 'llama-addon.node'],
    },
  ])('are told apart on $on', async ({ expected, others }) => {
    await using folder = await folderOf(['_nlcBuildMetadata.json', ...expected, ...others]);
    const found = await libraryIn(folder.path, 'prebuilt');
    expect(found && [found.ggmlBase, found.ggml, found.llama].map((file) => path.basename(file))).toEqual(expected);
    expect(found).toMatchObject({ folder: folder.path, release: 'v0.4.0', build: 'prebuilt' });
  });

  it.each([
    { what: 'a build without its metadata', files: ['libggml-base.so', 'libggml.so', 'libllama.so'] },
    { what: 'a build without a library', files: ['_nlcBuildMetadata.json', 'libggml-base.so', 'libggml.so'] },
    {
      what: 'two builds in one folder',
      files: ['_nlcBuildMetadata.json', 'libggml-base.so', 'libggml.so', 'libllama.so', 'libllama.v0.4.0.so'],
    },
  ])('are not found in $what', async ({ files }) => {
    await using folder = await folderOf(files);
    expect(await libraryIn(folder.path, 'prebuilt')).toBeNull();
  });

  it('are not found where there is no folder', async () => {
    await using folder = temporaryFolder();
    await mkdir(path.join(folder.path, 'empty'));
    expect(await libraryIn(path.join(folder.path, 'none'), 'prebuilt')).toBeNull();
    expect(await libraryIn(path.join(folder.path, 'empty'), 'prebuilt')).toBeNull();
  });

  it('are those that npm installed for this machine', async () => {
    expect(await findLibrary('prebuilt')).toMatchObject({ build: 'prebuilt', release: expect.stringMatching(/^v\d/) });
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'for CUDA are the current toolkit’s, then those for the one before (on 64-bit Intel Linux)',
    async () => {
      const plugIns = (await findPlugIns('cuda', 'prebuilt')).map(
        (file) => file.split(`@node-llama-cpp${path.sep}`)[1],
      );
      expect(plugIns).toEqual([
        'linux-x64-cuda/bins/linux-x64-cuda/libggml-cuda.so',
        'linux-x64-cuda-ext/bins/linux-x64-cuda/fallback/libggml-cuda.so',
      ]);
    },
  );
});

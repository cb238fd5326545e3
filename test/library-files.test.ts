import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLibrary, findPlugIns, libraryIn, machineName } from '../dist/backend/llama/library-files.js';
import { loadBackEnd } from '../dist/backend/llama/process/llama-cpp/library.js';
import { notLoaded } from '../dist/backend/llama/process/llama-cpp/not-loaded.js';
import { temporaryFolder } from './support/cli.ts';

const LIBRARY = new URL('../dist/backend/llama/process/llama-cpp/library.js', import.meta.url).href;

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

  // The names of node-llama-cpp's packages, without what they compute on.
  it.each([
    ['linux', 'x64', 'linux-x64'],
    ['linux', 'arm64', 'linux-arm64'],
    ['linux', 'arm', 'linux-armv7l'],
    ['linux', 'riscv64', 'linux-riscv64'],
    ['darwin', 'arm64', 'mac-arm64'],
    ['darwin', 'x64', 'mac-x64'],
    ['win32', 'x64', 'win-x64'],
    ['win32', 'arm64', 'win-arm64'],
  ])('are in a package that is named for %s on %s: %s', (platform, arch, name) => {
    expect(machineName(platform, arch)).toBe(name);
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

describe('a library that the system does not load', () => {
  const FILE = '/x y/ggml-base.dll';
  it.each([
    ['win32', 'install the latest Microsoft Visual C++ Redistributable ('],
    [
      'darwin',
      "if macOS holds it back because it was downloaded, allow it with: xattr -dr com.apple.quarantine '/x y'",
    ],
    ['linux', 'install the library that is missing, such as libstdc++6 or libgomp1'],
  ])('is said to be there, in the words of the system, with what to do: %s', (platform, remedy) => {
    const failure = notLoaded(FILE, new Error('Failed to load shared library: libgomp.so.1: no such file'), platform);
    const found = `${FILE} is there, but the system does not load it (libgomp.so.1: no such file); ${remedy}`;
    expect(failure).toMatchObject({ code: 'load-failed', isFatal: true, message: expect.stringContaining(found) });
  });

  it('ends the loading of a model', async () => {
    await using folder = await folderOf(['libggml-base.so']);
    const file = path.join(folder.path, 'libggml-base.so');
    // A process has one llama.cpp, and this one may have it open.
    const code = `import { openLibrary } from ${JSON.stringify(LIBRARY)}; openLibrary(JSON.parse(process.argv[1]))`;
    const files = JSON.stringify({ ggmlBase: file, ggml: file, llama: file });
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code, files], { encoding: 'utf8' });
    expect(stderr).toContain(`${file} is there, but`);
  });
});

describe('a back end', () => {
  const asked = (file: string, platform: string, isThere = true) => {
    const calls: string[] = [];
    const c = {
      ggml_backend_load(name: string) {
        calls.push(`asked for ${name}`);
        return isThere ? 1n : null;
      },
    };
    const load = (name: string) => {
      calls.push(`loaded ${name}`);
      if (!isThere) throw new Error('126');
      return { unload: () => calls.push('let go') } as never;
    };
    return [loadBackEnd(c, file, { platform, load }), ...calls];
  };
  const JAPANESE = 'C:\\Users\\太郎\\ggml-cuda.dll';

  it('is asked for by its path, or on Windows by its name, where the path has more than ASCII', () => {
    expect(asked('/太郎/libggml-cuda.so', 'linux')).toEqual([1n, 'asked for /太郎/libggml-cuda.so']);
    expect(asked('C:\\me\\ggml-cuda.dll', 'win32')).toEqual([1n, 'asked for C:\\me\\ggml-cuda.dll']);
    expect(asked(JAPANESE, 'win32')).toEqual([1n, `loaded ${JAPANESE}`, 'asked for ggml-cuda.dll', 'let go']);
    expect(asked(JAPANESE, 'win32', false)).toEqual([null, `loaded ${JAPANESE}`]);
  });
});

// Where the files of llama.cpp are: node-llama-cpp brings them, and is not loaded for this. Start at `findLibrary`.
import { access, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EngineBuild } from '../../core/play-choices.ts';

/** llama.cpp for the CPU. What computes on a GPU is loaded into it: see `findPlugIns`. */
export interface LibraryFiles {
  /** Holds the libraries and, unless it was compiled on this machine, the CPU's plug-ins. */
  folder: string;
  ggmlBase: string;
  ggml: string;
  llama: string;
  /** Of llama.cpp, as in `v0.4.0`. */
  release: string;
  build: 'prebuilt' | 'local OpenMP build';
}

/** @returns null if there is no such build for this machine */
export async function findLibrary(engine: EngineBuild): Promise<LibraryFiles | null> {
  const local = engine === 'prebuilt' ? null : await findLocalBuild();
  if (local !== null || engine === 'openmp') return local;
  for (const folder of await foldersOfBinaries()) {
    const files = await libraryIn(folder, 'prebuilt');
    if (files !== null) return files;
  }
  return null;
}

/** Of node-llama-cpp's packages for this machine. Those for GPUs hold the same libraries: one of them is enough. */
export async function foldersOfBinaries(): Promise<string[]> {
  const folders = await Promise.all(['', '-metal', '-cuda', '-vulkan'].map((variant) => binariesOf(variant)));
  return folders.filter((folder) => folder !== null);
}

/**
 * Which files can be loaded as the back end for a GPU, the best first. CUDA has up to three: compiled on this machine (unless `prebuilt` is
 * asked for), for the current toolkit and, in a package of its own, for the one before.
 */
export async function findPlugIns(gpu: 'cuda' | 'vulkan', engine: EngineBuild): Promise<string[]> {
  const file = os.platform() === 'win32' ? `ggml-${gpu}.dll` : `libggml-${gpu}.so`;
  const [own, extension] = await Promise.all([binariesOf(`-${gpu}`), binariesOf(`-${gpu}-ext`, `-${gpu}`)]);
  const paths = [
    gpu === 'cuda' && engine !== 'prebuilt' && (await localCudaPlugIn()),
    own && path.join(own, file),
    extension && path.join(extension, 'fallback', file),
  ];
  const found = await Promise.all(
    paths.map(async (candidate) => (candidate && (await exists(candidate)) ? [candidate] : [])),
  );
  return found.flat();
}

/** Where `npm run build:cuda` puts what it compiles. It fits this release of llama.cpp alone. */
export async function localCudaPlugIn(): Promise<string> {
  return path.join(localBuilds(), `cuda-plug-in-${await libraryVersion()}`, 'libggml-cuda.so');
}

/** llama.cpp's source, as a git bundle. */
export function sourceBundle(): string {
  return path.join(libraryDirectory(), 'llama', 'gitRelease.bundle');
}

function localBuilds(): string {
  return path.join(libraryDirectory(), 'llama', 'localBuilds');
}

/** Which builds made on this machine are there: what was measured with one says nothing about another. */
export async function namesOfLocalBuilds(): Promise<string[]> {
  const [openmp, cuda] = await Promise.all([findLocalBuild(), localCudaPlugIn().then(exists)]);
  return [...(openmp ? ['openmp'] : []), ...(cuda ? ['cuda'] : [])];
}

export async function libraryVersion(): Promise<string> {
  const manifest = await readFile(path.join(libraryDirectory(), 'package.json'), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown';
}

function libraryDirectory(): string {
  return path.join(path.dirname(fileURLToPath(import.meta.resolve('node-llama-cpp'))), '..');
}

/** What node-llama-cpp writes beside a build, as far as it is used here. */
interface BuildOptions {
  customCmakeOptions: Partial<Record<string, string>>;
  gpu: string | false;
  llamaCpp: { release: string };
}

/** @returns null if there is nothing, or it was never finished */
async function buildOptionsOf(folder: string): Promise<BuildOptions | null> {
  const text = await readFile(path.join(folder, '_nlcBuildMetadata.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { buildOptions }: { buildOptions: BuildOptions } = JSON.parse(text);
  return buildOptions;
}

async function findLocalBuild(): Promise<LibraryFiles | null> {
  const builds = localBuilds();
  for (const name of (await readdir(builds).catch(() => [])).sort()) {
    if (!(await exists(path.join(builds, name, 'buildDone.status')))) continue;
    const folder = path.join(builds, name, 'Release');
    const options = await buildOptionsOf(folder);
    if (options?.gpu !== false || options.customCmakeOptions.GGML_OPENMP !== 'ON') continue;
    const files = await libraryIn(folder, 'local OpenMP build');
    if (files !== null) return files;
  }
  return null;
}

/** @returns null if the folder has no whole build */
export async function libraryIn(folder: string, build: LibraryFiles['build']): Promise<LibraryFiles | null> {
  const names = await readdir(folder).catch(() => []);
  // Some are named after the release and the GPU: libllama.cuda.v0.4.0.so.
  const library = (name: string): string | null => {
    const pattern = new RegExp(`^(?:lib)?${name}(?:\\..+)?\\.(?:so|dylib|dll)$`);
    const [file, ...others] = names.filter((candidate) => pattern.test(candidate));
    return file === undefined || others.length > 0 ? null : path.join(folder, file);
  };
  const [ggmlBase, ggml, llama] = [library('ggml-base'), library('ggml'), library('llama')];
  const options = await buildOptionsOf(folder);
  if (ggmlBase === null || ggml === null || llama === null || options === null) return null;
  return { folder, ggmlBase, ggml, llama, release: options.llamaCpp.release, build };
}

/** The folder of binaries in one of node-llama-cpp's packages for this machine; null: it is not installed. */
async function binariesOf(variant: string, folderVariant = variant): Promise<string | null> {
  const machine = machineName();
  // They are node-llama-cpp's own dependencies, which need not be within our reach.
  const { resolve } = createRequire(path.join(libraryDirectory(), 'package.json'));
  let entry: string;
  try {
    entry = resolve(`@node-llama-cpp/${machine}${variant}`);
  } catch {
    return null;
  }
  const { getBinsDir }: { getBinsDir(): { binsDir: string } } = await import(pathToFileURL(entry).href);
  return path.join(getBinsDir().binsDir, `${machine}${folderVariant}`);
}

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'win', darwin: 'mac' };

/** As node-llama-cpp names it in its packages. */
export function machineName(platform: string = os.platform(), arch: string = os.arch()): string {
  return `${SYSTEMS[platform] ?? platform}-${arch === 'arm' ? 'armv7l' : arch}`;
}

export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

// Builds llama.cpp's own tools, of exactly the release that node-llama-cpp ships, from the source inside that package: whole, and on Linux
// also on the libraries that npm installed. Nothing is downloaded, and nothing of it ends up in the repository. Start at `buildPeers`.
import { spawn } from 'node:child_process';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findPlugIns } from '../dist/backend/llama/library-files.js';
import { cacheDirectory, packageDirectory, repository } from './places.ts';

export type Gpu = 'off' | 'cuda' | 'vulkan' | 'metal';

/** llama.cpp's tools that the bench measures. */
export const TOOLS = ['llama-bench', 'llama-batched-bench', 'llama-server', 'llama-perplexity'] as const;
export type Tool = (typeof TOOLS)[number];

/** One way to run one of them. */
export interface Peer {
  name: string;
  executable: string;
  workingDirectory: string;
  environment: Readonly<Record<string, string>>;
}

export const HOW_TO_BUILD = 'npm run bench -- --build-peers builds it (CMake, a C++ compiler; minutes, no network)';

const GPU_OPTIONS: Record<Gpu, string[]> = {
  off: [],
  cuda: ['-DGGML_CUDA=ON'],
  vulkan: ['-DGGML_VULKAN=ON'],
  metal: ['-DGGML_METAL=ON'],
};
/** Only what the tools need: no HTTPS, no web pages, no tests. */
const OPTIONS = [
  '-DCMAKE_BUILD_TYPE=Release',
  '-DBUILD_SHARED_LIBS=ON',
  '-DLLAMA_OPENSSL=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_EXAMPLES=OFF',
  '-DLLAMA_BUILD_APP=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
];

/** @param targets llama.cpp's names, such as llama-bench or llama-server */
export async function buildPeers(gpu: Gpu, targets: readonly string[]): Promise<void> {
  const source = await unpackSource();
  const { build } = await foldersOf(gpu);
  await run('cmake', ['-S', source, '-B', build, ...OPTIONS, ...GPU_OPTIONS[gpu]]);
  await compile(build, targets);
}

/** The same tools on npm's libraries: llama.cpp itself need not be compiled. Elsewhere than on Linux, none. */
export async function buildNpmPeers(targets: readonly string[]): Promise<void> {
  const libraries = await npmLibraries();
  if (libraries === null) return;
  const source = await unpackSource();
  const { npmBuild } = await foldersOf('off');
  const project = path.join(repository, 'bench', 'peers');
  const places = [`-DLLAMA_SOURCE=${source}`, `-DNPM_LIBRARIES=${libraries}`];
  await run('cmake', ['-S', project, '-B', npmBuild, '-DCMAKE_BUILD_TYPE=Release', ...places]);
  await compile(npmBuild, targets);
}

/** Compiled first if it is not there. @throws Error elsewhere than on Linux */
export async function requireNpmPeer(tool: Tool, gpu: Gpu): Promise<Peer> {
  const found = await findNpmPeer(tool, gpu);
  if (found) return found;
  await buildNpmPeers([tool]);
  const built = await findNpmPeer(tool, gpu);
  if (!built) throw new Error(`${tool} on npm's libraries can be built on Linux alone`);
  return built;
}

/** A tool as it was built here and, on Linux, the same tool on the libraries that npm installed. */
export async function findPeers(gpu: Gpu, tool: Tool): Promise<Peer[]> {
  const { build } = await foldersOf(gpu);
  const executable = path.join(build, 'bin', tool);
  const native = {
    name: `${tool}, compiled here`,
    executable,
    workingDirectory: path.dirname(executable),
    environment: {},
  };
  const prebuilt = await findNpmPeer(tool, gpu);
  return [...((await exists(executable)) ? [native] : []), ...(prebuilt ? [prebuilt] : [])];
}

/**
 * It chooses the processor's variant among the libraries in the working directory. Those it was linked with may be gone. On a GPU it gets the
 * back end that the program itself tries first.
 */
async function findNpmPeer(tool: Tool, gpu: Gpu): Promise<Peer | null> {
  const libraries = await npmLibraries();
  const { npmBuild } = await foldersOf('off');
  const executable = path.join(npmBuild, 'bin', tool);
  if (libraries === null || !(await exists(executable))) return null;
  const [plugIn] = gpu === 'cuda' || gpu === 'vulkan' ? await findPlugIns(gpu, 'auto') : [];
  if (gpu !== 'off' && plugIn === undefined) return null;
  const others = process.env.LD_LIBRARY_PATH;
  const environment = {
    LD_LIBRARY_PATH: others ? `${libraries}:${others}` : libraries,
    ...(plugIn !== undefined && { GGML_BACKEND_PATH: plugIn }),
  };
  return { name: `${tool} on npm's libraries`, executable, workingDirectory: libraries, environment };
}

export async function llamaRelease(): Promise<string> {
  const file = path.join(packageDirectory('node-llama-cpp'), 'llama', 'binariesGithubRelease.json');
  const content: { release: string } = JSON.parse(await readFile(file, 'utf8'));
  return content.release;
}

async function foldersOf(gpu: Gpu): Promise<{ source: string; build: string; npmBuild: string }> {
  const directory = path.join(cacheDirectory, 'peers', await llamaRelease());
  return {
    source: path.join(directory, 'source'),
    build: path.join(directory, gpu === 'off' ? 'build' : `build-${gpu}`),
    npmBuild: path.join(directory, 'build-npm'),
  };
}

async function unpackSource(): Promise<string> {
  const { source } = await foldersOf('off');
  if (!(await exists(path.join(source, 'CMakeLists.txt')))) {
    await rm(source, { recursive: true, force: true });
    await mkdir(path.dirname(source), { recursive: true });
    const bundle = path.join(packageDirectory('node-llama-cpp'), 'llama', 'gitRelease.bundle');
    await run('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', bundle, source]);
  }
  return source;
}

function compile(build: string, targets: readonly string[]): Promise<void> {
  const jobs = String(os.availableParallelism());
  return run('cmake', ['--build', build, '--config', 'Release', '--parallel', jobs, '--target', ...targets]);
}

/** Their folder; null where there are none that a tool could be linked with. */
async function npmLibraries(): Promise<string | null> {
  const platform = `linux-${process.arch}`;
  const binaries = path.join(packageDirectory('@node-llama-cpp'), platform, 'bins', platform);
  return process.platform === 'linux' && (await exists(binaries)) ? binaries : null;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function run(command: string, parameters: readonly string[]): Promise<void> {
  process.stdout.write(`${command} ${parameters.join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (cause) => reject(new Error(`${command} could not be started: ${cause.message}`, { cause })));
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with code ${code}`))));
  });
}

// Builds llama.cpp's own tools, of exactly the release that node-llama-cpp ships, from the source inside that package. Nothing is
// downloaded, and nothing of it ends up in the repository. Start at `buildPeers`.
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, packageDirectory } from './places.ts';

export type Gpu = 'off' | 'cuda' | 'vulkan' | 'metal';

/** llama.cpp's tools that the bench measures. */
export const TOOLS = ['llama-bench', 'llama-batched-bench', 'llama-server'] as const;
export type Tool = (typeof TOOLS)[number];

/** One way to run one of them. */
export interface Peer {
  name: string;
  executable: string;
  workingDirectory: string;
  environment: Record<string, string>;
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
  const { source, build } = await foldersOf(gpu);
  if (!(await exists(path.join(source, 'CMakeLists.txt')))) {
    await rm(source, { recursive: true, force: true });
    await mkdir(path.dirname(source), { recursive: true });
    const bundle = path.join(packageDirectory('node-llama-cpp'), 'llama', 'gitRelease.bundle');
    await run('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', bundle, source]);
  }
  await run('cmake', ['-S', source, '-B', build, ...OPTIONS, ...GPU_OPTIONS[gpu]]);
  const jobs = String(os.availableParallelism());
  await run('cmake', ['--build', build, '--config', 'Release', '--parallel', jobs, '--target', ...targets]);
}

/** A tool as it was built here and, on Linux without a GPU, the same program on the libraries that npm installed. */
export async function findPeers(gpu: Gpu, tool: Tool): Promise<Peer[]> {
  const { build, directory } = await foldersOf(gpu);
  const executable = path.join(build, 'bin', tool);
  if (!(await exists(executable))) return [];
  const native: Peer = {
    name: `${tool}, compiled here`,
    executable,
    workingDirectory: path.dirname(executable),
    environment: {},
  };
  const prebuilt =
    gpu === 'off' && process.platform === 'linux' ? await onPrebuiltLibraries(tool, executable, directory) : [];
  return [native, ...prebuilt];
}

export async function llamaRelease(): Promise<string> {
  const file = path.join(packageDirectory('node-llama-cpp'), 'llama', 'binariesGithubRelease.json');
  const content: { release: string } = JSON.parse(await readFile(file, 'utf8'));
  return content.release;
}

async function foldersOf(gpu: Gpu): Promise<{ directory: string; source: string; build: string }> {
  const directory = path.join(cacheDirectory, 'peers', await llamaRelease());
  return {
    directory,
    source: path.join(directory, 'source'),
    build: path.join(directory, gpu === 'off' ? 'build' : `build-${gpu}`),
  };
}

/**
 * A folder of links gives npm's libraries the names that llama-bench asks for, and shadows the ones it was built with. The
 * processor's variant is then chosen among the files in the working directory.
 */
async function onPrebuiltLibraries(tool: Tool, executable: string, directory: string): Promise<Peer[]> {
  const platform = `linux-${process.arch}`;
  const binaries = path.join(packageDirectory('@node-llama-cpp'), platform, 'bins', platform);
  const files = await readdir(binaries).catch(() => []);
  if (files.length === 0) return [];
  const links = path.join(directory, `prebuilt-libraries-${tool}`);
  await rm(links, { recursive: true, force: true });
  await mkdir(links, { recursive: true });
  for (const wanted of await neededLibraries(executable)) {
    const base = wanted.replace(/\.so.*$/, '');
    const file = files.find((candidate) => candidate.startsWith(`${base}.`) && candidate.endsWith('.so'));
    if (file) await symlink(path.join(binaries, file), path.join(links, wanted));
  }
  return [
    {
      name: `${tool} on npm's libraries`,
      executable,
      workingDirectory: binaries,
      environment: { LD_LIBRARY_PATH: links },
    },
  ];
}

async function neededLibraries(executable: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [executable]);
  return [...stdout.matchAll(/^\s*(lib(?:llama|ggml)\S*) =>/gm)].map(([, name]) => name ?? '');
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

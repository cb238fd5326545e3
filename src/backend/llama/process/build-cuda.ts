// `npm run build:cuda`: compiles llama.cpp's CUDA back end for the graphics cards of this machine, from the source inside node-llama-cpp.
// For cards that npm's build has no machine code for, or whose driver is older than its toolkit. No network. The result is inside
// node_modules and is deleted with it. Start at `buildCuda`.
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { renamePatiently } from '../../../core/replace-file.ts';
import { exists, findLibrary, localCudaPlugIn, sourceBundle } from '../library-files.ts';
import { openLlamaCpp } from './open-llama-cpp.ts';

const PROJECT = fileURLToPath(new URL('../../../../native/cuda', import.meta.url));

const HELP = `npm run build:cuda -- [options]

Compiles llama.cpp's CUDA back end for the graphics cards of this machine. Needs the CUDA toolkit (nvcc, cuBLAS), CMake, a C++ compiler
and git; takes a few minutes on 16 cores, an hour on 2; no network. CUDACXX names the nvcc to use, CUDAToolkit_ROOT the toolkit.

  --for <number>   compile for this compute capability, such as 9.0, instead of asking nvidia-smi; may be repeated
`;

class Refusal extends Error {}

await run();

async function run(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', default: false }, for: { type: 'string', multiple: true } },
    });
    if (values.help) process.stdout.write(HELP);
    else await buildCuda(values.for ?? null);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof Refusal || (error instanceof TypeError && 'code' in error) ? 2 : 1;
  }
}

async function buildCuda(asked: readonly string[] | null): Promise<void> {
  if (os.platform() !== 'linux') throw new Refusal('build:cuda works on Linux only');
  const nvcc = await compiler();
  const cards = asked === null ? await cardsHere() : asked.map(namedCard);
  const library = await findLibrary('prebuilt');
  if (!library) throw new Refusal("npm's binary of llama.cpp is not installed on this machine");
  say(`compiling for ${cards.map(({ name }) => name).join(', ')} with ${nvcc}: takes minutes, uses all cores`);
  const started = performance.now();
  const result = await localCudaPlugIn();
  const folder = path.dirname(result);
  const [source, build] = [path.join(folder, 'source'), path.join(folder, 'build')];
  if (!(await exists(path.join(source, 'ggml')))) {
    await rm(source, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await show('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', sourceBundle(), source]);
  }
  // CMake does not change the compiler of what it has begun.
  if (!(await wasBegunWith(nvcc, build))) await rm(build, { recursive: true, force: true });
  const architectures = [...new Set(cards.map(({ capability }) => `${capability.replace('.', '')}-real`))];
  await show('cmake', [
    ...['-S', PROJECT, '-B', build, '-DCMAKE_BUILD_TYPE=Release', `-DCMAKE_CUDA_COMPILER=${nvcc}`],
    ...[`-DLLAMA_SOURCE=${source}`, `-DGGML_BASE=${library.ggmlBase}`],
    `-DCMAKE_CUDA_ARCHITECTURES=${architectures.join(';')}`,
  ]);
  await show('cmake', ['--build', build, '--parallel', String(os.availableParallelism())]);
  await copyFile(path.join(build, 'bin', path.basename(result)), `${result}.tmp`);
  await renamePatiently(`${result}.tmp`, result);
  // Hundreds of megabytes; after a failure they are kept, so that the next attempt goes on from there.
  for (const used of [source, build]) await rm(used, { recursive: true, force: true });
  say(`done in ${((performance.now() - started) / 1_000).toFixed(0)} s: ${result}`);
  if (asked === null) await requireDevice(result);
  say('used from now on with --gpu auto and --gpu cuda, unless --engine prebuilt is given');
}

async function wasBegunWith(nvcc: string, build: string): Promise<boolean> {
  const cache = await readFile(path.join(build, 'CMakeCache.txt'), 'utf8').catch(() => '');
  return cache.split('\n').some((line) => line.startsWith('CMAKE_CUDA_COMPILER:') && line.endsWith(`=${nvcc}`));
}

async function compiler(): Promise<string> {
  const toolkit = process.env.CUDAToolkit_ROOT ?? process.env.CUDA_HOME ?? process.env.CUDA_PATH;
  const candidates = [
    process.env.CUDACXX,
    toolkit === undefined ? undefined : path.join(toolkit, 'bin', 'nvcc'),
    ...(process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'nvcc')),
    '/usr/local/cuda/bin/nvcc',
  ];
  for (const candidate of candidates) if (candidate && (await exists(candidate))) return candidate;
  throw new Refusal(
    'nvcc was not found: install the CUDA toolkit (a release that the driver supports: see nvidia-smi), or name its nvcc in CUDACXX',
  );
}

interface Card {
  name: string;
  /** Such as `9.0`. */
  capability: string;
}

async function cardsHere(): Promise<Card[]> {
  const query = ['--query-gpu=compute_cap,name', '--format=csv,noheader'];
  const answer = await promisify(execFile)('nvidia-smi', query, { windowsHide: true }).catch(() => null);
  const cards = (answer?.stdout ?? '').split('\n').flatMap((line): Card[] => {
    const [, capability, name] = /^(\d+\.\d+),\s*(.+?)\s*$/.exec(line) ?? [];
    return capability === undefined || name === undefined ? [] : [{ capability, name: `${name} (${capability})` }];
  });
  if (cards.length > 0) return cards;
  throw new Refusal('nvidia-smi names no card on this machine; say what to compile for, as in --for 9.0');
}

function namedCard(capability: string): Card {
  if (!/^\d+\.\d+$/.test(capability)) throw new Refusal(`--for ${capability}: a compute capability such as 8.6 or 9.0`);
  return { capability, name: `compute capability ${capability}` };
}

/** As the program will do. */
async function requireDevice(plugIn: string): Promise<void> {
  const { gpus, device } = await openLlamaCpp({ gpu: 'cuda', engine: 'auto', avoid: [] });
  if (device?.plugIn !== plugIn) throw new Error(`it was built, but finds no card; ${device?.plugIn} does`);
  say(`found: ${gpus.map(({ description }) => description).join(', ')}`);
}

/** Its output is shown. */
function show(command: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
    child.on('error', (cause) => reject(new Refusal(`${command} could not be started: ${cause.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with code ${code}; what it printed says why`)),
    );
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

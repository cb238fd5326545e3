// What the program reckons that a model needs in memory, against what llama.cpp itself would take. Models as large as real ones: their
// files are headers over nothing, and llama.cpp is asked without loading a weight.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPlugIns } from '../dist/backend/llama/library-files.js';
import { type Header, readHeader } from '../dist/backend/llama/process/header.js';
import { GGML_TYPE } from '../dist/backend/llama/process/llama-cpp/abi.js';
import {
  awaitMemory,
  comfortableOnGpu,
  comfortableParallel,
  gpuLayersThatFit,
  memoryNeed,
  requireVideoMemory,
} from '../dist/backend/llama/process/memory.js';
import { contextBytes } from '../dist/backend/llama/process/need/context.js';
import {
  cpuWeightsBytes,
  gpuWeightsBytes,
  layerCount,
  weightsBytes,
} from '../dist/backend/llama/process/need/weights.js';
import { ModelFailure } from '../dist/core/errors.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { SHAPES, type Shape, writeShapedModel } from './support/shaped-model.ts';
import { NO_DEVICE, NO_VULKAN, VULKAN } from './support/vulkan.ts';

if (NO_VULKAN !== null) process.stderr.write(`memory of a GPU is not compared with llama.cpp's: ${NO_VULKAN}\n`);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());

const MEBIBYTE = 2 ** 20;
const TINY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');

interface Need {
  contextSize: number;
  batchSize: number;
  kvType: 'f16' | 'q8_0';
  sequences: number;
}

const NEEDS: readonly Need[] = [
  { contextSize: 8192, batchSize: 512, kvType: 'f16', sequences: 1 },
  { contextSize: 32_768, batchSize: 512, kvType: 'q8_0', sequences: 1 },
  { contextSize: 2048, batchSize: 512, kvType: 'f16', sequences: 6 },
  { contextSize: 300, batchSize: 512, kvType: 'f16', sequences: 1 },
  { contextSize: 8192, batchSize: 64, kvType: 'f16', sequences: 1 },
];

interface Taken {
  /** Caches and states. */
  kept: number;
  /** Room for computing and logits, by where it is. */
  computing: Readonly<Record<string, number>>;
}

/** By llama.cpp's own account, for each file and each of the contexts, in MiB. */
async function reserved(
  files: readonly string[],
  needs: readonly Need[],
  gpu: { gpuLayers: number; plugIn: string } | null = null,
): Promise<Taken[]> {
  const contexts = needs.map(({ contextSize, batchSize, kvType, sequences }) => ({
    n_ctx: contextSize * sequences,
    n_batch: batchSize,
    n_ubatch: batchSize,
    n_seq_max: sequences,
    n_outputs_max: sequences,
    type_k: GGML_TYPE[kvType === 'f16' ? 'F16' : 'Q8_0'],
    type_v: GGML_TYPE[kvType === 'f16' ? 'F16' : 'Q8_0'],
    swa_full: false,
  }));
  const program = path.join(import.meta.dirname, 'support/reserve.mjs');
  const args = [program, JSON.stringify({ contexts, ...gpu }), ...files];
  // A full pipe would lose lines of llama.cpp's log: Node's own writing lets nobody wait there.
  const log = path.join(folder.path, 'log');
  const output = await open(log, 'w');
  try {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', output.fd],
      env: { ...process.env, ...(gpu ? VULKAN : NO_DEVICE) },
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`support/reserve.mjs ended with code ${code}`);
    return (await readFile(log, 'utf8')).split('\nCONTEXT\n').slice(1).map(takenIn);
  } finally {
    await output.close();
  }
}

function takenIn(log: string): Taken {
  const computing: Record<string, number> = {};
  for (const [, where = '', size] of log.matchAll(/: +(\S+) +(?:compute|output) buffer size = +([\d.]+) MiB/g))
    computing[where] = (computing[where] ?? 0) + Number(size);
  const kept = [...log.matchAll(/(?:llama_kv_cache|llama_memory_recurrent): size = +([\d.]+) MiB/g)];
  return { kept: kept.reduce((sum, [, size]) => sum + Number(size), 0), computing };
}

/** Of what is not a cache, 5 % less to half as much again. */
function isNear(reckoned: number, taken: number): boolean {
  return reckoned >= 0.95 * taken - 0.1 && reckoned <= 1.5 * taken + 0.1;
}

describe('a context', () => {
  const names = ['tiny', ...Object.keys(SHAPES)];
  const fileOf = (name: string): string => (name === 'tiny' ? TINY : path.join(folder.path, `${name}.gguf`));
  let taken: Taken[];

  beforeAll(async () => {
    for (const [name, shape] of Object.entries(SHAPES)) await writeShapedModel(fileOf(name), shape);
    taken = await reserved(names.map(fileOf), NEEDS);
  }, 60_000);

  it.each(names.map((name, index) => ({ name, index })))(
    'of $name is reckoned as llama.cpp takes it',
    async ({ name, index }) => {
      const header = await readHeader(fileOf(name));
      const off = NEEDS.flatMap((need, at) => {
        const { kept = 0, computing = {} } = taken[index * NEEDS.length + at] ?? {};
        const { cpu = 0, gpu = 1 } = contextBytes(header, { ...need, gpuLayers: 0 }) ?? {};
        // The cache to the last digit that is printed.
        const beside = cpu / MEBIBYTE - kept;
        const isRight = kept > 0 && gpu === 0 && isNear(beside, computing.CPU ?? Number.NaN);
        return isRight ? [] : [{ ...need, kept, computing, beside }];
      });
      expect(off).toEqual([]);
    },
  );
});

describe('a model on a GPU', () => {
  const base = { contextSize: 8192, batchSize: 512, kvType: 'f16' } as const;
  const card = (gigabytes: number) => ({ freeBytes: gigabytes * 1e9, isShared: false });
  let header: Header;
  beforeAll(async () => {
    const file = path.join(folder.path, 'gpu.gguf');
    await writeShapedModel(file, shapeOf('llama 8B'));
    header = await readHeader(file);
  });

  it('has its output there first, then its last layers, and never its embedding', () => {
    const layers = layerCount(header);
    const all = Array.from({ length: layers + 2 }, (_, gpuLayers) => gpuWeightsBytes(header, gpuLayers));
    const embedding = (128_256 * 4096 * 34) / 32;
    const output = embedding + 4096 * 4;
    expect([layers, all[0], all[1], all[layers + 1]]).toEqual([32, 0, output, weightsBytes(header) - embedding]);
    const steps = all.slice(2).map((bytes, index) => bytes - (all[index + 1] ?? 0));
    expect(new Set(steps).size).toBe(1);
  });

  it('has its embedding there where that is the output too', async () => {
    const file = path.join(folder.path, 'tied.gguf');
    await writeShapedModel(file, shapeOf('llama 1B'));
    const tied = await readHeader(file);
    expect(gpuWeightsBytes(tied, 17)).toBe(weightsBytes(tied));
  });

  it('keeps there what the layers that are there keep', () => {
    const needs = [0, 1, 17, 33].map((gpuLayers) => contextBytes(header, { ...base, sequences: 1, gpuLayers }));
    const [none, output, half, all] = needs.map((need) => need ?? { cpu: 0, gpu: 0 });
    const input = 2 * 512 * 4096 * 4 + 8192 * 512 * 2;
    const logits = 128_256 * 4;
    const copied = (4096 * 14_336 * 34) / 32;
    expect(none?.gpu).toBe(0);
    expect((half?.gpu ?? 0) - (output?.gpu ?? 0)).toBe(GIGABYTE_OF_CACHE / 2);
    expect((all?.gpu ?? 0) - (output?.gpu ?? 0)).toBe(GIGABYTE_OF_CACHE - copied);
    expect(all?.cpu).toBe(input + logits);
  });

  it.each([
    [100, 33],
    [11, 33],
    [6, 18],
    [2, 4],
    [0.5, 0],
  ])('gets of %s GB as many layers as fit: %s', (gigabytes, layers) => {
    expect(gpuLayersThatFit(header, base, card(gigabytes))).toBe(layers);
  });

  it('leaves room for what the CPU needs where both have the same memory', () => {
    const { cpu = 0, gpu = 0 } = contextBytes(header, { ...base, sequences: 1, gpuLayers: 33 }) ?? {};
    const freeFor = (bytes: number): number => (bytes + 256e6) / 0.95 + 1;
    const enough = freeFor(gpuWeightsBytes(header, 33) + gpu);
    expect(gpuLayersThatFit(header, base, { freeBytes: enough, isShared: false })).toBe(33);
    expect(gpuLayersThatFit(header, base, { freeBytes: enough, isShared: true })).toBe(32);
    expect(gpuLayersThatFit(header, base, { freeBytes: enough + cpu / 0.95, isShared: true })).toBe(33);
    const context = { freeBytes: gpu + cpu - 1, isShared: true };
    expect(() => requireVideoMemory(header, base, 1, 'm.gguf', { ...context, isShared: false }, 33)).not.toThrow();
    expect(() => requireVideoMemory(header, base, 1, 'm.gguf', context, 33)).toThrow('m.gguf: a context of 8192');
    expect(comfortableOnGpu(header, base, [1, 2], { freeBytes: (2 * (gpu + cpu)) / 0.8, isShared: true }, 33)).toBe(2);
  });

  it('takes its layers from the memory of the machine where that is the same, and from no other', async () => {
    const times = Math.ceil((2 * os.totalmem()) / weightsBytes(header));
    const tensors = header.tensors.map((tensor) => ({ ...tensor, bytes: tensor.bytes * times }));
    const need = { header: { ...header, tensors }, base, parallel: 1, isMapped: true, file: 'm.gguf', gpuLayers: 33 };
    const part = cpuWeightsBytes(need.header, 33);
    expect(part + gpuWeightsBytes(need.header, 33)).toBe(weightsBytes(need.header));
    const room =
      /^m\.gguf: weights \(\d+\.\d GB\) and context \(\d+\.\d GB\) need more than the \d+\.\d GB of free memory$/;
    await expect(awaitMemory({ ...need, isShared: true })).rejects.toThrow(room);
    // The embedding, which is mapped from the file.
    if (part < os.freemem() / 2) expect(await awaitMemory({ ...need, isShared: false })).toEqual([]);
  });

  it.skipIf(NO_VULKAN !== null).each([
    ['llama 8B', 33],
    ['llama 8B', 9],
    ['gemma 3 4B', 35],
  ])('of the shape of %s with %s layers there takes what llama.cpp takes', async (name, gpuLayers) => {
    const file = path.join(folder.path, 'vulkan.gguf');
    await writeShapedModel(file, shapeOf(name));
    const header = await readHeader(file);
    const [plugIn = ''] = await findPlugIns('vulkan', 'prebuilt');
    const needs = [
      { ...base, sequences: 1 },
      { ...base, sequences: 4 },
    ];
    const taken = await reserved([file], needs, { gpuLayers, plugIn });
    const off = needs.filter((need, index) => {
      const { kept = 0, computing = {} } = taken[index] ?? {};
      const { cpu = 0, gpu = 0 } = contextBytes(header, { ...need, gpuLayers }) ?? {};
      const keptThere = (kept * (gpuLayers - 1)) / layerCount(header);
      const isWhole = gpuLayers > layerCount(header);
      return !(
        isNear(gpu / MEBIBYTE - keptThere, computing.Vulkan0 ?? Number.NaN) &&
        // With fewer layers there, long prompts are computed on the GPU all the same, and short ones on the CPU.
        (!isWhole || isNear(cpu / MEBIBYTE, computing.Vulkan_Host ?? Number.NaN))
      );
    });
    expect(off).toEqual([]);
  });

  it('is refused a context that its memory has no room for, in words', () => {
    const file = 'm.gguf';
    expect(() => requireVideoMemory(header, base, 1, file, card(2), 33)).not.toThrow();
    expect(() => requireVideoMemory(header, base, 1, file, card(1), 33)).toThrow(
      'm.gguf: a context of 8192 tokens needs 1.2 GB, but only 1.0 GB is free; lower --context',
    );
    expect(() => requireVideoMemory(header, base, 4, file, card(1), 33)).toThrow(
      'm.gguf: 4 contexts of 8192 tokens need 4.4 GB, but only 1.0 GB is free; lower --parallel or --context',
    );
  });

  it('plays no more at once than leave a part of it free', () => {
    expect(comfortableOnGpu(header, base, [1, 2, 4, 8], card(10), 33)).toBe(4);
    expect(comfortableOnGpu(header, base, [1, 2, 4, 8], card(1), 33)).toBe(1);
  });
});

/** 8192 tokens, 32 layers, keys and values of 1024 numbers, 2 bytes. */
const GIGABYTE_OF_CACHE = 8192 * 32 * 2 * 1024 * 2;

function shapeOf(name: string): Shape {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  return shape;
}

describe('a model on the CPU', () => {
  const base = { contextSize: 1024, batchSize: 512, kvType: 'f16' } as const;

  it('needs the bytes of its tensors and of one context', async () => {
    const header = await readHeader(TINY);
    expect(memoryNeed(header, base)).toEqual({
      weights: weightsBytes(header),
      context: contextBytes(header, { ...base, sequences: 1, gpuLayers: 0 })?.cpu,
    });
  });

  it('is refused a context larger than the memory of this machine', async () => {
    const header = await readHeader(TINY);
    const contextSize = Math.ceil((2 * os.totalmem()) / 4096 / 256) * 256;
    const need = { header, base: { ...base, contextSize }, parallel: 1, isMapped: true, file: 'm.gguf' };
    const failure = await awaitMemory(need).catch((error: unknown) => error);
    if (!(failure instanceof ModelFailure)) throw new Error('it was not refused');
    expect(failure.message).toMatch(
      /^m\.gguf: a context of \d+ tokens needs \d+\.\d GB, but only \d+\.\d GB is free; lower --context$/,
    );
    expect(comfortableParallel(header, need.base, [1, 2, 4])).toBe(1);
  });

  it('of an architecture that is not reckoned is loaded, and says so', async () => {
    const header = { ...(await readHeader(TINY)), architecture: 'rwkv7' };
    expect(memoryNeed(header, base)).toBeNull();
    expect(await awaitMemory({ header, base, parallel: 1, isMapped: true, file: 'm.gguf' })).toEqual([
      'what a context of the architecture "rwkv7" needs in memory is not known, so it was not checked',
    ]);
    expect(comfortableParallel(header, base, [1, 2, 4])).toBe(1);
    expect(gpuLayersThatFit(header, base, { freeBytes: 1e9, isShared: false })).toBe(layerCount(header) + 1);
  });
});

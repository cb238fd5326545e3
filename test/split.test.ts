// On which of several GPUs a model is put: what is asked for, what llama.cpp is told, and what is refused.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LLAMA_SPLIT_MODE } from '../dist/backend/llama/process/llama-cpp/abi.js';
import type { Device } from '../dist/backend/llama/process/llama-cpp/devices.js';
import { placementOn } from '../dist/backend/llama/process/placement.js';
import { splitOf } from '../dist/backend/llama/split.js';
import { DEFAULT_LLAMA_OPTIONS, type LlamaOptions } from '../dist/core/play-choices.js';
import { readRun, runProgram } from './support/cli.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { NO_DEVICE, NO_VULKAN, VULKAN } from './support/vulkan.ts';

const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--reporter', 'transcript'];

const gpu = (index: number): Device => ({
  ...{ pointer: BigInt(index + 1), name: `CUDA${index}`, description: `H10${index}`, isGpu: true, isShared: false },
  ...{ freeBytes: 79.1e9 - index * 1e9, totalBytes: 85e9 },
});
const [FIRST, SECOND] = [gpu(0), gpu(1)];
const TWO = [FIRST, SECOND];
const WHOLE = { split_mode: LLAMA_SPLIT_MODE.LAYER, main_gpu: 0 };

describe('a model on several GPUs', () => {
  it.each([
    ['layer', null, { gpus: TWO, parameters: WHOLE, splitMode: 'layer' }],
    ['row', null, { gpus: TWO, parameters: { ...WHOLE, split_mode: LLAMA_SPLIT_MODE.ROW }, splitMode: 'row' }],
    ['none', null, { gpus: [FIRST], parameters: WHOLE, splitMode: null }],
    ['none', 1, { gpus: [SECOND], parameters: WHOLE, splitMode: null }],
  ] as const)('is put where %s, main GPU %s, says', (splitMode, mainGpu, placement) => {
    expect(placementOn(TWO, { splitMode, mainGpu }, () => true)).toEqual(placement);
  });

  it.each(['none', 'layer', 'row'] as const)('needs a second one to make a difference: %s', (splitMode) => {
    for (const gpus of [[], [FIRST]])
      expect(placementOn(gpus, { splitMode, mainGpu: null }, () => false)).toEqual({
        ...{ gpus, parameters: WHOLE, splitMode: null },
      });
  });

  it('is refused where the GPU is not there, which names those that are', () => {
    expect(() => placementOn(TWO, { splitMode: 'none', mainGpu: 2 }, () => true)).toThrow(
      'there is no GPU 2: llama.cpp finds 0: H100 (79.1 GB of 85.0 GB free), 1: H101 (78.1 GB of 85.0 GB free)',
    );
  });

  it('is refused where rows cannot be split', () => {
    expect(() => placementOn(TWO, { splitMode: 'row', mainGpu: null }, ({ name }) => name === 'CUDA0')).toThrow(
      '--split-mode row is not possible: this llama.cpp cannot split rows on H101; use layer',
    );
  });
});

describe('what is asked for', () => {
  const asked = (options: Partial<LlamaOptions>, entry: { splitMode?: 'none' | 'layer' | 'row'; mainGpu?: number }) =>
    splitOf(
      { ...DEFAULT_LLAMA_OPTIONS, ...options },
      { spec: { id: 'm', backend: 'llama', file: 'm.gguf', sampling: {}, ...entry }, file: 'm.yaml' },
    );

  it.each([
    [{}, {}, { splitMode: 'layer', mainGpu: null }],
    [{}, { splitMode: 'none', mainGpu: 1 }, { splitMode: 'none', mainGpu: 1 }],
    [{ mainGpu: 0 }, { splitMode: 'none', mainGpu: 1 }, { splitMode: 'none', mainGpu: 0 }],
    [{ splitMode: 'none' }, { mainGpu: 1 }, { splitMode: 'none', mainGpu: 1 }],
    [{ splitMode: 'row' }, { splitMode: 'none', mainGpu: 1 }, { splitMode: 'row', mainGpu: null }],
    [{ gpu: 'off' }, { splitMode: 'none', mainGpu: 1 }, { splitMode: 'layer', mainGpu: null }],
  ] as const)('is %j over %j of the entry', (options, entry, split) => {
    expect(asked(options, entry)).toEqual(split);
  });

  it('is refused where it would have no effect', () => {
    expect(() => asked({ mainGpu: 1 }, {})).toThrow('--main-gpu 1 has an effect only with --split-mode none');
    expect(() => asked({}, { mainGpu: 1 })).toThrow('m.yaml: mainGpu: has an effect only with splitMode: none');
  });

  it.each([
    [['--split-mode', 'none', '--main-gpu', '97'], 'failed toy: load-failed: there is no GPU 97: llama.cpp finds '],
    [['--main-gpu', '1'], '--main-gpu 1 has an effect only with --split-mode none\n  With'],
    [
      ['--gpu', 'off', '--split-mode', 'none', '--main-gpu', '1'],
      '--gpu off and --main-gpu 1 cannot be used together\n',
    ],
    [['--split-mode', 'columns'], "option '--split-mode <mode>' argument 'columns' is invalid"],
  ])('ends with 2 on the command line: %j', async (flags, says) => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }));
    const outcome = await runProgram([...EVAL, ...flags], { directory: folder.path, environment: NO_DEVICE });
    expectMistake(outcome, says);
  });
});

/** One device, found twice: to llama.cpp they are two. */
const TWICE = { ...VULKAN, GGML_VK_VISIBLE_DEVICES: '0,0' };

describe.skipIf(NO_VULKAN)(`on two Vulkan devices${NO_VULKAN ? ` (${NO_VULKAN})` : ''}`, () => {
  it('says the same as on one of them, and names those that it is on', { timeout: 180_000 }, async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }));
    const played = async (...flags: string[]) => {
      const out = flags.join('') || 'both';
      const { code } = await runProgram([...EVAL, '--gpu', 'vulkan', '--gpu-layers', 'max', '--out', out, ...flags], {
        directory: folder.path,
        environment: TWICE,
      });
      const { manifest, turns } = readRun(path.join(folder.path, out));
      return { code, reply: turns[0]?.reply, device: manifest.models[0]?.identity };
    };
    const name = expect.stringMatching(/./);
    const on = (device: object) => ({ code: 0, reply: 'うん！', device: expect.objectContaining({ device }) });
    expect(await played()).toEqual(on({ gpu: 'vulkan', names: [name, name], gpuLayers: 2, splitMode: 'layer' }));
    expect(await played('--split-mode', 'none', '--main-gpu', '1')).toEqual(
      on({ gpu: 'vulkan', names: [name], gpuLayers: 2 }),
    );
  });

  it('lists them where another is asked for', { timeout: 180_000 }, async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }));
    const outcome = await runProgram([...EVAL, '--gpu', 'vulkan', '--split-mode', 'none', '--main-gpu', '2'], {
      directory: folder.path,
      environment: TWICE,
    });
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/there is no GPU 2: llama\.cpp finds 0: .+ \(\S+ GB of \S+ GB free\), 1: /),
    });
  });
});

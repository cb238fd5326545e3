// The device that was asked for is the one that computes, or the run does not begin.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPlugIns } from '../dist/backend/llama/library-files.js';
import { escapeForRegExp } from '../dist/core/glob.js';
import { readRun, runProgram } from './support/cli.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { deviceThatStays, NO_DEVICE, NO_VULKAN, VULKAN } from './support/vulkan.ts';

const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--reporter', 'transcript'];
const TWO_TURNS = scenarioYaml({ turns: ['a', 'b'] });

it.skipIf(NO_VULKAN)(
  `plays with all layers on a Vulkan device${NO_VULKAN ? ` (${NO_VULKAN})` : ''}`,
  { timeout: 180_000 },
  async () => {
    await using folder = await toyFolder(TWO_TURNS);
    const options = { directory: folder.path, environment: VULKAN };
    const { code, stdout } = await runProgram([...EVAL, '--gpu', 'vulkan', '--gpu-layers', 'max'], options);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ on vulkan \(\S.*\), 2 of 2 layers,/),
    });
    const { manifest, turns } = readRun(path.join(folder.path, 'results'));
    expect(turns.map(({ reply, outcome }) => ({ reply, outcome }))).toEqual(
      ['a', 'b'].map(() => ({ reply: 'うん！', outcome: 'ok' })),
    );
    const device = { gpu: 'vulkan', names: [expect.stringMatching(/./)], gpuLayers: 2 };
    expect(manifest.models[0]).toMatchObject({
      description: { device: { ...device, totalLayers: 2 } },
      identity: { device },
    });
  },
);

it.skipIf(NO_VULKAN)(
  `counts the layers that are there${NO_VULKAN ? ` (${NO_VULKAN})` : ''}`,
  { timeout: 180_000 },
  async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }));
    const options = { directory: folder.path, environment: VULKAN };
    const args = [...EVAL, '--gpu', 'vulkan', '--gpu-layers', '1'];
    expect(await runProgram(args, options)).toMatchObject({ code: 0 });
    const [model] = readRun(path.join(folder.path, 'results')).manifest.models;
    expect(model?.description).toMatchObject({ device: { gpuLayers: 1, totalLayers: 2 } });
  },
);

it.each([
  ['vulkan', 'no Vulkan device was found', 'the Vulkan build of llama.cpp'],
  ['cuda', 'no CUDA device was found', 'the CUDA build of llama.cpp'],
])('does not play on the CPU when --gpu %s finds no device', async (gpu, noDevice, build) => {
  await using folder = await toyFolder(TWO_TURNS);
  const outcome = await runProgram([...EVAL, '--gpu', gpu, '--gpu-layers', 'max'], {
    directory: folder.path,
    environment: NO_DEVICE,
  });
  // Where the package or a driver is missing, the build does not even load.
  const says = new RegExp(`^failed toy: load-failed: --gpu ${gpu} is not possible: (${noDevice}|.*${build} )`);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
  expect(outcome.stdout).not.toContain('うん');
});

const STAYS = deviceThatStays();

it.skipIf(STAYS)(
  `says CPU and records it when there is no device for --gpu auto${STAYS ? ` (${STAYS})` : ''}`,
  async () => {
    await using folder = await toyFolder(TWO_TURNS);
    const { code, stdout } = await runProgram([...EVAL, '--gpu-layers', 'max'], {
      directory: folder.path,
      environment: NO_DEVICE,
    });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/ on CPU, 1 thread,/) });
    const [model] = readRun(path.join(folder.path, 'results')).manifest.models;
    const warning = 'gpuLayers max has no effect: no GPU was found, so all layers are on the CPU';
    expect(model).toMatchObject({
      description: {
        device: { gpu: false, names: [expect.stringMatching(/./)], gpuLayers: 0 },
        warnings: expect.arrayContaining([warning]),
      },
      identity: { device: { gpu: false, gpuLayers: 0 } },
    });
  },
);

it('refuses layers on a GPU together with --gpu off', async () => {
  await using folder = await toyFolder(TWO_TURNS);
  const outcome = await runProgram([...EVAL, '--gpu', 'off', '--gpu-layers', '3'], { directory: folder.path });
  expectMistake(
    outcome,
    '--gpu off and --gpu-layers 3 cannot be used together\n  Drop one of them: with --gpu off, all layers are on the CPU.\n',
  );
});

it('says in llama.cpp’s words why there is no context', async () => {
  await using folder = await toyFolder(TWO_TURNS);
  const args = [...EVAL, '--gpu', 'off', '--kv-type', 'q8_0', '--flash-attention', 'off'];
  const { code, stderr } = await runProgram(args, { directory: folder.path });
  expect(code).toBe(2);
  expect(stderr).toMatch(/toy\.gguf: no context of \d+ tokens could be created: quantized V cache requires flash_attn/);
});

const BUILDS = [...(await findPlugIns('cuda', 'prebuilt')), ...(await findPlugIns('vulkan', 'prebuilt'))];
const NO_BUILDS = BUILDS.length === 3 ? null : 'not both CUDA builds and the Vulkan build are installed';

describe.skipIf(NO_BUILDS)(`a build that the card cannot run${NO_BUILDS ? ` (${NO_BUILDS})` : ''}`, () => {
  const DIED =
    'the model process was killed by SIGABRT (CUDA error: the provided PTX was compiled with an unsupported toolchain.)';
  const loader = pathToFileURL(path.join(import.meta.dirname, 'support/dead-cards.mjs'));
  const play = async (gpu: string, dead: readonly string[], directory: string) =>
    runProgram([...EVAL, '--no-score', '--gpu', gpu], {
      directory,
      environment: {
        ...NO_DEVICE,
        NODE_OPTIONS: `--import=${loader}`,
        DEAD_BUILDS: dead.map(escapeForRegExp).join('|'),
      },
    });
  const ONE_TURN = scenarioYaml({ turns: ['a'] });

  it.each([
    ['auto', BUILDS, false, ['--gpu auto: cuda was left out', '--gpu auto: vulkan was left out']],
    ['cuda', BUILDS.slice(0, 1), 'cuda', ['--gpu cuda: one of the builds for cuda was left out']],
  ])('is left out before the first turn, and said: --gpu %s', async (gpu, dead, device, leftOut) => {
    await using folder = await toyFolder(ONE_TURN);
    const { code, stdout } = await play(gpu, dead, folder.path);
    const { manifest, turns } = readRun(path.join(folder.path, 'results'));
    const warnings = leftOut.map((what) => `${what}: ${DIED}`);
    expect({ code, replies: turns.map(({ reply }) => reply) }).toEqual({ code: 0, replies: ['うん！'] });
    for (const warning of warnings) expect(stdout).toContain(warning);
    expect(manifest.models[0]).toMatchObject({
      description: { warnings: expect.arrayContaining(warnings), device: { gpu: device } },
      identity: { device: { gpu: device } },
    });
  });

  it('ends the run where it is named and there is no other, and says what to do', async () => {
    await using folder = await toyFolder(ONE_TURN);
    const advice = 'a newer driver, a build for this card (npm run build:cuda), --gpu vulkan or --gpu off may help';
    expectMistake(
      await play('cuda', BUILDS, folder.path),
      `failed toy: load-failed: toy.gguf: ${DIED} while loading with --gpu cuda; ${advice}\n`,
    );
  });
});

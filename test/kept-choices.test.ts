// What `auto` stood for when a run began is kept, whatever would be chosen now.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Chosen, keptChoices } from '../dist/backend/llama/kept-choices.js';
import { findPlugIns } from '../dist/backend/llama/library-files.js';
import { evaluate, resumeRun } from '../dist/index.js';
import { readRun } from './support/cli.ts';
import { toyFolder } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { NO_DEVICE } from './support/vulkan.ts';
import { worldIn } from './support/world.ts';

describe('what was chosen when a run began', () => {
  const chosen = (gpu: string | false, gpuLayers: number, build = 'prebuilt'): Chosen => ({
    device: { gpu, names: ['A card'], gpuLayers },
    engine: { build },
  });
  const AUTO = { gpu: 'auto', gpuLayers: 'auto', engine: 'auto' } as const;

  it.each([
    [AUTO, chosen('cuda', 33), { gpu: 'cuda', gpuLayers: 33, engine: 'prebuilt' }],
    [AUTO, chosen('metal', 0), { gpu: 'metal', gpuLayers: 0, engine: 'prebuilt' }],
    [AUTO, chosen(false, 0), { gpu: 'off', gpuLayers: 0, engine: 'prebuilt' }],
    [AUTO, chosen(false, 0, 'local OpenMP build'), { gpu: 'off', gpuLayers: 0, engine: 'openmp' }],
    [AUTO, chosen('cuda', 33, 'prebuilt, CUDA back end compiled here'), { gpu: 'cuda', gpuLayers: 33, engine: 'auto' }],
    [
      { ...AUTO, gpuLayers: 'max' } as const,
      chosen('vulkan', 33),
      { gpu: 'vulkan', gpuLayers: 'max', engine: 'prebuilt' },
    ],
    [
      { gpu: 'vulkan', gpuLayers: 12, engine: 'openmp' } as const,
      chosen('vulkan', 12, 'local OpenMP build'),
      { gpu: 'vulkan', gpuLayers: 12, engine: 'openmp' },
    ],
  ])('stands for auto, and for nothing else: %j, %j', (asked, before, expected) => {
    expect(keptChoices(asked, before)).toEqual(expected);
  });
});

const NO_BUILDS = (await findPlugIns('cuda', 'prebuilt')).length > 0 ? null : 'no CUDA build is installed';

describe.skipIf(NO_BUILDS)(`a run that is resumed${NO_BUILDS ? ` (${NO_BUILDS})` : ''}`, () => {
  const loader = pathToFileURL(path.join(import.meta.dirname, 'support/dead-cards.mjs'));
  const CARD = { ...NO_DEVICE, NODE_OPTIONS: `--import=${loader}` };
  const ROOM_FOR_NONE = '100000000';

  const worldOf = (directory: string, environment: Record<string, string>) => {
    const world = worldIn(directory);
    return { ...world, environment: { ...world.environment, ...CARD, ...environment } };
  };
  const resumed = (directory: string, environment: Record<string, string> = {}) =>
    resumeRun({ out: 'results' }, { world: worldOf(directory, environment) });

  /** Begins a run, and takes it back to the moment before it ended. */
  async function begun(environment: Record<string, string> = {}) {
    const folder = await toyFolder(scenarioYaml({ turns: ['a'] }));
    const llama = { threads: 1 };
    await evaluate({ models: ['toy.gguf'], scenarios: ['short'], llama }, { world: worldOf(folder.path, environment) });
    const { directory, manifest } = readRun(path.join(folder.path, 'results'));
    for (const file of ['summary.json', 'journal.jsonl']) rmSync(path.join(directory, file));
    return { folder, identity: manifest.models[0]?.identity };
  }

  it.each([
    { what: 'more memory is free', first: { CARD_BYTES: ROOM_FOR_NONE }, later: {}, gpu: 'cuda', gpuLayers: 0 },
    { what: 'a card was put in', first: { NODE_OPTIONS: '' }, later: {}, gpu: false, gpuLayers: 0 },
  ])('runs as before where $what', async ({ first, later, gpu, gpuLayers }) => {
    const { folder, identity } = await begun(first);
    await using _ = folder;
    expect(identity).toMatchObject({ device: { gpu, gpuLayers } });
    await resumed(folder.path, later);
    const { manifest, summary } = readRun(path.join(folder.path, 'results'));
    expect(manifest.models[0]?.identity).toEqual(identity);
    expect(summary).toMatchObject({ status: 'done', totals: { turns: 1 } });
  });

  it('says what to do where that cannot be had, and goes on when it can, though less is free', async () => {
    const { folder, identity } = await begun();
    await using _ = folder;
    expect(identity).toMatchObject({ device: { gpu: 'cuda', gpuLayers: 2 } });
    await resumed(folder.path, { CARD_LAYERS: '1' });
    const before = readRun(path.join(folder.path, 'results')).summary;
    expect(before).toMatchObject({ status: 'stopped', totals: { turns: 0 } });
    expect(before?.reason).toBe(
      'load-failed: this run began on cuda A card with 2 layers on the GPU, and keeps that: free memory there, or start a new run (toy.gguf: error loading model: unable to allocate CUDA0 buffer)',
    );
    await resumed(folder.path, { CARD_BYTES: ROOM_FOR_NONE });
    const { manifest, summary } = readRun(path.join(folder.path, 'results'));
    expect(manifest.models[0]?.identity).toEqual(identity);
    expect(summary).toMatchObject({ status: 'done', totals: { turns: 1 } });
  });
});

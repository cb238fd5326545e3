// The library: what it finds, with everything left to its defaults.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describePlan, evaluate, listModels, type RunEvent, readManifest, scriptedModel } from '../dist/index.js';
import { REPOSITORY, readRun, temporaryFolder } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';

/** Of this repository nothing but what comes along may be found. */
function worldOf(workingDirectory: string) {
  return {
    world: { workingDirectory, homeDirectory: workingDirectory, packageDirectory: REPOSITORY, environment: {} },
  };
}

it('finds models, scenarios and templates in a working folder that is not the process’s', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'], prompt: 'own' } });
  mkdirSync(path.join(folder.path, 'prompts'));
  await folder.write('prompts/own.hbs', '---\ntitle: own\nkind: messages\npersona: system\n---\n');
  await folder.write('beside.yaml', scenarioYaml({ id: 'beside' }));
  const events: RunEvent['type'][] = [];
  const { summary, directory } = await evaluate(
    { models: ['yes'], scenarios: ['short', './beside.yaml'] },
    { ...worldOf(folder.path), emit: ({ type }) => events.push(type) },
  );
  expect(summary).toMatchObject({ status: 'done', totals: { conversations: 2, done: 2, turns: 6 } });
  expect(events.filter((type) => type === 'conversation-end')).toHaveLength(2);
  const run = readRun(path.join(folder.path, 'results'));
  expect(directory).toBe(run.directory);
  expect(run.manifest.scenarios.map(({ file }) => file)).toEqual(['scenarios/short.yaml', 'beside.yaml']);
  expect(run.manifest.models).toMatchObject([
    { role: 'subject', entry: { file: 'models/yes.yaml' }, template: { file: 'prompts/own.hbs' } },
  ]);
});

it('plays the published conversation where only models are named', async () => {
  await using folder = temporaryFolder();
  const model = scriptedModel({ id: 'function', respond: ({ turn }) => `reply ${turn}` });
  const { directory } = await evaluate({ models: [model] }, worldOf(folder.path));
  const { request } = await readManifest(directory ?? '');
  expect(request).toEqual({
    models: ['function'],
    scenarios: ['anime-fan'],
    turnsOf: null,
    prompt: null,
    samples: 1,
    settings: [{}],
    filter: null,
    first: null,
    turns: null,
    seed: 1,
    mode: 'strict',
    parallel: null,
    onOverflow: 'error',
    ignoreUnsupported: false,
    llama: {
      gpu: 'auto',
      gpuLayers: null,
      threads: null,
      contextSize: null,
      kvType: null,
      flashAttention: 'auto',
      splitMode: null,
      mainGpu: null,
      engine: 'auto',
    },
  });
});

it('plans what it would play, and plays nothing', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  const options = { models: ['yes'], scenarios: ['short'], samples: 3 };
  const plan = await describePlan(options, worldOf(folder.path));
  expect(plan).toEqual({
    mode: 'strict',
    scenarios: 1,
    settings: 1,
    samples: 3,
    models: [{ model: 'yes', conversations: 3, turns: 9, memoryBytes: null, template: null, estimateMs: null }],
    conversations: 3,
    turns: 9,
    estimateMs: null,
  });
});

it('lists the models of a working folder before those that come along', async () => {
  await using folder = await scriptedFolder({ 'a-model': { replies: ['うん！'] } });
  const models = await listModels(worldOf(folder.path));
  expect(models[0]).toMatchObject({ id: 'a-model', backend: 'scripted', isScripted: true });
  expect(models.find(({ id }) => id === 'hitogara-tiny-q8_0')?.found).toBe(
    path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf'),
  );
});

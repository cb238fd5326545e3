// The self-test: a model's noise floor, on the real program.
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { turnSeed } from '../dist/core/seed.js';
import { NoiseFloorSchema } from '../dist/store/noise-floor.js';
import { runProgram, temporaryFolder } from './support/cli.ts';
import { toyFolder } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';

const QUICK = ['--turns', '2', '--max-tokens', '16', '--parallel', '3', '--json'];

it('measures a model in strict and in fast mode, and keeps the result beside the runs', async () => {
  await using folder = temporaryFolder();
  const args = [
    ...['selftest', '--model', 'hitogara-tiny-q2_K', '--gpu', 'off', '--threads', '1'],
    ...['--scenario', 'anime-fan', '--scenario', 'tts-bot'],
  ];
  const { code, stdout, stderr } = await runProgram([...args, ...QUICK], { directory: folder.path });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { file, ...noise } = JSON.parse(stdout);
  expect(NoiseFloorSchema.parse(JSON.parse(await readFile(path.resolve(folder.path, file), 'utf8')))).toEqual(noise);
  expect(noise).toMatchObject({
    model: 'hitogara-tiny-q2_K',
    parallel: 3,
    maxTokens: 16,
    scenarios: [
      { id: 'anime-fan', turns: 2 },
      { id: 'tts-bot', turns: 2 },
    ],
    comparisons: [
      { name: 'same-seed-twice', replies: 4, equal: 4, firstDivergence: null, greatestLogProbabilityDifference: null },
      // Two conversations for each place, without the one that knows the canary phrase.
      { name: 'alone-and-batched', replies: 10 },
      { name: 'cold-and-warm', replies: 4 },
    ],
    canary: { replies: 10, leaks: [] },
  });
  for (const { greatestLogProbabilityDifference } of noise.comparisons.slice(1)) {
    expect(greatestLogProbabilityDifference).toBeLessThan(0.5);
  }
});

it('ends with 1 when one conversation is heard in another', async () => {
  await using folder = temporaryFolder();
  for (const name of ['scenarios', 'models']) await mkdir(path.join(folder.path, name));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['first', 'second'] }));
  const phrase = `琥珀色のペンギン${turnSeed(1, 0) % 10_000}号`;
  await folder.write(
    'models/gossip.yaml',
    JSON.stringify({ id: 'gossip', backend: 'scripted', replies: ['うん', phrase] }),
  );
  const args = ['selftest', '--model', 'gossip', '--scenario', 'short'];
  const { code, stdout } = await runProgram([...args, ...QUICK], { directory: folder.path });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).canary.leaks[0]).toEqual({ scenario: 'short', turn: 2, reply: phrase });
  const said = await runProgram([...args, ...QUICK.slice(0, -1)], { directory: folder.path });
  expect(said.stdout.trimEnd().split('\n').at(-1)).toBe(
    'Not sound: what one conversation was told appeared in another, so replies of fast mode cannot be trusted on this machine.',
  );
});

it('ends with one sentence that says what was found', async () => {
  await using folder = await toyFolder(scenarioYaml({ turns: ['a', 'b'] }));
  const args = ['selftest', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'chatml'];
  const { code, stdout } = await runProgram([...args, ...QUICK.slice(0, -1), '--gpu', 'off', '--threads', '1'], {
    directory: folder.path,
  });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'Sound: strict mode repeats its replies exactly, and fast mode gave the same ones.',
  );
});

it('refuses a model that is not on this machine', async () => {
  await using folder = temporaryFolder();
  await mkdir(path.join(folder.path, 'models'));
  const entry = { id: 'far', backend: 'openai', model: 'm', baseUrl: 'http://127.0.0.1:9/v1' };
  await folder.write('models/far.yaml', JSON.stringify(entry));
  const { code, stderr } = await runProgram(['selftest', '--model', 'far', ...QUICK], { directory: folder.path });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'the model "far" does not run on this machine, so it is unknown how its replies are computed\n',
  });
});

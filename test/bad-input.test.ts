// Every row of the table of bad input: of each kind one through the real program.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChannel } from '../dist/backend/llama/child-channel.js';
import { type ModelProcess, startModelProcess } from '../dist/backend/llama/model-process.js';
import type { LoadOptions } from '../dist/backend/llama/protocol.js';
import { ModelFailure } from '../dist/core/errors.js';
import { folderThatTakesNothing, lacks } from './support/capabilities.ts';
import {
  ENVIRONMENT,
  type Outcome,
  readRun,
  runProgram as runWholeProgram,
  type StoredRun,
  spawnProgram,
  temporaryFolder,
} from './support/cli.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { NOT_A_NUMBER, scenarioYaml, YES } from './support/toys.ts';

const CPU = ['--threads', '1', '--gpu', 'off'];
const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', ...CPU];

/** For mistakes that are found before a model process is asked for anything. */
function runProgram(args: readonly string[], { directory }: { directory: string }): Promise<Outcome> {
  return runWholeProgram(args, { directory, environment: NO_MODEL_PROCESS });
}

describe('names that are not there', () => {
  it.each([
    [
      'model',
      ['eval', '--model', 'hitogara-tiny-q8', '--scenario', 'short'],
      ['there is no model "hitogara-tiny-q8"', 'hitogara-tiny-q8_0', 'models'],
    ],
    [
      'scenario',
      ['eval', '--model', 'toy.gguf', '--scenario', 'anime-fans'],
      ['there is no scenario "anime-fans"', 'anime-fan', 'scenarios'],
    ],
    ['template', [...EVAL, '--prompt', 'chatlm'], ['there is no prompt template "chatlm"', 'chatml', 'prompts']],
    ['setting', [...EVAL, '--set', 'temprature=1'], ['temprature', 'temperature']],
    ['option', [...EVAL, '--sed', '1'], ['unknown option --sed', 'Did you mean --seed']],
    ['shortened option', [...EVAL, '--temp', '1'], ['unknown option --temp', '--set temperature=']],
    ['command of a group', ['models', 'lst'], ['unknown command "models lst"', 'Did you mean list?']],
    ['place of a model', ['models', 'list', 'MODEL'], ['models list does not understand "MODEL"']],
    ['command', ['evla', '--model', 'toy.gguf'], ['unknown command "evla"', 'Did you mean eval?']],
    ['place of an option', ['--model', 'toy.gguf', 'evla'], ['unknown option --model', 'hitogara --help']],
  ])('names the nearest %s', async (_what, args, says) => {
    await using folder = await toyFolder();
    expectMistake(await runProgram(args, { directory: folder.path }), ...says);
    expect(readdirSync(folder.path)).not.toContain('results');
  });

  it('says that npm has kept the options that come before two hyphens', async () => {
    await using folder = await toyFolder();
    const environment = { npm_lifecycle_event: 'eval', npm_config_model: 'toy.gguf' };
    const outcome = await runWholeProgram(['eval'], { directory: folder.path, environment });
    expectMistake(outcome, 'npm has kept --model for itself', 'npm run eval -- --model toy.gguf');
    expect(outcome.stdout).toBe('');
    // As it arrives from PowerShell, where the hyphens were typed.
    const onWindows = {
      directory: folder.path,
      environment: { ...environment, npm_config_model: 'true' },
      platform: 'win32',
    };
    expectMistake(await runWholeProgram(['eval', 'toy.gguf'], onWindows), 'npx hitogara eval --model toy.gguf');
  });

  it.each([
    [['eval', '--model', 'zz*', '--scenario', 'short']],
    [['eval', '--model', 'toy.gguf', '--scenario', 'zz*']],
    [['models', 'inspect', 'zz*']],
    [['scenarios', 'check', 'zz*']],
  ])('exits with 4 when a glob matches nothing: %j', async (args) => {
    await using folder = await toyFolder();
    const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/^(no model's id matches the glob|there is no scenario) "zz\*" in /);
  });

  it.each([[['models', 'inspect']], [['models', 'pull']], [['prompts', 'render', '--tokens', '--model']]])(
    'refuses several where one is needed: %j',
    async (command) => {
      await using folder = await toyFolder();
      const args = [...command, 'hitogara-tiny-q*'];
      const outcome = await runProgram(args, { directory: folder.path });
      expectMistake(outcome, '"hitogara-tiny-q*" matches 4 models', 'hitogara-tiny-q2_K', 'hitogara-tiny-q8_0');
      expect(outcome.stdout).toBe('');
    },
  );

  it('plays no other file of the same name than the one at the path', async () => {
    await using folder = await toyFolder();
    mkdirSync(path.join(folder.path, '.lmstudio/models/u/r'), { recursive: true });
    await folder.write('.lmstudio/models/u/r/other.gguf', toyModel(YES));
    const args = ['eval', '--model', './nowhere/other.gguf', '--scenario', 'short', ...CPU];
    expectMistake(await runProgram(args, { directory: folder.path }), 'nowhere/other.gguf');
    expect(readdirSync(folder.path)).not.toContain('results');
  });

  it('says where a missing file was looked for, and how to get it', async () => {
    await using folder = temporaryFolder();
    const outcome = await runProgram(['eval', '--model', 'elyza-7b-q6_K'], { directory: folder.path });
    expectMistake(
      outcome,
      'elyza-7b-q6_K',
      '.cache/huggingface/hub',
      '.lmstudio/models',
      '.ollama/models',
      'hitogara models pull elyza-7b-q6_K',
    );
  });
});

describe('files with mistakes', () => {
  it.each([
    [
      'a wrong type',
      scenarioYaml().replace('"instruction":"p"', '"instruction":7'),
      ['scenarios/short.yaml:1:', 'persona.instruction', 'this is read as a number, and a text is wanted'],
    ],
    [
      'an unknown key',
      scenarioYaml().replace('"instruction"', '"instructions":"x","instruction"'),
      ['scenarios/short.yaml:1:', 'persona', 'unknown key "instructions"', 'instruction'],
    ],
    [
      'an alias bomb',
      `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\n`,
      ['scenarios/short.yaml:1:1', 'aliases'],
    ],
  ])('points at %s in a scenario', async (_what, text, says) => {
    await using folder = await toyFolder(text);
    expectMistake(await runProgram(EVAL, { directory: folder.path }), ...says);
  });

  it('lists no scenario under an id that its file has not', async () => {
    await using folder = await toyFolder();
    await folder.write('scenarios/foo.yaml', scenarioYaml({ id: 'bar' }));
    const outcome = await runProgram(['scenarios', 'list'], { directory: folder.path });
    expect(outcome).toMatchObject({ code: 2, stderr: '' });
    expect(outcome.stdout).toContain('\nscenarios/foo.yaml: id: is "bar", but the file is named foo.yaml\n');
    expect(outcome.stdout).not.toMatch(/^bar /m);
  });

  it('points at an unknown variable in a template', async () => {
    await using folder = await toyFolder();
    await folder.write('mine.hbs', '---\ntitle: mine\nkind: text\npersona: system\n---\nfirst line\n{{sytem}}\n');
    expectMistake(
      await runProgram([...EVAL, '--prompt', 'mine.hbs'], { directory: folder.path }),
      'mine.hbs:7:',
      'unknown variable "sytem"',
      'system',
    );
  });

  it('refuses an order of samplers that names one twice, before a model is loaded', async () => {
    await using folder = await toyFolder();
    const outcome = await runProgram([...EVAL, '--set', 'samplers=["top_k","top_k"]'], { directory: folder.path });
    expectMistake(outcome, 'names a sampler twice');
    expect(outcome.stdout).toBe('');
    expect(readdirSync(folder.path)).not.toContain('results');
  });

  it('refuses a bias on what is not one token before it plays', async () => {
    await using folder = await toyFolder();
    const args = [...EVAL, '--set', 'logitBias={"うんうん":2}'];
    const { code, stdout, stderr } = await runWholeProgram(args, { directory: folder.path });
    expect({ code, played: /^A: /m.test(stdout) }).toEqual({ code: 2, played: false });
    expect(stderr).toContain('logitBias: "うんうん" is 4 tokens in this vocabulary, not one');
  });

  it.each(['load', 'first-token', 'idle', 'total'])('refuses a limit of %s that no timer can hold', async (limit) => {
    await using folder = await toyFolder();
    const outcome = await runProgram([...EVAL, '--limit', `${limit}=2147484`], { directory: folder.path });
    expectMistake(outcome, `${limit}=2147484`);
    expect(outcome.stdout).toBe('');
  });
});

/** What a broken file is made of, and what its one line says beside its name. */
const HEALTHY = toyModel(YES);
const BROKEN: Record<string, { bytes: Buffer; says: string }> = {
  empty: { bytes: Buffer.alloc(0), says: 'not a readable GGUF file (it does not start with "GGUF")' },
  'a-sentence': {
    bytes: Buffer.from('GGUF, but no more'),
    says: 'not a readable GGUF file (it ends after 17 bytes)',
  },
  'a-long-sentence': {
    bytes: Buffer.from(`GGUF\x03\0\0\0${'many entries '.repeat(9)}`),
    says: 'not a readable GGUF file (it claims 16343512749043862239 entries but has 125 bytes)',
  },
  architecture: {
    bytes: toyModel({ ...YES, metadata: new Map([['general.architecture', { type: 'string', value: 'zorch' }]]) }),
    says: expect.stringMatching(/^llama\.cpp \S+ does not support the architecture "zorch"$/),
  },
  'no-heads': {
    bytes: toyModel({ ...YES, metadata: new Map([['llama.attention.head_count', { type: 'uint32', value: 0 }]]) }),
    says: 'its header is invalid (no attention heads)',
  },
  'many-layers': {
    bytes: toyModel({ ...YES, metadata: new Map([['llama.block_count', { type: 'uint32', value: 4_000_000 }]]) }),
    says: 'its header is invalid (4000000 layers; llama.cpp takes 1 to 512)',
  },
  'huge-count': {
    bytes: Buffer.concat([
      HEALTHY.subarray(0, 16),
      Buffer.from([255, 255, 255, 255, 255, 255, 255, 127]),
      HEALTHY.subarray(24),
    ]),
    says: `not a readable GGUF file (it claims 9223372036854775819 entries but has ${HEALTHY.length} bytes)`,
  },
  'missing-tensor': {
    bytes: toyModel({ ...YES, mend: (tensors) => tensors.slice(0, -1) }),
    // llama.cpp says it in two lines, of which the second may come late.
    says: expect.stringMatching(
      /^error loading model: (missing tensor|check_tensor_dims: tensor) 'blk\.0\.ffn_down\.weight'( not found)?$/,
    ),
  },
  'cut-in-header': {
    bytes: HEALTHY.subarray(0, 3_000),
    says: expect.stringMatching(/GGUF|key-value|error loading model|ends within its header/),
  },
};

const LOAD: Omit<LoadOptions, 'path'> = {
  gpu: 'off',
  gpuLayers: 'auto',
  contextSize: 256,
  kvType: 'f16',
  flashAttention: 'auto',
  splitMode: 'layer',
  mainGpu: null,
  batchSize: 512,
  threads: 1,
  parallel: 1,
  parallelSpeeds: null,
  samplingThreads: 1,
  scores: false,
  avoid: [],
  vocabularyOnly: false,
  engine: 'auto',
};

describe('broken weights', () => {
  describe('in a model process', () => {
    let modelProcess: ModelProcess;
    beforeAll(async () => {
      const channel = openChannel(ENVIRONMENT);
      modelProcess = startModelProcess(channel);
      await channel.call({ type: 'warm', choice: LOAD });
    });
    afterAll(() => modelProcess.kill());

    it.each(Object.entries(BROKEN))('says in one line what is wrong with %s', async (name, { bytes, says }) => {
      await using folder = temporaryFolder();
      const file = await folder.write(`${name}.gguf`, bytes);
      const failure = await modelProcess.load({ ...LOAD, path: file }, 10_000).catch((error: unknown) => error);
      if (!(failure instanceof ModelFailure)) throw new Error('it was loaded');
      const { code, isFatal, message } = failure;
      expect({ code, isFatal, begins: message.startsWith(`${file}: `) }).toEqual({
        code: 'load-failed',
        isFatal: true,
        begins: true,
      });
      expect(message.slice(file.length + 2)).toEqual(says);
    });
  });

  it('is the one line of a program that has nothing else to play', async () => {
    await using folder = temporaryFolder();
    await folder.write('cut-in-half.gguf', HEALTHY.subarray(0, HEALTHY.length / 2));
    const args = ['eval', '--model', 'cut-in-half.gguf', '--prompt', 'chatml', '--scenario', 'anime-fan', ...CPU];
    const outcome = await runWholeProgram(args, { directory: folder.path });
    expectMistake(outcome);
    expect(outcome.stderr).toMatch(
      /^failed cut-in-half: load-failed: cut-in-half\.gguf: the file is incomplete: 0\.4 MB of 0\.9 MB are missing; .*\n$/,
    );
  });

  describe('beside other models', () => {
    let outcome: Outcome & { run: StoredRun };
    beforeAll(async () => {
      await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
      // Its other part is missing.
      await folder.write('part-00001-of-00002.gguf', HEALTHY);
      await folder.write('numberless.gguf', toyModel(NOT_A_NUMBER));
      const models = ['part-00001-of-00002.gguf', 'yes', 'numberless.gguf'].flatMap((model) => ['--model', model]);
      const args = ['eval', ...models, '--scenario', 'short', ...CPU, '--reporter', 'transcript', '--no-score'];
      const environment = { FORCE_COLOR: '1' };
      const told = await runWholeProgram(args, { directory: folder.path, environment });
      outcome = { ...told, run: readRun(path.join(folder.path, 'results')) };
    });

    it('cost only their own conversations, and the program exits with 3', () => {
      const { code, stderr, run } = outcome;
      const reason =
        'load-failed: part-00001-of-00002.gguf: the file is incomplete: of its 2 parts, these are missing: part-00002-of-00002.gguf; download or copy it again';
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: `failed part-00001-of-00002: ${reason}\n`,
      });
      const ends = run.journal.filter((line) => line.type === 'conversation');
      expect(ends.map((end) => [end.model, end.status, end.turns, end.reason])).toEqual([
        ['part-00001-of-00002', 'failed', 0, reason],
        ['yes', 'done', 3, undefined],
        ['numberless', 'failed', 1, 'nan-logits: the reply to turn 1 failed'],
      ]);
      expect(run.manifest.models.map(({ id, status }) => ({ id, status }))).toEqual([
        { id: 'part-00001-of-00002', status: 'failed' },
        { id: 'yes', status: 'ready' },
        { id: 'numberless', status: 'ready' },
      ]);
    });

    it('record logits that are not numbers as a failed reply', () => {
      const turns = outcome.run.turns.filter(({ model }) => model === 'numberless');
      expect(turns.map(({ reply, outcome, finishReason }) => ({ reply, outcome, finishReason }))).toEqual([
        { reply: '', outcome: 'failed', finishReason: { unified: 'error', raw: 'nan-logits' } },
      ]);
    });

    it('are told of without escape codes in a pipe, whatever the environment asks for', () => {
      const { stdout, stderr } = outcome;
      expect(stdout).toContain('\nB: うん！\n');
      expect(stdout + stderr).not.toMatch(/[\u001b\u009b]/);
    });
  });
});

describe('results that cannot be written', () => {
  it('says so before a model is loaded', async () => {
    await using folder = await toyFolder();
    await folder.write('results', 'a file where the folder should be');
    const { code, stdout, stderr } = await runProgram(EVAL, { directory: folder.path });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('--out DIR');
  });

  it.skipIf(lacks('a folder that takes nothing'))('says so for a folder that takes nothing', async () => {
    await using folder = await toyFolder();
    const readOnly = path.join(folder.path, 'read-only');
    mkdirSync(readOnly, { mode: 0o555 });
    const out = path.join(folderThatTakesNothing(readOnly), 'hitogara');
    const { code, stderr } = await runProgram([...EVAL, '--out', out], { directory: folder.path });
    expect(code).toBe(3);
    expect(stderr).toMatch(/(EACCES|EPERM): .*mkdir/);
  });

  it.skipIf(lacks('limits for the size of files'))('keeps whole lines when the disk is full', async () => {
    const scenario = scenarioYaml({ turns: Array.from({ length: 40 }, (_, index) => `${index}`) });
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } }, scenario);
    const limited = ['bash', '-c', 'ulimit -f 12; exec "$@"', '--'];
    const { code, stderr } = await spawnProgram(['eval', '--model', 'yes', '--scenario', 'short'], {
      directory: folder.path,
      environment: SPAWNS_NO_MODEL_PROCESS,
      prefix: limited,
    });
    expect(code).toBe(3);
    expect(stderr).toContain('journal.jsonl: cannot be written');
    const { turns, journal } = readRun(path.join(folder.path, 'results'));
    expect(turns.length).toBeGreaterThan(3);
    expect(turns.map((turn) => turn.turn)).toEqual(turns.map((_, index) => index + 1));
    expect(journal).toHaveLength(turns.length);
  });
});

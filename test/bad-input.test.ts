// Every row of the table of bad input, through the real program.
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { NOT_A_NUMBER, scenarioYaml, YES } from './support/toys.ts';

const threads = ['--threads', '1'];
const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', ...threads];

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
    ['option', [...EVAL, '--sed', '1'], ["unknown option '--sed'", '--seed']],
  ])('names the nearest %s', async (_what, args, says) => {
    await using folder = await toyFolder();
    expectMistake(await runProgram(args, { directory: folder.path }), ...says);
    expect(readdirSync(folder.path)).not.toContain('results');
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
    expect(stderr).toMatch(/^there is no (model|scenario) "zz\*" in /);
  });

  it.each([[['models', 'inspect']], [['models', 'pull']], [['prompts', 'render', '--tokens', '--model']]])(
    'refuses several where one is needed: %j',
    async (command) => {
      await using folder = await toyFolder();
      const args = [...command, 'hitogara-tiny-q*'];
      const outcome = await runProgram(args, { directory: folder.path });
      expectMistake(outcome, '"hitogara-tiny-q*" means 4 models', 'hitogara-tiny-q2_K', 'hitogara-tiny-q8_0');
      expect(outcome.stdout).toBe('');
    },
  );

  it('plays no other file of the same name than the one at the path', async () => {
    await using folder = await toyFolder();
    mkdirSync(path.join(folder.path, '.lmstudio/models/u/r'), { recursive: true });
    await folder.write('.lmstudio/models/u/r/other.gguf', toyModel(YES));
    const args = ['eval', '--model', './nowhere/other.gguf', '--scenario', 'short', ...threads];
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
      ['scenarios/short.yaml:1:', 'persona.instruction', 'expected string'],
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
    expectMistake(outcome, 'scenarios/foo.yaml: id: is "bar", but the file is named foo.yaml');
    expect(outcome.stdout).toBe('');
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

  it('refuses by name a setting that the backend lacks, before a model is loaded', async () => {
    await using folder = await toyFolder();
    const outcome = await runProgram([...EVAL, '--set', 'typicalP=0.9'], { directory: folder.path });
    expectMistake(outcome, 'no typicalP');
    expect(outcome.stdout).toBe('');
    expect(readdirSync(folder.path)).not.toContain('results');
  });

  it('refuses a bias on what is not one token before it plays', async () => {
    await using folder = await toyFolder();
    const args = [...EVAL, '--set', 'logitBias={"うんうん":2}'];
    const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
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

/** What a broken file is made of, and what its one line must say beside its name. */
const healthy = toyModel(YES);
const BROKEN: Record<string, { bytes: Buffer; says: RegExp }> = {
  empty: { bytes: Buffer.alloc(0), says: /not a GGUF file/ },
  'a-sentence': { bytes: Buffer.from('GGUF, but no more'), says: /not a GGUF file.*ends after 17 bytes/ },
  'a-long-sentence': {
    bytes: Buffer.from(`GGUF\x03\0\0\0${'many entries '.repeat(9)}`),
    says: /not a GGUF file.*entries/,
  },
  'cut-in-header': { bytes: healthy.subarray(0, 3_000), says: /.+/ },
  'cut-in-half': {
    bytes: healthy.subarray(0, healthy.length / 2),
    says: /corrupted or incomplete|not within the file bounds/,
  },
  architecture: {
    bytes: toyModel({ ...YES, metadata: new Map([['general.architecture', { type: 'string', value: 'zorch' }]]) }),
    says: /zorch/,
  },
  'no-heads': {
    bytes: toyModel({ ...YES, metadata: new Map([['llama.attention.head_count', { type: 'uint32', value: 0 }]]) }),
    says: /header lies/,
  },
  'many-layers': {
    bytes: toyModel({ ...YES, metadata: new Map([['llama.block_count', { type: 'uint32', value: 4_000_000 }]]) }),
    says: /header lies/,
  },
  'missing-tensor': {
    bytes: toyModel({ ...YES, mend: (tensors) => tensors.slice(0, -1) }),
    says: /missing tensor|ffn_down/,
  },
  'huge-count': {
    bytes: Buffer.concat([
      healthy.subarray(0, 16),
      Buffer.from([255, 255, 255, 255, 255, 255, 255, 127]),
      healthy.subarray(24),
    ]),
    says: /not a GGUF file/,
  },
};

describe('broken weights', () => {
  it.each(Object.entries(BROKEN))('says in one line what is wrong with %s', async (name, { bytes, says }) => {
    await using folder = await toyFolder();
    await folder.write(`${name}.gguf`, bytes);
    const outcome = await runProgram(
      ['eval', '--model', `${name}.gguf`, '--prompt', 'chatml', '--scenario', 'short', ...threads],
      { directory: folder.path },
    );
    expectMistake(outcome, `${name}.gguf`);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('plays the other models, and exits with 3', async () => {
    await using folder = await toyFolder();
    await folder.write('empty.gguf', '');
    const { code, stderr } = await runProgram(['eval', '--model', 'empty.gguf', ...EVAL.slice(1)], {
      directory: folder.path,
    });
    expect(code).toBe(3);
    expect(stderr).toContain('empty.gguf');
    const run = readRun(path.join(folder.path, 'results'));
    expect(
      run.journal
        .filter((line) => line.type === 'conversation')
        .map(({ model, status, turns }) => ({ model, status, turns })),
    ).toEqual([
      { model: 'empty', status: 'failed', turns: 0 },
      { model: 'toy', status: 'done', turns: 3 },
    ]);
    expect(run.manifest.models.map(({ id, status }) => ({ id, status }))).toEqual([
      { id: 'empty', status: 'failed' },
      { id: 'toy', status: 'ready' },
    ]);
  });

  it('records logits that are not numbers as a failed reply', async () => {
    await using folder = await toyFolder();
    await folder.write('toy.gguf', toyModel(NOT_A_NUMBER));
    const { code } = await runProgram(EVAL, { directory: folder.path });
    expect(code).toBe(3);
    const run = readRun(path.join(folder.path, 'results'));
    expect(run.turns.map(({ reply, outcome, finishReason }) => ({ reply, outcome, finishReason }))).toEqual([
      { reply: '', outcome: 'failed', finishReason: { unified: 'error', raw: 'nan-logits' } },
    ]);
    expect(run.journal.at(-1)).toMatchObject({
      status: 'failed',
      turns: 1,
      reason: 'nan-logits: the reply to turn 1 failed',
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

  it.skipIf(process.getuid?.() === 0)('says so for a read-only folder', async () => {
    await using folder = await toyFolder();
    mkdirSync(path.join(folder.path, 'results'));
    chmodSync(path.join(folder.path, 'results'), 0o555);
    const { code, stderr } = await runProgram(EVAL, { directory: folder.path });
    expect(code).toBe(3);
    expect(stderr).toContain('EACCES');
  });

  it('keeps whole lines when the disk is full', async () => {
    await using folder = await toyFolder(scenarioYaml({ turns: Array.from({ length: 40 }, (_, index) => `${index}`) }));
    const limited = ['bash', '-c', 'ulimit -f 12; exec "$@"', '--'];
    const { code, stderr } = await spawnProgram(EVAL, { directory: folder.path, prefix: limited });
    expect(code).toBe(3);
    expect(stderr).toContain('journal.jsonl: cannot be written');
    const { turns, journal } = readRun(path.join(folder.path, 'results'));
    expect(turns.length).toBeGreaterThan(3);
    expect(turns.map((turn) => turn.turn)).toEqual(turns.map((_, index) => index + 1));
    expect(journal).toHaveLength(turns.length);
  });
});

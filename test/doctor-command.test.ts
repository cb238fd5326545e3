// `hitogara doctor` as a user meets it: mistakes, interruption, models that fail, and templates that lie anywhere.
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import type { Examination } from '../dist/doctor/examine.js';
import type { TemplateRanking } from '../dist/doctor/rank.js';
import { rankModel } from '../dist/doctor/rank-model.js';
import { everySubject, namesOf } from '../dist/doctor/subjects.js';
import { describeRanking } from '../dist/report/ranking.js';
import { lacks } from './support/capabilities.ts';
import { type Outcome, REPOSITORY, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { rememberingHost } from './support/events.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { NOT_A_NUMBER, scenarioYaml, YES } from './support/toys.ts';
import { SHIPPED, worldIn } from './support/world.ts';

const NO_TEMPLATE = (({ chatTemplate: _, ...rest }) => rest)(YES);

const inFolder = (folder: { path: string }, args: readonly string[]): Promise<Outcome> =>
  runProgram(args, { directory: folder.path });

/** A template of ours; the toy that says yes expects a newline at the end of a prompt. */
const templateText = (end: string): string =>
  `---\ntitle: toy\nkind: text\npersona: system\nbos: text\nstop: ["<|im_end|>"]\n---\n<s>{{#if system}}<|im_start|>system\n{{system}}<|im_end|>\n{{/if}}{{#each messages}}<|im_start|>{{role}}\n{{content}}<|im_end|>\n{{/each}}<|im_start|>assistant${end}`;

/** Every reply is the one that the toy likes best, so that templates differ alike in all conversations. */
async function writeGoodScenarios(folder: ReturnType<typeof temporaryFolder>): Promise<string[]> {
  const files = await Promise.all(
    ['one', 'two'].map((id) => {
      const scenario = JSON.parse(scenarioYaml({ id }));
      return folder.write(
        `${id}.yaml`,
        JSON.stringify({ ...scenario, turns: [{ user: id, referenceReplies: ['うん！'] }] }),
      );
    }),
  );
  return files.flatMap((file) => ['--scenario', file]);
}

describe('a mistake', () => {
  it.each([
    ['a template that is nowhere', ['--prompt', 'nope'], 'there is no prompt template "nope"'],
    ['a template for chat APIs', ['--prompt', 'openai-messages'], 'is for chat APIs'],
    ['--all beside --model', ['--all'], '--all and --model cannot be used together'],
    [
      'flags for ranking alone',
      ['--turns', '2', '--gpu', 'off', '--threads', '1'],
      'no effect without --rank: --turns, --gpu, --threads',
    ],
    ['a scenario without reference replies', ['--rank', '--scenario', 'short'], 'there is no reference reply in short'],
  ])('is told before anything is examined: %s', async (_, args, says) => {
    await using folder = await toyFolder();
    expectMistake(await inFolder(folder, ['doctor', '--model', 'toy.gguf', ...args]), says);
  });
});

it.each(['', ' \n', 'rwkv-world'])('takes %j inside a file for no template', async (chatTemplate) => {
  await using folder = await toyFolder(scenarioYaml(), { ...YES, chatTemplate });
  const { stdout } = await inFolder(folder, ['doctor', '--model', 'toy.gguf']);
  expect(stdout).toContain('no-template: toy.gguf has no chat template inside');
});

it('tells what to do about a model without a template line by line', async () => {
  await using folder = await toyFolder(scenarioYaml(), NO_TEMPLATE);
  const { code, stdout, stderr } = await inFolder(folder, ['doctor', '--model', 'toy.gguf']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.replace(/".*"/, '"…"').replaceAll(folder.path, '.'));
  expect(lines.slice(1)).toEqual([
    'no template',
    '',
    'error    no-template: toy.gguf has no chat template inside; none was named, and its names do not clearly belong to one family',
    '         → Most likely:',
    expect.stringMatching(/^ {11}\S+: /),
    expect.stringMatching(/^ {11}\S+: /),
    expect.stringMatching(/^ {11}\S+: /),
    expect.stringMatching(/^ {11}Name one with --prompt, such as --prompt \S+\.$/),
    expect.stringMatching(/^ {11}To measure which fits best: .* --rank$/),
    expect.stringMatching(/^ {11}To see them all: .*prompts list$/),
    'problems found: 1 error',
    '',
  ]);
});

it.skipIf(lacks('signals that a program can answer', 'children in /proc'))(
  'ends with 130 and one word when it is interrupted, whatever it is doing',
  async () => {
    await using folder = await toyFolder();
    const outcome = await spawnProgram(['doctor', '--all'], {
      directory: folder.path,
      onStart: onceItHasAChild((program) => program.kill('SIGINT')),
    });
    expect(outcome).toEqual({ code: 130, signal: null, stdout: '', stderr: 'interrupted\n', left: [] });
  },
);

/** A model process that is started is loading for a while. */
function onceItHasAChild(disturb: (program: ChildProcess) => void) {
  return (program: ChildProcess): void => {
    const timer = setInterval(() => {
      if (readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8') === '') return;
      clearInterval(timer);
      disturb(program);
    }, 10);
    program.once('exit', () => clearInterval(timer));
  };
}

it('sees every file of one name, and tells them by as many folders as they need', async () => {
  await using folder = temporaryFolder();
  const placed = ['a', 'b', 'c/b'].map((place) => path.join(folder.path, 'models', place));
  for (const place of placed) {
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'model.gguf'), toyModel(YES));
  }
  const subjects = await everySubject(worldIn(folder.path, { packageDirectory: folder.path }));
  const names = namesOf(subjects);
  const files = placed.map((place) => path.join(place, 'model.gguf'));
  const found = subjects.flatMap(({ gguf }, index) => (files.includes(gguf.path) ? [[gguf.path, names[index]]] : []));
  expect(found).toEqual([
    [files[0], 'a/model'],
    [files[1], 'models/b/model'],
    [files[2], 'c/b/model'],
  ]);
});

describe('--rank over two models, with a template of one’s own that has the name of a shipped one', () => {
  const folder = temporaryFolder();
  let examined: (Examination & { ranking?: TemplateRanking })[];
  let code: number | null;
  let stderr: string;
  beforeAll(async () => {
    const scenarios = await writeGoodScenarios(folder);
    await folder.write('chatml.hbs', templateText(': '));
    await folder.write('ill.gguf', toyModel(NOT_A_NUMBER));
    await folder.write('sound.gguf', toyModel(YES));
    const models = ['ill.gguf', 'sound.gguf'].flatMap((file) => ['--model', file]);
    const outcome = await inFolder(folder, [
      ...['doctor', ...models, '--prompt', './chatml.hbs', '--rank', '--json'],
      ...['--gpu', 'off', '--threads', '1', ...scenarios],
    ]);
    examined = JSON.parse(outcome.stdout);
    ({ code, stderr } = outcome);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('keeps every finding of the one whose ranking breaks off', () => {
    const findings = examined[0]?.findings ?? [];
    expect(code).toBe(1);
    expect(examined[0]?.ranking).toBeUndefined();
    expect(findings.map((finding) => finding.code)).toEqual(expect.arrayContaining(['own-differs', 'rank-failed']));
    const failed = findings.find((finding) => finding.code === 'rank-failed');
    expect(failed).toMatchObject({ severity: 'error', message: expect.stringContaining('nan-logits') });
  });

  it('judges that template, not the shipped one', () => {
    const differs = examined[1]?.findings.filter((finding) => finding.code === 'rank-differs');
    expect(differs).toMatchObject([{ message: expect.stringMatching(/more likely with \S+ than with chatml, by \d/) }]);
  });

  it('ranks it once, though it lies in no folder of templates', () => {
    const { places = [], unusable = [] } = examined[1]?.ranking ?? {};
    const named = [
      ...places.flatMap(({ template, sameAs }) => [template, ...sameAs]),
      ...unusable.map(({ template }) => template),
    ];
    const shipped = readdirSync(path.join(REPOSITORY, 'prompts')).map((name) => path.basename(name, '.hbs'));
    expect(named.sort()).toEqual([...shipped.filter((id) => id !== 'openai-messages'), 'gguf'].sort());
  });

  it('says how far it is, and who is ahead', () => {
    expect(stderr).toMatch(/^sound: \d+ of \d+ evaluated, \S+ ahead$/m);
  });
});

describe('the template that is examined', () => {
  it.each([
    ['the same file as one of them', { id: 'shipped', file: 'prompts/shipped.hbs' }, ['gguf', 'shipped']],
    [
      "the file's own, the persona in the user's words",
      { id: 'gguf:first-user', file: 'toy.gguf' },
      ['gguf', 'gguf:first-user', 'shipped'],
    ],
  ])('is ranked once: %s', async (_, examined, expected) => {
    await using folder = await toyFolder();
    mkdirSync(path.join(folder.path, 'prompts'));
    await folder.write('prompts/shipped.hbs', templateText('\n'));
    await folder.write('prompts/torn.hbs', 'no front matter');
    const file = path.join(folder.path, 'toy.gguf');
    const { places, unusable } = await rankModel({
      entry: { spec: { id: 'toy', backend: 'llama', file, sampling: {} }, file, text: '' },
      gguf: { path: file, place: 'path' },
      examined: { ...examined, file: path.join(folder.path, examined.file) },
      conversations: [{ id: 'c', system: 'p', user: 'A', char: 'B', turns: [{ user: 'a', reply: 'うん！' }] }],
      options: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', gpuLayers: 0, threads: 1 },
      limits: { loadMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
      // No other prompts than its own.
      world: worldIn(folder.path, { packageDirectory: folder.path }),
    });
    expect(places.flatMap(({ template, sameAs }) => [template, ...sameAs]).sort()).toEqual(expected);
    expect(unusable).toMatchObject([{ template: 'torn', reason: expect.stringContaining('torn.hbs:1: a prompt') }]);
  });
});

it('names five of those that cannot be told apart, and shows the examined one wherever it comes', () => {
  const figure = { count: 2, mean: -1, standardError: null, low: null, high: null };
  const ids = Array.from({ length: 20 }, (_, index) => `t${index}`);
  const [first = '', ...others] = ids;
  const ranking: TemplateRanking = {
    conversations: ['a', 'b'],
    turns: 1,
    confidence: 0.95,
    places: ids.map((template) => ({
      ...{ template, sameAs: [], logProbabilityPerToken: figure, droppedAfter: null },
      difference: template === first ? null : figure,
    })),
    unusable: [],
    verdict: { type: 'tied', template: first, with: others },
    evaluatedTokens: 0,
    reusedTokens: 0,
  };
  const lines = describeRanking(ranking, 't17', { ...rememberingHost(), ...SHIPPED }).split('\n');
  expect(lines).toContain(
    't0 comes first, but cannot be told apart from t1, t2, t3, t4, t5 and 14 more; more --conversations may separate them',
  );
  expect(lines.flatMap((line) => /^ ?\d+ +(t\d+)/.exec(line)?.[1] ?? [])).toEqual([...ids.slice(0, 12), 't17']);
  expect(lines).toContain('and 7 more (--json shows all)');
});

describe('what is known of a file without loading it', () => {
  it('has the special tokens of its vocabulary', async () => {
    await using folder = temporaryFolder();
    const controls = ['<|im_start|>', '<|im_end|>', '<|user|>', '<|assistant|>', '<|system|>'];
    await folder.write('mine.gguf', toyModel({ ...NO_TEMPLATE, controls, userDefined: ['  '] }));
    const inspected = await inFolder(folder, ['models', 'inspect', 'mine.gguf', '--json']);
    const { likeliest, specialTokens } = JSON.parse(inspected.stdout);
    expect(specialTokens).toBeUndefined();
    expect(likeliest[0]).toEqual({
      prompt: 'sarashina2.2',
      why: 'its vocabulary has <|user|> <|assistant|> <|system|>',
    });
  });

  it('is no promise of a template that is not there', async () => {
    await using folder = await toyFolder(scenarioYaml(), NO_TEMPLATE);
    mkdirSync(path.join(folder.path, 'models'));
    const row =
      '  - { id: toys, name: Toys, kind: chat, prompt: nosuch, sure: verified, runsInLlamaCpp: yes, match: [toy] }';
    await folder.write('models/families.yaml', `families:\n${row}\n`);
    const { code, stdout } = await inFolder(folder, [
      ...['eval', '--model', 'toy.gguf', '--scenario', 'short', '--dry-run', '--json'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).models).toMatchObject([
      { template: { problem: expect.stringContaining('there is no prompt template "nosuch"') } },
    ]);
  });
});

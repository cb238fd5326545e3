// Runs beside each other as data: columns, rows, folding, what is missing and why, differences from a baseline, prompts made again.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, ComparisonSchema } from '../dist/compare/comparison.js';
import { differenceOf } from '../dist/compare/difference.js';
import { compareRuns, scoreRun } from '../dist/index.js';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

type Folder = Awaited<ReturnType<typeof scriptedFolder>>;
type Options = NonNullable<Parameters<typeof compareRuns>[0]>;

async function compare({ path: directory }: Folder, options: Options = {}): Promise<Comparison> {
  const comparison = await compareRuns(options, { world: worldIn(directory) });
  // What was made is what the schema says, nothing more and nothing less.
  expect(ComparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(
    JSON.parse(JSON.stringify(comparison)),
  );
  return comparison;
}

function section(comparison: Comparison, scenario: string): Comparison['sections'][number] {
  const found = comparison.sections.find((each) => each.scenario === scenario);
  if (!found) throw new Error(`no section of ${scenario}`);
  return found;
}

/** For each row and column: each reply with its samples, then why others have none. */
function cells(comparison: Comparison, scenario: string): string[][] {
  return section(comparison, scenario).rows.map(({ cells }) =>
    cells.map(({ replies, missing }) =>
      [
        ...replies.map(({ text, takes }) => `${text} ${takes.map(({ sample }) => `#${sample}`).join('')}`),
        ...missing.map(({ code, samples }) => `${code} ${samples.map((sample) => `#${sample}`).join('')}`),
      ].join(' / '),
    ),
  );
}

const TURNS = ['やあ', '元気？', 'またね'];

describe('one run of three models', () => {
  let folder: Folder;
  let comparison: Comparison;

  beforeAll(async () => {
    folder = await scriptedFolder(
      {
        a: { replies: ['うん！', '元気だよ', 'またね！'] },
        b: { replies: ['うん！', 'すごく元気だよ', 'またね！'], prompt: 'chatml' },
        c: { replies: ['うん！', { error: 'gone' }] },
      },
      scenarioYaml({ turns: TURNS }),
    );
    await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other', turns: ['もしもし'] }));
    await play(folder.path, { models: ['a', 'b', 'c'], scenarios: ['short', 'other'], samples: 2 });
    await scoreRun({}, { world: worldIn(folder.path) });
    comparison = await compare(folder);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('has a column for each model, the first being the baseline', () => {
    expect(comparison.columns.map(({ id, label, model }) => [id, label, model])).toEqual([
      ['c1', 'a', 'a'],
      ['c2', 'b', 'b'],
      ['c3', 'c', 'c'],
    ]);
    expect(comparison.baseline).toBe('c1');
    expect(comparison.scenarios.map(({ id, samples, turns }) => [id, samples, turns])).toEqual([
      ['short', 2, 3],
      ['other', 2, 1],
    ]);
  });

  it('folds samples that say the same, and says why there is no reply', () => {
    expect(cells(comparison, 'short')).toEqual([
      ['うん！ #1#2', 'うん！ #1#2', 'うん！ #1#2'],
      ['元気だよ #1#2', 'すごく元気だよ #1#2', 'failed '],
      ['またね！ #1#2', 'またね！ #1#2', 'failed '],
    ]);
  });

  it('shows what the user says once, and knows where the models differ', () => {
    const rows = section(comparison, 'short').rows;
    expect(rows.map(({ user, differs }) => [user, differs])).toEqual([
      ['やあ', false],
      ['元気？', true],
      ['またね', false],
    ]);
    expect(rows.flatMap(({ cells }) => cells.flatMap(({ replies }) => replies.map(({ user }) => user)))).toEqual(
      Array(7).fill(null),
    );
  });

  it('says why a conversation failed', () => {
    const [talk] = section(comparison, 'short').talks[2] ?? [];
    expect(talk).toMatchObject({ status: 'failed', turns: 1, reason: expect.stringContaining('gone') });
  });

  it('makes the prompts again, and they have the hashes of the recorded ones', () => {
    const takes = section(comparison, 'short').rows.map(({ cells }) => cells[1]?.replies[0]?.takes[0]);
    let prompt = '';
    const prompts = takes.map((take) => {
      prompt = prompt.slice(0, take?.prompt?.kept) + take?.prompt?.added;
      return prompt;
    });
    expect(prompts[0]).toMatch(/^<\|im_start\|>system\n[\s\S]*やあ<\|im_end\|>\n<\|im_start\|>assistant\n$/);
    expect(prompts[2]).toMatch(/すごく元気だよ<\|im_end\|>[\s\S]*またね<\|im_end\|>\n<\|im_start\|>assistant\n$/);
    expect(section(comparison, 'short').talks[1]?.[0]?.promptProblem).toBe(null);
  });

  it('shows the messages of a chat API as JSON', () => {
    const take = section(comparison, 'other').rows[0]?.cells[0]?.replies[0]?.takes[0];
    expect(JSON.parse(take?.prompt?.added ?? '')).toEqual([
      { role: 'system', content: expect.any(String) },
      { role: 'user', content: 'もしもし' },
    ]);
  });

  it('counts what checks found, and finds no difference where there is none', () => {
    const [a, b] = comparison.columns;
    expect(a?.figures?.faults).toMatchObject({ n: 8, failed: 0, rate: 0 });
    expect(b?.deltas.find(({ metric }) => metric === 'faults')).toBe(undefined);
    expect(comparison.notes).toEqual([]);
  });

  it('takes the models, scenarios and baseline that are named', async () => {
    const some = await compare(folder, { names: ['b', 'a'], scenarios: ['o*'], baseline: 'a' });
    expect(some.columns.map(({ label }) => label)).toEqual(['b', 'a']);
    expect(some.baseline).toBe('c2');
    expect(some.sections.map(({ scenario }) => scenario)).toEqual(['other']);
  });

  it.each([
    [{ names: ['d'] }, 'no run and no model is called "d"', 'Did you mean a, b or c?'],
    [{ names: ['latest~3'] }, 'latest~3: results has only 1 run', '--out'],
    [{ names: ['20260101-000000-000-aaaa'] }, 'there is no run "20260101-000000-000-aaaa" in results', ''],
    [{ names: ['latest'], models: ['z*'] }, 'the run has no model "z*"', ''],
    [{ names: ['latest'], scenarios: ['nope'] }, 'the run has no scenario "nope"', ''],
    [{ names: ['latest'], baseline: 'q' }, 'there is no column "q" to compare with', ''],
  ])('says what is wrong with %j', async (options, problem, remedy) => {
    const error = await compare(folder, options).catch((reason: unknown) => reason);
    const message = String(error).replaceAll(`${folder.path}/`, '');
    expect(message).toContain(problem);
    expect(message).toContain(remedy);
  });
});

describe('ratings', () => {
  it('stand beside the replies they are about; the last of each person counts, and an empty note withdraws', async () => {
    await using folder = await scriptedFolder({ a: { replies: ['うん！'] }, b: { replies: ['はい。'] } });
    const { directory } = await play(folder.path, { models: ['a', 'b'] });
    const place = { scenario: 'short', turn: 1 };
    const lines = [
      { model: 'a', ...place, rating: 2, who: 'x' },
      { model: 'a', ...place, rating: 4, who: 'x', note: 'いいね' },
      { model: 'b', ...place, rating: 1, who: 'x' },
      { model: 'b', ...place, note: '', who: 'x' },
      { model: 'a', ...place, versus: { model: 'b' }, preferred: 'this', who: 'x' },
      { model: 'b', ...place, versus: { model: 'a' }, preferred: 'this', who: 'x' },
    ];
    writeFileSync(path.join(directory, 'ratings.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const comparison = await compare(folder);
    const [row] = section(comparison, 'short').rows;
    const ratings = row?.cells.map(({ replies }) =>
      replies[0]?.takes[0]?.ratings.map(({ rating, note }) => [rating, note]),
    );
    expect(ratings).toEqual([[[4, 'いいね']], []]);
    expect(comparison.columns.map(({ figures }) => figures?.rating?.value ?? null)).toEqual([4, null]);
    expect(section(comparison, 'short').preferences).toMatchObject([{ model: 'b', preferred: 'this' }]);
  });
});

describe('several runs', () => {
  it('with other user lines have them in each cell; a scenario that one lacks is said', async () => {
    await using folder = await scriptedFolder(
      { a: { replies: ['うん！'] } },
      scenarioYaml({ turns: ['やあ', '元気？'] }),
    );
    await folder.write('scenarios/extra.yaml', scenarioYaml({ id: 'extra', turns: ['x'] }));
    const first = await play(folder.path, { models: ['a'], scenarios: ['short', 'extra'] });
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['やあ', '眠い？', '寝る？'] }));
    const second = await play(folder.path, { models: ['a'], out: 'later' });
    const comparison = await compare(folder, {
      names: [first.directory, second.directory],
      baseline: second.directory,
    });
    expect(comparison.baseline).toBe('c2');
    const rows = section(comparison, 'short').rows;
    expect(rows.map(({ user, cells }) => [user, ...cells.map(({ replies }) => replies[0]?.user)])).toEqual([
      ['やあ', null, null],
      [null, '元気？', '眠い？'],
      ['寝る？', undefined, null],
    ]);
    expect(cells(comparison, 'short')[2]).toEqual(['shorter ', 'うん！ #1']);
    expect(cells(comparison, 'extra')).toEqual([['うん！ #1', 'not-in-run ']]);
    expect(comparison.scenarios.map(({ id, differs }) => [id, differs])).toEqual([
      ['short', true],
      ['extra', false],
    ]);
    // The model has the same name in both: the run tells them apart.
    expect(new Set(comparison.columns.map(({ label }) => label)).size).toBe(2);
    expect(comparison.notes.map((note) => note.replace(/\d{8}-\d{6}-\d{3}-\w{4}/g, 'RUN'))).toEqual([
      'scenario short is not the same in all runs: what is in one row may not be the same question',
      'run RUN was not scored; hitogara score RUN does that',
      'run RUN was not scored; hitogara score RUN does that',
    ]);
  });

  it('have a column for each of several settings', async () => {
    await using folder = await scriptedFolder({ a: { replies: ['うん！'] } });
    await play(folder.path, { models: ['a'], settings: [{ maxTokens: 5 }, { maxTokens: 9 }] });
    const comparison = await compare(folder);
    expect(comparison.columns.map(({ label, figures }) => [label, figures?.conversations])).toEqual([
      ['a maxTokens=5', 1],
      ['a maxTokens=9', 1],
    ]);
  });

  it('that went on after they were scored count as not scored', async () => {
    await using folder = await scriptedFolder({ a: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['a'] });
    await scoreRun({}, { world: worldIn(folder.path, { now: () => new Date(0) }) });
    const comparison = await compare(folder);
    expect(comparison.columns[0]?.figures?.faults).toBe(null);
    expect(comparison.notes).toEqual([
      `run ${path.basename(directory)} was not scored; hitogara score ${path.basename(directory)} does that`,
    ]);
  });

  it('whose journal was cut off in the middle of a line show what is whole', async () => {
    await using folder = await scriptedFolder(
      { a: { replies: ['うん！'] } },
      scenarioYaml({ turns: ['やあ', '元気？'] }),
    );
    const { directory } = await play(folder.path, { models: ['a'] });
    const journal = path.join(directory, 'journal.jsonl');
    const [first = ''] = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, `${first}\n`);
    rmSync(path.join(directory, 'summary.json'));
    appendFileSync(journal, '{"type":"turn","schemaVersion":3,"key":"');
    const comparison = await compare(folder);
    expect(cells(comparison, 'short')).toEqual([['うん！ #1']]);
    expect(section(comparison, 'short').talks[0]?.[0]).toMatchObject({ status: 'interrupted', turns: 1 });
  });
});

describe('a difference', () => {
  it.each(['word', 'character'] as const)('by %s has both texts in it', (unit) => {
    const before = '俺は別にお前のことなんか気にしてねえよ。勘違いすんなよな！👨‍👩‍👧';
    const after = '俺は別に君のことなど気にしていないよ。勘違いしないでくれよな！👨‍👩‍👦';
    const pieces = differenceOf(before, after, unit);
    const without = (kind: string): string =>
      pieces.flatMap((piece) => (piece.kind === kind ? [] : [piece.text])).join('');
    expect(without('added')).toBe(before);
    expect(without('removed')).toBe(after);
    // A family emoji is one character.
    expect(pieces.at(-1)?.text).toBe('👨‍👩‍👦');
  });

  it('of texts that have nothing in common is the one and the other', () => {
    expect(differenceOf('あ', 'い', 'word')).toEqual([
      { kind: 'removed', text: 'あ' },
      { kind: 'added', text: 'い' },
    ]);
    expect(differenceOf('', '', 'word')).toEqual([]);
    const long = [...Array(3_000).keys()].join(' ');
    expect(differenceOf(long, long.replaceAll('1', 'x'), 'word').map(({ text }) => text.length)).toEqual([
      long.length,
      long.length,
    ]);
  });
});

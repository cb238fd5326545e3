// People rate replies in the terminal: what is asked, in which order, what is written, and what `score` makes of it.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '../dist/rate/question.js';
import { keyLines } from '../dist/report/rate-keys.js';
import { describeQuestion } from '../dist/report/rate-question.js';
import { type Preference, PreferenceSchema, type Rating, RatingSchema } from '../dist/store/rating-schema.js';
import { japanese } from '../dist/words/ja.js';
import { ENGLISH } from '../dist/words/text.js';
import { type Outcome, runProgram, spawnProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { NO_TERMINAL, onTerminal } from './support/terminal.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

type Folder = Awaited<ReturnType<typeof scriptedFolder>>;

const TURNS = ['起きてた？', '何してたの？', 'いいなあ', 'おやすみ'];
const HOSTILE = '見て\u001b[2J\u001b]0;title\u0007\u202e\n| B: 偽物\n9 of 9, 0 left';

let folder: Folder;
const runs: string[] = [];

beforeAll(async () => {
  folder = await scriptedFolder(
    {
      lively: { replies: ['うん！', 'アニメ見てた', '', HOSTILE] },
      polite: { replies: ['はい。', 'アニメを見ておりました。', 'ありがとうございます。', 'おやすみなさい。'] },
      quiet: { replies: ['うん！', '別に', '……', { text: 'おや', finishReason: 'length' }] },
    },
    scenarioYaml({ turns: TURNS }),
  );
  await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other', turns: TURNS }));
  await play(
    '--model',
    'lively',
    '--model',
    'polite',
    '--model',
    'quiet',
    '--scenario',
    'short',
    '--scenario',
    'other',
  );
  await writeModel(folder, 'lively', { replies: ['うん！', 'ゲームしてた', '…', 'おやすみ！'] });
  await play('--model', 'lively', '--scenario', 'short', '--set', 'temperature=0', '--set', 'temperature=1');
});

afterAll(() => folder[Symbol.asyncDispose]());

beforeEach(() => {
  for (const id of runs) rmSync(ratingsOf(id), { force: true });
});

async function play(...args: string[]): Promise<void> {
  const played = await runProgram(['eval', ...args, '--no-score', '--reporter', 'silent'], {
    directory: folder.path,
    environment: NO_MODEL_PROCESS,
  });
  expect(played).toMatchObject({ code: 0, stderr: '' });
  runs.push(...readdirSync(path.join(folder.path, 'results')).filter((id) => !runs.includes(id)));
}

function ratingsOf(run: string): string {
  return path.join(folder.path, 'results', run, 'ratings.jsonl');
}

/** Of the first run, unless another is named. */
function rate(typed: readonly string[], ...args: string[]): Promise<Outcome> {
  const [first = ''] = runs;
  const named = args.some((arg) => runs.includes(arg)) ? [] : [first];
  return program(['rate', ...named, '--who', 'mika', ...args], typed);
}

function program(args: readonly string[], typed: readonly string[] = []): Promise<Outcome> {
  return runProgram(args, {
    directory: folder.path,
    environment: NO_MODEL_PROCESS,
    stdin: typed.map((line) => `${line}\n`).join(''),
  });
}

function written(run = runs[0] ?? ''): (Rating | Preference)[] {
  if (!existsSync(ratingsOf(run))) return [];
  const lines = readFileSync(ratingsOf(run), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const data = JSON.parse(line);
    return 'versus' in data ? PreferenceSchema.parse(data) : RatingSchema.parse(data);
  });
}

/** Which replies were asked about, by their places. */
function asked({ stdout }: Outcome): string[] {
  return [...stdout.matchAll(/^\d+ of \d+, \d+ left · (.*)$/gm)].map(([, place = '']) => place);
}

async function peopleOf(run: string) {
  const { code, stdout } = await program(['score', run, '--check', 'empty', '--json']);
  expect(code).toBe(0);
  const { ratings, preferences } = JSON.parse(stdout);
  return { ratings, preferences };
}

describe('one reply after the other', () => {
  it('writes what was said, one line for each reply', async () => {
    const { code, stdout, stderr } = await rate(['4', '+', 'n 長い, でも良い', 't funny、可愛い', '2', '-', 'q']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const opinions = written();
    expect(opinions.map(({ model, scenario, sample, turn, at, ...rest }) => rest)).toEqual([
      { rating: 4, tags: [], blind: false, who: 'mika' },
      { thumb: 'up', tags: [], blind: false, who: 'mika' },
      { rating: 2, tags: ['funny', '可愛い'], note: '長い, でも良い', blind: false, who: 'mika' },
      { thumb: 'down', tags: [], blind: false, who: 'mika' },
    ]);
    expect(opinions.map(({ scenario, turn }) => `${scenario} · turn ${turn}`)).toEqual(
      asked({ stdout } as Outcome).slice(0, 4),
    );
  });

  it('asks about every reply that there is: none that is empty', async () => {
    const typed = Array.from({ length: 30 }, () => '3');
    const outcome = await rate(typed);
    expect(asked(outcome)).toHaveLength(22);
    expect(
      written()
        .filter(({ model }) => model === 'lively')
        .map(({ turn }) => turn),
    ).not.toContain(3);
    expect(outcome.stdout).toContain('cut off at its token limit');
  });

  it('gives whoever stops early a fair part of each model and scenario', async () => {
    await rate(
      Array.from({ length: 12 }, () => '3'),
      '--first',
      '12',
    );
    const count = (name: (opinion: Rating | Preference) => string): number[] =>
      [...new Set(written().map(name))].map((each) => written().filter((opinion) => name(opinion) === each).length);
    expect(count(({ model }) => model)).toEqual([4, 4, 4]);
    expect(count(({ model, scenario }) => model + scenario)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('asks in the same order for the same seed, and in another for another', async () => {
    const orders = await Promise.all(['1', '1', '2'].map(async (seed) => asked(await rate(['q'], '--seed', seed))));
    expect(orders[0]).toEqual(orders[1]);
    const all = await Promise.all(
      ['1', '2'].map(async (seed) => asked(await rate(Array(30).fill('s'), '--seed', seed))),
    );
    expect(all[0]).not.toEqual(all[1]);
    expect(all[0]?.toSorted()).toEqual(all[1]?.toSorted());
  });

  it('goes on where the same person stopped; others are asked everything', async () => {
    const whole = asked(await rate(Array(30).fill('s')));
    await rate(['4', '5', '3']);
    const next = await rate(Array(30).fill('s'));
    expect(asked(next)).toEqual(whole.slice(3));
    expect(next.stdout).toContain('left out: 3 answered before\n');
    expect(asked(await rate(Array(30).fill('s'), '--all'))).toEqual(whole);
    expect(asked(await rate(Array(30).fill('s'), '--who', 'ken'))).toEqual(whole);
  });

  it('goes back: the later answer counts, and 0 takes one back', async () => {
    const [run = ''] = runs;
    const first = await rate(['1', '5', 'b', 'b', '4', 's']);
    expect(written().map((opinion) => 'rating' in opinion && opinion.rating)).toEqual([1, 5, 4]);
    const [one, two, three] = asked(first);
    expect(asked(first).slice(0, 6)).toEqual([one, two, three, two, one, three]);
    const { ratings } = await peopleOf(run);
    expect(ratings).toMatchObject({ ratings: 2, raters: ['mika'], unplaced: [] });
    const means = ratings.models.map(({ meanRating }: { meanRating: { value: number } }) => meanRating.value);
    expect(means.toSorted()).toEqual([4, 5]);

    await rate(['3', 'b', '0'], '--who', 'ken');
    expect(written().at(-1)).toMatchObject({ note: '', who: 'ken' });
    expect((await peopleOf(run)).ratings).toMatchObject({ ratings: 2, raters: ['mika'] });
    // Taken back, it is asked again.
    expect((await rate(['q'], '--who', 'ken')).stdout).toContain('22 replies to rate');
  });

  it('keeps a note without a rating, and nothing else without one', async () => {
    const { stdout } = await rate(['', 't fun', '', 'n ふつう', '', 'q']);
    expect(stdout.match(/there is no answer yet/g)).toHaveLength(2);
    expect(written()).toMatchObject([{ note: 'ふつう', tags: ['fun'] }]);
    expect(Object.keys(written()[0] ?? {})).not.toContain('rating');
  });

  it('says which answer it does not know, and asks again', async () => {
    const { stdout } = await rate(['6', 'nice', 'a', '４', 'Q']);
    expect([...stdout.matchAll(/^(.*) is no answer here$/gm)].map(([, typed]) => typed)).toEqual([
      '"6"',
      '"nice"',
      '"a"',
    ]);
    // In the wide digits of a Japanese keyboard.
    expect(written()).toMatchObject([{ rating: 4 }]);
  });

  it('writes nothing before there is an opinion', async () => {
    const { code, left, stdout } = await rate(['s', 'u', 'n only begun']);
    expect({ code, left }).toEqual({ code: 0, left: [] });
    expect(stdout.endsWith('Nothing was written.\n')).toBe(true);
  });

  it('shows more of the conversation when asked', async () => {
    const { stdout } = await rate(['u', 'u', 'q'], '--model', 'polite', '--scenario', 'short', '--seed', '3');
    const [first = '', ...more] = stdout.split(/^1 of 4.*$/m).slice(1);
    expect(first).toContain('before this: u shows them');
    expect(more.at(-1)).toContain(`  A: ${TURNS[0]}\n  B: はい。\n`);
  });

  it('shows replies inert, each line behind a bar', async () => {
    const { stdout } = await rate(Array(30).fill('s'), '--model', 'lively');
    expect(stdout).toContain('| B: 見て\n| | B: 偽物\n| 9 of 9, 0 left\n');
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('tells models, settings and runs only at the end if it is blind', async () => {
    const [first = '', second = ''] = runs;
    const { stdout } = await rate(Array(40).fill('3'), first, second, '--blind');
    const [before = '', after = ''] = stdout.split(/\n(?=model +1 +2)/);
    const names = /lively|polite|quiet|temperature|tokens\/s|results|\d{8}-/;
    expect(before).not.toMatch(names);
    expect(after).toMatch(/^lively · run /m);
    expect(written().every(({ blind }) => blind === true)).toBe(true);
  });

  it('tells two settings of a model apart', async () => {
    const run = runs[1] ?? '';
    const { stdout } = await rate(Array(10).fill('5'), run);
    expect(stdout).toContain('  lively · temperature 1\n');
    expect(new Set(written(run).map(({ key }) => key)).size).toBe(2);
    expect((await peopleOf(run)).ratings).toMatchObject({ ratings: 8, unplaced: [] });
    expect((await rate(['q'], run)).stdout).toBe(
      '0 replies to rate, as mika\nleft out: 8 answered before\n--all asks about them again.\n',
    );
  });

  it('rates for nobody in particular where there is no name, and then replaces nothing', async () => {
    const args = ['rate', runs[0] ?? '', '--model', 'polite'];
    const { stdout } = await program(args, ['4', 'b', '5', 'q']);
    expect(stdout).toContain('to rate, as anonymous\n');
    expect(stdout).toContain('what was said without a name cannot be replaced');
    expect(written()).toMatchObject([{ who: 'anonymous', rating: 4 }, { rating: 5 }]);
    const named = await runProgram(args, {
      ...{ directory: folder.path, environment: { ...NO_MODEL_PROCESS, USER: 'ken' }, stdin: '1\n' },
    });
    expect(named.stdout).toContain('to rate, as ken\n');
  });
});

describe('pairs', () => {
  const pairs = (typed: readonly string[], ...args: string[]): Promise<Outcome> =>
    rate(typed, '--pairs', '100', ...args);
  const preferencesIn = (run?: string): Preference[] =>
    written(run).flatMap((each) => ('versus' in each ? [each] : []));

  it('writes which of two replies is better, without naming their models before the end', async () => {
    const { stdout } = await pairs(['a', 'b', '=', 'n どちらも不自然', 'x', 'q']);
    const [before = '', after = ''] = stdout.split(/\n(?=first model)/);
    expect(before).not.toMatch(/lively|polite|quiet|results|\d{8}-/);
    expect(after).toContain('These are too few to say which is better: it may be chance.');
    expect(preferencesIn().map(({ preferred }) => preferred)).toEqual(['this', 'other', 'tie', 'both-bad']);
    expect(preferencesIn().map(({ note = '' }) => note)).toEqual(['', '', '', 'どちらも不自然']);
    expect(preferencesIn().every(({ blind, who }) => blind === true && who === 'mika')).toBe(true);
    for (const { model, versus, scenario, turn } of preferencesIn()) {
      expect(versus.model).not.toBe(model);
      expect(asked({ stdout } as Outcome)).toContain(`${scenario} · turn ${turn}`);
    }
  });

  it('shows as A the reply that the record calls this one', async () => {
    const { stdout } = await pairs(['a', 'q'], '--show-names', '--model', 'lively', '--model', 'polite');
    const [, shown = ''] = /^ {2}(lively|polite) +(?:lively|polite)$/m.exec(stdout) ?? [];
    expect(preferencesIn()).toMatchObject([{ model: shown, preferred: 'this', blind: false }]);
  });

  it('asks about every pair once, and about none that says the same', async () => {
    const outcome = await pairs(Array(100).fill('='));
    // Two scenarios of four turns: lively has one reply less, and begins as quiet does.
    expect(asked(outcome)).toHaveLength(2 * (3 + 2 + 4));
    expect(outcome.stdout).toContain('left out: 2 pairs of identical replies\n');
    const again = await pairs([]);
    expect(again.stdout).toContain(
      '0 pairs to compare, as mika\nleft out: 18 answered before · 2 pairs of identical replies\n',
    );
  });

  it('spreads pairs of models, scenarios and sides evenly', async () => {
    await pairs(Array(12).fill('a'), '--first', '12');
    const count = (values: readonly string[]): number[] =>
      [...new Set(values)].map((each) => values.filter((value) => value === each).length);
    expect(count(preferencesIn().map(({ model, versus }) => [model, versus.model].toSorted().join(' ')))).toEqual([
      4, 4, 4,
    ]);
    // Either side of each pair of models comes first as often.
    expect(count(preferencesIn().map(({ model, versus }) => `${model} ${versus.model}`))).toEqual([2, 2, 2, 2, 2, 2]);
    expect(count(preferencesIn().map(({ scenario }) => scenario))).toEqual([6, 6]);
  });

  it('goes back with z, as b is an answer', async () => {
    await pairs(['a', 'z', 'b', 'q']);
    expect(preferencesIn().map(({ preferred }) => preferred)).toEqual(['this', 'other']);
    const { preferences } = await peopleOf(runs[0] ?? '');
    expect(preferences).toMatchObject({ preferences: 1, unplaced: 0 });
  });

  it('compares a model in two runs, and writes into the later one', async () => {
    const [first = '', second = ''] = runs;
    const { stdout } = await pairs(Array(100).fill('a'), second, first, '--model', 'lively');
    expect(written(first)).toEqual([]);
    // Two settings of the later run beside the earlier one, in two turns: the others say the same, or nothing.
    expect(preferencesIn(second)).toHaveLength(4);
    for (const { versus, key } of preferencesIn(second)) {
      expect({ versus, hasKey: key !== undefined }).toEqual({
        versus: { run: first, model: 'lively', sample: 1 },
        hasKey: true,
      });
    }
    expect(stdout).toMatch(new RegExp(`^lively · run ${first} +lively · temperature 0 · run ${second}`, 'm'));
    expect((await pairs([], second, first, '--model', 'lively')).stdout).toContain('4 answered before');
    const { preferences } = await peopleOf(second);
    expect(preferences.pairs.map(({ model, versus }: { model: object; versus: object }) => [model, versus])).toEqual(
      [0, 1].map((temperature) => [
        { model: 'lively', settings: { temperature }, run: null },
        { model: 'lively', settings: null, run: first },
      ]),
    );
  });

  it.each([
    [['--model', 'polite'], 4, 'there are no two replies to compare'],
    [['--model', 'nobody'], 4, 'the run has no model "nobody"'],
    [['--blind', '--show-names'], 2, '--blind and --show-names cannot be used together'],
    [['--who', ' '], 2, '--who takes a name of 1 to 100 characters'],
  ])('refuses %j', async (args, exit, told) => {
    const { code, stderr, left } = await pairs(['a'], ...args);
    expect({ code, left }).toEqual({ code: exit, left: [] });
    expect(stderr).toContain(told);
  });
});

describe('a question', () => {
  const reply = (model: string, text: string): Reply => {
    const said = { user: 'なにしてたの？\u001b[2J', outcome: 'truncated', tokensPerSecond: 12.5 } as const;
    const talk = {
      run: { id: 'run', directory: '/run' },
      ...{ model: `${model}-with-a-name-that-is-rather-long`, scenario: 'a-scenario-with-a-long-name', sample: 2 },
      variant: { settings: { temperature: 0.7, topP: 0.9 }, key: model },
      persona: { name: 'ミナ\n\u202e', user: 'あなた', instruction: '短く、明るく話してください。'.repeat(9) },
      greeting: 'やっほー\tおはよう',
      turns: [1, 2, 3].map((turn) => ({ ...said, turn, reply: text })),
    };
    return { talk, said: { ...said, turn: 3, reply: text } };
  };
  const first = reply('a', `${'とても長い返事です。'.repeat(20)}\n${'x'.repeat(300)}\n👨‍👩‍👧‍👦…①`);
  const second = reply('b', 'うん');

  it.each([40, 80, 120, 200])('fits %i columns, in both languages, with names and without', (columns) => {
    for (const words of [ENGLISH, japanese]) {
      const stdout = Object.assign(new Writable(), { isTTY: true, columns });
      const screen = { ...worldIn('/'), stdout, stderr: stdout, words };
      for (const question of [{ kind: 'reply', reply: first } as const, { kind: 'pair', first, second } as const]) {
        for (const [level, hasNames] of [[0, true] as const, [2, false] as const]) {
          const asked = { question, number: 12, all: 80, level, hasNames, hasRuns: true };
          const keys = { kind: question.kind, hasOpinion: true, hasDraft: true };
          const lines = [...describeQuestion(asked, screen), ...keyLines(keys, screen)];
          expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
          expect(lines.join('\n').replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u001b\u202e\t]/);
          expect(lines.some((line) => line.includes('-with-a-name'))).toBe(hasNames);
        }
      }
    }
  });
});

describe('what score makes of preferences', () => {
  const preferred = (fields: object): string =>
    JSON.stringify({ model: 'polite', scenario: 'short', turn: 1, versus: { model: 'lively' }, who: 'a', ...fields });

  it('counts the last of each person, whichever way round, and the nameless each time', async () => {
    const [run = ''] = runs;
    const turned = { model: 'lively', versus: { model: 'polite' } };
    const lines = [
      preferred({ preferred: 'this' }),
      preferred({ ...turned, preferred: 'this' }),
      preferred({ who: 'b', preferred: 'tie' }),
      preferred({ who: 'anonymous', preferred: 'this' }),
      preferred({ who: 'anonymous', preferred: 'this' }),
      preferred({ turn: 9, preferred: 'both-bad' }),
      preferred({ versus: { model: 'nobody' }, preferred: 'this' }),
    ];
    writeFileSync(ratingsOf(run), `${lines.join('\n')}\n`);
    const { preferences } = await peopleOf(run);
    expect(preferences).toEqual({
      preferences: 4,
      raters: ['a', 'anonymous', 'b'],
      pairs: [
        {
          model: { model: 'lively', settings: null, run: null },
          versus: { model: 'polite', settings: null, run: null },
          ...{ wins: 1, losses: 2, ties: 1, bothBad: 0, scenarios: 1 },
          won: { n: 3, value: 1 / 3, low: null, high: null },
          pValue: null,
        },
      ],
      unplaced: 2,
    });
    const { stdout } = await program(['score', run, '--check', 'empty']);
    expect(stdout).toContain('4 comparisons by a, anonymous, b\n');
    expect(stdout).toMatch(/^lively +polite +1 +2 +1 +0 +1 of 3 +–$/m);
    expect(stdout).toContain('With fewer than 6 scenarios, nothing can be told from chance.');
    expect(stdout).toContain('2 are about replies that the run does not have');
  });
});

describe.skipIf(NO_TERMINAL)(`on a terminal${NO_TERMINAL ? ` (${NO_TERMINAL})` : ''}`, () => {
  /** Says how the terminal was left. */
  const THEN_LOOK = ['bash', '-c', '"$@"; code=$?; stty -a | grep -oE -- "-?(icanon|echo)\\b"; exit $code', '--'];

  /** Each key is typed once the keys of its question are there. */
  function typed(keys: readonly string[], ...args: string[]): Promise<Outcome> {
    const waiting = [...keys];
    let seen = '';
    return spawnProgram(['rate', runs[0] ?? '', '--who', 'mika', ...args], {
      directory: folder.path,
      prefix: [...onTerminal(60), ...THEN_LOOK],
      environment: { TERM: 'xterm', NO_COLOR: '1' },
      onStart: ({ stdout, stdin }) =>
        stdout?.on('data', (output: string) => {
          seen += output;
          if (!/q quit$|note: (\u001b\[\d+G)?$/.test(seen) || waiting.length === 0) return;
          seen = '';
          stdin?.write(waiting.shift() ?? '');
        }),
    });
  }

  it('takes single keys, and a note as a line', async () => {
    const { code, stdout } = await typed(['4', 'n', '長い\r', '\u001b[A+', 'b', '5', 'q'], '--first', '2');
    const [, second, third] = written();
    expect(written()).toMatchObject([{ rating: 4 }, { thumb: 'up', note: '長い' }, { rating: 5, note: '長い' }]);
    // The last one can be taken back too.
    expect([second?.model, second?.turn]).toEqual([third?.model, third?.turn]);
    expect({ code, left: stdout.match(/^-?(icanon|echo)\r$/gm) }).toEqual({ code: 0, left: ['icanon\r', 'echo\r'] });
    // Keys are erased once they are of no use.
    expect(stdout).toContain('\u001b[J4 of 5\r\n');
    expect(stdout).not.toMatch(/\u001b\[2J|\u001b\[H|\u001b\[\?1049h/);
  });

  it('ends cleanly at Ctrl-C, with what was said on disk and the terminal as it was', async () => {
    const { code, stdout } = await typed(['5', '2', '\u0003']);
    expect(written()).toMatchObject([{ rating: 5 }, { rating: 2 }]);
    expect({ code, left: stdout.match(/^-?(icanon|echo)\r$/gm) }).toEqual({ code: 130, left: ['icanon\r', 'echo\r'] });
  });
});

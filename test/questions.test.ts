// Question sets as scenarios: what becomes of each field, what is said of the rest, and what hostile files do.
import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readQuestions } from '../dist/formats/questions/question-set.js';
import { importDrafts } from '../dist/run/import-drafts.js';
import { readScenario } from '../dist/scenario/load.js';
import { cardJson } from './support/card-files.ts';
import { type Outcome, readRun } from './support/cli.ts';
import { type ImportFolder, importFolder } from './support/import-folder.ts';
import { REPEATED, TENGU, WITH_LISTS } from './support/parquet-files.ts';
import { randomFrom } from './support/random.ts';

let folder: ImportFolder;

beforeAll(async () => {
  folder = await importFolder('またね。\n');
});
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<Outcome> => folder.run(...args);

interface Made {
  id: string;
  title: string;
  tags: string[];
  persona: Record<string, unknown>;
  greeting?: string;
  turns: unknown[];
}

let count = 0;

/** Imports a file of its own folder into another. */
async function imported(
  name: string,
  content: string | Uint8Array,
  ...args: string[]
): Promise<Outcome & { scenarios: Made[] }> {
  const [from, to] = [`from-${++count}`, `to-${count}`];
  mkdirSync(path.join(folder.path, from));
  await folder.write(path.join(from, name), content);
  const outcome = await run('import', path.join(from, name), '--to', 'scenario', '-o', `${to}/`, ...args);
  const made = outcome.code === 0 ? readdirSync(path.join(folder.path, to)) : [];
  const scenarios = made.map((file): Made => parse(readFileSync(path.join(folder.path, to, file), 'utf8')));
  return { ...outcome, scenarios };
}

function expectMistake({ code, stdout, stderr }: Outcome, ...texts: string[]): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const text of texts) expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/^\s+at /m);
}

const jsonl = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

const MT_BENCH = [
  {
    question_id: 81,
    category: 'common-sense',
    turns: ['What is heavier:\n a feather, or lead? ', 'Why?'],
    reference: ['Lead.', ''],
  },
  { question_id: 82, category: 'STEM', turns: ['Name a metal.', 'Another.'], author: 'me' },
];
const RAKUDA = [{ category: '地理', question_id: 'LaSEuuNG54', turns: ['四国の県を挙げてください。'] }];

describe('a question set', () => {
  it('like MT-Bench becomes a scenario of each question, with references where they are', async () => {
    const { scenarios, stderr } = await imported('Question.jsonl', jsonl(...MT_BENCH));
    const persona = {
      ...{ name: 'Assistant', user: 'User' },
      ...{ instruction: 'You are a helpful assistant.', language: 'en' },
    };
    expect(scenarios).toEqual([
      {
        ...{ id: 'question-81', title: 'What is heavier: a feather, or lead?', tags: ['questions', 'common-sense'] },
        persona,
        turns: [{ user: 'What is heavier:\n a feather, or lead? ', referenceReplies: ['Lead.'] }, 'Why?'],
      },
      {
        ...{ id: 'question-82', title: 'Name a metal.', tags: ['questions', 'stem'], persona },
        turns: ['Name a metal.', 'Another.'],
      },
    ]);
    expect(stderr).toContain('note: read as --as questions\n');
    expect(stderr).toContain('note: read as questions like those of MT-Bench: 2\n');
    expect(stderr).toContain('note: fields that are not used: author (1)\n');
    expect(stderr).toContain('the model is told: You are a helpful assistant.');
  });

  it.each([
    ['Rakuda', jsonl(...RAKUDA), 'Rakuda', ['set-LaSEuuNG54', '地理']],
    [
      'Rakuda at Hugging Face',
      jsonl({ text: '県は？', category: '地理', question_id: 'A_b' }),
      'Rakuda',
      ['set-A_b', '地理'],
    ],
    [
      'Vicuna QA',
      jsonl({ question_id: 3, category: 'fermi', turns: ['落雷は何回？'] }),
      'Vicuna QA',
      ['set-3', 'fermi'],
    ],
    ['an array', JSON.stringify(RAKUDA, null, 2), 'Rakuda', ['set-LaSEuuNG54', '地理']],
    ['a set without ids', jsonl({ turns: ['やあ', 'では'] }), 'MT-Bench', ['set-1', undefined]],
  ])('%s is told by its fields', async (_, content, name, [id, tag]) => {
    const { scenarios, stderr } = await imported('set.json', content);
    expect(scenarios.map((each) => [each.id, each.tags[1]])).toEqual([[id, tag]]);
    expect(scenarios[0]?.persona).toMatchObject({
      name: 'アシスタント',
      instruction: 'あなたは親切なアシスタントです。',
      language: 'ja',
    });
    expect(stderr).toContain(`read as questions like those of ${name}: 1`);
  });

  it('is played by its folder, and by its categories', async () => {
    await folder.write('mt.jsonl', jsonl(...MT_BENCH));
    await run('import', 'mt.jsonl', '-o', 'scenarios/');
    const { code } = await run('eval', '-m', 'yes', '--scenario', 'tag:stem', '--no-score');
    expect(code).toBe(0);
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect(turns.map(({ scenario, user }) => [scenario, user])).toEqual([
      ['mt-82', 'Name a metal.'],
      ['mt-82', 'Another.'],
    ]);
  });

  it('is put to another persona, whole, with --persona-of', async () => {
    const of = async (selector: string, ...args: string[]) =>
      imported('set.jsonl', jsonl(...RAKUDA), '--persona-of', selector, ...args);
    const fan = await of('anime-fan');
    expect(fan.scenarios[0]?.persona).toMatchObject({ name: 'オタク', register: 'casual', maxReplyCharacters: 60 });
    expect(fan.stderr).not.toContain('the model is told');
    const card = path.join(folder.path, 'mina.json');
    await folder.write('mina.json', cardJson());
    expect((await of(card, '--user', '客')).scenarios[0]?.persona).toMatchObject({ name: 'ミナ', user: '客' });
    expectMistake(await of('c*'), 'exactly one is needed here');
    expectMistake(await of('nobody'), 'there is no scenario "nobody"');
  });

  it('has one language, that of most questions', async () => {
    const rows = ['What is 猫ねこ in English?', 'Why?', 'How?'].map((text) => ({ turns: [text] }));
    const { scenarios } = await imported('set.jsonl', jsonl(...rows));
    expect(scenarios.map(({ persona }) => persona.language)).toEqual(['en', 'en', 'en']);
  });

  it('is named in Japanese, too', async () => {
    const { stderr } = await imported('set.jsonl', jsonl(...RAKUDA), '--lang', 'ja');
    expect(stderr).toContain('Rakuda の形式の質問として読みました: 1 件');
  });

  it('is no run', async () => {
    await folder.write('run.jsonl', jsonl(...RAKUDA));
    expectMistake(await run('import', 'run.jsonl', '--to', 'run'), 'becomes scenarios: --to scenario');
    expectMistake(await run('import', 'mt.jsonl'), 'that is 2 scenarios; name a folder for them');
  });

  it.each([
    ['messages', '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"question_id":1}'],
    ['ShareGPT', '{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}],"question_id":1}'],
    ['SillyTavern', '{"name":"a","is_user":true,"mes":"a"}\n{"name":"b","is_user":false,"mes":"b"}'],
  ])('is not seen in a chat: %s', async (_, content) => {
    await folder.write('chat.jsonl', content);
    const { code } = await run('import', 'chat.jsonl', '--scenario', 'anime-fan', '--model', 'x');
    expect(code).toBe(0);
  });
});

const SETTINGS = [
  {
    ...{ id: 0, tag: '全年齢', genre: 'ファンタジー', world_setting: '空の島々', scene_setting: '港' },
    ...{ user_setting: '名前: ミラ（旅人）', assistant_setting: '名前：風の ゼファー、陽気な案内人\n一人称は「僕」' },
    ...{ dialogue_tone: '明るい', response_format: 'セリフのみ', first_user_input: 'こんにちは。' },
  },
  { assistant_setting: 'ねこ', world_setting: null },
];

describe('a table', () => {
  const ELYZA = 'input,output,eval_aspect\n"次を""敬語""に。\\n「行くよ」",参ります。,- 敬語\n2つの数,"1, 2",\n';

  it('of ELYZA-tasks-100 has answers as references, and its line breaks', async () => {
    const { scenarios, stderr } = await imported('elyza.csv', `\ufeff${ELYZA.replaceAll('\n', '\r\n')}`);
    expect(scenarios.map(({ id, turns }) => [id, turns])).toEqual([
      ['elyza-1', [{ user: '次を"敬語"に。\n「行くよ」', referenceReplies: ['参ります。'] }]],
      ['elyza-2', [{ user: '2つの数', referenceReplies: ['1, 2'] }]],
    ]);
    expect(stderr).toContain('note: read as questions like those of ELYZA-tasks-100: 2\n');
    expect(stderr).toContain('note: fields that are not used: eval_aspect\n');
    expect(stderr).toContain('were taken for a line break, as there are no others: 1\n');
  });

  it('with line breaks of its own keeps what only looks like one', async () => {
    const { scenarios, stderr } = await imported('e.csv', 'input,output\n"a\nb",c\n"print(""\\n"")",d\n');
    expect(scenarios.map(({ turns }) => turns)).toMatchObject([[{ user: 'a\nb' }], [{ user: 'print("\\n")' }]]);
    expect(stderr).not.toContain('line break');
  });

  it.each<[string, string, string | Buffer, string, unknown]>([
    [
      'of Tengu',
      'tengu.parquet',
      TENGU,
      'Tengu: 2',
      [
        ['動物', '猫と犬の違いは？'],
        ['空', '空はなぜ青い？\n短く。'],
      ],
    ],
    [
      'of Tengu as JSONL',
      'a.jsonl',
      jsonl({ Question: 'なに？', Answer: null, Criteria: 'x' }),
      'Tengu: 1',
      [[undefined, 'なに？']],
    ],
    [
      'of Tengu as CSV',
      'a.csv',
      'Question,Answer,Criteria,Category\nなに？,これ。,x,数学\n',
      'Tengu: 1',
      [['数学', 'なに？']],
    ],
    [
      'of one column',
      'a.csv',
      'Question\n"一, \n二"\n\n三\n',
      'ja-mt-bench-1shot: 2',
      [
        [undefined, '一, \n二'],
        [undefined, '三'],
      ],
    ],
    [
      'of ja-mt-bench-1shot',
      'a.jsonl',
      jsonl({ id: 7, category: 'stem', Question: 'なに？' }),
      'ja-mt-bench-1shot: 1',
      [['stem', 'なに？']],
    ],
    ['with tabs', 'a.tsv', 'Question\tAnswer\n"なに"\tこれ\n', 'Tengu: 1', [[undefined, 'なに']]],
    [
      'with lists',
      'mt.parquet',
      WITH_LISTS,
      'MT-Bench: 2',
      [
        [undefined, 'やあ'],
        [undefined, '空は？'],
      ],
    ],
  ])('%s is told by its fields', async (_, name, content, set, expected) => {
    const { scenarios, stderr } = await imported(name, content);
    expect(stderr).toContain('read as --as questions');
    expect(stderr).toContain(`read as questions like those of ${set}`);
    const firsts = scenarios.map(({ tags, turns: [first] }) => [
      tags[1],
      typeof first === 'string' ? first : userOf(first),
    ]);
    expect(firsts).toEqual(expected);
  });

  it('of settings of Japanese-RP-Bench says who both are, and the first user line', async () => {
    const { scenarios, stderr } = await imported('rp.jsonl', jsonl(...SETTINGS), '--turns-of', 'lines.txt');
    expect(scenarios.map(({ id, title, tags }) => [id, title, tags])).toEqual([
      ['rp-0', 'こんにちは。', ['questions', '全年齢', 'ファンタジー']],
      ['rp-2', 'キャラクター', ['questions']],
    ]);
    expect(scenarios.map(({ turns }) => turns)).toEqual([['こんにちは。', 'またね。'], ['またね。']]);
    expect(scenarios[0]?.persona).toEqual({
      ...{ name: '風の ゼファー', user: 'ミラ', language: 'ja' },
      instruction: [
        'これはロールプレイです。次に書かれた「あなた」の人物になりきって、ミラと会話してください。',
        'あなた:\n名前：風の ゼファー、陽気な案内人\n一人称は「僕」',
        ...[
          '相手:\n名前: ミラ（旅人）',
          '世界:\n空の島々',
          '場面:\n港',
          'ジャンル:\nファンタジー',
          '年齢区分:\n全年齢',
        ],
        ...['会話の雰囲気:\n明るい', '返答の書き方:\nセリフのみ'],
      ].join('\n\n'),
    });
    expect(stderr).not.toContain('not used');
    expect(stderr).not.toContain('without a persona');
  });

  it('of such settings without more is left open', async () => {
    const { scenarios, stderr } = await imported('rp.json', JSON.stringify(SETTINGS));
    expect(scenarios.map(({ turns }) => turns)).toEqual([['こんにちは。'], []]);
    expect(stderr).toContain('only the first user line is in it');
    expect(stderr).toContain('what the user says is still missing');
    expectMistake(
      await imported('rp.jsonl', jsonl(...RAKUDA), '--turns-of', 'lines.txt'),
      'has all that the user says already',
    );
    expectMistake(await imported('rp.jsonl', jsonl(SETTINGS[0], { assistant_setting: [] })), ':2: assistant_setting: ');
  });

  it('of a set to train on is none', async () => {
    const content = 'instruction,input,output\na,b,c\n';
    expectMistake(await imported('alpaca.csv', content, '--as', 'questions'), 'fields: instruction, input, output');
  });

  it('of multiple choice is none', async () => {
    const content = 'Question,A,B,Answer\nなに？,x,y,A\n';
    expectMistake(await imported('choice.csv', content, '--as', 'questions'), 'fields: Question, A, B, Answer');
  });

  const broken = (at: number, ...bytes: number[]): Buffer => {
    const copy = Buffer.from(TENGU);
    copy.set(bytes, at < 0 ? copy.length + at : at);
    return copy;
  };
  it.each<[string, string[], string | Uint8Array]>([
    ['a quotation mark without end', [':2: a quotation mark is not closed'], 'input,output\n"a,b\nc,d\n'],
    ['too few fields', [':4: number of fields: 1; the first line has 2'], 'input,output\n"a\nb",c\nd\n'],
    ['a blank question', [':3: input: is empty'], 'input,output\na,b\n,c\n'],
    ['an endless row', ['a row of more than 1000000 characters'], `input,output\n"${'x'.repeat(2e6)}",a\n`],
    ['too many rows', ['more than 10000 rows'], `input,output\n${'a,b\n'.repeat(10_001)}`],
    ['no rows', ['has no questions'], 'input,output\n'],
    [
      'the bytes of another encoding',
      ['probably Shift_JIS'],
      Buffer.from('input,output\n\x82\xa0\x82\xa2,a\n', 'latin1'),
    ],
    ['a Parquet file that breaks off', ['is a Parquet file that cannot be read'], TENGU.subarray(0, 400)],
    ['a Parquet file with a wrong end', ['cannot be read: parquet metadata length'], broken(-8, 255, 255, 255, 255)],
    ['a Parquet file with a damaged page', ['is a Parquet file that cannot be read'], broken(30, 255, 255, 255, 255)],
    ['a Parquet file that repeats itself for ever', ['takes too much memory'], REPEATED],
  ])('with %s is refused', async (_, messages, content) => {
    expectMistake(await imported('table.csv', content, '--as', 'questions'), ...messages);
  });
});

function userOf(turn: unknown): unknown {
  return typeof turn === 'object' && turn !== null && 'user' in turn ? turn.user : turn;
}

describe('a question', () => {
  const second = (fields: Record<string, unknown>): string =>
    jsonl(RAKUDA[0], { ...RAKUDA[0], question_id: 'b', ...fields });
  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each<[string, string[], string | Uint8Array]>([
    ['without turns', [':2: turns: is missing'], second({ turns: undefined })],
    ['with no turns', [':2: turns: '], second({ turns: [] })],
    ['with more turns than a scenario has', [':2: turns: '], second({ turns: Array(201).fill('a') })],
    ['with a turn that is no text', [':2: turns.1: expected string, received number'], second({ turns: ['a', 7] })],
    ['with a turn that is blank', [':2: turns.0: is empty'], second({ turns: [' \n'] })],
    ['with a turn that is too long', [':2: turns.0: '], second({ turns: ['あ'.repeat(16_001)] })],
    ['with a reference that is no text', [':2: reference.0: expected string'], second({ reference: [{}] })],
    ['with a category that is none', [':2: category: expected string or number'], second({ category: [] })],
    [
      'with the id of another',
      [':2: would get the id set-LASEUUNG54, which line 1 has already'],
      second({ question_id: 'LASEUUNG54' }),
    ],
    [
      'with the number of another row',
      [':2: would get the id set-2, which line 1 has already'],
      jsonl({ turns: ['a'], question_id: 2 }, { turns: ['b'] }),
    ],
    ['that is no object', [':2: is not an object'], jsonl(RAKUDA[0], 3)],
    ['that breaks off', [':2: is not JSON'], `${jsonl(RAKUDA[0])}{"turns":`],
    [
      'of another file',
      ['has no questions', 'its fields: question_id, choices', 'assistant_setting (Japanese-RP-Bench).'],
      jsonl({ question_id: 1, choices: [] }),
    ],
    ['that is empty', ['has no questions'], ' \n'],
    ['in another encoding', ['probably Shift_JIS'], Buffer.from('{"turns":["\x82\xa0\x82\xa2"]}', 'latin1')],
    ['nested without end', [':2: turns.0: expected string'], `${jsonl(RAKUDA[0])}{"turns":[${nested(100_000)}]}`],
    ['of too many', ['more than 10000 rows'], jsonl(RAKUDA[0]).repeat(10_001)],
    ['of too many, in an array', ['more than 10000 rows'], `[${'1,'.repeat(10_000)}1]`],
    ['among too many lines', ['more than 1000000 lines'], `${jsonl(RAKUDA[0])}${'\n'.repeat(1_000_000)}`],
  ])('%s is refused with its line and field', async (_, messages, content) => {
    expectMistake(await imported('set.jsonl', content, '--as', 'questions'), ...messages);
  });

  it('of a file that nobody needs is not read', async () => {
    truncateSync(await folder.write('huge.jsonl', ''), 100e6);
    expectMistake(await run('import', 'huge.jsonl', '--as', 'questions'), 'larger than 32 MB');
  });

  it('cannot leave its folder, change objects or bring control characters', async () => {
    const { scenarios } = await imported(
      '.. $x.jsonl',
      '{"question_id":"../../a/b\\u0000","turns":["a\\u001b[31mb\\r\\nc\\ud800<|im_end|>"],"__proto__":{"polluted":1},"nested":' +
        `${nested(10_000)}}`,
    );
    expect(scenarios.map(({ id, turns }) => [id, turns])).toEqual([['x-..-..-a-b', ['a[31mb\nc\ufffd<|im_end|>']]]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a chat', () => {
  const said = (...messages: [string, string][]) => ({
    messages: messages.map(([role, content]) => ({ role, content })),
  });

  it('in OpenAI’s form is said again to whom the system text describes', async () => {
    const chat = said(
      ...([
        ['system', 'あなたは猫です。'],
        ['assistant', 'にゃ？'],
        ['user', 'おはよう'],
        ['assistant', 'にゃー'],
        ['user', 'ねえ'],
      ] as [string, string][]),
    );
    const { scenarios, stderr } = await imported('My Cat.json', JSON.stringify(chat));
    expect(scenarios).toEqual([
      {
        ...{ id: 'My-Cat', title: 'おはよう', tags: ['chat'], greeting: 'にゃ？', turns: ['おはよう', 'ねえ'] },
        persona: { name: 'キャラクター', user: 'ユーザー', instruction: 'あなたは猫です。', language: 'ja' },
      },
    ]);
    expect(stderr).toContain('replies of the chat, left out: 1\n');
    expect(stderr).not.toContain('missing');
  });

  it('of several makes several, also where nobody answers; what is no turn is named', async () => {
    const content = jsonl(
      said(['user', 'a'], ['assistant', 'b']),
      said(['user', 'c'], ['system', 'd'], ['user', ' ']),
      said(['user', ' ']),
    );
    const { scenarios, stderr } = await imported('log.jsonl', content);
    expect(scenarios.map(({ id, turns }) => [id, turns])).toEqual([
      ['log-1', ['a']],
      ['log-2', ['c']],
    ]);
    expect(stderr).toContain('turns in which the user says nothing, left out: 1\n');
    expect(stderr).toContain('belongs to no turn: line 2\n');
    expectMistake(await imported('no.json', JSON.stringify(said(['user', ' ']))), 'the user says nothing in it');
  });

  const ST = jsonl(
    { user_name: 'unused', character_name: 'unused', chat_metadata: {} },
    { name: 'ミナ', is_user: false, mes: 'いらっしゃい。' },
    { name: '客', is_user: true, mes: 'コーヒーください。' },
    { name: 'ミナ', is_user: false, mes: 'はい。', swipe_id: 0, swipes: ['はい。', 'ええ。'] },
    { name: '客', is_user: true, mes: 'ありがとう。' },
  );

  it('of SillyTavern has names, and no system text: that is left to be filled in', async () => {
    const { scenarios, stderr, left } = await imported('chat.jsonl', ST);
    expect(scenarios).toMatchObject([
      {
        ...{ id: 'chat', greeting: 'いらっしゃい。', turns: ['コーヒーください。', 'ありがとう。'] },
        persona: { name: 'ミナ', user: '客', instruction: '' },
      },
    ]);
    expect(stderr).toContain('what the model is told is still missing: fill in instruction, or use --persona-of');
    const file = path.join(folder.path, left.find((each) => each.endsWith('chat.yaml')) ?? '');
    expect(readFileSync(file, 'utf8')).toContain('  # What the model is told:\n  instruction: ""\n');
    const { code, stderr: mistake } = await run('eval', '-m', 'yes', '--scenario', file);
    expect({ code, mistake }).toEqual({ code: 2, mistake: expect.stringContaining('persona.instruction') });
  });

  it('is put to the persona of a card, and that replaces what it told the model itself', async () => {
    await folder.write('mina.json', cardJson());
    const card = path.join(folder.path, 'mina.json');
    const { scenarios, stderr } = await imported('chat.jsonl', ST, '--persona-of', card, '--user', '常連');
    expect(scenarios[0]?.persona).toMatchObject({ name: 'ミナ', user: '常連' });
    expect(scenarios[0]?.persona.instruction).toContain('ミナは喫茶店で働く。');
    expect(stderr).not.toContain('replaced');
    const own = JSON.stringify(said(['system', 's'], ['user', 'u']));
    expect((await imported('own.json', own, '--persona-of', card)).stderr).toContain('replaced by --persona-of: 1\n');
  });

  it.each<[string, string, string[], unknown]>([
    ['of ShareGPT', '{"conversations":[{"from":"system","value":"s"},{"from":"human","value":"h"}]}', [], ['s', ['h']]],
    ['as text', 'USER: 一\nASSISTANT: 二\nUSER: 三\n', [], ['', ['一', '三']]],
    ['as text, with names', '田中: 一\nミナ: 二\n田中: 三\n', ['--roles', '田中,ミナ'], ['', ['一', '三']]],
  ])('%s too', async (_, content, args, expected) => {
    const { scenarios } = await imported('chat.txt', content, ...args);
    expect(scenarios.map(({ persona, turns }) => [persona.instruction, turns])).toEqual([expected]);
  });

  it('that is longer than a scenario is cut, and says so', async () => {
    const long = said(
      ...Array.from({ length: 402 }, (_, n): [string, string] => [n % 2 ? 'assistant' : 'user', `${n}`]),
    );
    const { scenarios, stderr } = await imported('long.json', JSON.stringify(long));
    expect(scenarios[0]?.turns.length).toBe(200);
    expect(stderr).toContain('user lines after the first 200 of a chat, left out: 1\n');
  });

  it('with a message that a scenario cannot have is refused with its line', async () => {
    const content = jsonl(said(['user', 'a']), said(['user', 'x'.repeat(16_001)]));
    expectMistake(await imported('long.jsonl', content), ':2: turns.0: ');
    expectMistake(await imported('none.jsonl', jsonl(said(['assistant', 'a']))), 'there is no user line');
    const many = jsonl(said(['user', 'a'])).repeat(10_001);
    expectMistake(await imported('many.jsonl', many), 'more than 10000 rows');
  });
});

describe('a promptfoo config', () => {
  const CHAT = '[{"role":"system","content":"You are {{who}}."},{"role":"user","content":"{{ q }}"}]';
  const config = (own: Record<string, unknown>): string =>
    stringify({ prompts: [CHAT], providers: ['openai:gpt-4.1'], tests: [{ vars: { q: 'a' } }], ...own });

  it('puts every test to every prompt, with its variables', async () => {
    const { scenarios, stderr } = await imported(
      'promptfooconfig.yaml',
      config({
        prompts: [CHAT, { id: 'p', raw: 'Hi, {{q | dump}}' }, '- role: user\n  content: "{{q}}!"'],
        defaultTest: { vars: { who: 'a "cat"' }, assert: [] },
        tests: [{ vars: { q: ['x\n', 2] }, assert: [{ type: 'contains', value: 'y' }], description: 'one' }],
      }),
    );
    expect(stderr).toContain('read as --as promptfoo');
    expect(scenarios.map(({ id, turns, persona }) => [id, turns, persona.instruction])).toEqual([
      ['promptfooconfig-1', ['x'], 'You are a "cat".'],
      ['promptfooconfig-2', ['2'], 'You are a "cat".'],
      ['promptfooconfig-3', ['Hi, "x"'], 'You are a helpful assistant.'],
      ['promptfooconfig-4', ['Hi, 2'], 'You are a helpful assistant.'],
      ['promptfooconfig-5', ['x!'], 'You are a helpful assistant.'],
      ['promptfooconfig-6', ['2!'], 'You are a helpful assistant.'],
    ]);
    expect(stderr).toContain('fields that are not used: providers, defaultTest.assert, tests.assert (1)\n');
    expect(stderr).toContain('the model is told: You are a helpful assistant.');
  });

  it('whose prompt asks for what was said before has the tests of a conversation as turns', async () => {
    const prompt =
      '[{"role":"system","content":"s"},{% for c in _conversation %}{"role":"user","content":"{{ c.input }}"},' +
      '{"role":"assistant","content":"{{ c.output }}"},{% endfor %}{"role":"user","content":"{{q}}"}]';
    const of = (q: string, conversationId?: string) => ({
      vars: { q },
      ...(conversationId && { metadata: { conversationId } }),
    });
    const { scenarios } = await imported(
      'c.yaml',
      config({ prompts: prompt, tests: [of('a', '1'), of('b', '2'), of('c', '1')] }),
    );
    expect(scenarios.map(({ turns, persona }) => [turns, persona.instruction])).toEqual([
      [['a', 'c'], 's'],
      [['b'], 's'],
    ]);
    const { scenarios: one } = await imported('c.yaml', config({ prompts: prompt, tests: [of('a'), of('b')] }));
    expect(one.map(({ turns }) => turns)).toEqual([['a', 'b']]);
  });

  it('reads the files of its folder that it names, and no others', async () => {
    const folderOf = (name: string): string => path.join(folder.path, name);
    mkdirSync(folderOf('foo'));
    await folder.write('foo/chat.json', CHAT);
    await folder.write('foo/two.txt', 'One {{q}}\n---\nTwo {{q}}\n');
    await folder.write('foo/tests.csv', 'q,__expected\n"a, b",c\n');
    await folder.write('foo/who.txt', 'cat\n');
    const own = {
      prompts: ['file://chat.json', 'two.txt'],
      tests: 'file://tests.csv',
      defaultTest: { vars: { who: 'file://who.txt' } },
    };
    await folder.write('foo/c.yaml', config(own));
    const { code, stderr } = await run('import', 'foo/c.yaml', '-o', 'foo-made/');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('tests.__expected (1)') });
    const made = readdirSync(folderOf('foo-made')).map((file) =>
      parse(readFileSync(folderOf(`foo-made/${file}`), 'utf8')),
    );
    expect(made.map(({ turns, persona }: Made) => [turns, persona.instruction])).toEqual([
      [['a, b'], 'You are cat.'],
      [['One a, b'], 'You are a helpful assistant.'],
      [['Two a, b'], 'You are a helpful assistant.'],
    ]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a file outside', 'names a file outside its folder: ../../secret.txt', { prompts: ['file://../../secret.txt'] }],
    ['a file of the system', 'names a file outside its folder: /etc/hosts.txt', { prompts: ['file:///etc/hosts.txt'] }],
    ['a file that is not there', 'none.json: cannot be read', { prompts: ['file://none.json'] }],
    ['a program', 'prompts.0: "make.py:chat" cannot be imported', { prompts: ['file://make.py:chat'] }],
    ['a pattern', 'prompts.0: "*.txt" cannot be imported', { prompts: ['file://*.txt'] }],
    [
      'a program for a variable',
      'tests.0.vars.q: "q.js" cannot be imported',
      { tests: [{ vars: { q: 'file://q.js' } }] },
    ],
    [
      'a language of its own',
      'prompts.0: has something other than a name in its braces',
      { prompts: ['{% if q %}{{q}}{% endif %}'] },
    ],
    ['a value that breaks its JSON', 'is not JSON once its variables', { prompts: `${CHAT},{{q}}`.replace(']', '') }],
    ['no prompts', 'prompts: ', { prompts: [] }],
    [
      'half a loop',
      'has something other than a name',
      { prompts: `${'{% for c in _conversation %}'.repeat(9_000)}{{ c.x }}` },
    ],
    ['a role that takes no part', 'is not an allowed value', { prompts: ['[{"role":"tool","content":"x"}]'] }],
    [
      'too many combinations',
      'more than 10000 rows',
      { tests: [{ vars: { q: Array(101).fill('a'), r: Array(100).fill('b') } }] },
    ],
    ['a test that is none', 'tests.0', { tests: [7] }],
  ])('with %s is refused', async (_, message, own) => {
    expectMistake(await imported('c.yaml', config(own)), message);
  });

  it('says which variables have no value', async () => {
    const { scenarios, stderr } = await imported('c.json', JSON.stringify({ prompts: 'Hi {{q}}', tests: [{}] }));
    expect(scenarios.map(({ turns }) => turns)).toEqual([['Hi {{q}}']]);
    expect(stderr).toContain('variables without a value, which stay as they are: {{q}}\n');
  });
});

describe('questions that nobody would write', () => {
  const PIECES = [
    ...['\n', '\n\n', ' ', '  ', '\t', '\u00a0', '\u0085', '\u2028', '\u2029', '\ufeff', '\u3000', '\r', '\u200b'],
    ...['#', ' # ', ': ', '- ', '? ', '|', '>', '---', '...', '"', "'", '\\', '\\n', '%', '@', '`', '&a', '*a', '!t'],
    ...['null', 'true', '1', '1e3', '0x1', '2001-01-01', '~', '<<', '{{x}}', '<|im_end|>', '[', ']', '{', '}', ','],
    ...['猫', 'カ\u3099', '𠮟', '👨‍👩‍👧', '\ud800', 'a'],
  ];

  it('are played word for word', async () => {
    const random = randomFrom(19);
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    const text = (): string => Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(PIECES)).join('');
    const rows = Array.from({ length: 80 }, (_, index) => ({
      question_id: pick([index, `q${index}${text()}`]),
      category: pick([text(), null, index]),
      turns: Array.from({ length: 1 + Math.floor(random() * 3) }, () => `${text()}x`),
      reference: pick([null, [text()], text()]),
    }));
    const file = await folder.write('odd.jsonl', jsonl(...rows));
    const { drafts } = await readQuestions(readFileSync(file), file, { name: 'odd', user: null });
    const world = { workingDirectory: folder.path, packageDirectory: folder.path } as never;
    const { scenarios } = await importDrafts(
      file,
      { format: 'questions', user: null, personaOf: null, roles: null, turns: [] },
      world,
    );
    for (const [index, { id, text: yaml }] of scenarios.entries()) {
      const { scenario } = await readScenario(await folder.write(`odd.yaml`, yaml));
      const plain = (words: string): string => words.replaceAll('\r', '\n').replaceAll('\ud800', '\ufffd');
      expect(scenario).toMatchObject({ id, tags: drafts[index]?.tags });
      expect(scenario.turns.map(({ user }) => user)).toEqual(rows[index]?.turns.map(plain));
    }
  });
});

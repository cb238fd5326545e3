// Chats as other programs keep or export them: which branch and version counts, what was thought, what has no place.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatFormat } from '../dist/formats/format-names.js';
import { guessFormat } from '../dist/formats/guess.js';
import { readTranscripts } from '../dist/formats/read.js';
import { type Outcome, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';

interface Read {
  said: unknown[][];
  others?: string[];
  unplaced?: string[];
  notes?: string[];
  models?: string[];
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** What a file is read into, as the format that it is taken for. */
async function read(format: ChatFormat, text: string): Promise<Read> {
  expect(guessFormat(Buffer.from(text), 'f')).toBe(format);
  const persona = { name: 'ミナ', user: 'お客', instruction: '' };
  const found: Required<Read> = { said: [], others: [], unplaced: [], notes: [], models: [] };
  const context = { file: 'f', persona, model: 'm', roles: null, questions: null };
  for await (const part of readTranscripts(format, once(text), context)) {
    for (const { instruction, greeting, turns, others, leftOut } of part.conversations) {
      found.said.push([
        ...(instruction === null ? [] : [`system: ${instruction}`]),
        ...(greeting === null ? [] : [greeting]),
        ...turns.map(({ user, reply, reasoning, finishReason }) =>
          [user, reply, reasoning, finishReason?.unified].filter((each) => each !== null && each !== undefined),
        ),
      ]);
      found.others.push(...others.map(({ text: other, reasoning }) => [other, reasoning].filter(Boolean).join(' ')));
      if (leftOut > 0) found.others.push(`${leftOut} left out`);
    }
    found.unplaced.push(...part.unplaced.map(({ line, text: lost }) => `${line}: ${lost}`));
    found.notes.push(...part.notes.map(String));
    found.models.push(...(part.models ?? []));
  }
  return Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0)) as unknown as Read;
}

const lines = (values: readonly unknown[]): string => values.map((each) => JSON.stringify(each)).join('\n');

/** A message of llama.cpp's web UI. */
const node = (
  id: string | number,
  parent: string | number | null,
  role: string,
  content: string,
  more: object = {},
) => ({
  ...{ convId: 'c', type: 'text', timestamp: 1, children: [] },
  ...{ id, parent, role, content, ...more },
});
const ROOT = node('root', null, 'system', '', { type: 'root' });
const CONV = { id: 'c', name: 'chat', lastModified: 1, currNode: 'a2' };
const TREE = [
  ROOT,
  node('s', 'root', 'system', '短く', { type: 'system' }),
  node('u1', 's', 'user', 'おはよう'),
  node('a1', 'u1', 'assistant', 'おはよう！', { model: 'qwen', reasoningContent: '挨拶だ' }),
  node('a1b', 'u1', 'assistant', 'やあ'),
  node('u2b', 'a1b', 'user', '別の枝'),
  node('u2', 'a1', 'user', '今日は？', { extra: [{ type: 'IMAGE' }] }),
  node('a2', 'u2', 'assistant', 'カレー', { thinking: '' }),
  node('a2b', 'u2', 'assistant', 'パスタ', { thinking: '迷う' }),
];
const TREE_READ: Read = {
  said: [['system: 短く', ['おはよう', 'おはよう！', '挨拶だ'], ['今日は？', 'カレー']]],
  others: ['パスタ 迷う', '1 left out'],
  unplaced: ['6: user: 別の枝'],
  notes: ['line 7: attachments, left out: 1'],
  models: ['qwen'],
};

describe('chats of the web UI of llama.cpp', () => {
  it.each<[string, string, Read]>([
    [
      'a message a line',
      lines([
        { harness: 'llama.app', type: 'session', ...CONV },
        ...TREE.map((message) => ({ message, type: 'message' })),
      ]),
      { ...TREE_READ, unplaced: ['7: user: 別の枝'], notes: ['line 8: attachments, left out: 1'] },
    ],
    [
      'one object',
      JSON.stringify({ conv: CONV, messages: TREE }),
      { ...TREE_READ, unplaced: ['1: user: 別の枝'], notes: ['line 1: attachments, left out: 1'] },
    ],
    [
      'several, in an array',
      JSON.stringify([
        {
          conv: { ...CONV, currNode: 'a' },
          messages: [ROOT, node('u', 'root', 'user', 'x'), node('a', 'u', 'assistant', 'y')],
        },
        {
          conv: { ...CONV, currNode: null },
          messages: [ROOT, node('u', 'root', 'user', 'x'), node('a', 'u', 'assistant', 'z')],
        },
      ]),
      { said: [[['x', 'y']], [['x', 'z']]] },
    ],
    [
      'several sessions, with a tool',
      lines([
        { harness: 'llama.app', type: 'session', ...CONV, currNode: 'b' },
        { message: node('u', null, 'user', 'x'), type: 'message' },
        { message: node('c', 'u', 'assistant', '', { toolCalls: [{ id: '1' }] }), type: 'message' },
        { message: node('t', 'c', 'tool', '晴れ'), type: 'message' },
        { message: node('b', 't', 'assistant', 'y', { toolCalls: '' }), type: 'message' },
        { harness: 'llama.app', type: 'session', ...CONV, currNode: 'gone' },
        { message: node('u', null, 'user', 'x', { timestamp: 2 }), type: 'message' },
        { message: node('b', 'u', 'assistant', 'late', { timestamp: 4 }), type: 'message' },
        { message: node('a', 'u', 'assistant', 'early', { timestamp: 3 }), type: 'message' },
      ]),
      { said: [[['x', 'y']], [['x', 'late']]], others: ['early'], unplaced: ['3: assistant', '4: tool: 晴れ'] },
    ],
    [
      'numbers for ids',
      JSON.stringify({
        conv: { id: 'conv-1', lastModified: 1, currNode: 3, name: 'n' },
        messages: [node(1, -1, 'system', '', { type: 'root' }), node(2, 1, 'user', 'x'), node(3, 2, 'assistant', 'y')],
      }),
      { said: [[['x', 'y']]] },
    ],
    [
      'the first version, without branches',
      JSON.stringify({
        ...{ id: 'conv-1', lastModified: 1 },
        messages: [
          { id: 7, role: 'user', content: 'x' },
          { id: 9, role: 'assistant', content: 'y', timings: {} },
        ],
      }),
      { said: [[['x', 'y']]] },
    ],
  ])('are read from %s', async (_form, text, expected) => {
    expect(await read('llama-cpp', text)).toEqual(expected);
  });

  it.each([
    [
      'messages that come before themselves',
      JSON.stringify(
        { conv: { currNode: 'b' }, messages: [node('a', 'b', 'user', 'x'), node('b', 'a', 'assistant', 'y')] },
        null,
        1,
      ),
      /^f:\d+: the message "b" comes before itself$/,
    ],
    [
      'a message that is its own',
      JSON.stringify({ conv: { currNode: 'a' }, messages: [node('a', 'a', 'user', 'x')] }),
      /^f:1: the message "a" comes before itself$/,
    ],
    [
      'a session that is encrypted',
      lines([
        { harness: 'llama.app', type: 'session', ...CONV, encryption: { salt: 'x' } },
        { message: ROOT, type: 'message' },
      ]),
      /^f:1: is encrypted; export it without encryption$/,
    ],
    ['a message without a role', JSON.stringify({ conv: CONV, messages: [{ id: 'a' }] }), /^f:1: role: /],
    ['no messages', JSON.stringify({ conv: CONV, messages: [] }), /^f: nobody says anything in it$/],
  ])('are refused with %s', async (_what, text, message) => {
    await expect(read('llama-cpp', text)).rejects.toThrow(message);
  });
});

/** A message of LM Studio. */
const user = (text: string) => ({
  versions: [{ type: 'singleStep', role: 'user', content: [{ type: 'text', text }] }],
  currentlySelected: 0,
});
const block = (text: string, more: object = {}) => ({
  type: 'contentBlock',
  content: [{ type: 'text', text }],
  ...more,
});
const reply = (...steps: object[]) => ({
  type: 'multiStep',
  role: 'assistant',
  senderInfo: { senderName: 'q' },
  steps,
});

describe('chats of LM Studio', () => {
  it('are read from the versions that were chosen, with what was thought and why a reply ended', async () => {
    const text = JSON.stringify(
      {
        name: 'chat',
        systemPrompt: 'old',
        lastUsedModel: { identifier: 'qwen3' },
        perChatPredictionConfig: {
          fields: [
            { key: 'x', value: 1 },
            { key: 'llm.prediction.systemPrompt', value: '短く' },
          ],
        },
        messages: [
          user('おはよう'),
          {
            versions: [
              reply(block('やあ')),
              reply(
                block('挨拶だ', { style: { type: 'thinking' } }),
                { type: 'debugInfoBlock', debugInfo: 'x' },
                {
                  type: 'contentBlock',
                  content: [
                    { type: 'text', text: '見てみる' },
                    { type: 'toolCallRequest', name: 't' },
                  ],
                },
                { type: 'toolStatus' },
                block('おはよう！', { genInfo: { stats: { stopReason: 'eosFound', tokensPerSecond: 9 } } }),
              ),
            ],
            currentlySelected: 1,
          },
          { versions: [user('a').versions[0], user('今日は？').versions[0]], currentlySelected: 1 },
          {
            versions: [
              reply(block('カ', { genInfo: { stats: { stopReason: 'maxPredictedTokensReached' } } })),
              { type: 'singleStep', role: 'assistant', content: [{ type: 'text', text: 'パスタ' }] },
            ],
            currentlySelected: 0,
          },
        ],
      },
      null,
      1,
    );
    const lineOf = (message: number) =>
      text.split('\n').flatMap((each, at) => (each === '  {' ? [at + 1] : []))[message];
    expect(await read('lm-studio', text)).toEqual({
      said: [['system: 短く', ['おはよう', '見てみる\n\nおはよう！', '挨拶だ', 'stop'], ['今日は？', 'カ', 'length']]],
      others: ['パスタ', '1 left out'],
      unplaced: [`${lineOf(2)}: user: a`],
      notes: [`line ${lineOf(1)}: parts that are not text, left out: 1`],
      models: ['qwen3'],
    });
  });

  it.each([
    ['a message without versions', JSON.stringify({ messages: [user('a'), { versions: [] }] }), /^f:1: versions: /],
    ['no messages', JSON.stringify({ messages: [], perChatPredictionConfig: {} }), /^f: nobody says anything in it$/],
  ])('are refused with %s', async (_what, text, message) => {
    await expect(read('lm-studio', text)).rejects.toThrow(message);
  });
});

describe('chats of Ollama', () => {
  it('are read from the Modelfile of a model that `/save` made', async () => {
    const text = [
      '# Modelfile generated by "ollama show"',
      'FROM /root/.ollama/models/blobs/sha256-1',
      'TEMPLATE """{{ .Prompt }}',
      'MESSAGE user x"""',
      'SYSTEM 短く',
      'PARAMETER stop "<|im_end|>"',
      'MESSAGE user おはよう',
      'MESSAGE assistant "おはよう！',
      '',
      '元気？"',
      'message user """「"今日"」',
      '# は？"""',
      'MESSAGE assistant "カレー" だよ',
      '',
    ].join('\n');
    expect(await read('ollama', text)).toEqual({
      said: [['system: 短く', ['おはよう', 'おはよう！\n\n元気？'], ['「"今日"」\n# は？', '"カレー" だよ']]],
      models: ['/root/.ollama/models/blobs/sha256-1'],
    });
  });

  it.each([
    [
      'a line of another kind',
      'FROM a\nMESSAGE user x\nHELLO y',
      /^f:3: is not a Modelfile: this line begins with none of its commands\n/,
    ],
    [
      'a quotation without an end',
      'FROM a\nMESSAGE user x\nMESSAGE assistant """y\n',
      /^f:3: the quotation that begins here has no end$/,
    ],
    [
      'a quotation of very many lines',
      `FROM a\nMESSAGE user """${'x\n'.repeat(200_000)}"""`,
      /^f:2: only the user speaks in it/,
    ],
    ['no reply', 'FROM a\nMESSAGE user x', /^f:2: only the user speaks in it: there is no reply$/],
    ['a role of its own', 'FROM a\nMESSAGE user x\nMESSAGE tool y', /^f:3: expected MESSAGE user, /],
  ])('are refused with %s', async (_what, text, message) => {
    await expect(read('ollama', text)).rejects.toThrow(message);
  });
});

describe('conversations of Japanese-RP-Bench', () => {
  it('are read in turn, beginning with the user', async () => {
    const text = lines([
      { target_model_name: 'a/b', user_model_name: 'c', id: 0, conversation_history: ['x', 'y', 'z', 'w'] },
      { target_model_name: 'a/b', id: 1, conversation_history: ['x', 'y', 'z'] },
    ]);
    expect(await read('rp-bench', text)).toEqual({
      said: [
        [
          ['x', 'y'],
          ['z', 'w'],
        ],
        [['x', 'y']],
      ],
      unplaced: ['2: z'],
      models: ['a/b', 'a/b'],
    });
    await expect(read('rp-bench', '{"conversation_history":["a",1]}')).rejects.toThrow(
      /^f:1: conversation_history\.1: /,
    );
  });
});

describe('answers of MT-Bench', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const ANSWERS = lines([
    {
      question_id: 81,
      answer_id: 'a',
      model_id: 'gpt',
      choices: [
        { index: 0, turns: ['一', '二'] },
        { index: 1, turns: ['三', '四'] },
      ],
      tstamp: 1,
    },
    { question_id: 99, answer_id: 'b', model_id: 'gpt', choices: [{ index: 0, turns: ['x'] }], tstamp: 1 },
  ]);

  beforeAll(async () => {
    folder = temporaryFolder();
    for (const name of ['scenarios', 'mt/model_answer', 'alone'])
      mkdirSync(path.join(folder.path, name), { recursive: true });
    await folder.write(
      'scenarios/s.yaml',
      JSON.stringify({
        id: 's',
        title: { ja: 's', en: 's' },
        persona: { name: 'A', user: 'U', instruction: 'x' },
        turns: ['Q1', 'Q2'],
      }),
    );
    await folder.write('mt/model_answer/gpt.jsonl', ANSWERS);
    await folder.write('alone/gpt.jsonl', ANSWERS);
    await folder.write('mt/question.jsonl', lines([{ question_id: 81, category: 'writing', turns: ['Q1', 'Q2'] }]));
    await folder.write('other.jsonl', lines([{ question_id: 'q1', text: 'Q1' }]));
    await folder.write('first.jsonl', lines([{ question_id: 'q1', answer_id: 'a', text: '答え' }]));
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const run = (...args: string[]): Promise<Outcome> =>
    runProgram(['import', ...args, '-s', 's', '-m', 'm'], { directory: folder.path, environment: NO_MODEL_PROCESS });

  it.each([
    ['beside their folder', ['mt/model_answer/gpt.jsonl'], ['1 Q1 一', '1 Q2 二', '2 Q1 三', '2 Q2 四']],
    ['by name', ['alone/gpt.jsonl', '--questions', 'mt/question.jsonl'], ['1 Q1 一', '1 Q2 二', '2 Q1 三', '2 Q2 四']],
    ['in the form of its first version', ['first.jsonl', '--questions', 'other.jsonl'], ['1 Q1 答え']],
  ])('are read with the question file %s', async (_where, args, expected) => {
    const { stdout, stderr } = await run(...args, '--json');
    const { runId, unplaced } = JSON.parse(stdout || stderr);
    const { turns } = readRun(path.join(folder.path, 'results'), runId);
    expect(turns.map(({ sample, user: asked, reply: said }) => `${sample} ${asked} ${said}`)).toEqual(expected);
    expect(unplaced).toEqual(expected.length === 1 ? [] : [{ line: 2, text: 'question_id 99' }]);
  });

  it.each([
    [
      'without questions',
      ['alone/gpt.jsonl'],
      /^alone\/gpt\.jsonl:1: has only replies: .*\n {2}Name it with --questions FILE/,
    ],
    [
      'with those of another set',
      ['alone/gpt.jsonl', '--questions', 'other.jsonl'],
      /^alone\/gpt\.jsonl:1: \S*other\.jsonl has no question 81\n/,
    ],
    [
      'with a file that has none',
      ['alone/gpt.jsonl', '--questions', 'first.jsonl'],
      /^alone\/gpt\.jsonl:1: \S*first\.jsonl has no question 81\n/,
    ],
    [
      'with a file that is none',
      ['alone/gpt.jsonl', '--questions', 'scenarios/s.yaml'],
      /^scenarios\/s\.yaml:1: question_id: /,
    ],
    [
      'with questions for another format',
      ['other.jsonl', '--as', 'openai', '--questions', 'other.jsonl'],
      /^--questions is only for/,
    ],
  ])('are refused %s', async (_what, args, message) => {
    const { code, stderr, left } = await run(...args);
    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(message);
  });
});

describe('a folder of chats of which some were only begun', () => {
  it('is imported without them, and says so', async () => {
    await using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'chats'));
    await folder.write(
      's.yaml',
      JSON.stringify({
        id: 's',
        title: { ja: 's', en: 's' },
        persona: { name: 'A', user: 'U', instruction: 'x' },
        turns: ['Q1'],
      }),
    );
    const header = { user_name: 'You', character_name: 'A', create_date: 1 };
    const greeting = { name: 'A', is_user: false, mes: 'hi' };
    await folder.write('chats/a.jsonl', lines([header]));
    await folder.write('chats/b.jsonl', lines([header, greeting]));
    const run = () =>
      runProgram(['import', 'chats', '-s', './s.yaml', '-m', 'm'], {
        directory: folder.path,
        environment: NO_MODEL_PROCESS,
      });
    expect(await run()).toMatchObject({ code: 2, stderr: 'chats/a.jsonl: nobody says anything in it\n', left: [] });
    await folder.write('chats/c.jsonl', lines([header, greeting, { name: 'U', is_user: true, mes: 'Q1' }, greeting]));
    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^note: files in which nobody answers, left out: 2 \(first chats\/a\.jsonl\)\nimported 1 turn, 3 files · /m,
      ),
    });
  });
});

describe('an imported run beside one that was played', () => {
  let folder: Awaited<ReturnType<typeof scriptedFolder>>;
  let runs: string[] = [];
  const run = (...args: string[]): Promise<Outcome> =>
    runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });

  beforeAll(async () => {
    folder = await scriptedFolder({ echo: { replies: ['うん'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    await folder.write('chat.jsonl', lines([{ conversation_history: ['やっほー', 'うん'] }]));
    const { stdout } = await run('import', 'chat.jsonl', '-s', 'short', '-m', 'logged', '--json');
    runs = [path.basename(directory), JSON.parse(stdout).runId];
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('is compared without a seed, a mode or figures that nobody knows', async () => {
    const { stdout } = await run('compare', ...runs, '--json');
    const { runs: heads, columns } = JSON.parse(stdout);
    expect(heads.map(({ mode, seed, isImported }: Record<string, unknown>) => [mode, seed, isImported])).toEqual([
      ['strict', 1, false],
      [null, null, true],
    ]);
    const { medianTokensPerSecond = null, medianTimeToFirstTokenMs = null } = columns[1].figures;
    expect([medianTokensPerSecond?.median ?? null, medianTimeToFirstTokenMs?.median ?? null]).toEqual([null, null]);
    expect(columns[1].facts).toMatchObject({ backend: 'imported', title: null, notes: null, engine: null });
  });

  it('is shown with what is known of its request', async () => {
    const { request } = JSON.parse((await run('show', runs[1] ?? '', '--format', 'json')).stdout);
    expect(request).toEqual({ models: ['logged'], scenarios: ['short'], samples: 1 });
  });

  it.each([
    ['mt-bench', 'model_answer/echo.jsonl'],
    ['rp-bench', 'conversations/echo.jsonl'],
  ])('comes back from the files of %s', async (format, file) => {
    await run('export', runs[0] ?? '', '--format', format, '--output', format);
    const { stdout, stderr } = await run('import', `${format}/${file}`, '-s', 'short', '-m', 'back', '--json');
    const [before, after] = [runs[0] ?? '', JSON.parse(stdout || stderr).runId].map((id) =>
      readRun(path.join(folder.path, 'results'), id).turns.map(({ turn, user: asked, reply: said }) => [
        turn,
        asked,
        said,
      ]),
    );
    expect(after).toEqual(before);
  });

  it.each([
    ['score', ['score']],
    ['show', ['show', '--format', 'markdown']],
    ['compare', ['compare', '--format', 'csv']],
    ['compare', ['compare', '--format', 'markdown']],
    ['report', ['report', '--output', 'report.html']],
    ['baseline bless', ['baseline', 'bless', '--name', 'logged']],
    ['export', ['export', '--format', 'csv']],
    ['export', ['export', '--format', 'inspect', '--output', 'inspect']],
  ])('is read by %s', async (_command, args) => {
    const { code, stdout, stderr } = await run(...args, runs[1] ?? '');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(`${stdout}${stderr}`).not.toMatch(/NaN|undefined|Infinity|\b0(?:\.0+)? (?:tok|ms)/);
  });
});

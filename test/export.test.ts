// Runs on their way out, as messages, chats and tables: what stands in them, what is left out, and that it is said.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptsIn } from '../dist/formats/out/attempts.js';
import type { ExportedConversation } from '../dist/formats/out/exported-run.js';
import { EXPORT_FORMATS } from '../dist/formats/out/format-names.js';
import { fileNames } from '../dist/formats/out/variants.js';
import { exportRun, type RunEvent, readConversations } from '../dist/index.js';
import { exportingPage } from '../docs/exporting-page.ts';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { type ExportFolder, exportFolder, linesOf, TURNS } from './support/export-folder.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { worldIn } from './support/world.ts';

let folder: ExportFolder;

beforeAll(async () => {
  folder = await exportFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const SYSTEM = { role: 'system', content: 'あなたはミナです。' };
const GREETING = { role: 'assistant', content: 'いらっしゃい' };

describe('openai', () => {
  it('has a line for each conversation with a reply, and no reply that failed', async () => {
    const { files, notes } = await folder.exported({ format: 'openai' });
    expect(linesOf(files[''])).toEqual([
      {
        messages: [
          SYSTEM,
          GREETING,
          { role: 'user', content: TURNS[0] },
          { role: 'assistant', content: 'うん！' },
          { role: 'user', content: TURNS[1] },
          { role: 'assistant', content: '=2', reasoning_content: '足す' },
          { role: 'user', content: TURNS[2] },
          { role: 'assistant', content: '' },
          { role: 'user', content: TURNS[3] },
          { role: 'assistant', content: '駅前のね' },
          { role: 'user', content: TURNS[4] },
          { role: 'assistant', content: 'また来てね' },
        ],
      },
      {
        messages: [
          SYSTEM,
          GREETING,
          { role: 'user', content: TURNS[0] },
          { role: 'assistant', content: 'はい' },
          { role: 'user', content: TURNS[1] },
          { role: 'assistant', content: null, refusal: 'いや' },
        ],
      },
    ]);
    expect(notes).toEqual([
      'several models, scenarios or settings are in one file; --model and --scenario choose',
      expect.stringMatching(
        /^left out: replies that failed or were interrupted \(1\) · conversations without a reply \(1\) · that a reply was cut off at the token limit \(1\) · lorebook entries that came up during the chat \(\d\) · which model, .* · what checks found$/,
      ),
    ]);
  });

  it('does not say what the model of a chat log was told, which nobody knows', async () => {
    const text = JSON.stringify({
      messages: [SYSTEM, { role: 'user', content: 'や' }, { role: 'assistant', content: 'お' }],
    });
    const run = await folder.imported('openai', text);
    const { files, notes } = await folder.exported({ format: 'openai', run });
    expect(linesOf(files[''])).toEqual([
      {
        messages: [
          { role: 'user', content: 'や' },
          { role: 'assistant', content: 'お' },
        ],
      },
    ]);
    expect(notes).toEqual([
      'left out: what the model was told, which a chat log does not say · which model, scenario and sample it was',
    ]);
  });
});

describe('sharegpt', () => {
  it('has the same without thinking, and says so', async () => {
    const { files, notes } = await folder.exported({ format: 'sharegpt', models: ['whole'] });
    const [line, ...others] = linesOf(files['']);
    expect(others).toEqual([]);
    expect(line).toEqual({
      conversations: [
        { from: 'system', value: SYSTEM.content },
        { from: 'gpt', value: GREETING.content },
        ...['うん！', '=2', '', '駅前のね', 'また来てね'].flatMap((reply, index) => [
          { from: 'human', value: TURNS[index] },
          { from: 'gpt', value: reply },
        ]),
      ],
    });
    expect(notes).toEqual([expect.stringContaining(' · thinking (1) · ')]);
  });
});

describe('sillytavern', () => {
  it('has a chat for each conversation, with what it knows of the replies', async () => {
    const { files } = await folder.exported({ format: 'sillytavern' });
    expect(Object.keys(files)).toEqual(['cafe.broken.1.jsonl', 'cafe.whole.1.jsonl']);
    const [header, greeting, user, reply, ...rest] = linesOf(files['cafe.whole.1.jsonl']);
    expect(header).toMatchObject({
      user_name: 'お客',
      character_name: 'ミナ',
      chat_metadata: { hitogara: { run: folder.played, model: 'whole', scenario: 'cafe', sample: 1 } },
    });
    const character = { name: 'ミナ', is_user: false, is_system: false };
    expect([greeting, user, reply]).toEqual([
      { ...character, mes: 'いらっしゃい', extra: {} },
      { name: 'お客', is_user: true, is_system: false, mes: 'やあ', extra: {} },
      { ...character, mes: 'うん！', extra: { model: 'whole' } },
    ]);
    expect(rest[1]).toMatchObject({ mes: '=2', extra: { reasoning: '足す' } });
    expect(rest[5]).toMatchObject({ mes: '駅前のね', extra: { hitogara: { outcome: 'truncated' } } });
  });
});

describe('the name of a file', () => {
  it('is one on every system, and no two texts have the same', () => {
    const fileOf = fileNames(12);
    const texts = ['m', 'M', 'm', 'a temperature=0.2', '../x', 'con', 'nul.txt', '', '長い長い名前', 'a/b', 'a:b'];
    expect(texts.map(fileOf)).toEqual([
      ...['m', 'M~2', 'm', 'a_temperatur', '__x', '_con', '_nul.txt', '_', '長い長い', 'a_b', 'a_b~2'],
    ]);
  });
});

describe('csv', () => {
  it('has a row for every turn that was begun, and computes nothing', async () => {
    const { files, notes } = await folder.exported({ format: 'csv' });
    const text = String(files['']);
    const [head = '', ...rows] = text.trimEnd().split('\n');
    expect(text.startsWith('\ufeffrun,model,')).toBe(true);
    const columns = head.slice(1).split(',');
    const cell = (row: string, name: string) => row.split(',')[columns.indexOf(name)];
    const wanted = [
      'model',
      'turn',
      'greeting',
      'user',
      'reply',
      'thinking',
      'outcome',
      'problem',
      'partialReply',
      'faults',
    ];
    expect(rows.map((row) => wanted.map((name) => cell(row, name)).join('|'))).toEqual([
      'whole|1|いらっしゃい|やあ|うん！||ok|||',
      "whole|2||'=1+1|'=2|足す|ok|||",
      'whole|3||好きな店は？|||empty|||empty',
      'whole|4||もっと|駅前のね||truncated|||truncated',
      'whole|5||それから？|また来てね||ok|||',
      'broken|1|いらっしゃい|やあ|はい||ok|||',
      "broken|2||'=1+1|いや||refused|||",
      'broken|3||好きな店は？|||failed|scripted: the reply to turn 3 failed|壊れ|',
      'dead|1|いらっしゃい||||failed|generation-failed: out of order||',
    ]);
    expect(cell(rows[0] ?? '', 'replyTokens')).toBe('');
    expect(notes).toEqual([expect.stringMatching(/^left out: the persona · .*control characters/)]);
  });
});

describe('what was imported, exported and imported again', () => {
  it.each([
    [
      'openai',
      [
        '{"messages":[{"role":"user","content":""},{"role":"assistant","content":"ええ"},{"role":"user","content":"a\\nb"},{"role":"assistant","content":"  c","reasoning_content":"t"}]}',
        '{"messages":[{"role":"assistant","content":"g"},{"role":"user","content":"u"},{"role":"assistant","content":null,"refusal":"no"},{"role":"user","content":"v"},{"role":"assistant","content":""}]}',
      ],
    ],
    [
      'sharegpt',
      ['{"conversations":[{"from":"gpt","value":"g"},{"from":"human","value":""},{"from":"gpt","value":"r\\u0000"}]}'],
    ],
    [
      'sillytavern',
      [
        '{"user_name":"お客","character_name":"ミナ"}',
        '{"name":"ミナ","is_user":false,"mes":"g"}',
        '{"name":"お客","is_user":true,"mes":""}',
        '{"name":"ミナ","is_user":false,"mes":"r","swipe_id":1,"swipes":["q","s"],"extra":{"reasoning":"t"}}',
      ],
    ],
  ] as const)('is the same: %s', async (format, lines) => {
    const first = await folder.imported(format, lines.join('\n'));
    const { files } = await folder.exported({ format, run: first });
    const again = await folder.imported(format, Object.values(files).map(String).join('\n'));
    expect(await saidIn(again)).toEqual(await saidIn(first));
    expect((await saidIn(first)).length).toBeGreaterThan(0);
  });

  async function saidIn(run: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const { sample, turns } of readConversations(run)) {
      all.push({
        sample,
        turns: turns.map(({ greeting, user, reply, reasoning, outcome, finishReason, warnings }) => {
          return { greeting, user, reply, reasoning, outcome, finishReason, warnings };
        }),
      });
    }
    return all;
  }
});

describe('docs/exporting.md', () => {
  it('is what npm run docs writes', async () => {
    expect(await readFile(path.join(REPOSITORY, 'docs/exporting.md'), 'utf8')).toBe(exportingPage());
  });
});

describe('the command', () => {
  it('prints to stdout, and what is left out to stderr', async () => {
    const { code, stdout, stderr } = await folder.run('export', folder.played, '-f', 'openai', '-m', 'who*');
    expect(code).toBe(0);
    expect(linesOf(Buffer.from(stdout))).toHaveLength(1);
    expect(stderr).toMatch(/^note: left out: /);
  });

  it('writes a folder, and nothing beside it', async () => {
    const { code, stdout, left } = await folder.run('export', folder.played, '-f', 'sillytavern', '-o', 'chats');
    expect({ code, stdout, left: left.sort() }).toEqual({
      code: 0,
      stdout: 'exported 2 conversations, 7 turns · chats\n',
      left: ['chats', 'chats/cafe.broken.1.jsonl', 'chats/cafe.whole.1.jsonl'],
    });
  });

  it.each([
    [
      'a folder that nobody named',
      ['-f', 'sillytavern'],
      2,
      'sillytavern makes several files\n  Name a folder for them: --output FOLDER\n',
    ],
    [
      'a folder with something in it',
      ['-f', 'sillytavern', '-o', 'full'],
      2,
      'full: already has something in it\n  Name a new folder, or an empty one.\n',
    ],
    [
      'a file where a folder is needed',
      ['-f', 'sillytavern', '-o', 'full/x'],
      2,
      'full/x: that is a file; name a folder\n',
    ],
    [
      'the record of a run',
      ['-f', 'csv', '-o', 'full/journal.jsonl'],
      2,
      'full/journal.jsonl: is a part of a run, and is not replaced\n',
    ],
    ['a folder where a file is needed', ['-f', 'csv', '-o', 'full'], 2, 'full: that is a folder; name a file\n'],
    ['a run without a reply', ['-f', 'openai', '-m', 'dead'], 4, 'nothing to export: no conversation has a reply\n'],
    [
      'a run without a reply, into a folder',
      ['-f', 'sillytavern', '-m', 'dead', '-o', 'new'],
      4,
      'nothing to export: no conversation has a reply\n',
    ],
    [
      'a model that the run does not have',
      ['-f', 'openai', '-m', 'hole'],
      4,
      'the run has no model "hole"\n  Did you mean whole?\n',
    ],
    ['a format that nobody has', ['-f', 'docx'], 2, null],
    ['no format', [], 2, null],
  ])('refuses %s and writes nothing', async (_what, args, code, stderr) => {
    mkdirSync(path.join(folder.path, 'full'), { recursive: true });
    for (const name of ['x', 'journal.jsonl', 'manifest.json']) writeFileSync(path.join(folder.path, 'full', name), '');
    const outcome = await folder.run('export', folder.played, ...args);
    expect(outcome).toMatchObject({ code, stdout: '', left: [], ...(stderr !== null && { stderr }) });
  });
});

describe('a run that was cut off', () => {
  it('goes out as far as it goes: what was begun is marked, and what was never begun is not made up', async () => {
    await using cut = await scriptedFolder({ yes: { replies: ['うん！', 'そう'] } });
    const isMoment = (event: RunEvent): boolean => event.type === 'turn-end' && event.record.turn === 2;
    await playAndKill(cut.path, { models: ['yes'] }, isMoment);
    const output = path.join(cut.path, 'turns.csv');
    await exportRun({ format: 'csv', output }, { world: worldIn(cut.path) });
    const [head = '', ...rows] = (await readFile(output, 'utf8')).slice(1).trimEnd().split('\n');
    const columns = head.split(',');
    const told = rows.map((row) => ['turn', 'reply', 'outcome'].map((name) => row.split(',')[columns.indexOf(name)]));
    expect(told).toEqual([
      ['1', 'うん！', 'ok'],
      ['2', 'そう', 'ok'],
      ['3', '', 'interrupted'],
    ]);
  });

  it('has no turn too many if only its end is missing', async () => {
    const turn = { turn: 1, user: 'u', reply: 'r', outcome: 'ok', finishReason: { unified: 'stop', raw: 'stop' } };
    const conversation = { turns: [turn], status: 'interrupted', planned: 1 } as unknown as ExportedConversation;
    expect(attemptsIn(conversation)).toHaveLength(1);
    expect(attemptsIn({ ...conversation, planned: 2 })).toHaveLength(2);
  });
});

it('no key is in what was imported, or in what goes out', async () => {
  const key = 'sk-proj-9aZ8bY7cX6dW5eV4fU3g';
  await using own = temporaryFolder();
  const said = {
    messages: [SYSTEM, { role: 'user', content: `鍵は${key}？` }, { role: 'assistant', content: `うん、${key}。` }],
  };
  await own.write('chat.jsonl', JSON.stringify(said));
  const run = (...args: string[]) =>
    runProgram(args, { directory: own.path, environment: { ...NO_MODEL_PROCESS, OPENAI_API_KEY: key } });
  expect(await run('import', 'chat.jsonl', '-s', 'anime-fan', '-m', 'm')).toMatchObject({ code: 0 });
  expect(await run('score', 'latest')).toMatchObject({ code: 0 });
  for (const format of EXPORT_FORMATS) await run('export', 'latest', '--format', format, '--output', `out/${format}`);
  await rm(path.join(own.path, 'chat.jsonl'));
  const names = readdirSync(own.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(14);
  expect(files.filter((file) => readFileSync(file, 'latin1').includes(key))).toEqual([]);
});

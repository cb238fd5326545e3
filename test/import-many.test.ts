// Chats in large numbers, and in several files: read and written one after the other, with nothing left behind when one is broken.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecrets } from '../dist/core/secrets.js';
import { streamedJson } from '../dist/formats/json-stream.js';
import { readTranscripts } from '../dist/formats/read.js';
import { importRun } from '../dist/run/import.js';
import { thisProcess } from '../dist/this-process.js';
import { type Outcome, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';

const SCENARIO = {
  id: 'cafe',
  title: { ja: '喫茶店', en: 'cafe' },
  persona: { name: 'ミナ', user: 'お客', instruction: 'あなたは喫茶店で働くミナです。' },
  turns: ['おはよう'],
};

let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/cafe.yaml', JSON.stringify(SCENARIO));
});
afterAll(() => folder[Symbol.asyncDispose]());

function run(...args: string[]): Promise<Outcome> {
  return runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
}

function imports(...args: string[]): Promise<Outcome> {
  return run('import', ...args, '-s', 'cafe', '-m', 'm');
}

function recordOf({ stdout }: Outcome) {
  return readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
}

const chat = (reply: string) => ({
  messages: [
    { role: 'user', content: 'おはよう' },
    { role: 'assistant', content: reply },
  ],
});
const tavern = (reply: string): string =>
  [
    { user_name: 'お客', character_name: 'ミナ', chat_metadata: {} },
    { name: 'お客', is_user: true, mes: 'おはよう' },
    { name: 'ミナ', is_user: false, mes: reply },
  ]
    .map((each) => JSON.stringify(each))
    .join('\n');

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function documentsIn(text: string, size: number): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { value, array, lineOf } of streamedJson(inPieces(text, size), 'f'))
      found.push(`${lineOf('')}${array === null ? '' : `[${array}]`} ${JSON.stringify(value)}`);
  } catch (error) {
    found.push(String(error).replace(/^UserError: /, ''));
  }
  return found;
}

describe('values of a JSON file', () => {
  const BROKEN = (line: number): string => `f:${line}: is not JSON: it breaks in this line`;

  it.each<[string, string, string[]]>([
    ['one a line', '{"a":1}\r\n\n{"b":"あ{[\\""}\n', ['1 {"a":1}', '3 {"b":"あ{[\\""}']],
    ['one below the other', '{\n"a":1\n}\n{\n"b":2}', ['1 {"a":1}', '4 {"b":2}']],
    [
      'elements of an array',
      '\ufeff[\n{"a":[1,2]} ,\n"x",3 , null,[]\n]\n',
      [...['2[1] {"a":[1,2]}', '3[1] "x"', '3[1] 3', '3[1] null', '3[1] []']],
    ],
    ['arrays, one a line', '[{"a":1}]\n[{"b":2},{}]', ['1[1] {"a":1}', '2[2] {"b":2}', '2[2] {}']],
    ['in a fence', '```json\n{"a":1}\n```\n', ['2 {"a":1}']],
    ['nothing', ' \n', []],
    ['an empty array', '[ ]', []],
    ['one that is broken', '{"a":1}\n{"a":}\n{"a":2}', ['1 {"a":1}', BROKEN(2)]],
    ['one that goes on in the next line, where each has its own', '{"a":1}\n{"a":\n{"a":2}', ['1 {"a":1}', BROKEN(2)]],
    ['a string that does not end', '{\n"a":"x\n}\n{"b":1}', [BROKEN(2)]],
    ['cut off', '[{"a":1},\n{"a"', ['1[1] {"a":1}', BROKEN(2)]],
    ['cut off between them', '[{"a":1},\n', ['1[1] {"a":1}', BROKEN(2)]],
    ['without a comma', '[{"a":1} {"a":2}]', ['1[1] {"a":1}', BROKEN(1)]],
    ['a comma at the end', '[{"a":1},]', ['1[1] {"a":1}', BROKEN(1)]],
    ['two in a line', '{"a":1}{"a":2}', ['1 {"a":1}', BROKEN(1)]],
    ['something after a fence', '```\n{"a":1}\n```\n{"a":2}', ['2 {"a":1}', BROKEN(4)]],
    ['text', 'USER: a', [`${BROKEN(1)}\n  A chat as plain text is read by --as text.`]],
    [
      'nested too deep',
      `{"a":1}\n${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      ['1 {"a":1}', 'f:2: is nested more than 100000 deep, which is the most that is read'],
    ],
    ['brackets that do not match', '{"a":[1}\n]', [BROKEN(1)]],
  ])('are found wherever the file is cut into pieces: %s', async (_what, text, expected) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(await documentsIn(text, size), `pieces of ${size}`).toEqual(expected);
  });

  it('are handed on before the rest of the file is read', async () => {
    let pulled = 0;
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        pulled++;
        yield Buffer.from(`${JSON.stringify(chat('はい'))}\n`);
      }
    };
    const persona = { name: 'ミナ', user: 'お客', instruction: '' };
    const reading = readTranscripts('openai', endless(), {
      file: 'f',
      persona,
      model: 'm',
      roles: null,
      questions: null,
    });
    for (let n = 1; n <= 3; n++) expect((await reading.next()).value?.conversations).toHaveLength(1);
    await reading.return(undefined);
    expect(pulled).toBeLessThanOrEqual(4);
  });

  it('may not be larger than what is held of a file at once', async () => {
    const endless = async function* (start: string): AsyncGenerator<Buffer> {
      yield Buffer.from(start);
      for (const zeros = Buffer.alloc(1 << 20, '0'); ; ) yield zeros;
    };
    const read = async (start: string): Promise<void> => {
      for await (const _ of streamedJson(endless(start), 'f'));
    };
    await expect(read('\n{"a":"')).rejects.toThrow('f:2: is larger than 64 MB, which is the most that is read');
    await expect(read('[1,')).rejects.toThrow('f:1: is larger than 64 MB');
  });
});

describe('a long log', () => {
  it('is recorded without its text, by its digest', async () => {
    const padding = 'x'.repeat(300_000);
    await folder.write('long.jsonl', `${JSON.stringify({ ...chat('はい'), padding })}\n`.repeat(4));
    const { manifest, summary } = recordOf(await imports('long.jsonl', '--as', 'openai'));
    expect(manifest).toMatchObject({
      imported: { file: 'long.jsonl', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      request: { samples: 4 },
      models: [{ entry: { text: '' }, description: { weightsDigest: manifest.imported?.digest } }],
    });
    expect(summary?.totals).toMatchObject({ conversations: 4, turns: 4, replyTokens: null });
  });

  it('leaves nothing behind if a later line is broken', async () => {
    await folder.write('broken.jsonl', `${`${JSON.stringify(chat('はい'))}\n`.repeat(2_000)}{"messages":[\n`);
    const { code, stderr, left } = await imports('broken.jsonl', '--as', 'openai', '--out', 'new/runs');
    expect({ code, stderr, left }).toEqual({
      code: 2,
      stderr: 'broken.jsonl:2001: is not JSON: it breaks in this line\n',
      left: [],
    });
  });

  it('leaves nothing behind if it is interrupted', async () => {
    await folder.write('long.jsonl', `${JSON.stringify(chat('はい'))}\n`.repeat(3));
    const stop = new AbortController();
    const world = thisProcess({ workingDirectory: folder.path, secrets: createSecrets(), signal: stop.signal });
    const request = {
      ...{ files: ['long.jsonl'], format: 'openai' as const, scenario: 'cafe', model: 'm' },
      ...{ roles: null, swipes: false, questions: null, out: 'stopped', arguments: [] },
    };
    const importing = importRun(request, world, () => stop.abort());
    await expect(importing).rejects.toMatchObject({ exitCode: 130, message: 'interrupted' });
    expect(readdirSync(folder.path)).not.toContain('stopped');
  });
});

describe('a file that nobody names the format of', () => {
  it.each([
    ['cut off', '{\n"messages":[{"role":"user",', /^x\.json:2: is not JSON: it breaks in this line\n$/],
    ['nested too deep', `[${'{"a":'.repeat(200_000)}`, /^x\.json:1: is nested more than 100000 deep/],
    ['begun with a time', '[12:34] ミナ: おはよう\n[12:35] お客: やあ\n[12:36] ミナ: うん', /imported 1 turn · /],
  ])('is JSON or text by how it begins: %s', async (_what, content, message) => {
    await folder.write('x.json', content);
    const { stdout, stderr } = await imports('x.json');
    expect(stdout.split('\n').at(-2) ?? stderr).toMatch(message);
  });
});

describe('several files', () => {
  beforeAll(async () => {
    mkdirSync(path.join(folder.path, 'chats/yui'), { recursive: true });
    await folder.write('chats/b.jsonl', tavern('二'));
    await folder.write('chats/a.jsonl', tavern('一'));
    await folder.write('chats/yui/c.jsonl', tavern('三'));
    await folder.write('chats/picture.png', 'x');
    await folder.write('chats/.hidden.jsonl', 'x');
  });

  it.each([
    ['by their names', ['chats/b.jsonl', 'chats/a.jsonl'], ['二', '一']],
    ['by a pattern', ['chats/?.jsonl'], ['一', '二']],
    ['by their folder', ['chats'], ['一', '二', '三']],
  ])('are samples of one run, named %s', async (_how, names, replies) => {
    const outcome = await imports(...names);
    const { manifest, turns } = recordOf(outcome);
    expect(turns.map(({ sample, reply }) => `${sample} ${reply}`)).toEqual(
      replies.map((reply, n) => `${n + 1} ${reply}`),
    );
    expect(manifest.imported?.files?.map(({ conversations }) => conversations)).toEqual(replies.map(() => 1));
    expect(manifest.request.samples).toBe(replies.length);
    const n = replies.length;
    expect(outcome.stdout).toMatch(
      new RegExp(`^note: read as --as sillytavern\nimported ${n} conversations, ${n} turns, ${n} files · `),
    );
    expect((await run('show', manifest.runId)).stdout).toMatch(
      new RegExp(`^ {2}chat log {2}${n} files, from \\S+ to \\S+ \\(sillytavern\\)$`, 'm'),
    );
  });

  it('are named where something in one of them has no place', async () => {
    await folder.write('d.jsonl', `${tavern('四')}\n{"other":1}\n`);
    const { stdout } = await imports('chats/a.jsonl', 'd.jsonl');
    expect(stdout).toMatch(/^d\.jsonl:4 not placed: other$/m);
    const { unplaced } = JSON.parse((await imports('chats/a.jsonl', 'd.jsonl', '--json')).stdout);
    expect(unplaced).toEqual([{ file: 'd.jsonl', line: 4, text: 'other' }]);
  });

  it('are folded in the record of a command that names very many', async () => {
    const names = Array.from({ length: 20 }, () => 'chats/a.jsonl');
    const { manifest } = recordOf(await imports(...names, 'chats/b.jsonl'));
    expect(manifest.arguments.slice(0, 5)).toEqual(['import', 'chats/a.jsonl', '…', 'chats/b.jsonl', '-s']);
  });

  it.each([
    [
      'one of another kind',
      ['chats/a.jsonl', 'e.jsonl'],
      2,
      /^e\.jsonl:1: has nothing that --as sillytavern could read\n {2}It looks like a file for --as openai\.\n$/,
    ],
    ['one that is missing', ['chats/a.jsonl', 'none.jsonl'], 2, /^none\.jsonl: cannot be read/],
    ['a folder without chats', ['scenarios'], 4, /^scenarios: has no file that ends with \.jsonl/],
    ['a pattern without files', ['chats/*.txt'], 4, /^chats\/\*\.txt: matches no file\n$/],
  ])('are refused, with nothing left behind: %s', async (_what, names, code, message) => {
    await folder.write('e.jsonl', JSON.stringify(chat('はい')));
    const outcome = await imports(...names, '--out', 'refused');
    expect({ code: outcome.code, left: outcome.left }).toEqual({ code, left: [] });
    expect(outcome.stderr).toMatch(message);
  });
});

describe('other versions of the last reply', () => {
  it('become samples where that is asked for', async () => {
    const lines = [
      { name: 'お客', is_user: true, mes: 'おはよう' },
      { name: 'ミナ', is_user: false, mes: 'b', swipes: ['a', 'b'], swipe_id: 1 },
      { name: 'お客', is_user: true, mes: 'うん' },
      {
        ...{ name: 'ミナ', is_user: false, mes: 'd', swipes: ['c', 'd', 'e'], swipe_id: 1 },
        swipe_info: [{ extra: { reasoning: '考え' } }, {}, null],
      },
    ];
    await folder.write('swiped.jsonl', lines.map((each) => JSON.stringify(each)).join('\n'));
    const { stdout } = await imports('swiped.jsonl', '--swipes', '--json');
    const { runId, notes } = JSON.parse(stdout);
    const { turns } = readRun(path.join(folder.path, 'results'), runId);
    expect(turns.map(({ sample, reply, reasoning = '' }) => `${sample} ${reply} ${reasoning}`.trim())).toEqual([
      ...['1 b', '1 d', '2 b', '2 c 考え', '3 b', '3 e'],
    ]);
    expect(notes.slice(1, 3)).toEqual([
      'other versions of a last reply, each imported as a sample of its own: 2',
      'other versions of earlier replies, left out: 1',
    ]);
  });
});

// Chat logs of other programs, through the command line: what becomes a turn, what is named as unplaced, what is refused.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { encodeJapanese } from './support/encodings.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';

const SCENARIO = {
  id: 'cafe',
  title: { ja: '喫茶店', en: 'cafe' },
  persona: { name: 'ミナ', user: 'お客', instruction: 'あなたは喫茶店で働くミナです。 短く話してください。' },
  turns: ['おはよう', '今日のおすすめは？', 'じゃあ、それで'],
};

let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/cafe.yaml', JSON.stringify(SCENARIO));
  await folder.write(
    'scenarios/greeted.yaml',
    JSON.stringify({
      ...SCENARIO,
      ...{ id: 'greeted', greeting: 'いらっしゃい', persona: { ...SCENARIO.persona, maxReplyCharacters: 40 } },
    }),
  );
});
afterAll(() => folder[Symbol.asyncDispose]());

function run(...args: string[]): Promise<Outcome> {
  return runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
}

let count = 0;

async function imported(
  as: string,
  content: string | Uint8Array,
  ...args: string[]
): Promise<Outcome & { file: string }> {
  const file = `log-${++count}.txt`;
  await folder.write(file, content);
  return { ...(await run('import', file, '--as', as, '-s', 'cafe', '-m', 'm', ...args)), file };
}

interface Read {
  /** A conversation each: user line and reply, and the greeting in front where there is one. */
  said: (string | [string, string])[][];
  unplaced: string[];
  notes: string[];
  warnings: string[];
}

/** What `show` has of an imported log. */
async function read(as: string, content: string | Uint8Array, ...args: string[]): Promise<Read> {
  const { code, stdout, stderr } = await imported(as, content, '--json', ...args);
  if (code !== 0) throw new Error(stderr);
  const { runId, turns, unplaced, notes } = JSON.parse(stdout);
  const shown = JSON.parse((await run('show', runId, '--format', 'json')).stdout);
  type Turn = { greeting?: string; user: string; reply: string; warnings: string[] };
  const conversations: { turns: Turn[] }[] = shown.conversations;
  const all = conversations.flatMap((each) => each.turns);
  expect(all).toHaveLength(turns);
  return {
    said: conversations.map((each) =>
      each.turns.flatMap(({ greeting, user, reply }) => [
        ...(greeting === undefined ? [] : [greeting]),
        [user, reply] as [string, string],
      ]),
    ),
    unplaced: unplaced.map(({ line, text }: { line: number; text: string }) => `${line}: ${text}`),
    notes: notes.filter((note: string) => !note.startsWith('user lines that the scenario')),
    warnings: all
      .flatMap((turn) => turn.warnings)
      .filter((warning) => warning !== 'the scenario has no such user line'),
  };
}

const USUAL: Read['said'] = [
  [
    ['おはよう', 'おはよう！'],
    ['今日のおすすめは？', 'カレー。\n\nおいしいよ。'],
  ],
];

describe('plain text', () => {
  it.each([
    [
      'names alone',
      'USER\nおはよう\nASSISTANT\nおはよう！\nUSER\n今日のおすすめは？\n\nASSISTANT\nカレー。\n\nおいしいよ。\n',
    ],
    [
      'names in brackets',
      '[USER]\nおはよう\n[ASSISTANT]\nおはよう！\n[USER]\n今日のおすすめは？\n[ASSISTANT]\nカレー。\n\nおいしいよ。',
    ],
    [
      'names with colons above',
      'User:\nおはよう\nAssistant:\nおはよう！\n\nUser:\n今日のおすすめは？\nAssistant:\nカレー。\n\nおいしいよ。',
    ],
    [
      'Human and Assistant',
      'Human: おはよう\n\nAssistant: おはよう！\n\nHuman: 今日のおすすめは？\n\nAssistant: カレー。\n\nおいしいよ。',
    ],
    [
      'Japanese names, colons of both widths',
      'ユーザー: おはよう\nアシスタント：おはよう！\nユーザー：今日のおすすめは？\nアシスタント: カレー。\n\nおいしいよ。',
    ],
    [
      'the names of the persona',
      'お客: おはよう\nミナ: おはよう！\nお客: 今日のおすすめは？\nミナ: カレー。\n\nおいしいよ。',
    ],
    ['the name of the model', 'User: おはよう\nM: おはよう！\nUser: 今日のおすすめは？\nM: カレー。\n\nおいしいよ。'],
    [
      'bold names, colon inside, no-break space',
      '**お客:**\u00a0おはよう\n\n**ミナ:**\u00a0おはよう！\n\n**お客:**\u3000今日のおすすめは？\n\n**ミナ:** カレー。\n\nおいしいよ。',
    ],
    [
      'bold names, colon outside',
      '**お客**: おはよう\n**ミナ**： おはよう！\n**お客**：今日のおすすめは？\n**ミナ**: カレー。\n\nおいしいよ。',
    ],
    [
      'bold names in a list',
      '- **User:** おはよう\n- **AI:** おはよう！\n- **User:** 今日のおすすめは？\n- **AI:** カレー。\n\nおいしいよ。',
    ],
    [
      'quotations',
      'お客「おはよう」\nミナ「おはよう！」\n\nお客「今日のおすすめは？」\nミナ「カレー。\n\nおいしいよ。」',
    ],
    [
      'headings',
      '### 指示:\nおはよう\n\n### 応答:\nおはよう！\n\n### 指示:\n今日のおすすめは？\n\n### 応答:\nカレー。\n\nおいしいよ。',
    ],
    [
      'headings without colons',
      '## User\nおはよう\n## Assistant\nおはよう！\n## User\n今日のおすすめは？\n## Assistant\nカレー。\n\nおいしいよ。',
    ],
    [
      'rinna: the system answers',
      'ユーザー: おはよう\nシステム: おはよう！\nユーザー: 今日のおすすめは？\nシステム: カレー。\n\nおいしいよ。',
    ],
    [
      '[INST]',
      '<s>[INST] おはよう [/INST] おはよう！ </s><s>[INST] 今日のおすすめは？ [/INST] カレー。\n\nおいしいよ。</s>',
    ],
    [
      '<|im_start|>',
      '<|im_start|>user\nおはよう<|im_end|>\n<|im_start|>assistant\nおはよう！<|im_end|>\n<|im_start|>user\n今日のおすすめは？<|im_end|>\n<|im_start|>assistant\nカレー。\n\nおいしいよ。<|im_end|>\n',
    ],
    [
      '<|im_start|> with the end of one and the start of the next in one line, without the last end',
      '<|im_start|>user\nおはよう<|im_end|><|im_start|>assistant\nおはよう！<|im_end|><|im_start|>user\n今日のおすすめは？<|im_end|>\n<|im_start|>assistant\nカレー。\n\nおいしいよ。',
    ],
    [
      'the marks of Llama 3',
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nおはよう<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nおはよう！<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n今日のおすすめは？<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nカレー。\n\nおいしいよ。<|eot_id|>',
    ],
    [
      'the marks of Gemma',
      '<bos><start_of_turn>user\nおはよう<end_of_turn>\n<start_of_turn>model\nおはよう！<end_of_turn>\n<start_of_turn>user\n今日のおすすめは？<end_of_turn>\n<start_of_turn>model\nカレー。\n\nおいしいよ。<end_of_turn>\n',
    ],
    [
      'the marks of Phi, in a fence',
      '```\n<|user|>\nおはよう<|end|>\n<|assistant|>\nおはよう！<|end|>\n<|user|>\n今日のおすすめは？<|end|>\n<|assistant|>\nカレー。\n\nおいしいよ。\n```\n',
    ],
    [
      'times before the names',
      '[12:34] お客: おはよう\n[12:34:56] ミナ: おはよう！\n2026-01-02 12:35 お客: 今日のおすすめは？\n2026/01/02(金), 1:35 PM - ミナ: カレー。\n\nおいしいよ。',
    ],
    [
      'times behind the names',
      'お客 — 今日 12:34\nおはよう\nミナ — 今日 12:34\nおはよう！\nお客 — 2026/01/02 12:35\n今日のおすすめは？\nミナ  12:35 PM\nカレー。\n\nおいしいよ。',
    ],
    [
      'times in brackets behind the names',
      'お客 (12:34): おはよう\nミナ (12:34): おはよう！\nお客 (12:35): 今日のおすすめは？\nミナ (12:35): カレー。\n\nおいしいよ。',
    ],
    [
      'an export of LINE',
      '12:34\tお客\tおはよう\n12:34\tミナ\tおはよう！\n12:35\tお客\t今日のおすすめは？\n12:36\tミナ\t"カレー。\n\nおいしいよ。"\n',
    ],
    [
      'names in angle brackets',
      '<お客> おはよう\n<ミナ> おはよう！\n<お客> 今日のおすすめは？\n<ミナ> カレー。\n\nおいしいよ。',
    ],
    [
      'elements of XML',
      '<user>おはよう</user>\n<assistant>おはよう！</assistant>\n<user>今日のおすすめは？</user>\n<assistant>\nカレー。\n\nおいしいよ。\n</assistant>',
    ],
    [
      'names in corner brackets',
      '【お客】おはよう\n【ミナ】おはよう！\n【お客】今日のおすすめは？\n【ミナ】\nカレー。\n\nおいしいよ。',
    ],
    [
      'names with what Japanese adds to them',
      'お客様: おはよう\nミナちゃん: おはよう！\nお客様: 今日のおすすめは？\nミナちゃん: カレー。\n\nおいしいよ。',
    ],
    [
      'colons and quotation marks',
      'お客：「おはよう」\nミナ：「おはよう！」\nお客：「今日のおすすめは？」\nミナ：「カレー。\n\nおいしいよ。」',
    ],
    ['arrows', 'お客> おはよう\nミナ> おはよう！\nお客＞今日のおすすめは？\nミナ＞カレー。\n\nおいしいよ。'],
    [
      'emoji before the names',
      '🧑 お客: おはよう\n🤖 ミナ: おはよう！\n🧑 お客: 今日のおすすめは？\n🤖 ミナ: カレー。\n\nおいしいよ。',
    ],
    [
      'a quotation around it all',
      '> **お客:** おはよう\n>\n> **ミナ:** おはよう！\n>\n> **お客:** 今日のおすすめは？\n>\n> **ミナ:** カレー。\n>\n> おいしいよ。\n',
    ],
    [
      'a quotation around each',
      '**お客**\n\n> おはよう\n\n**ミナ**\n\n> おはよう！\n\n**お客**\n\n> 今日のおすすめは？\n\n**ミナ**\n\n> カレー。\n> \n> おいしいよ。\n',
    ],
    [
      'a fence around each',
      '**お客**\n```\nおはよう\n```\n**ミナ**\n```\nおはよう！\n```\n**お客**\n```\n今日のおすすめは？\n```\n**ミナ**\n```text\nカレー。\n\nおいしいよ。\n```\n',
    ],
    [
      'what is copied from ChatGPT',
      'You said:\nおはよう\nChatGPT said:\nおはよう！\nYou said:\n今日のおすすめは？\nChatGPT said:\nカレー。\n\u00a0\nおいしいよ。',
    ],
    [
      'a fence around it all',
      '```text\nUSER\nおはよう\nASSISTANT\nおはよう！\nUSER\n今日のおすすめは？\nASSISTANT\nカレー。\n\nおいしいよ。\n```\n',
    ],
    [
      'BOM and CRLF',
      '\ufeffUSER\r\nおはよう\r\nASSISTANT\r\nおはよう！\r\nUSER\r\n今日のおすすめは？\r\nASSISTANT\r\nカレー。\r\n\r\nおいしいよ。\r\n',
    ],
    [
      'CR only',
      'USER\rおはよう\rASSISTANT\rおはよう！\rUSER\r今日のおすすめは？\rASSISTANT\rカレー。\r\rおいしいよ。\r',
    ],
    [
      'white space before and after names',
      '  USER\u00a0\nおはよう\n\u3000ASSISTANT  \n  おはよう！\nUSER\n今日のおすすめは？\nASSISTANT\nカレー。\n\nおいしいよ。',
    ],
  ])('knows %s', async (_form, text) => {
    expect(await read('text', text)).toEqual({ said: USUAL, unplaced: [], notes: [], warnings: [] });
  });

  it('keeps what looks like another label inside a reply', async () => {
    const text =
      'USER\nおはよう\nASSISTANT\nおはよう！\nユーザー: また来たよ\nミナ: はい\n<|im_start|>user\nえ\nUSER\nうん\nASSISTANT\nはい';
    expect(await read('text', text)).toMatchObject({
      said: [
        [
          ['おはよう', 'おはよう！\nユーザー: また来たよ\nミナ: はい\n<|im_start|>user\nえ'],
          ['うん', 'はい'],
        ],
      ],
      unplaced: [],
    });
  });

  it('leaves the colours of a terminal out, and says so', async () => {
    const text = '\u001b[32mお客\u001b[0m: おはよう\n\u001b[36mミナ\u001b[m: はい\u001b(B\u001b[K\n';
    expect(await read('text', text)).toEqual({
      said: [[['おはよう', 'はい']]],
      unplaced: [],
      notes: ['lines from which control characters were left out: 2'],
      warnings: [],
    });
  });

  it('takes no time of day within what is said for a label, and no time for a name', async () => {
    const text = 'USER: 何時？\nASSISTANT: 12:34\n10:00 開店\n11:00: 昼\nUSER: うん\nASSISTANT: はい';
    expect((await read('text', text)).said).toEqual([
      [
        ['何時？', '12:34\n10:00 開店\n11:00: 昼'],
        ['うん', 'はい'],
      ],
    ]);
    const { code, stderr } = await imported('text', '8:00 起きる\n9:00 食べる\n8:00 起きる\n9:00 食べる\n');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/:1: /) });
  });

  it('takes no line before the chat for the character, though it begins with a known name', async () => {
    expect(await read('text', 'AI: GPT-4\nUSER: おはよう\nASSISTANT: やあ\nUSER: うん\nASSISTANT: はい')).toEqual({
      said: [
        [
          ['おはよう', 'やあ'],
          ['うん', 'はい'],
        ],
      ],
      unplaced: ['1: AI: GPT-4'],
      notes: [],
      warnings: [],
    });
  });

  it('keeps a quotation or a fence that only some replies have', async () => {
    const text = '**お客:** おはよう\n**ミナ:**\n```\nf()\n```\n**お客:** うん\n**ミナ:**\n> 引用';
    expect((await read('text', text)).said).toEqual([
      [
        ['おはよう', '```\nf()\n```'],
        ['うん', '> 引用'],
      ],
    ]);
  });

  it('names what stands around the marks of a prompt, and a last user line without a reply', async () => {
    const text =
      '\n\nメモ\n```\n<|im_start|>user\nおはよう<|im_end|> 余り\n<|im_start|>tool\n晴れ<|im_end|>\n<|im_start|>assistant\nはい<|im_end|>\n<|im_start|>user\nうん<|im_end|>\n<|im_start|>assistant\n```\n感想\n';
    expect(await read('text', text)).toMatchObject({
      said: [[['おはよう', 'はい']]],
      unplaced: ['3: メモ', '6:  余り', '7: tool: 晴れ', '11: うん', '15: 感想'],
    });
  });

  it('makes samples of prompts that follow each other, each with its system text', async () => {
    const one = (reply: string) =>
      `<s>[INST] <<SYS>>\n${SCENARIO.persona.instruction}\n<</SYS>>\n\nおはよう [/INST] ${reply} </s>\n`;
    expect(await read('text', `${one('a')}${one('b')}`)).toMatchObject({
      said: [[['おはよう', 'a']], [['おはよう', 'b']]],
      unplaced: [],
      notes: [],
    });
  });

  it('records what the model thought apart from its reply', async () => {
    const { stdout } = await imported('text', 'USER: おはよう\nASSISTANT: <think>\n朝だ。\n</think>\n\nおはよう！');
    const { turns } = readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
    expect(turns.map(({ reply, reasoning, outcome }) => ({ reply, reasoning, outcome }))).toEqual([
      { reply: 'おはよう！', reasoning: '朝だ。', outcome: 'ok' },
    ]);
  });

  it('says which labels it took as text, when they are written like the speakers', async () => {
    const { said, notes } = await read('text', 'USER: a\nASSISTANT: b\nUser: c\nUSER: d\nASSISTANT: e');
    expect(said).toEqual([
      [
        ['a', 'b\nUser: c'],
        ['d', 'e'],
      ],
    ]);
    expect(notes).toEqual(['taken as part of what is said, though they look like speakers: line 3 (User)']);
  });

  it('names by line number what belongs to no turn: notes before, headings and rules between, what stands after the fence', async () => {
    const text =
      '# Model X\ntemp 0.7\n\n```\nUSER\nおはよう\n\n---\nASSISTANT\nはい\n\n## 二つ目\n\nUSER\nうん\nASSISTANT\nええ\n```\n\n長すぎる\n';
    expect(await read('text', text)).toMatchObject({
      said: [
        [
          ['おはよう', 'はい'],
          ['うん', 'ええ'],
        ],
      ],
      unplaced: ['1: # Model X', '2: temp 0.7', '8: ---', '12: ## 二つ目', '20: 長すぎる'],
    });
  });

  it('keeps headings and fences within what is said', async () => {
    const reply = '# 見出し\n本文\n```js\nf()\n```\n---\n終わり';
    expect((await read('text', `USER\nおはよう\nASSISTANT\n${reply}\nUSER\nうん\nASSISTANT\nはい`)).said).toEqual([
      [
        ['おはよう', reply],
        ['うん', 'はい'],
      ],
    ]);
  });

  it('takes a heading above those of the speakers as the beginning of something else', async () => {
    const text = '### User\nおはよう\n### Assistant\nはい\n\n## 感想\n長い\n\n### User\nうん\n### Assistant\nええ';
    expect(await read('text', text)).toMatchObject({
      said: [
        [
          ['おはよう', 'はい'],
          ['うん', 'ええ'],
        ],
      ],
      unplaced: ['6: ## 感想', '7: 長い'],
    });
  });

  it.each([
    ['from SYSTEM', 'SYSTEM\nあなたは喫茶店で働くミナです。\n短く話してください。\n\nUSER\nおはよう\nASSISTANT\nはい'],
    [
      'from システム:',
      'システム: あなたは喫茶店で働くミナです。 短く話してください。\nユーザー: おはよう\nアシスタント: はい',
    ],
    [
      'in another style',
      '**System:** あなたは喫茶店で働くミナです。短く話してください。\n\nUSER\nおはよう\nASSISTANT\nはい',
    ],
    ['without a label', 'あなたは喫茶店で働くミナです。 短く話してください。\n\nUSER\nおはよう\nASSISTANT\nはい'],
    ['in parts', 'Prompt: あなたは喫茶店で働くミナです。\n短く話してください。\n\nUSER\nおはよう\nASSISTANT\nはい'],
    [
      "as Alpaca's instruction",
      '### 指示:\nあなたは喫茶店で働くミナです。短く話してください。\n### 入力:\nおはよう\n### 応答:\nはい',
    ],
    [
      'in <<SYS>>',
      '[INST] <<SYS>>\nあなたは喫茶店で働くミナです。短く話してください。\n<</SYS>>\n\nおはよう [/INST] はい',
    ],
  ])('recognizes the persona %s', async (_where, text) => {
    expect(await read('text', text)).toEqual({ said: [[['おはよう', 'はい']]], unplaced: [], notes: [], warnings: [] });
  });

  it('says that the model was told something else', async () => {
    expect(await read('text', 'SYSTEM: あなたは猫です。\nUSER: おはよう\nASSISTANT: にゃ')).toMatchObject({
      said: [[['おはよう', 'にゃ']]],
      notes: ['the model was told something else than the persona of the scenario'],
    });
  });

  it('keeps an empty user line and an empty reply, and marks them', async () => {
    const text =
      'USER\nおはよう\nASSISTANT\nはい\nUSER\n\nASSISTANT\nどうしたの？\nUSER\nうん\nASSISTANT\n\nUSER\n今日のおすすめは？\nASSISTANT\nカレー';
    const { code, stdout } = await imported('text', text);
    expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: expect.stringMatching(/^imported 4 turns · results\/\d{8}-/),
    });
    const { turns, summary } = readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
    expect(turns.map(({ turn, user, reply, outcome, warnings }) => ({ turn, user, reply, outcome, warnings }))).toEqual(
      [
        { turn: 1, user: 'おはよう', reply: 'はい', outcome: 'ok', warnings: [] },
        {
          turn: 2,
          user: '',
          reply: 'どうしたの？',
          outcome: 'ok',
          warnings: ['the user line is empty', 'the scenario has no such user line'],
        },
        { turn: 3, user: 'うん', reply: '', outcome: 'empty', warnings: ['the scenario has no such user line'] },
        { turn: 4, user: '今日のおすすめは？', reply: 'カレー', outcome: 'ok', warnings: [] },
      ],
    );
    expect(summary?.totals.outcomes).toMatchObject({ ok: 3, empty: 1 });
  });

  it('records a reply that follows a reply as a turn without a user line, and joins user lines that follow each other', async () => {
    expect(await read('text', 'USER: a\nASSISTANT: b\nASSISTANT: c\nUSER: d\nUSER: e\nASSISTANT: f')).toMatchObject({
      said: [
        [
          ['a', 'b'],
          ['', 'c'],
          ['d\ne', 'f'],
        ],
      ],
      warnings: ['no user line comes before this reply', 'user lines in a row, taken as one: 2'],
    });
  });

  it('takes a leading reply as the greeting, and names a last user line that nobody answered', async () => {
    expect(await read('text', 'ASSISTANT: いらっしゃい\nUSER: a\nASSISTANT: b\nUSER: c\nd')).toEqual({
      said: [['いらっしゃい', ['a', 'b']]],
      unplaced: ['4: USER: c', '5: d'],
      notes: [],
      warnings: [],
    });
  });

  it('compares the greeting with that of the scenario', async () => {
    const greeted = async (greeting: string) =>
      (await read('text', `${greeting}USER: おはよう\nASSISTANT: b`, '-s', 'greeted')).notes;
    expect([await greeted('ASSISTANT: いらっしゃい\n'), await greeted('ASSISTANT: やあ\n'), await greeted('')]).toEqual(
      [[], ['the greeting is not that of the scenario'], ['the greeting of the scenario is missing']],
    );
  });

  it('makes samples of the same conversation that is there several times', async () => {
    const one = (reply: string) =>
      `## ${reply}\n\nUSER\nおはよう\nASSISTANT\n${reply}\nUSER\nうん\nASSISTANT\nはい\n\n`;
    expect(await read('text', `${one('a')}${one('b')}`)).toMatchObject({
      said: [
        [
          ['おはよう', 'a'],
          ['うん', 'はい'],
        ],
        [
          ['おはよう', 'b'],
          ['うん', 'はい'],
        ],
      ],
      unplaced: ['1: ## a', '12: ## b'],
    });
  });

  it('leaves a first line that is said again within the chat where it is', async () => {
    const text = 'USER: おはよう\nASSISTANT: a\nUSER: おはよう\nASSISTANT: b';
    expect((await read('text', text)).said).toEqual([
      [
        ['おはよう', 'a'],
        ['おはよう', 'b'],
      ],
    ]);
  });

  it('takes the first of two unknown speakers as the user, and says so', async () => {
    expect(await read('text', '田中: a\n鈴木: b\n田中: c\n鈴木: d')).toMatchObject({
      said: [
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
      ],
      notes: [expect.stringContaining('"田中", who speaks first, was taken to be the user, and "鈴木" the character')],
    });
    expect(await read('text', '田中「a」\nミナ「b」\nミナは笑った。\n田中「c」\nミナ「『d』」')).toMatchObject({
      said: [
        [
          ['a', 'b'],
          ['c', '『d』'],
        ],
      ],
      unplaced: ['3: ミナは笑った。'],
      notes: ['"田中" was taken to be the user, as the only other speaker'],
    });
  });

  it('takes the names that are given, word for word', async () => {
    expect(await read('text', '田中: a\n鈴木: b\n佐藤: c\n鈴木: d\nUSER: e', '--roles', '佐藤, 鈴木')).toMatchObject({
      said: [['b', ['c', 'd\nUSER: e']]],
      unplaced: ['1: 田中: a'],
    });
  });

  it.each([
    ['an empty file', ' \n\n', [], /^log-\d+\.txt: is empty\n$/],
    [
      'a text without speakers',
      'ただの文章です。\n改行もあります。',
      [],
      /^log-\d+\.txt:1: is not a transcript: no line begins with a name that is known, and no other name comes twice\n/,
    ],
    ['one speaker', 'メモ\nUSER: a\nUSER: b', [], /^log-\d+\.txt:2: only one speaker was found: "USER"\n {2}Name both/],
    [
      'three unknown speakers',
      '甲: a\n乙: b\n丙: c\n甲: d\n乙: e\n丙: f',
      [],
      /^log-\d+\.txt:1: who is the user, and who is the character\? Names found: 甲, 乙, 丙\n/,
    ],
    ['names that it does not have', 'a: b\nc: d', ['--roles', 'a,x'], /^log-\d+\.txt:1: no line begins with "x"\n/],
    [
      'JSON',
      '{"messages":[]}',
      [],
      /^log-\d+\.txt:1: has nothing that --as text could read\n {2}It looks like a file for --as openai\.\n$/,
    ],
    [
      'Shift_JIS',
      encodeJapanese('USER: おはよう', 'shift_jis'),
      [],
      /^log-\d+\.txt:1: is not UTF-8 but probably Shift_JIS/,
    ],
  ])('refuses %s', async (_what, content, args, message) => {
    const { code, stdout, stderr, left } = await imported('text', content, ...args);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(message);
  });
});

/** The usual conversation as messages of OpenAI. */
const MESSAGES = [
  { role: 'system', content: SCENARIO.persona.instruction },
  { role: 'user', content: 'おはよう' },
  { role: 'assistant', content: 'おはよう！' },
  { role: 'user', content: [{ type: 'text', text: '今日のおすすめは？' }] },
  { role: 'assistant', content: 'カレー。\r\n\r\nおいしいよ。\n' },
];

/** A node of ChatGPT's export. */
function node(parent: string | null, role: string, ...parts: unknown[]) {
  return { parent, message: { author: { role }, content: { content_type: 'text', parts } } };
}

const EXPORTED = {
  title: '喫茶店',
  current_node: 'f',
  mapping: {
    root: { parent: null, message: null },
    a: node('root', 'system', ''),
    b: node('a', 'user', 'おはよう'),
    x: node('b', 'assistant', '別の返事'),
    c: node('b', 'assistant', 'おはよう！'),
    e: node('c', 'user', '今日のおすすめは？'),
    f: node('e', 'assistant', 'カレー。\n\nおいしいよ。'),
  },
};

describe('messages of OpenAI', () => {
  it.each([
    ['one object', JSON.stringify({ model: 'x', messages: MESSAGES }, null, 2)],
    ['one object in one line', `\ufeff${JSON.stringify({ messages: MESSAGES })}\r\n`],
    ['messages alone', JSON.stringify(MESSAGES)],
    ['a message a line', MESSAGES.map((each) => JSON.stringify(each)).join('\n')],
    [
      'a request and its response',
      JSON.stringify({
        request: { messages: MESSAGES.slice(0, 4) },
        response: { choices: [{ message: MESSAGES[4], finish_reason: 'stop' }] },
      }),
    ],
    [
      'a request and its response, a line each',
      `${JSON.stringify({ messages: MESSAGES.slice(0, 4) })}\n${JSON.stringify({ choices: [{ message: MESSAGES[4] }] })}\n`,
    ],
    ['a fence around it', `\`\`\`json\n${JSON.stringify({ messages: MESSAGES }, null, 2)}\n\`\`\`\n`],
    ["ChatGPT's export, without the branches that were left", JSON.stringify([EXPORTED])],
  ])('knows %s', async (_form, content) => {
    expect(await read('openai', content)).toEqual({ said: USUAL, unplaced: [], notes: [], warnings: [] });
  });

  it.each([
    ['an array', JSON.stringify([{ messages: MESSAGES }, { messages: MESSAGES.slice(0, 3) }])],
    ['lines', `${JSON.stringify({ messages: MESSAGES })}\n\n${JSON.stringify({ messages: MESSAGES.slice(0, 3) })}`],
  ])('makes samples of the conversations in %s', async (_form, content) => {
    expect((await read('openai', content)).said).toEqual([...USUAL, [['おはよう', 'おはよう！']]]);
  });

  it('records why a reply ended, where the file says so, and what the model thought', async () => {
    const replies = [
      { message: { role: 'assistant', content: 'あの' }, finish_reason: 'length' },
      { message: { role: 'assistant', content: null, refusal: 'できません' }, finish_reason: 'stop' },
      { message: { role: 'assistant', content: 'うん', reasoning_content: '考え中' }, finish_reason: 'stop' },
    ];
    const lines = replies.map((choice) => JSON.stringify({ messages: MESSAGES.slice(1, 2), choices: [choice] }));
    const { stdout } = await imported('openai', lines.join('\n'));
    const { turns } = readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
    expect(turns.map(({ reply, outcome, reasoning, sample }) => ({ reply, outcome, reasoning, sample }))).toEqual([
      { reply: 'あの', outcome: 'truncated', reasoning: undefined, sample: 1 },
      { reply: 'できません', outcome: 'refused', reasoning: undefined, sample: 2 },
      { reply: 'うん', outcome: 'ok', reasoning: '考え中', sample: 3 },
    ]);
  });

  it('names what is no part of a chat by its line, and leaves out other choices', async () => {
    const messages = [
      ...MESSAGES.slice(1, 2),
      { role: 'assistant', content: null, tool_calls: [{ id: 'x' }] },
      { role: 'tool', content: '晴れ' },
      { role: 'system', content: '短く' },
    ];
    const choices = [
      { message: { role: 'assistant', content: 'a' } },
      { message: { role: 'assistant', content: 'b' } },
    ];
    const content = JSON.stringify({ messages, choices }, null, 1);
    const { said, unplaced, notes } = await read('openai', content);
    const lineOf = (text: string): number => content.slice(0, content.indexOf(text)).split('\n').length - 1;
    expect({ said, notes }).toEqual({
      said: [[['おはよう', 'a']]],
      notes: ['other versions of replies, left out: 1; with --swipes, those of the last reply (1) become samples'],
    });
    expect(unplaced).toEqual([
      `${lineOf('"assistant"')}: assistant`,
      `${lineOf('"tool"')}: tool: 晴れ`,
      `${lineOf('"system"')}: 短く`,
    ]);
  });

  it.each([
    [
      'broken in its third line',
      '{\n "messages": [\n  {"role": user}\n ]\n}',
      /^log-\d+\.txt:3: is not JSON: it breaks in this line\n$/,
    ],
    ['broken in its second line of several', '{"messages":[]}\n{"messages":\n', /^log-\d+\.txt:2: is not JSON/],
    ['cut off', '{"messages":[{"role":"user",\n', /^log-\d+\.txt:2: is not JSON/],
    [
      'plain text',
      'USER: a\nASSISTANT: b',
      /^log-\d+\.txt:1: is not JSON.*\n {2}A chat as plain text is read by --as text\.\n$/,
    ],
    [
      'of ShareGPT',
      '{"conversations":[]}',
      /^log-\d+\.txt:1: has nothing that --as openai could read\n {2}It looks like a file for --as sharegpt\.\n$/,
    ],
    [
      'without a reply',
      '{"messages":[{"role":"user","content":"a"}]}',
      /^log-\d+\.txt:1: only the user speaks in it: there is no reply\n$/,
    ],
    [
      'without messages',
      '[]',
      /^log-\d+\.txt:1: has nothing that --as openai could read\n {2}Expected messages with "role" and "content": an array, or one a line\.\n$/,
    ],
    [
      'with a message of another kind',
      '{"messages":[\n{"role":"user","content":"a"},\n{"role":"assistant","content":7}]}',
      /^log-\d+\.txt:3: content: /,
    ],
  ])('refuses a file %s', async (_what, content, message) => {
    const { code, stdout, stderr, left } = await imported('openai', content);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(message);
  });
});

const SHARED = [
  { from: 'system', value: SCENARIO.persona.instruction },
  { from: 'human', value: 'おはよう' },
  { from: 'gpt', value: 'おはよう！' },
  { from: 'human', value: '今日のおすすめは？' },
  { from: 'gpt', value: 'カレー。\n\nおいしいよ。', weight: 1 },
];

describe('ShareGPT', () => {
  it.each([
    ['one object', JSON.stringify({ id: 'x', conversations: SHARED }, null, 2)],
    ['an array', JSON.stringify([{ conversations: SHARED }])],
    ['a line', `${JSON.stringify({ conversations: SHARED })}\n`],
    ['messages alone', JSON.stringify(SHARED)],
    [
      'the names of OpenAI inside',
      JSON.stringify({
        conversations: MESSAGES.map(({ role, content }) => ({
          role,
          content: String(typeof content === 'string' ? content : content[0]?.text),
        })),
      }),
    ],
  ])('knows %s', async (_form, content) => {
    expect(await read('sharegpt', content)).toEqual({ said: USUAL, unplaced: [], notes: [], warnings: [] });
  });

  it('makes samples of several conversations, and takes the names that are given', async () => {
    const lines = [
      SHARED.slice(1, 3),
      [
        { from: '客', value: 'a' },
        { from: 'tool', value: 'x' },
        { from: '店', value: 'b' },
      ],
    ];
    const content = lines.map((conversations) => JSON.stringify({ conversations })).join('\n');
    expect(await read('sharegpt', content, '--roles', '客,店')).toMatchObject({
      said: [[['おはよう', 'おはよう！']], [['a', 'b']]],
      unplaced: ['2: tool: x'],
    });
  });

  it('refuses a file of another kind', async () => {
    const { code, stderr } = await imported('sharegpt', JSON.stringify({ messages: MESSAGES }));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /:1: has nothing that --as sharegpt could read\n {2}It looks like a file for --as openai\.\n$/,
      ),
    });
  });
});

const HEADER = { user_name: 'お客', character_name: 'ミナ', create_date: '2026-01-01', chat_metadata: {} };
const message = (name: string, mes: string, more: object = {}) => ({
  name,
  is_user: name === 'お客',
  mes,
  extra: {},
  ...more,
});
const TAVERN = [
  message('お客', 'おはよう'),
  message('ミナ', 'おはよう！', { send_date: 'January 1', is_system: false }),
  message('お客', '今日のおすすめは？'),
  message('ミナ', 'カレー。\r\n\r\nおいしいよ。'),
];
const lines = (values: readonly unknown[]): string => values.map((each) => JSON.stringify(each)).join('\n');

describe('names that are given for JSON', () => {
  it.each([
    ['openai', JSON.stringify(MESSAGES), '"system", "user", "assistant"'],
    ['sharegpt', JSON.stringify({ conversations: SHARED }), '"system", "human", "gpt"'],
    ['sillytavern', lines(TAVERN), '"お客", "ミナ"'],
  ])('are refused if nobody has them: %s', async (as, content, names) => {
    const { code, stderr, left } = await imported(as, content, '--roles', 'お客,客');
    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(/:1: nobody in it is called .*"客"\n/);
    expect(stderr).toContain(`  Names in the file: ${names}\n`);
  });
});

describe('SillyTavern', () => {
  it.each([
    ['a header and messages', lines([HEADER, ...TAVERN])],
    [
      'the header of newer versions',
      `${lines([{ ...HEADER, user_name: 'unused', character_name: 'unused' }, ...TAVERN])}\n`,
    ],
    ['messages alone', lines(TAVERN)],
    ['an array', JSON.stringify([HEADER, ...TAVERN], null, 2)],
  ])('knows %s', async (_form, content) => {
    expect(await read('sillytavern', content)).toEqual({ said: USUAL, unplaced: [], notes: [], warnings: [] });
  });

  it('takes the first message as the greeting, and the chosen swipe as the reply', async () => {
    const content = lines([
      HEADER,
      message('ミナ', 'いらっしゃい', { swipes: ['いらっしゃい', 'どうも'], swipe_id: 0 }),
      message('お客', 'おはよう'),
      message('ミナ', 'b', { swipes: ['a', 'b', 'c'], swipe_id: 1, extra: { reasoning: '考え' } }),
      message('お客', 'うん'),
      message('ミナ', 'e', { swipes: ['d', 'e'], swipe_id: 0 }),
    ]);
    expect(await read('sillytavern', content)).toMatchObject({
      said: [['いらっしゃい', ['おはよう', 'b'], ['うん', 'd']]],
      notes: [
        'line 6: the chosen swipe differs from the message, and was taken',
        'other versions of replies, left out: 4; with --swipes, those of the last reply (1) become samples',
      ],
    });
  });

  it('names hidden messages, those of a narrator, and lines that are none', async () => {
    const content = lines([
      HEADER,
      ...TAVERN.slice(0, 1),
      message('System', '隠し', { is_system: true }),
      { other: 1 },
      message('Narrator', '雨が降る', { extra: { type: 'narrator' } }),
      ...TAVERN.slice(1),
    ]);
    expect(await read('sillytavern', content)).toMatchObject({
      said: USUAL,
      unplaced: ['3: System: 隠し', '4: other', '5: Narrator: 雨が降る'],
    });
  });

  it('asks whose chat it is, where several characters speak', async () => {
    const content = lines([HEADER, ...TAVERN, message('お客', 'え'), message('ユイ', 'やあ')]);
    const { code, stderr } = await imported('sillytavern', content);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /:7: several characters speak in it: ミナ, ユイ\n {2}Name the two whose chat it is: --roles "お客,ミナ"\n$/,
      ),
    });
    expect(await read('sillytavern', content, '--roles', 'お客,ミナ')).toMatchObject({
      said: USUAL,
      unplaced: ['6: え', '7: ユイ: やあ'],
    });
  });
});

describe('an imported run', () => {
  const TEXT = '# メモ\nUSER: おはよう\nASSISTANT: おはよう！\nUSER: え\nASSISTANT: うん';

  it('is shown without figures that nobody knows', async () => {
    await imported('text', TEXT);
    const { stdout } = await run('show');
    expect(
      stdout
        .replace(/\d{8}-\d{6}-\d{3}-[0-9a-f]{4}/g, 'RUN')
        .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
        .replace(/log-\d+/g, 'LOG')
        .replace(/^ {2}(program|machine) .*$/gm, '  $1'),
    ).toMatchInlineSnapshot(`
      "run RUN
        status            imported
        contents          1 conversation, 2 turns
        started           TIME
        ended             TIME
        command           hitogara import LOG.txt --as text -s cafe -m m
        chat log          LOG.txt (text)
        lines not placed  1
        note              user lines that the scenario does not have: 1 of 2
        program
        machine
        folder            results/RUN

      m
        replies from a chat log (text), sha256 fb41f2a8ab99, prompt format unknown

      cafe · m
        cafe
        persona ミナ: あなたは喫茶店で働くミナです。 短く話してください。
        seed and sampling settings unknown

      お客: おはよう
      ミナ: おはよう！

      お客: え
      ミナ: うん
        warning the scenario has no such user line
      "
    `);
    const markdown = (await run('show', '--format', 'markdown')).stdout;
    expect(markdown.slice(markdown.indexOf('_seed'))).toMatchInlineSnapshot(`
      "_seed and sampling settings unknown_

      **お客**

      > おはよう

      **ミナ**

      > おはよう！

      **お客**

      > え

      **ミナ**

      > うん

      warning: the scenario has no such user line

      "
    `);
  });

  it('has the greeting of its chat, which is shown and not scored, whatever the scenario has', async () => {
    const own = `いらっしゃいませ。${'ごゆっくりどうぞ。'.repeat(10)}`;
    const ask = async (text: string) => {
      const { stdout } = await imported('text', text, '-s', 'greeted');
      const id = path.basename(stdout.trim());
      const scored = JSON.parse((await run('score', id, '--check', 'length.max', '--json')).stdout);
      return {
        shown: (await run('show', id)).stdout.split('\n').slice(-7, -1),
        scores: scored.checks.map(({ turn, result }: { turn: number; result: string }) => `${turn}: ${result}`),
      };
    };
    expect(await ask(`ミナ: ${own}\nお客: おはよう\nミナ: うん`)).toEqual({
      shown: ['', `ミナ: ${own}`, '  greeting, not a reply of the model', '', 'お客: おはよう', 'ミナ: うん'],
      scores: ['1: pass'],
    });
    expect(await ask('お客: おはよう\nミナ: うん')).toEqual({
      shown: [
        expect.any(String),
        expect.any(String),
        '  seed and sampling settings unknown',
        '',
        'お客: おはよう',
        'ミナ: うん',
      ],
      scores: ['1: pass'],
    });
  });

  it('is recorded like any other, with the file it came from', async () => {
    const { stdout, file } = await imported('text', TEXT);
    const { manifest, journal, summary } = readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
    expect(journal.map(({ type }) => type)).toEqual(['turn', 'turn', 'conversation']);
    expect(manifest).toMatchObject({
      imported: { file, format: 'text', unplaced: [1], notes: ['user lines that the scenario does not have: 1 of 2'] },
      request: { models: ['m'], scenarios: ['cafe'], samples: 1 },
      scenarios: [{ id: 'cafe', text: JSON.stringify(SCENARIO) }],
      models: [{ id: 'm', role: 'subject', entry: { file, text: TEXT }, description: { backend: 'imported' } }],
    });
    expect(summary).toMatchObject({
      status: 'done',
      totals: { conversations: 1, done: 1, turns: 2, replyTokens: null, costUsd: null },
      speeds: [],
    });
  });

  it('is not resumed', async () => {
    const { stdout } = await imported('text', TEXT);
    const runId = path.basename(stdout.trim());
    expect(await run('eval', '--resume', runId)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/was imported from log-\d+\.txt and cannot be resumed\n$/),
    });
  });

  it('stands before no unfinished run that can be resumed', async () => {
    await using own = await scriptedFolder({ echo: { replies: ['うん'] } });
    const { directory } = await play(own.path, { models: ['echo'] });
    rmSync(path.join(directory, 'summary.json'));
    await own.write('log.txt', 'USER: a\nASSISTANT: b');
    const environment = NO_MODEL_PROCESS;
    const ask = (...args: string[]) => runProgram(args, { directory: own.path, environment });
    const { stdout } = await ask('import', 'log.txt', '--as', 'text', '-s', 'short', '-m', 'm', '--json');
    rmSync(path.join(own.path, 'results', JSON.parse(stdout).runId, 'summary.json'));
    const shown = await ask('show');
    expect(shown.stdout).toMatch(/^ {2}status +cut off: the import did not end; import the chat log again$/m);
    const resumed = await ask('eval', '--resume', '--no-score', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ runId: path.basename(directory), status: 'done' });
    expect(await ask('eval', '--resume', '--no-score', '--json')).toMatchObject({
      stdout: expect.stringContaining(path.basename(directory)),
    });
  });

  it('is made in the folder that is named, in the language that is asked for', async () => {
    const { code, stdout } = await imported('text', TEXT, '--out', 'elsewhere', '--lang', 'ja');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^注記: シナリオにないユーザーの発言: 2 件のうち 1 件\n1 行目は発言に含めていません: # メモ\n2 ターンを取り込みました · elsewhere\/\d{8}-\S+\n$/,
      ),
    });
  });

  it.each([
    ['a scenario that does not exist', ['-s', 'cafee'], /there is no scenario "cafee"/],
    [
      'several scenarios',
      ['-s', '*'],
      /--scenario \* names 2 scenarios|names \d+ scenarios, but a chat log belongs to one/,
    ],
    ['a name that no model can have', ['-m', 'a/b'], /--model "a\/b": expected letters/],
    ['one name for two speakers', ['--roles', 'a'], /expected two names with a comma between them/],
    ['a format that does not exist', ['--as', 'word'], /'word' is invalid. allowed: text, openai/],
  ])('is refused for %s', async (_what, args, message) => {
    const { code, stderr, left } = await imported('text', TEXT, ...args);
    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(message);
  });

  it('is refused for a file that does not exist', async () => {
    const { code, stderr } = await run('import', 'none.txt', '--as', 'text', '-s', 'cafe', '-m', 'm');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^none\.txt: cannot be read: /) });
  });
});

describe('hostile files', () => {
  it('takes lines of many megabytes', async () => {
    const long = 'あ'.repeat(3_000_000);
    const { stdout } = await imported(
      'text',
      `USER: a\nASSISTANT: ${long}\n${' '.repeat(1_000_000)}\n${'#'.repeat(1_000_000)}x`,
    );
    const { turns } = readRun(path.join(folder.path, 'results'), path.basename(stdout.trim()));
    expect(turns.map(({ reply }) => reply.length)).toEqual([long.length + 2 + 1_000_001]);
  });

  it('takes 10,000 turns, and lists the first of as many lines that belong to none', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `USER: ${n}\nASSISTANT: はい${n}`).join('\n');
    const { code, stdout } = await imported('text', `${'注\n'.repeat(20_000)}${many}`);
    const output = stdout.trimEnd().split('\n');
    expect({ code, lines: output.length }).toEqual({ code: 0, lines: 1 + 20 + 1 + 1 });
    expect(output.slice(-2)).toEqual([
      'lines not placed besides these: 19980',
      expect.stringMatching(/^imported 10000 turns · /),
    ]);
  });

  it.each([
    ['nested arrays', 'openai', '['.repeat(200_000)],
    ['nested arrays that are whole', 'sillytavern', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['backslashes', 'sharegpt', `{"conversations":"${'\\\\'.repeat(1_000_000)}"}x`],
    ['colons', 'text', `${'a:'.repeat(1_000_000)}`],
    ['brackets', 'text', `${'「'.repeat(1_000_000)}\n${'[INST]'.repeat(100_000)}`],
  ])('refuses %s', async (_what, as, content) => {
    expect(await imported(as, content)).toMatchObject({ code: 2, stdout: '' });
  });

  it('passes no escape code on to the terminal', async () => {
    const bad = '\u001b[31m\u009d0\u0007\u202e';
    const { stdout } = await imported(
      'text',
      `前${bad}置き\n太${bad}郎: a\n花${bad}子: b\n太${bad}郎: c\n花${bad}子: d`,
    );
    expect(stdout).not.toMatch(/[\u0007\u001b\u202e]/);
    expect(stdout).toMatch(/^note: neither name is known: "太郎"/m);
    const refused = await imported('text', `太${bad}郎: a\n太${bad}郎: b`);
    expect(refused.stderr).toMatch(/only one speaker was found: "太郎"/);
    expect(refused.stderr).not.toMatch(/[\u0007\u001b\u202e]/);
  });

  it('is not misled by names that every object has', async () => {
    const shared = [{ from: 'constructor', value: 'x' }, ...SHARED.slice(1, 3), { from: '__proto__', value: 'y' }];
    expect(await read('sharegpt', JSON.stringify(shared))).toMatchObject({
      said: [[['おはよう', 'おはよう！']]],
      unplaced: ['1: constructor: x', '1: __proto__: y'],
    });
  });
});

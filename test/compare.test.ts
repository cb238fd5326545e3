// The printed forms of a comparison: terminal, Markdown, HTML, CSV and JSON; and the command that prints them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { marked } from 'marked';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../dist/compare/comparison.js';
import { narrowed } from '../dist/compare/narrow.js';
import { csvComparison } from '../dist/report/comparison/csv.js';
import { htmlComparison } from '../dist/report/comparison/html.js';
import { jsonComparison } from '../dist/report/comparison/json.js';
import { markdownComparison } from '../dist/report/comparison/markdown.js';
import { deltaTable, remarksOnDeltas } from '../dist/report/comparison/tables.js';
import { textComparison } from '../dist/report/comparison/text.js';
import type { Screen } from '../dist/report/screen.js';
import { japanese } from '../dist/words/ja.js';
import { ENGLISH } from '../dist/words/text.js';
import { type Outcome, REPOSITORY, runProgram, spawnProgram } from './support/cli.ts';
import { rememberingHost } from './support/events.ts';
import { MADE_FACTS, type Made, madeComparison } from './support/made-comparison.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { NO_TERMINAL, onTerminal } from './support/terminal.ts';

const WHOLE = { unit: null, hasTranscripts: true } as const;
const WORDS = { unit: 'word', hasTranscripts: true } as const;

/** @param columns null: a pipe */
function screenOf(columns: number | null, environment: Record<string, string> = { NO_COLOR: '1' }): Screen {
  const { stdout, stderr } = rememberingHost();
  Object.assign(stdout, columns === null ? {} : { isTTY: true, columns });
  const places = { workingDirectory: REPOSITORY, packageDirectory: REPOSITORY };
  return { ...places, stdout, stderr, environment, words: ENGLISH, now: () => new Date() };
}

const textOf = (comparison: Comparison, screen: Screen, view: Parameters<typeof textComparison>[1] = WHOLE): string =>
  [...textComparison(comparison, view, screen)].join('');

const CHAT: Made = {
  labels: ['model-q8_0', 'model-q4_K_M', 'model-q2_K'],
  turns: [
    {
      user: 'やっほー、元気にしてた？',
      said: [
        ['うん、元気だよ。', 'うん、元気だよ。'],
        ['うん、元気だよ。', 'まあまあかな。'],
        ['うん、眠いよ。', 'はい。'],
      ],
    },
    { user: 'またね！', said: [['またね！', 'また明日ね！'], null, ['またね！', 'うん。']] },
  ],
  scenario: { samples: 2 },
};

describe('in a terminal', () => {
  it('has the replies side by side, those of one sample on one line, what is folded and what is missing', () => {
    const text = textOf(madeComparison(CHAT), screenOf(80));
    expect(text.slice(text.indexOf('short · '))).toMatchInlineSnapshot(`
      "short · short · 2 samples
        花: 短く話してください。

      1  あなた: やっほー、元気にしてた？

      ★ model-q8_0             │ model-q4_K_M             │ model-q2_K
      うん、元気だよ。         │ うん、元気だよ。         │ うん、眠いよ。
      ×2 · 5 tok · 123 tok/s   │ #1 · = ★ · 5 tok         │ #1 · 5 tok · 123 tok/s
      45 ms                    │ 123 tok/s · 45 ms        │ 45 ms
                               │                          │
                               │ まあまあかな。           │ はい。
                               │ #2 · 5 tok · 123 tok/s   │ #2 · 5 tok · 123 tok/s
                               │ 45 ms                    │ 45 ms

      2  あなた: またね！

      ★ model-q8_0             │ model-q4_K_M             │ model-q2_K
      またね！                 │ – the conversation is    │ またね！
      #1 · 5 tok · 123 tok/s   │ shorter                  │ #1 · = ★ · 5 tok
      45 ms                    │                          │ 123 tok/s · 45 ms
                               │                          │
      また明日ね！             │                          │ うん。
      #2 · 5 tok · 123 tok/s   │                          │ #2 · 5 tok · 123 tok/s
      45 ms                    │                          │ 45 ms
      "
    `);
  });

  it.each([
    [40, 1],
    [55, 1],
    [56, 2],
    [77, 2],
    [78, 3],
    [120, 4],
    [250, 9],
  ])('of %i columns, %i models at most stand side by side', (columns, most) => {
    const labels = Array.from({ length: 18 }, (_, index) => `model-${index}`);
    const comparison = madeComparison({ labels, turns: [{ user: 'a', said: labels.map(() => 'うん') }] });
    const lines = textOf(comparison, screenOf(columns)).split('\n');
    const beside = lines.filter((line) => line.startsWith('うん')).map((line) => line.split('│').length);
    expect(Math.max(...beside)).toBe(most);
    expect(beside.reduce((sum, each) => sum + each, 0)).toBe(18);
  });

  it.each([40, 56, 80, 120, 200, 250])('fits %i columns', (columns) => {
    const long = 'とても長い返事です。https://example.com/a/very/long/address/without/a/space 「うん」'.repeat(9);
    const comparison = madeComparison({
      labels: ['a-model-with-a-name-that-is-rather-long-q4_K_M', 'b', '名前の長い日本語のモデル'.repeat(4), 'd', 'e'],
      turns: [{ user: long, said: [long, 'うん', null, `${' '.repeat(400)}x`, `${'\u00a0'.repeat(300)}`] }],
      column: { status: 'failed', reason: `load-failed: ${long}` },
      scenario: { persona: { name: long, user: long, instruction: long } },
      marks: [{ check: 'length.max', result: 'fail', message: 'too long', spans: [] }],
    });
    const lines = textOf({ ...comparison, notes: [long] }, screenOf(columns, { TERM: 'xterm' }), WORDS).split('\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
  });

  it('marks what differs from the baseline, and no style crosses the end of a line', () => {
    const said = [
      '今日は朝から雨が降っていたので家で本を読んでいました。',
      '今日は朝から雪が降っていたので家で本を読んでいたよ。',
    ];
    const comparison = madeComparison({ labels: ['a', 'b'], turns: [{ user: 'x', said }] });
    const text = textOf(comparison, screenOf(60, { TERM: 'xterm' }), WORDS);
    expect(text).toContain('\u001b[31m\u001b[9m雨\u001b[29m\u001b[39m\u001b[32m\u001b[4m雪\u001b[24m\u001b[39m');
    const open = text.split('\n').filter((line) => {
      const codes = [...line.matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => Number(code));
      return codes.filter((code) => [22, 24, 29, 39].includes(code)).length !== codes.length / 2;
    });
    expect(open).toEqual([]);
  });

  it('marks nothing where almost nothing is the same', () => {
    const comparison = madeComparison({
      labels: ['a', 'b'],
      turns: [{ user: 'x', said: ['猫が好き。', '雨なので寝ます。'] }],
    });
    expect(textOf(comparison, screenOf(60, { TERM: 'xterm' }), WORDS)).not.toMatch(/\u001b\[(9|4|32)m/);
  });

  it('has no escape codes in a pipe; brackets only where differences are asked for', () => {
    const made = madeComparison(CHAT);
    expect(textOf(made, screenOf(null))).not.toMatch(/\u001b|\[-/);
    const marked = textOf(made, screenOf(null), WORDS);
    expect(marked).not.toContain('\u001b');
    expect(marked).toContain('うん、[-元気だ-]{+眠い+}よ。');
  });

  it('says who was asked what, where the columns were told different things', () => {
    const comparison = madeComparison({
      labels: ['a', 'b'],
      turns: [{ user: null, said: ['うん', 'いいえ'] }],
      scenario: { differs: true },
    });
    const text = textOf(comparison, screenOf(80));
    expect(text).toContain('  not the same question in all runs\n');
    expect(text).toContain('1  the columns were told different things\n');
    expect(text).toMatch(/^あなた: ひとりだけへの質問 +│ あなた: ひとりだけへの質問$/m);
  });

  it('is Japanese for a Japanese', () => {
    const text = textOf(madeComparison(CHAT), { ...screenOf(80), words: japanese });
    expect(text).toContain('short · 短い · サンプル 2 回\n');
    expect(text).toContain('│ – 会話がここまで続いてい │ またね！\n');
  });
});

describe('figures', () => {
  const delta = { kind: 'ratio', n: 40, value: 1.31, low: 1.2, high: 1.43, isBetter: true } as const;
  const made = madeComparison({ ...CHAT, labels: ['a', 'b'] });
  const [first, second] = made.columns;
  const cellsOf = (deltas: Comparison['columns'][number]['deltas']): string[] => {
    if (!first || !second) throw new Error('there are two columns');
    return (deltaTable({ ...made, columns: [first, { ...second, deltas }] })?.rows[0] ?? []).map((cell) =>
      String(cell).replaceAll('\u00a0', ' '),
    );
  };

  it('say as much of a difference as its interval allows', () => {
    expect(
      cellsOf([
        { ...delta, metric: 'faults', kind: 'difference', value: -0.025, low: -0.28, high: 0.23, isBetter: null },
        { ...delta, metric: 'tokensPerSecond' },
        { ...delta, metric: 'timeToFirstTokenMs', isBetter: false },
        { ...delta, metric: 'replyCharacters', kind: 'difference', value: -12.4, low: -20, high: -4, isBetter: null },
        { ...delta, metric: 'fileBytes', n: 1, value: 0.5, low: null, high: null },
      ]),
    ).toEqual([
      'b',
      '−2.5 points (−28 to +23) · n 40 · not told apart',
      '×1.31 (1.20 to 1.43) · n 40 · faster',
      '×1.31 (1.20 to 1.43) · n 40 · later',
      '−12 (−20 to −4.0) · n 40 · shorter',
      '×0.500 · smaller',
    ]);
  });

  it('warn of chance where there are many intervals', () => {
    const remarks = (intervals: number, scenarios = 2): string[] => {
      if (!first) throw new Error('there are two columns');
      const deltas = Array.from({ length: intervals }, () => ({ ...delta, metric: 'rating' as const }));
      const [short] = madeComparison(CHAT).scenarios;
      const played = short ? Array(scenarios).fill(short) : [];
      return remarksOnDeltas({ columns: [{ ...first, deltas }], scenarios: played }).map(String);
    };
    expect(remarks(0)).toEqual([]);
    expect(remarks(2)).toEqual([expect.stringMatching(/^95 % intervals by scenario, /)]);
    expect(remarks(2, 1)).toEqual([expect.stringMatching(/^95 % intervals by sample, /)]);
    expect(remarks(60)[1]).toBe('if nothing differed, about 3 of 60 such intervals would leave out “no change”');
  });
});

const PAYLOADS = [
  '\u001b[31mred\u001b[2J\u001b[H',
  '\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007',
  '\u001b]52;c;cm0gLXJm\u0007',
  '\u001b]0;title\u001b\\',
  '\u001bPq#0;2;0;0;0\u001b\\',
  '\u001bc\u001b7\u001b8',
  '\u009b31mC1\u009d0;t\u009c',
  '\u0090q\u009c\u0085\u008d',
  '\u202eright to left\u202c',
  '\u2066isolate\u2069\u061c\u200f',
  'zero\u200bwidth\ufeff\u2060',
  `a${'\u0301'.repeat(5_000)}`,
  `${'\u200d'.repeat(3_000)}x`,
  'x'.repeat(50_000),
  '\n'.repeat(20_000),
  '\r\roverwritten\b\b\b\b',
  '\u0000\u0007\u007f',
  '\ud800lone\udfff',
  '<script>alert(1)</script><img src=x onerror=alert(1)>"\'`&',
  '```\n~~~\n# heading\n![x](https://example.com/x.png) [l](javascript:alert(1)) @octocat | a | b |',
  "=cmd|' /C calc'!A0",
];

describe.each(PAYLOADS.map((payload, index) => [index + 1, payload] as const))(
  'with payload %i as everything that others wrote',
  (_index, payload) => {
    const comparison = madeComparison({
      labels: [payload, 'b'],
      turns: [
        { user: payload, said: [payload, `${payload}!`] },
        { user: null, said: [payload, null] },
      ],
      column: {
        template: { id: payload, from: 'entry', why: payload, text: payload, hash: payload },
        facts: {
          ...MADE_FACTS,
          title: payload,
          notes: payload,
          link: payload,
          file: payload,
        },
      },
      scenario: {
        id: payload,
        title: { ja: payload, en: payload },
        persona: { name: payload, user: payload, instruction: payload },
        greeting: payload,
      },
      marks: [{ check: payload, result: 'fail', message: payload, spans: [] }],
    });
    comparison.notes.push(payload);
    for (const row of comparison.sections[0]?.rows ?? [])
      for (const take of row.cells.flatMap(({ replies }) => replies.flatMap(({ takes }) => takes)))
        take.ratings.push({
          model: 'a',
          scenario: 's',
          sample: 1,
          turn: 1,
          tags: [payload],
          note: payload,
          blind: null,
          who: payload,
        });
    const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff]/;

    it('a terminal shows letters, within its width', () => {
      const text = textOf(comparison, screenOf(80, { TERM: 'xterm' }), WORDS);
      expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(CONTROL);
      expect(text).not.toMatch(/\p{M}{7}/u);
      expect(text.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
    });

    it('Markdown and HTML have no element of its making', async () => {
      const markdown = [...markdownComparison(comparison, WHOLE, screenOf(null))].join('');
      expect(markdown).not.toMatch(CONTROL);
      const tags = (html: string): string[] =>
        [...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag))].sort();
      const known = 'blockquote br code em h1 h2 h3 li p pre strong table tbody td th thead tr ul'.split(' ');
      const html = await marked.parse(markdown, { gfm: true });
      expect(tags(html).filter((tag) => !known.includes(tag))).toEqual([]);
      const fragment = [...htmlComparison(comparison, WORDS, screenOf(null))].join('');
      expect(fragment).not.toMatch(CONTROL);
      const ours = 'article br dd del details div dl dt em h2 h3 ins li p pre section small span strong summary'.split(
        ' ',
      );
      const allowed = [...ours, 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'];
      expect(tags(fragment).filter((tag) => !allowed.includes(tag))).toEqual([]);
      expect(fragment.match(/ (?!style=|lang=|scope=)[\w-]+="/g)).toBeNull();
    });

    it('a spreadsheet computes nothing, and JSON is JSON', () => {
      const csv = [...csvComparison(comparison)].join('').replace(/^\ufeff/, '');
      expect(csv.replace(/\r/g, '')).not.toMatch(CONTROL);
      expect(csv).not.toMatch(/(^|,|\n)"?[=+@]/);
      const json = [...jsonComparison(comparison, WHOLE)].join('');
      expect(json).not.toMatch(CONTROL);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(comparison)));
    });
  },
);

describe('Markdown', () => {
  const made = madeComparison({
    ...CHAT,
    labels: ['a', 'b', 'c'],
    column: {
      facts: { ...MADE_FACTS, link: 'https://example.com/model?x=<b>&y=(z)' },
      template: { id: 'x', from: 'entry', why: 'named in the model entry', text: '````\n{{system}}\n```', hash: 'h' },
      sampling: { requested: { temperature: 0.7 }, effective: { temperature: 0.7, maxTokens: 256 }, varies: false },
    },
  });
  const text = [...markdownComparison(made, WHOLE, screenOf(null))].join('');

  it('has a summary, then what each model is, how good, how asked, how fast, and what it said', async () => {
    const headings = [...text.matchAll(/^(#+ .*)$/gm)].map(([, heading]) => heading);
    const model = (name: string): string[] => [
      `## ${name}`,
      '### quality',
      '### prompt template',
      '### settings and speed',
      '### short · short',
    ];
    expect(headings).toEqual([
      '# Side by side: 3 columns, 1 scenario',
      '## scenarios',
      '### short · short',
      ...model('★ a'),
      ...model('b'),
      ...model('c'),
    ]);
    expect(text).toContain(
      '- sampling as asked for: temperature 0.7\n- sampling as used: temperature 0.7, maxTokens 256\n',
    );
    expect(text).toContain('**花**\n\n> うん、眠いよ。\n');
  });

  it('has a link that is one, and a template that stays in its block', async () => {
    expect(text).toContain('- link: <https://example.com/model?x=%3Cb%3E&y=%28z%29>\n');
    expect(text).toContain('`````text\n````\n{{system}}\n```\n`````\n');
    const html = await marked.parse(text, { gfm: true });
    expect(html.match(/<a href="[^"]*"/g)).toEqual(
      Array.from({ length: 3 }, () => '<a href="https://example.com/model?x=%3Cb%3E&y=%28z%29"'),
    );
    expect(html).toContain('<pre><code class="language-text">````\n{{system}}\n```\n</code></pre>');
  });
});

describe('HTML', () => {
  it('is one article with balanced tags, and marks differences with ins and del', () => {
    const html = [...htmlComparison(madeComparison(CHAT), WORDS, screenOf(null))].join('');
    expect(html).toMatch(/^<article lang="en">\n[\s\S]*<\/article>\n$/);
    const open: string[] = [];
    for (const [, end, tag = ''] of html.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (end) expect(open.pop()).toBe(tag);
      else if (tag !== 'br') open.push(tag);
    }
    expect(open).toEqual([]);
    expect(html).toContain('うん、<del>元気だ</del><ins>眠い</ins>よ。');
    expect(html).toContain('<p lang="ja" style=');
    expect(html).not.toMatch(/<(script|style|link|img|iframe)/);
  });
});

describe('CSV', () => {
  it('has a row for each playing and each gap', () => {
    const rows = [...csvComparison(madeComparison(CHAT))].join('').split('\n').slice(0, -1);
    const [head = '', ...cells] = rows.map((row) => row.split(','));
    const at = (name: string): number => head.indexOf(name);
    expect(rows[0]?.startsWith('\ufeffrun,model,')).toBe(true);
    expect(
      cells.map((row) => [
        row[at('column')],
        row[at('turn')],
        row[at('sample')],
        row[at('missing')],
        row[at('sameAsBaseline')],
      ]),
    ).toEqual([
      ['model-q8_0', '1', '1', '', ''],
      ['model-q8_0', '1', '2', '', ''],
      ['model-q4_K_M', '1', '1', '', 'yes'],
      ['model-q4_K_M', '1', '2', '', 'no'],
      ['model-q2_K', '1', '1', '', 'no'],
      ['model-q2_K', '1', '2', '', 'no'],
      ['model-q8_0', '2', '1', '', ''],
      ['model-q8_0', '2', '2', '', ''],
      ['model-q4_K_M', '2', '', 'shorter', ''],
      ['model-q2_K', '2', '1', '', 'yes'],
      ['model-q2_K', '2', '2', '', 'no'],
    ]);
  });
});

it('a part of a comparison says what it leaves out', () => {
  const same = { user: 'x', said: ['うん', 'うん', 'うん'] };
  const made = madeComparison({ ...CHAT, turns: [same, ...CHAT.turns, same] });
  const part = (change: Partial<Parameters<typeof narrowed>[1]>) => {
    const { sections, notes } = narrowed(made, { turns: null, onlyDifferent: false, ...change });
    return [sections[0]?.rows.map(({ turn }) => turn), notes];
  };
  expect(part({})).toEqual([[1, 2, 3, 4], []]);
  expect(part({ onlyDifferent: true })).toEqual([[2, 3], ['left out, because every column says the same: 2 turns']]);
  expect(part({ turns: { from: 2, to: 9 } })).toEqual([
    [2, 3, 4],
    ['only turns 2 to 9 are shown; the figures are about all'],
  ]);
});

it('a scenario that a run does not have takes no column of its own', () => {
  const made = madeComparison({ ...CHAT, scenario: { samples: 2, columns: ['c1', 'c3'] } });
  const text = textOf(made, screenOf(80));
  expect(text).toContain('  not in the run of: model-q4_K_M\n');
  expect(text).toMatch(/^★ model-q8_0 +│ model-q2_K$/m);
  expect([...htmlComparison(made, WHOLE, screenOf(null))].join('')).toContain('not in the run of: model-q4_K_M');
  const same = {
    ...made,
    sections: made.sections.map((each) => ({ ...each, rows: each.rows.map((row) => ({ ...row, differs: false })) })),
  };
  expect(narrowed(same, { turns: null, onlyDifferent: true }).sections[0]?.rows).toEqual([]);
});

describe('the command', () => {
  let folder: Awaited<ReturnType<typeof scriptedFolder>>;
  let run = '';

  beforeAll(async () => {
    folder = await scriptedFolder({
      a: { replies: ['うん！', '元気だよ', 'またね！'] },
      b: { replies: ['うん！', 'すごく元気だよ', 'またね！'] },
    });
    run = path.basename((await play(folder.path, { models: ['a', 'b'], samples: 2 })).directory);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const compare = (...args: string[]): Promise<Outcome> =>
    runProgram(['compare', ...args], { directory: folder.path, environment: NO_MODEL_PROCESS });

  it('compares the models of the latest run, in the order in which they are named', async () => {
    const { code, stdout } = await compare('b', 'a', '--turn', '2', '--only-different');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^side by side: 2 columns · 1 scenario · \d/);
    expect(stdout).toMatch(/^★ b +│ a$/m);
    expect(stdout).toMatch(/^すごく元気だよ +│ 元気だよ$/m);
    expect(stdout).not.toContain('またね！');
    expect(await compare('b', 'a', '--summary', '--lang', 'ja')).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining('元気だよ'),
    });
  });

  it('prints JSON as the schema describes it', async () => {
    const { stdout } = await compare('--json', '--baseline', 'b');
    const file = path.join(REPOSITORY, 'schemas/comparison.schema.json');
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
    const data = JSON.parse(stdout);
    expect(validate(data) || validate.errors).toBe(true);
    expect([data.baseline, data.sections[0].rows.length]).toEqual(['c2', 3]);
    expect(stdout).toBe(`${JSON.stringify(data, null, 2)}\n`);
  });

  it.each([
    [['c'], 2, 'no run and no model is called "c"'],
    [['20261126-000000-000-aaaa'], 2, 'there is no run "20261126-000000-000-aaaa" in results\n'],
    [['--turn', '5-3'], 2, 'expected a turn, such as 3, or turns, such as 3-5'],
    [['--json', '--format', 'csv'], 2, '--json and --format cannot be used together'],
    [['--format', 'markdown', '--difference', 'word'], 2, '--difference is for text and html-fragment'],
    [['--format', 'csv', '--summary'], 2, 'csv has one row for each reply'],
    [['--baseline', 'z'], 2, 'there is no column "z" to compare with'],
    [['-s', 'z*'], 4, 'the run has no scenario "z*"'],
  ])('refuses %j', async (args, code, problem) => {
    const outcome = await compare(...args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(problem);
  });

  it.skipIf(NO_TERMINAL !== null).each([
    ['a pager that is not there', 'no-such-pager --x', 'またね！'],
    ['one that ends early', 'head -1', 'side by side: '],
    ['one that reads everything', 'tail -3', 'またね！'],
  ])(
    `pages on a terminal${NO_TERMINAL === null ? '' : ` (skipped: ${NO_TERMINAL})`}, with %s`,
    async (_what, PAGER, shown) => {
      const { code, stdout } = await spawnProgram(['compare', run], {
        directory: folder.path,
        environment: { ...SPAWNS_NO_MODEL_PROCESS, PAGER },
        prefix: onTerminal(80),
      });
      expect(code).toBe(0);
      expect(stdout).toContain(shown);
      if (PAGER === 'head -1') expect(stdout.trim().split('\n')).toHaveLength(1);
    },
  );
});

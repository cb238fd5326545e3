// What is printed fits the terminal, from 40 columns on; in a pipe it does not depend on any terminal.
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { main } from '../dist/cli/main.js';
import { segmentsOf } from '../dist/core/segments.js';
import { fold } from '../dist/report/fold.js';
import { eraseLiveLines, liveLine } from '../dist/report/live-line.js';
import { plainTable } from '../dist/report/plain-table.js';
import { transcriptReporter } from '../dist/report/transcript.js';
import { ttyReporter } from '../dist/report/tty.js';
import { widthOf as columnsFor } from '../dist/report/width.js';
import { spawnProgram } from './support/cli.ts';
import {
  conversationEnd,
  conversationStart,
  modelReady,
  rememberingHost,
  runEnd,
  runStart,
  text,
  turnEnd,
  turnStart,
} from './support/events.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { NO_TERMINAL, onTerminal, pictures } from './support/terminal.ts';
import { worldIn } from './support/world.ts';

const widthOf = (output: string): number => Math.max(...output.split('\n').map((line) => stringWidth(line)));

/** The command line on a terminal of that width; null: in a pipe. */
async function printed(columns: number | null, directory: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, output, errors } = rememberingHost({ isTTY: columns !== null, columns: columns ?? 40 });
  const world = worldIn(directory);
  await main(args, { ...world, environment: { ...world.environment, ...NO_MODEL_PROCESS }, stdout, stderr });
  return output() + errors();
}

describe('a long text', () => {
  const family = '👨‍👩‍👧';
  const sentences = `今日は雨が降っていたので、家で本を読みました。${family}cafe\u0301 Hello, world! `.repeat(40);
  const text = sentences + family.repeat(200);

  it.each([
    ['grapheme', text],
    ['word', text],
    ['sentence', sentences],
  ] as const)('is cut by %s as a short one is', (granularity, long) => {
    const whole = Array.from(new Intl.Segmenter('ja', { granularity }).segment(long), ({ segment }) => segment);
    expect(segmentsOf(long, granularity)).toEqual(whole);
  });

  it('has the width that string-width says', () => {
    expect(columnsFor(text)).toBe(stringWidth(text));
    expect(columnsFor(`\u001b[31m${'★ x'.repeat(300)}\u001b[39m`)).toBe(900);
  });
});

it('counts the columns of common text as string-width does', () => {
  for (const text of [
    '',
    'abc',
    'あいう',
    'カタカナー・',
    '漢字、（全角）！',
    '　「」',
    'a–b · c',
    '👨‍👩‍👧',
    'ｶﾞ',
    'が',
  ])
    expect({ text, width: columnsFor(text) }).toEqual({ text, width: stringWidth(text) });
});

it('counts every character as string-width does', () => {
  // Of other scripts, some. What stands for ESC [ in one character is neither printed nor read here.
  const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter(
    (code) =>
      (code < 0x0700 || (code < 0x3400 && code % 3 === 1) || code >= 0xfe00 || code % 97 === 0) && code !== 0x9b,
  );
  const all = codes.map((code) => String.fromCharCode(code));
  expect(all.filter((each) => columnsFor(each) !== stringWidth(each))).toEqual([]);
});

it('counts joined characters as string-width does', () => {
  const letters = [...'a1漢—♡ｱ👨👍🇯가ᄀ©क'];
  const marks = [...'\u0301\u200d\ufe0f\u20e3\u0903\u1160\u1161\u11a8\u3099\u00adﾞ🏽🇵', ''];
  const ends = [...marks, '👧', '#'];
  const all = letters.flatMap((a) => marks.flatMap((b) => ends.map((c) => a + b + c)));
  expect(all.filter((each) => columnsFor(each) !== stringWidth(each))).toEqual([]);
});

describe('a line', () => {
  it('is folded between words and between the characters of Japanese', () => {
    expect(fold('one two three', 7)).toBe('one two\nthree');
    expect(fold('  one two three', 9, 2)).toBe('  one two\n    three');
    expect(fold('あいうえお', 4)).toBe('あい\nうえ\nお');
    expect(fold('ab あいう cd', 6)).toBe('ab あ\nいう\ncd');
    expect(fold('models/tiny/a.gguf', 12)).toBe('models/tiny/\na.gguf');
    expect(fold('one two three', null)).toBe('one two three');
  });

  it('never begins with what closes or ends with what opens', () => {
    expect(fold('そうだね。はい', 8)).toBe('そうだ\nね。はい');
    expect(fold('これは「本」だ', 8)).toBe('これは\n「本」だ');
    expect(fold('ちょっと', 6)).toBe('ちょっ\nと');
  });

  it('cuts a word that is longer than the line, but neither a style nor a character', () => {
    expect(fold('abcdef', 4)).toBe('abcd\nef');
    expect(fold('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 4)).toBe('👨‍👩‍👧👨‍👩‍👧\n👨‍👩‍👧');
    expect(fold('\u001b[31mabcdef\u001b[39m', 4)).toBe('\u001b[31mabcd\nef\u001b[39m');
  });
});

describe('a word that never ends', () => {
  it('is cut into whole characters within the memory there is', () => {
    const families = fold('👨‍👩‍👧‍👦'.repeat(100), 20).split('\n');
    expect(families).toEqual(Array(10).fill('👨‍👩‍👧‍👦'.repeat(10)));
    const lines = fold('x'.repeat(100_000), 80).split('\n');
    expect([lines.length, new Set(lines)]).toEqual([1_250, new Set(['x'.repeat(80)])]);
  });
});

describe('a table', () => {
  const head = ['name', 'n', 'title'];
  const rows = [
    ['a', '1', 'short'],
    ['beta', '22', '読み上げられる音声アシスタントの長い題名'],
  ];
  const table = (columns: number | null): string => plainTable(head, rows, { columns, numbers: ['n'] });

  it('has one line for each row in a pipe', () => {
    expect(table(null)).toBe('name   n  title\na      1  short\nbeta  22  読み上げられる音声アシスタントの長い題名');
  });

  it('folds its texts where they do not fit', () => {
    expect(table(32)).toBe(
      'name   n  title\na      1  short\nbeta  22  読み上げられる音声アシ\n          スタントの長い題名',
    );
  });

  it('becomes a block for each row where folding does not do', () => {
    expect(table(22)).toBe(
      'a\n  n      1\n  title  short\n\nbeta\n  n      22\n  title  読み上げられ\n         る音声アシス\n         タントの長い\n         題名',
    );
  });
});

describe('every command', () => {
  const COMMANDS = [
    ['--help'],
    ['eval', '--help'],
    ['doctor', '--help'],
    ['models', 'list'],
    ['prompts', 'list'],
    ['scenarios', 'list'],
    ['prompts', 'show', 'chatml'],
    ['import', '--help'],
    ['import', 'log.txt', '--as', 'text', '-s', 'short', '-m', 'a-model-with-a-name-that-is-rather-long'],
    ['show'],
    ['import', 'log.txt', '--as', 'openai', '-s', 'short', '-m', 'a'],
    ['eval', '-m', 'a', '-m', 'b*', '-s', 'short', '--dry-run'],
    ['eval', '-m', 'a', '-m', 'b*', '-s', 'short', '--samples', '2', '--reporter', 'tty'],
  ];

  it.each([40, 80, 120])('fits %i columns', async (columns) => {
    const scripted = { replies: ['うん！'] };
    await using folder = await scriptedFolder({ a: scripted, 'b-with-a-name-that-is-rather-long': scripted });
    const unplaced = '会話の前に、書いた人の長い説明がここに続いています。'.repeat(4);
    await folder.write('log.txt', `${unplaced}\n山田太郎: はい\n鈴木花子: うん\n山田太郎: え\n鈴木花子: うん\n`);
    for (const args of COMMANDS) {
      const output = await printed(columns, folder.path, ...args);
      // A live line erases itself; a template's own text and commands, which may be pasted, are not folded.
      const lines = output
        .replace(/[^\n]*\u001b\[2K/g, '')
        .split('\n')
        .filter((line) => !/\{\{|^ {2}hitogara /.test(line));
      expect({ args, wide: lines.filter((line) => stringWidth(line) > columns) }).toEqual({ args, wide: [] });
    }
  });

  it('prints the same in a pipe, whatever the width of a terminal', async () => {
    await using folder = await scriptedFolder({});
    const output = await printed(null, folder.path, 'prompts', 'list');
    expect(output).not.toContain('\u001b');
    expect(output.split('\n').filter((line) => line.startsWith('llama2 '))).toEqual([
      expect.stringMatching(/^llama2 +system +text +high +Llama 2 chat$/),
    ]);
    expect(widthOf(await printed(null, folder.path, 'eval', '--help'))).toBeLessThanOrEqual(100);
  });
});

describe('a run', () => {
  const names = { runId: '20261126-034625-118-aadf', conversations: 1 };
  const told = [
    runStart(names),
    modelReady(['a warning that is longer than forty columns of a narrow terminal']),
    conversationStart(),
    turnStart(),
    text('うん'),
    turnEnd({ reply: 'うん', warnings: ['the prompt has a marker that is split into several tokens'] }),
    conversationEnd(),
    runEnd(),
  ];

  it.each([
    ['transcript', transcriptReporter],
    ['tty', ttyReporter],
  ])('fits 40 columns as %s', (_, open) => {
    const host = rememberingHost({ isTTY: true, columns: 40, environment: { NO_COLOR: '1' } });
    const reporter = open(host);
    for (const event of told) reporter.report(event);
    reporter.close?.();
    expect(widthOf(host.output().replace(/[^\n]*\u001b\[2K/g, ''))).toBeLessThanOrEqual(40);
  });

  it('begins with the persona', () => {
    const host = rememberingHost({ isTTY: true, environment: { NO_COLOR: '1' } });
    const reporter = transcriptReporter(host);
    const start = conversationStart();
    if (start.type === 'conversation-start') start.scenario.persona.instruction = `${'あ'.repeat(60)}い`;
    for (const event of [runStart(names), start, turnStart(), text('a')]) reporter.report(event);
    expect(host.output().replace(/\n {4}/g, '')).toContain(
      `s title\n  persona B: ${'あ'.repeat(60)}…\n  temperature 0\n`,
    );
  });

  it.skipIf(NO_TERMINAL)(
    `leaves no live line when it is interrupted${NO_TERMINAL ? ` (${NO_TERMINAL})` : ''}`,
    async () => {
      const name = 'a-model-with-a-name-that-fills-the-line';
      await using folder = await scriptedFolder({ [name]: { replies: [{ text: 'うん', delayMs: 60_000 }] } });
      const { stdout } = await spawnProgram(['eval', '-m', name, '-s', 'short', '--samples', '2'], {
        directory: folder.path,
        prefix: onTerminal(50),
        environment: { ...SPAWNS_NO_MODEL_PROCESS, TERM: 'xterm', NO_COLOR: '1' },
        onStart: (terminal) => {
          terminal.stdout?.on('data', (output: string) => {
            if (output.includes('time left')) terminal.stdin?.write('\u0003');
          });
        },
      });
      // The terminal writes `^C` behind the live line: in the next line, it could not be erased with it.
      const [, interrupted = ''] = /\u001b\[2K([^\r\n]*\^C)/.exec(stdout) ?? [];
      expect(interrupted).toMatch(/^\[0\/2\] .*\.\.\.\^C$/);
      expect(interrupted.length).toBeLessThan(50);
      expect((pictures(stdout).at(-1) ?? []).filter((line) => line.startsWith('[0/2]'))).toEqual([]);
    },
  );

  it('leaves none when the process ends at once', () => {
    const host = rememberingHost({ isTTY: true });
    const [one, other] = [liveLine(host.stdout), liveLine(host.stdout)];
    one.draw('gone');
    one.erase();
    other.draw('stands');
    host.forget();
    eraseLiveLines();
    eraseLiveLines();
    expect(host.output()).toBe('\r\u001b[2K');
  });
});

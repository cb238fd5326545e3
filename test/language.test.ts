import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { japanese } from '../dist/words/ja.js';
import { chooseLanguage } from '../dist/words/language.js';
import { retell } from '../dist/words/retell.js';
import { asIs, ENGLISH, joinTexts, plural, say } from '../dist/words/text.js';
import { REPOSITORY, runProgram } from './support/cli.ts';

const placesOf = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

describe('the language', () => {
  it.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'en', 'ja'],
    [{ LANG: 'ja' }, 'en', 'ja'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'ja_JP.UTF-8' }, 'en', 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'C' }, 'en', 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: '' }, 'en', 'ja'],
    [{ LANG: 'jam_JM.UTF-8' }, 'en', 'en'],
    [{ LANG: 'C.UTF-8' }, 'ja-JP', 'en'],
    [{}, 'ja-JP', 'ja'],
    [{}, 'en', 'en'],
  ] as const)('is chosen from %j and the system locale %s: %s', (environment, locale, language) => {
    expect(chooseLanguage(environment, locale)).toBe(language);
  });

  it.each([
    [['--lang', 'ja', 'eval', '--help'], {}],
    [['eval', '--help', '--lang=ja'], {}],
    [['eval', '--help'], { LANG: 'ja_JP.UTF-8' }],
  ])('is Japanese with %j and %j', async (args, environment) => {
    const { code, stdout } = await runProgram(args, { directory: REPOSITORY, environment });
    expect(code).toBe(0);
    expect(stdout).toContain('使い方: hitogara eval');
    expect(stdout).toContain(japanese['maximum tokens per reply']);
    expect(stdout).not.toContain('maximum tokens per reply');
  });

  it('is English where --lang says so, whatever LANG is', async () => {
    const environment = { LANG: 'ja_JP.UTF-8' };
    const { stdout } = await runProgram(['--lang', 'en', '--help'], { directory: REPOSITORY, environment });
    expect(stdout).toContain('Usage: hitogara');
  });

  it.each([[['--lang']], [['--lang', 'fr', 'eval']]])('that is not there is refused: %j', async (args) => {
    const { code, stderr } = await runProgram(args, { directory: REPOSITORY });
    expect(code).toBe(2);
    expect(stderr).toBe('--lang takes one of: en, ja\n');
  });
});

describe('a text', () => {
  const text = say('{help} ({details})', { help: plural(2, 'turn'), details: asIs('{help}') });

  it('has its values in it, in either language, and reads none of them as a place', () => {
    expect(text.in(ENGLISH)).toBe('2 turns ({help})');
    expect(text.in(japanese)).toBe('2 ターン（{help}）');
  });

  it('is English as a string and in JSON', () => {
    expect(`${text}`).toBe('2 turns ({help})');
    expect(JSON.stringify({ text })).toBe('{"text":"2 turns ({help})"}');
  });

  it('joins the parts that there are', () => {
    expect(joinTexts(' · ', [plural(1, 'turn'), null, '', 'ok']).in(japanese)).toBe('1 ターン · ok');
  });
});

describe('what a record says', () => {
  it.each([
    ['a sentence', 'oldest turns left out of the prompt: 3', 'プロンプトから除いた古いターン: 3'],
    ['a label', 'named with --prompt', '--prompt で指定'],
    [
      'a sentence within another, after a code',
      'load-failed: a\nb.gguf: the file is incomplete: 1 MB of 2 MB are missing; download or copy it again',
      'load-failed: a\nb.gguf: ファイルが不完全です。2 MB のうち 1 MB が足りません。もう一度ダウンロードかコピーをしてください',
    ],
    ['what nobody here has said', 'HTTP 500: the server is on fire', 'HTTP 500: the server is on fire'],
    ['a place of a sentence', 'oldest turns left out of the prompt: {n}', 'プロンプトから除いた古いターン: {n}'],
  ])('is told in the language of the reader: %s', (_what, english, told) => {
    expect(retell(english, japanese)).toBe(told);
    expect(retell(english, ENGLISH)).toBe(english);
  });

  it('is left alone where it is longer than anything that is said here', () => {
    const text = `${'the file is incomplete: '.repeat(200)}are missing; download or copy it again`;
    expect(retell(text, japanese)).toBe(text);
  });
});

describe('the Japanese dictionary', () => {
  it('has a translation with the same places for every sentence', () => {
    const wrong = Object.entries(japanese).filter(
      ([english, translation]) =>
        translation.trim() === '' || placesOf(translation).join() !== placesOf(english).join(),
    );
    expect(wrong).toEqual([]);
  });

  it('says every sentence in one way', async () => {
    const folder = path.join(REPOSITORY, 'dist/words/ja');
    const parts = readdirSync(folder).filter((file) => file.endsWith('.js'));
    const dictionaries = await Promise.all(parts.map((file) => import(path.join(folder, file))));
    const sentences = dictionaries.flatMap((part) => Object.values(part).flatMap((all) => Object.keys(Object(all))));
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
  });

  it('has no sentence that neither the program nor its pages say', () => {
    const filesIn = (folder: string): string[] =>
      readdirSync(path.join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('words'))
        .map((file) => path.join(REPOSITORY, folder, file));
    const code = [...filesIn('src'), ...filesIn('docs')]
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
      .replaceAll('\\n', '\n')
      .replace(/\\(['"])/g, '$1');
    const isSaid = (sentence: string): boolean => {
      const [, noun] = /^\{n\} (.*?)s?$/.exec(sentence) ?? [];
      return [
        `'${sentence}'`,
        `"${sentence}"`,
        `\`${sentence}\``,
        ...(noun ? [`'${noun === 'replie' ? 'reply' : noun}'`] : []),
      ].some((quoted) => code.includes(quoted));
    };
    const titles = ['Usage:', 'Arguments:', 'Options:', 'Commands:'];
    expect(Object.keys(japanese).filter((sentence) => !isSaid(sentence) && !titles.includes(sentence))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ModelFailure, UserError } from '../dist/core/errors.js';
import { outcomeOf } from '../dist/core/finish-reason.js';
import { globToRegExp, isGlob } from '../dist/core/glob.js';
import { hashData, sha256 } from '../dist/core/hash.js';
import { inertJson, inertLine, inertSpeech, inertText } from '../dist/core/inert-text.js';
import { parseSettings } from '../dist/core/parse-settings.js';
import { leftOutFields, mergeSampling } from '../dist/core/sampling.js';
import { conversationSeed, turnSeed } from '../dist/core/seed.js';
import { didYouMean } from '../dist/core/suggest.js';
import { parseYaml } from '../dist/core/yaml-file.js';
import { mistakeOf } from './support/mistake.ts';

describe('suggestions', () => {
  it.each([
    ['anime', ['anime-fan', 'tts-bot'], 'Did you mean anime-fan?'],
    ['TTS-BOT', ['tts-bot', 'x'], 'Did you mean tts-bot?'],
    ['chatlm', ['chatml', 'llama2'], 'Did you mean chatml?'],
    ['a1', ['a2', 'a3', 'a4', 'a5'], 'Did you mean a2, a3 or a4?'],
    ['stops', ['stop', 'bos', 'history'], 'Did you mean stop?'],
    ['zzzz', ['a', 'b'], 'Known: a or b.'],
    ['zzzz', [], 'There are none.'],
  ])('for %s among %j', (wanted, known, expected) => {
    expect(String(didYouMean(wanted, known))).toBe(expected);
  });

  it('name twelve at most where nothing is near', () => {
    const known = Array.from({ length: 15 }, (_, index) => `name${index}`);
    expect(String(didYouMean('zzzz', known))).toBe(
      'Known: name0, name1, name2, name3, name4, name5, name6, name7, name8, name9, name10 or name11 and 3 more.',
    );
  });
});

describe('seeds', () => {
  it('are the same for ever, and differ by run, sample and turn', () => {
    expect([
      conversationSeed(7, 'abc', 0),
      conversationSeed(7, 'abc', 1),
      conversationSeed(8, 'abc', 0),
      conversationSeed(7, 'abd', 0) === conversationSeed(7, 'abc', 0),
    ]).toEqual([1839932485, 1346649923, 3374322801, false]);
    expect([turnSeed(123, 0), turnSeed(123, 1), turnSeed(0, 0)]).toEqual([4019949662, 1196884618, 2543703434]);
  });

  it('are 32 bits and never the number that llama.cpp reads as "random"', () => {
    const seeds = Array.from({ length: 2_000 }, (_, index) => conversationSeed(index, 'x', 0));
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 0xffff_ffff)).toBe(true);
    expect(new Set(seeds).size).toBe(2_000);
  });
});

describe('digests', () => {
  it('are those of sha256', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('do not depend on the order of keys or on what is undefined', () => {
    const digest = '40e9bed8439b38923183b60431861a7672fcf7f4b86dd98227abe761e3dc48d5';
    expect(hashData({ a: 1, b: [1, { c: 'x' }] })).toBe(digest);
    expect(hashData({ b: [1, { c: 'x', d: undefined }], z: undefined, a: 1 })).toBe(digest);
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [
      [1, 2],
      [2, 1],
    ],
    [['a', 'b'], ['a,b']],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [{ a: null }, {}],
    [
      [[1], 2],
      [1, [2]],
    ],
  ])('tell %j from %j', (one, other) => {
    expect(hashData(one)).not.toBe(hashData(other));
  });
});

describe('inert text', () => {
  it.each([
    ['a link (OSC 8)', '\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\ x', 'click x'],
    ['the clipboard (OSC 52)', '\u001b]52;c;ZXZpbA==\u0007after', 'after'],
    ['a title that is closed by ST', '\u001b]0;title\u009cx', 'x'],
    ['colours (CSI)', 'a\u001b[31mred\u001b[0m b', 'ared b'],
    ['another screen', '\u001b[?1049h\u001b[2J\u001b[Hx', 'x'],
    ['CSI in one character', 'a\u009b31mb', 'ab'],
    ['a device string (DCS)', '\u001bPq#0;2;0\u001b\\x', 'x'],
    ['a reset and a character set', '\u001bcx\u001b(0y', 'xy'],
    ['a line written over (CR)', 'safe\rEVIL', 'safeEVIL'],
    ['a bell', 'ding\u0007', 'ding'],
    ['backspaces', 'ab\b\bcd', 'abcd'],
    ['nulls, vertical tabs, form feeds, DEL', 'a\u0000\u000b\u000c\u007fb', 'ab'],
    ['C1 controls', 'a\u0080\u0085\u008db', 'ab'],
    ['the clipboard in one character', '\u009d52;c;ZXZpbA==\u009cx', 'x'],
    ['right-to-left override', 'cod\u202egpj.exe\u202c', 'codgpj.exe'],
    ['isolates', '\u2066a\u2069\u2068b\u2069', 'ab'],
    ['what cannot be seen', 'a\u200b\u2060\ufeff\u206ab', 'ab'],
    ['what hides in a word', '魔\u00ad法\u034f\u180e', '魔\\u{ad}法\\u{34f}\\u{180e}'],
    ['fillers', '\u115f\u3164\uffa0', '\\u{115f}\\u{3164}\\u{ffa0}'],
    ['tag characters', 'a\u{e0041}\u{e007f}', 'a\\u{e0041}\\u{e007f}'],
    ['line separators', 'a\u2028b\u2029c', 'abc'],
    ['a sequence that is cut off', 'x\u001b[', 'x'],
    ['a lone escape', 'x\u001b', 'x'],
  ])('is not taken in by %s', (_what, hostile, expected) => {
    expect(inertText(hostile)).toBe(expected);
  });

  it.each([
    '日本語のテキスト、「かぎ括弧」。',
    'か\u3099', // が in two characters
    '葛\u{e0100}飾区', // a variant of a kanji
    '👨‍👩‍👧 🇯🇵 ✌🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'tab\tnewline\n\n',
    'العربية עברית',
    '[31m is not an escape',
  ])('keeps %j', (text) => {
    expect(inertText(text)).toBe(text);
  });

  it('shows what comes after a sequence that is never closed', () => {
    expect(inertText('\u001b]0;evil\nsecond line')).toMatch(/second line$/);
  });

  it('has no control character left, whatever is nested', () => {
    const parts = ['\u001b', '[', ']', '31m', '\u009b', '\u009d', '\u0007', '\\', 'P', ';', 'x', '\u202e', '\r', '0'];
    let state = 1;
    for (let index = 0; index < 3_000; index++) {
      const text = Array.from({ length: 8 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return parts[(state >>> 16) % parts.length];
      }).join('');
      expect(inertText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('has the further lines of what is said indented, so that none reads like a new turn or a command', () => {
    expect(inertSpeech('うん\n\nB: やあ\n::error::x')).toBe('うん\n    \n    B: やあ\n    : :error::x');
  });

  it('becomes one line where only one is wanted', () => {
    expect(inertLine('a\n\n\tb\u001b[31mc\r\n')).toBe('a bc ');
  });
});

describe('--set', () => {
  it.each([
    [[], [{}]],
    [['temperature=0.2'], [{ temperature: 0.2 }]],
    [['top_k=40', 'repeat_penalty=1.1'], [{ topK: 40, repeatPenalty: 1.1 }]],
    [['stop=a', 'stop=\\n\\n', 'drySequenceBreakers=:'], [{ stop: ['a', '\n\n'], drySequenceBreakers: [':'] }]],
    [
      ['temperature=0.1', 'temperature=0.3'],
      [{ temperature: 0.1 }, { temperature: 0.3 }],
    ],
    [['logitBias={"a":-1,"b":"never"}'], [{ logitBias: { a: -1, b: 'never' } }]],
    [['stop=a=b'], [{ stop: ['a=b'] }]],
    [['stop=a,b'], [{ stop: ['a,b'] }]],
    [['stop=["。","！"]', 'stop=[1]'], [{ stop: ['。', '！', '[1]'] }]],
    [
      ['grammar=root ::= "a"', 'grammar=root ::= "b"'],
      [{ grammar: 'root ::= "a"' }, { grammar: 'root ::= "b"' }],
    ],
    [
      ['json_schema={"type":"null"}', 'grammar=root ::= "a,b"'],
      [{ jsonSchema: { type: 'null' }, grammar: 'root ::= "a,b"' }],
    ],
    [['dry-sequence-breakers=["\\n"]'], [{ drySequenceBreakers: ['\n'] }]],
    [
      ['temperature=0', 'temperature=7'],
      [{ temperature: 0 }, { temperature: 7 }],
    ],
    [['topK=40,50'], [{ topK: 40 }, { topK: 50 }]],
    [['top-k=1', 'TOP_P=0.5', 'temp=1', 'n_predict=9'], [{ topK: 1, topP: 0.5, temperature: 1, maxTokens: 9 }]],
    [
      ['temperature=0.2,0.7', 'topK=1,1,2'],
      [
        { temperature: 0.2, topK: 1 },
        { temperature: 0.2, topK: 2 },
        { temperature: 0.7, topK: 1 },
        { temperature: 0.7, topK: 2 },
      ],
    ],
  ])('reads %j', (settings, expected) => {
    expect(parseSettings(settings)).toEqual(expected);
  });

  it.each([
    ['temprature=1', /^--set temprature=1: there is no sampling setting "temprature"\n {2}Did you mean temperature\?$/],
    ['temperature', /^--set temperature: expected a name, = and a value\n {2}For example: --set temperature=0\.2$/],
    ['temperature=hot', /^--set temperature: .*expected number/],
    ['temperature=', /^--set temperature: .*expected number/],
    ['temperature=11', /^--set temperature: Too big: expected number to be <=10/],
    ['top_k=1.5', /^--set topK: .*expected int/],
    ['topK=true', /^--set topK: .*expected number/],
    ['max_tokens=0', /^--set maxTokens: Too small: expected number to be >=1/],
    ['stop=', /^--set stop(\.0)?: Too small: expected string to have >=1 characters/],
    ['__proto__=1', /^--set __proto__=1: there is no sampling setting "__proto__"/],
    ['constructor=1', /^--set constructor=1: there is no sampling setting "constructor"/],
    ['=1', /^--set =1: there is no sampling setting ""/],
    ['temperature=0,7', /^--set temperature=0,7: this may mean 0\.7, or the two values 0 and 7\n/],
    ['min_p=0,05', /--set min_p=0\.05\n.*--set min_p=0 --set min_p=05$/],
    ['stop=[。,！]', /^--set stop=\[。,！\]: this looks like a list, but it is not a JSON array of texts\n/],
    ['logitBias={"a":"off"}', /^--set logitBias\b(?=.*number)(?=.*never)/s],
  ])('refuses %s with what is allowed', (setting, expected) => {
    expect(mistakeOf(() => parseSettings([setting]))).toMatch(expected);
  });
});

describe('JSON for a terminal', () => {
  it('writes what a terminal might obey as escapes, and is read back as it was', () => {
    const data = {
      name: 'a\u001b[31m\u009b0m\u007f\u202eb\u2066c\u200b\ufeff',
      emoji: '👩\u200d🚀',
      text: 'あ "x" \n',
    };
    const json = inertJson(data);
    expect(JSON.parse(json)).toEqual(data);
    expect(json).toBe(
      [
        '{',
        '  "name": "a\\u001b[31m\\u009b0m\\u007f\\u202eb\\u2066c\\u200b\\ufeff",',
        '  "emoji": "👩\u200d🚀",',
        '  "text": "あ \\"x\\" \\n"',
        '}',
      ].join('\n'),
    );
  });
});

describe('sampling', () => {
  it('is merged field by field, the later winning', () => {
    expect(mergeSampling({ temperature: 1, topK: 2 }, undefined, { topK: 3 }, { stop: ['x'] })).toEqual({
      temperature: 1,
      topK: 3,
      stop: ['x'],
    });
  });

  it('names the fields that are not used, in one order', () => {
    expect(leftOutFields({ typicalP: 0.5, topK: 1, mirostat: undefined, minP: 0 }, { topK: 1 })).toEqual([
      'minP',
      'typicalP',
    ]);
  });
});

describe('globs over ids', () => {
  it.each([
    ['hitogara-tiny-*', 'hitogara-tiny-q8_0', true],
    ['*', 'anything', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c*', 'abc', false],
    ['A*', 'abc', true],
    ['b*', 'abc', false],
    ['*b', 'abc', false],
    ['(a|b)*', 'abc', false],
  ])('%s against %s: %s', (glob, id, expected) => {
    expect(globToRegExp(glob).test(id)).toBe(expected);
  });

  it('are told from ids', () => {
    expect(['a*', 'a?', 'a.b-c_d'].map(isGlob)).toEqual([true, true, false]);
  });
});

describe('YAML', () => {
  const schema = z.strictObject({ name: z.string(), inner: z.strictObject({ list: z.array(z.number()) }).optional() });
  const read = (text: string, lineOffset?: number) =>
    parseYaml({ file: 'f.yaml', text, ...(lineOffset !== undefined && { lineOffset }) }, schema);

  it('reads what the schema allows', () => {
    expect(read('name: あ\ninner: { list: [1, 2] }\n')).toEqual({ name: 'あ', inner: { list: [1, 2] } });
  });

  it.each([
    ['name: a\ninner: { list: [1, x] }\n', 'f.yaml:2:20: inner.list.1: expected number, received string'],
    ['name: a\nnme: b\n', 'f.yaml:2:1: unknown key "nme"\n  Did you mean name?'],
    ['name: a\ninner: { list: [], lst: [] }\n', 'f.yaml:2:20: inner: unknown key "lst"\n  Did you mean list?'],
    [
      'name: a\nname: b\n',
      'f.yaml:2:1: the key "name" is here a second time; the first is in line 1\n  Keep one of them.',
    ],
    ['- a\n', 'f.yaml:1:1: expected object, received array'],
    ['', 'f.yaml:1:1: expected object, received null'],
  ])('refuses %j with place and field', (text, expected) => {
    expect(mistakeOf(() => read(text))).toBe(expected);
  });

  it.each([
    ['brackets', `name: ${'['.repeat(20_000)}`],
    ['brackets that are closed', `name: ${'['.repeat(2_000)}${']'.repeat(2_000)}`],
    ['braces', `name: ${'{ a: '.repeat(20_000)}`],
    ['lists in one line', `name:\n  ${'- '.repeat(20_000)}a`],
    ['keys line by line', Array.from({ length: 1_200 }, (_, depth) => `${' '.repeat(depth)}name:`).join('\n')],
  ])('refuses %s that are nested too deeply', (_what, text) => {
    expect(mistakeOf(() => read(text))).toMatch(/^f\.yaml(:\d+:\d+)?: is nested too deeply/);
  });

  it('counts the lines that stand before front matter', () => {
    expect(mistakeOf(() => read('name: a\nnme: b\n', 10))).toMatch(/^f\.yaml:12:1: /);
  });
});

describe('errors', () => {
  it('of the user say place, field, problem and remedy', () => {
    const error = new UserError('is wrong', {
      place: { file: 'f', line: 2, column: 3 },
      field: 'a.b',
      remedy: 'Do x.\nOr y.',
    });
    expect({ message: error.message, exitCode: error.exitCode }).toEqual({
      message: 'f:2:3: a.b: is wrong\n  Do x.\n  Or y.',
      exitCode: 2,
    });
    expect(new UserError('no', { exitCode: 3 }).exitCode).toBe(3);
  });

  it('of a model carry a code', () => {
    const { code, isFatal, message } = new ModelFailure('unresponsive', 'said nothing');
    expect({ code, isFatal, message }).toEqual({ code: 'unresponsive', isFatal: false, message: 'said nothing' });
  });
});

describe('the outcome of a turn', () => {
  it.each([
    ['うん', 'stop', 'ok'],
    [' \n', 'stop', 'empty'],
    ['うん', 'length', 'truncated'],
    ['', 'length', 'empty'],
    ['うん', 'error', 'failed'],
    ['うん', 'filter', 'refused'],
    ['うん', 'refusal', 'refused'],
  ] as const)('of %j ended by %s is %s', (reply, unified, expected) => {
    expect(outcomeOf(reply, { unified, raw: 'x' })).toBe(expected);
  });
});

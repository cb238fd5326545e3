// YAML as people write it: what is wrong with a line, and the line as it should be.
import { describe, expect, it } from 'vitest';
import { UserError } from '../dist/core/errors.js';
import { parseYaml } from '../dist/core/yaml-file.js';
import { ScenarioSchema } from '../dist/scenario/schema.js';
import { japanese } from '../dist/words/ja.js';
import { mistakeOf } from './support/mistake.ts';

const HEAD = `id: x
title: t
persona:
  name: n
  user: u
  instruction: i
`;
const TURNS = 'turns:\n  - a\n  - b\n';

const read = (text: string) => parseYaml({ file: 'f', text }, ScenarioSchema);
const instead = (part: string, by: string): string => HEAD.replace(part, by) + TURNS;

/** [what, the file, the line, what is wrong, the line as it should be] */
const MENDED: [string, string, string, string, string][] = [
  ['a full-width colon', instead('id: x', 'id：x'), '1', 'the colon is full-width', 'id: x'],
  ['a full-width colon in an item', `${HEAD}turns:\n  - user：や\n`, '8', 'the colon is full-width', '  - user: や'],
  ['a full-width space', instead('user: u', 'user:　u'), '5', 'the space behind the colon is full-w', '  user: u'],
  ['a full-width indentation', instead('  user', '　user'), '5', 'the line is indented with a full-w', '  user: u'],
  ['a full-width hyphen', `${HEAD}turns:\n  －a\n`, '8', 'a list item begins with an ordinary', '  - a'],
  ['a dot for a hyphen', `${HEAD}turns:\n  ・a\n`, '8', 'a list item begins with an ordinary', '  - a'],
  ['a full-width key', instead('name', 'ｎａｍｅ'), '4', 'the key is written in full-width', '  name: n'],
  ['a full-width comma', instead('id: x', 'id: x\ntags: [a，b]'), '2', 'a list in one line', 'tags: [a, b]'],
  ['full-width digits', `${HEAD}sampling:\n  topK: ４０\n${TURNS}`, '8', 'the number is written', '  topK: 40'],
  ['a number as a text', instead('name: n', 'name: 007'), '4', 'this is read as a number', '  name: "007"'],
  ['a text as a number', `${HEAD}sampling: { topP: "1" }\n${TURNS}`, '7', 'quotation marks', 'sampling: { topP: 1 }'],
  ['true as a text', `${HEAD}turns: [a, true]\n`, '7', 'this is read as true or false', 'turns: [a, "true"]'],
  ['null as a text', `${HEAD}turns:\n  - null\n`, '8', 'this is read as nothing', '  - "null"'],
  ['a text that is a hashtag', instead('user: u', 'user: #あ'), '5', 'the text begins with "#"', '  user: "#あ"'],
  ['a text with a hashtag', `${HEAD}turns:\n  - い #あ\n`, '8', 'the text ends before "#"', '  - "い #あ"'],
  ['a tab', `${HEAD}turns:\n\t- a\n`, '8', 'the line begins with a tab', '  - a'],
  ['a quotation mark left open', `${HEAD}turns:\n  - "a\n  - b\n`, '8', 'a quotation mark is not', '  - "a"'],
  ['one before others', `${HEAD}turns:\n  - "a\n  - "b"\n`, '8', 'a quotation mark is not', '  - "a"'],
  ['a bracket left open', `${HEAD}turns: [a\n`, '7', 'a bracket is not closed', 'turns: [a]'],
  ['no space behind a colon', instead('id: x', 'id:x'), '1', 'a space is missing behind the colon', 'id: x'],
  ['no colon', instead('persona:', 'persona'), '3', 'a colon is missing behind the key', 'persona:'],
  ['a space before a colon', instead('user:', 'user　:'), '5', 'there is a space between', '  user: u'],
  ['no space behind a hyphen', `${HEAD}turns:\n  -a\n`, '8', 'a space is missing behind the hyphen', '  - a'],
  ['typographic marks', instead('id: x', 'id: “x”'), '1', 'the quotation marks are typographic', 'id: "x"'],
  ['a mark closed by another', `${HEAD}turns:\n  - "a”\n`, '8', 'the quotation marks are typogr', '  - "a"'],
  ['a key too far right', instead('  user', '    user'), '5', 'the line is not indented like', '  user: u'],
  ['a key too far left', instead('  user', ' user'), '5', 'the line is not indented like', '  user: u'],
  ['a key at the margin', instead('  user', 'user'), '5', 'the line is not indented like', '  user: u'],
  ['a swallowed key', instead('  instruction: i', '    instruction：i'), '6', 'the colon is', '  instruction: i'],
  ['a swallowed item', `${HEAD}turns:\n- a\n - b\n`, '9', 'the line is not indented like', '- b'],
  ['a colon in a text', `${HEAD}turns:\n  - 例: a\n`, '8', 'the text has a colon and a space', '  - "例: a"'],
  ['a bracket in a text', `${HEAD}turns:\n  - [笑] a\n`, '8', 'characters in this text', '  - "[笑] a"'],
  ['an asterisk', `${HEAD}turns:\n  - *笑う*\n`, '8', 'characters in this text', '  - "*笑う*"'],
  ['quoted words in a text', `${HEAD}turns:\n  - "a"と\n`, '8', 'characters in this text', `  - '"a"と'`],
  ['a path with backslashes', instead('name: n', 'name: "C:\\m"'), '4', 'a backslash between', "  name: 'C:\\m'"],
  ['an item without its hyphen', `${HEAD}turns:\n  - user: a\n    user: b\n`, '9', 'the hyphen', '  - user: b'],
];

describe('a YAML file', () => {
  it.each(MENDED)('with %s is refused with the line as it should be', (_what, text, line, problem, corrected) => {
    const message = mistakeOf(() => read(text));
    const [first = '', is, shouldBe] = message.split('\n');
    expect(first).toMatch(new RegExp(`^f:${line}[: ]`));
    expect(first).toContain(problem);
    expect(is).toBe(`  The line is:  ${text.split('\n')[Number(line) - 1]}`);
    expect(shouldBe).toBe(`  It should be: ${corrected}`);
    expect(message.match(/^f:/gm)).toHaveLength(1);
  });

  it.each([
    ['a key twice', `${HEAD}turns: [a]\nid: y\n`, '8:1: the key "id" is here a second time; the first is in line 1'],
    [
      'two documents',
      `${HEAD}turns: [a]\n---\n${HEAD}`,
      '8:1: a second document begins here, with "---"; a file holds one',
    ],
    ['an item without a text', `${HEAD}turns:\n  - a\n  -\n`, '9:4: turns.1: is empty, and a text is wanted'],
    ['an unknown key', `${HEAD}turns:\n  - usr: a\n`, '8:5: turns.0: unknown key "usr"'],
  ])('with %s is refused without a guess of what it should be', (_what, text, expected) => {
    const message = mistakeOf(() => read(text));
    expect(message.split('\n')[0]).toBe(`f:${expected}`);
    expect(message).not.toContain('It should be');
    expect(message.match(/^f:/gm)).toHaveLength(1);
  });

  it.each([
    ['a comment', `${HEAD}turns:\n  - a # first\n  - b\n`, ['a', 'b']],
    ['Japanese quotation marks', `${HEAD}turns:\n  - 「a」\n  - “b”\n`, ['「a」', '“b”']],
    ['a text over two lines', `${HEAD}turns:\n  - a\n    b：c\n`, ['a b：c']],
    [
      'words of other YAML versions',
      `${HEAD}turns: [yes, no, 2024-01-01, 12:30]\n`,
      ['yes', 'no', '2024-01-01', '12:30'],
    ],
    ['a hash within a word', `${HEAD}turns: ["#a", C#, "a #b"]\n`, ['#a', 'C#', 'a #b']],
  ])('with %s is read as it stands', (_what, text, expected) => {
    expect(read(text).turns.map(({ user }) => user)).toEqual(expected);
  });

  it('is told everything that is wrong with it at once, in order of the lines', () => {
    const text = `id：x
title: 1
persona:
  nme: n
  user: u
 instruction: i
sampling: { topK: -1 }
turns:
\t- a
  - い #b
`;
    expect(mistakeOf(() => read(text))).toBe(`f:1:1: the colon is full-width; a key is followed by ":" and a space
  The line is:  id：x
  It should be: id: x
f:2:1: title: this is read as a number, and a text is wanted
  The line is:  title: 1
  It should be: title: "1"
f:4:3: persona: unknown key "nme"
  Did you mean name?
f:6:1: the line is not indented like its neighbours
  The line is:   instruction: i
  It should be:   instruction: i
f:7:13: sampling.topK: Too small: expected number to be >=0
f:9:1: the line begins with a tab; YAML is indented with spaces only
  The line is:  \t- a
  It should be:   - a
f:10:5: turns.1: the text ends before "#", which begins a comment
  The line is:    - い #b
  It should be:   - "い #b"
  If it is a comment, write a space behind the "#".`);
  });

  it('shows of a long line what is around the mistake', () => {
    const [, is, shouldBe] = mistakeOf(() =>
      read(`${HEAD}turns: [${'a, '.repeat(80)}5, ${'b, '.repeat(80)}c]\n`),
    ).split('\n');
    expect(is).toMatch(/^ {2}The line is: {2}… (a, )+5, (b, )+.*…$/);
    expect(shouldBe).toMatch(/^ {2}It should be: … (a, )+"5", (b, )+.*…$/);
    expect(is?.length).toBeLessThan(120);
  });

  it('is told so in Japanese', () => {
    const inJapanese = (text: string): string => {
      try {
        return String(read(text).id);
      } catch (error) {
        if (error instanceof UserError) return error.text.in(japanese);
        throw error;
      }
    };
    expect(inJapanese(instead('id: x', 'id：x'))).toBe(
      'f:1:1: コロンが全角です。キーの後ろには半角のコロンとスペースを書きます\n  今の行:   id：x\n  正しい行: id: x',
    );
    expect(inJapanese(`${HEAD}sampling: { topK: a }\n${TURNS}`)).toMatch(/^f:7:13: sampling\.topK: 無効な入力: .*期待/);
  });

  it.each([0, 3, 4, 7])('of many wrong lines is answered within its budget (%i)', (kind) => {
    const line = ['- "a', '-a', '- a: b: c', '\t- a', '- @a', '・a', '- *a', '- い #a'][kind] ?? '';
    const message = mistakeOf(() => read(`${HEAD}turns:\n${`  ${line}\n`.repeat(1_000)}`));
    expect(message.match(/^f:/gm)?.length ?? 0).toBeLessThanOrEqual(20);
  });
});

// `scenarios check` on scenarios that are valid and still not what was meant.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { doubtsAbout } from '../dist/scenario/doubts.js';
import { readScenario } from '../dist/scenario/load.js';
import { runProgram, temporaryFolder } from './support/cli.ts';

const HEAD = 'id: x\ntitle: t\n';
const PERSONA = 'persona: { name: ミナ, user: あなた, instruction: i }\n';
const TURNS = 'turns: [やあ]\n';
/** What a reply's form can be checked by. */
const MATCH_FIELDS =
  'regex / json / minCharacters / maxCharacters / startsWith / endsWith / minLines / maxLines / minItems / maxItems / answerOnly';

async function doubtsIn(text: string): Promise<string[]> {
  await using folder = temporaryFolder();
  const file = await folder.write('x.yaml', text);
  return doubtsAbout(await readScenario(file)).map(({ message }) => message.replace(`${folder.path}${path.sep}`, ''));
}

const persona = (more: string): string => `persona: { name: ミナ, user: あなた, instruction: i, ${more} }\n`;

describe('a name in braces', () => {
  const WORDS = 'is sent word for word: no names are filled in here\n  Write the name out:';

  it('is found in the persona, the greeting and user lines, once of each kind', async () => {
    const text = `${HEAD}persona:\n  name: ミナ\n  user: あなた\n  instruction: |\n    {{char}}と{{user}}、{{char}}\ngreeting: "{{ User }}？"\nturns: ['{{CHAR}}', { user: 'a{{user}}' }]\n`;
    expect(await doubtsIn(text)).toEqual([
      `x.yaml:6:3: persona.instruction: {{char}} ${WORDS} ミナ`,
      `x.yaml:6:3: persona.instruction: {{user}} ${WORDS} あなた`,
      `x.yaml:8:1: greeting: {{ User }} ${WORDS} あなた`,
      `x.yaml:9:9: turns.0.user: {{CHAR}} ${WORDS} ミナ`,
      `x.yaml:9:23: turns.1.user: {{user}} ${WORDS} あなた`,
    ]);
  });

  it.each(['char', '{char}', '{{character}}', '{{ }}', '{% char %}'])('is not %s', async (text) => {
    expect(await doubtsIn(`${HEAD}${PERSONA}turns: [${JSON.stringify(text)}]\n`)).toEqual([]);
  });
});

describe('a fact', () => {
  const fact = (asked: string): string => persona(`facts: [{ fact: f, asked: ${asked}, answers: [a] }]`);
  const NEVER =
    'x.yaml:3:68: persona.facts.0.asked: none of these words is in any user line, so that nothing asks for the fact\n  Copy words from the user line that asks for it, or add such a line to turns.';

  it.each([
    ['[何時まで, 閉店]', [NEVER]],
    ['[やあ]', []],
    ['[何時, やあ]', []],
    ['[ﾔｧ]', [NEVER]],
    ['[]', []],
  ])('that is asked for by %s', async (asked, expected) => {
    expect(await doubtsIn(`${HEAD}${fact(asked)}${TURNS}`)).toEqual(expected);
  });

  it('is found by words in another width or case', async () => {
    expect(await doubtsIn(`${HEAD}${fact('[ABC１]')}turns: [ａｂｃ1は？]\n`)).toEqual([]);
  });
});

describe('a check that was set up', () => {
  it.each([
    ['checks: { length.max: { gate: true } }', '', 'length.max', 'characters / persona.maxReplyCharacters'],
    ['checks: { length.sentences: { gate: true } }', '', 'length.sentences', 'max'],
    ['checks: { length.paragraphs: {} }', '', 'length.paragraphs', 'max'],
    ['checks: { words.required: {} }', '', 'words.required', 'words / persona.requiredWords'],
    ['checks: { words.forbidden: {} }', '', 'words.forbidden', 'words / persona.forbiddenWords'],
    ['checks: { text.matches: { gate: true } }', '', 'text.matches', MATCH_FIELDS],
    ['checks: { endings: { share: 0.4 } }', '', 'endings', 'persona.endings'],
    ['checks: { first-person: { gate: true } }', '', 'first-person', 'persona.firstPerson'],
    ['checks: { register: { gate: true } }', 'register: any', 'register', 'persona.register'],
    ['checks: { fact.contradiction: { gate: true } }', '', 'fact.contradiction', 'persona.facts'],
  ])('has nothing to go by: %s', async (checks, more, id, missing) => {
    const text = `${HEAD}${more === '' ? PERSONA : persona(more)}${checks}\n${TURNS}`;
    expect(await doubtsIn(text)).toEqual([`x.yaml:4:11: checks.${id}: has nothing to go by\n  Give it ${missing}.`]);
  });

  it.each([
    ['checks: { length.max: { characters: 40 } }', 'register: any'],
    ['checks: { length.max: { gate: true } }', 'maxReplyCharacters: 40'],
    ['checks: { length.max: false, register: false }', 'register: any'],
    ['checks: { words.required: {} }', 'requiredWords: [a]'],
    ['checks: { endings: { share: 0.4 } }', 'endings: [にゃ]'],
    ['checks: { text.matches: { json: true } }', 'register: any'],
    ['checks: { register: { gate: true } }', 'register: casual'],
    ['checks: { loop: { gate: true }, empty: {} }', 'register: any'],
  ])('has what it needs: %s, %s', async (checks, more) => {
    expect(await doubtsIn(`${HEAD}${persona(more)}${checks}\n${TURNS}`)).toEqual([]);
  });

  it('may get it from the scenario, for one turn', async () => {
    const turns = 'turns: [{ user: a, checks: { words.required: { gate: true }, text.matches: {} } }]\n';
    const all = 'checks: { words.required: { words: [b] } }\n';
    expect(await doubtsIn(`${HEAD}${PERSONA}${all}${turns}`)).toEqual([
      `x.yaml:5:62: turns.0.checks.text.matches: has nothing to go by\n  Give it ${MATCH_FIELDS}.`,
    ]);
  });
});

it('says that an ending of white space is none', async () => {
  expect(await doubtsIn(`${HEAD}${persona("endings: [にゃ, '　']")}${TURNS}`)).toEqual([
    'x.yaml:3:63: persona.endings.1: is nothing but white space\n  Remove it.',
  ]);
});

it('warns without failing, in the language and in JSON', async () => {
  await using folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/x.yaml', `${HEAD}${PERSONA}turns: ['{{char}}']\n`);
  const check = (...args: string[]) => runProgram(['scenarios', 'check', 'x', ...args], { directory: folder.path });
  expect(await check()).toMatchObject({
    code: 0,
    stdout: `ok scenarios/x.yaml: x, 1 turn
warning scenarios/x.yaml:4:9: turns.0.user: {{char}} is sent word for word: no names are filled in here
  Write the name out: ミナ
`,
  });
  expect((await check('--lang', 'ja')).stdout).toBe(`正常 scenarios/x.yaml: x、1 ターン
警告 scenarios/x.yaml:4:9: turns.0.user: {{char}} はそのまま送られます。ここでは名前に置き換わりません
  名前をそのまま書いてください: ミナ
`);
  const { code, stdout } = await check('--json');
  expect({ code, warnings: JSON.parse(stdout).warnings }).toEqual({
    code: 0,
    warnings: [
      {
        ...{ file: 'scenarios/x.yaml', line: 4, column: 9, field: 'turns.0.user' },
        problem: '{{char}} is sent word for word: no names are filled in here',
        remedy: 'Write the name out: ミナ',
      },
    ],
  });
});

it('has nothing to say of the scenarios that come along', async () => {
  await using folder = temporaryFolder();
  const { stdout } = await runProgram(['scenarios', 'check', '--json'], { directory: folder.path });
  const { scenarios, warnings } = JSON.parse(stdout);
  expect({ checked: scenarios.length >= 30, warnings }).toEqual({ checked: true, warnings: [] });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../dist/core/errors.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';
import { loadScenarios, readScenario } from '../dist/scenario/load.js';
import { laterMistakeOf } from './support/mistake.ts';
import { SHIPPED as SHIPPED_PLACES } from './support/world.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SHIPPED = path.join(ROOT, 'scenarios');
const FILES = (await readdir(SHIPPED)).filter((name) => name.endsWith('.yaml'));
/** As committed. */
const SCHEMA: Record<string, unknown> = JSON.parse(
  await readFile(path.join(ROOT, 'schemas/scenario.schema.json'), 'utf8'),
);
const isValid = new Ajv({ strict: false }).compile(SCHEMA);

const HEAD = `id: x
title: { ja: あ, en: a }
persona:
  name: n
  user: u
  instruction: i
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-scenario-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the shipped scenarios', () => {
  it.each(FILES)('%s loads under the id of its name', async (name) => {
    const { scenario } = await readScenario(path.join(SHIPPED, name));
    expect(`${scenario.id}.yaml`).toBe(name);
  });

  it('hold the published persona and sampling in anime-fan, word for word', async () => {
    const { scenario } = await readScenario(path.join(SHIPPED, 'anime-fan.yaml'));
    const { name, user, instruction } = scenario.persona;
    expect({ name, user, instruction }).toEqual({
      name: 'オタク',
      user: 'ユーザー',
      instruction:
        'あなたは大のアニメファンで、友達と会話しています。 返信は短くカジュアルなものにする必要があります。',
    });
    expect(scenario.sampling).toMatchObject({
      temperature: 0.7,
      topK: 40,
      topP: 0.95,
      repeatPenalty: 1.18,
      repeatLastN: 256,
    });
  });

  it.each(FILES)('%s names the schema in its first line and is valid by it', async (name) => {
    const text = await readFile(path.join(SHIPPED, name), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/scenario.schema.json');
    expect(isValid(parse(text)) || isValid.errors).toBe(true);
  });
});

describe('the schema for editors', () => {
  it('is what the program reads by', () => {
    expect(SCHEMA).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  it('is draft-7 and refuses what the program refuses', () => {
    expect(SCHEMA.$schema).toBe('http://json-schema.org/draft-07/schema#');
    const valid = parse(`${HEAD}turns: [a, { user: b }]\n`);
    expect(isValid(valid)).toBe(true);
    expect(isValid({ ...valid, turn: ['a'] })).toBe(false);
    expect(isValid({ ...valid, turns: [5] })).toBe(false);
    expect(isValid({ ...valid, turns: [] })).toBe(false);
    expect(isValid({ ...valid, persona: { ...valid.persona, register: 'fancy' } })).toBe(false);
  });
});

describe('a scenario file', () => {
  it('may write a turn as a text, and leaves out what has a default', async () => {
    const { scenario } = await readScenario(await written('ok.yaml', `${HEAD}turns: [a, { user: b, probe: topic }]\n`));
    expect(scenario).toEqual({
      id: 'x',
      title: { ja: 'あ', en: 'a' },
      tags: [],
      persona: {
        ...{ name: 'n', user: 'u', instruction: 'i', language: 'ja', register: 'any' },
        ...{ firstPerson: [], endings: [], traits: [], facts: [], requiredWords: [], forbiddenWords: [] },
        lorebook: [],
      },
      sampling: {},
      checks: {},
      turns: [{ user: 'a' }, { user: 'b', probe: 'topic' }],
    });
  });

  it.each([
    ['題', { ja: '題', en: '題' }],
    ['{ ja: 題 }', { ja: '題', en: '題' }],
    ['{ en: t }', { ja: 't', en: 't' }],
  ])('needs a title in one language only: %s', async (title, expected) => {
    const text = `${HEAD.replace('{ ja: あ, en: a }', title)}turns: [a]\n`;
    const { scenario } = await readScenario(await written('title.yaml', text));
    expect(scenario.title).toEqual(expected);
    expect(isValid(parse(text))).toBe(true);
  });

  it.each(['灯台守', 'Ülo_2.b', '가나'])(
    'takes letters of any script in its id and tags, in one form: %s',
    async (id) => {
      const text = `${HEAD.replace('id: x', `id: ${id.normalize('NFD')}`)}tags: [${id.normalize('NFD')}]\nturns: [a]\n`;
      const { scenario } = await readScenario(await written('id.yaml', text));
      expect([scenario.id, ...scenario.tags]).toEqual([id, id]);
      expect(isValid(parse(text))).toBe(true);
    },
  );

  it.each(['a/b', '-a', '"a b"', '"*"', 'x'.repeat(97)])('refuses %s as an id', async (id) => {
    const file = await written('id.yaml', `${HEAD.replace('id: x', `id: ${id}`)}turns: [a]\n`);
    expect(await laterMistakeOf(readScenario(file))).toBe(
      `${file}:1:1: id: expected letters, digits, dots, hyphens and underscores, at most 96`,
    );
  });

  it('takes a sampling setting under any of its names, and so does the schema for editors', async () => {
    const text = `${HEAD}sampling: { top_k: 1, top-p: 0.5, repetition_penalty: 1.1, temp: 0 }\nturns: [a]\n`;
    const { scenario } = await readScenario(await written('names.yaml', text));
    expect(scenario.sampling).toEqual({ topK: 1, topP: 0.5, repeatPenalty: 1.1, temperature: 0 });
    expect(isValid(parse(text))).toBe(true);
  });

  it.each([
    [
      'sampling:\n  top_k: 1\n  topK: 2\n',
      ':9:3: sampling.topK: is another name of top_k, which is set too; keep one of them',
    ],
    ['sampling:\n  topP: 1\n  top_k: -1\n', ':9:3: sampling.topK: Too small: expected number to be >=0'],
    ['sampling:\n  top_l: 1\n', ':8:3: sampling: unknown key "top_l"\n  Did you mean topK, topP or stop?'],
  ])('points at a setting under the name it has there: %j', async (sampling, says) => {
    const file = await written('wrong.yaml', `${HEAD}${sampling}turns: [a]\n`);
    expect(await laterMistakeOf(readScenario(file))).toBe(`${file}${says}`);
  });

  describe('the hash', () => {
    const PLAYED = `${HEAD}turns: [a, { user: b, probe: topic }]\n`;

    it.each([
      ['comments and layout', `# said\nturns:\n  - user: "a"\n  - { user: b, probe: topic }\n${HEAD}`],
      ['the id', PLAYED.replace('id: x', 'id: y')],
      ['a title', PLAYED.replace('en: a', 'en: another')],
      ['tags', `${PLAYED}tags: [new]\n`],
      [
        'what checks read',
        PLAYED.replace('  instruction: i', '  instruction: i\n  maxReplyCharacters: 9\n  register: casual'),
      ],
      ['reference replies', PLAYED.replace('[a,', '[{ user: a, referenceReplies: [c, d] },')],
      ['a probe', PLAYED.replace('topic', 'fact')],
      ['checks of a turn', PLAYED.replace('[a,', '[{ user: a, checks: { words.required: { words: [c] } } },')],
    ])('is not changed by %s', async (_, text) => {
      expect(text).not.toBe(PLAYED);
      expect(await hashOf(text)).toBe(await hashOf(PLAYED));
    });

    it.each([
      ['the instruction', PLAYED.replace('instruction: i', 'instruction: j')],
      ["the character's name", PLAYED.replace('name: n', 'name: m')],
      ["the user's name", PLAYED.replace('user: u', 'user: v')],
      ['what the user says', PLAYED.replace('[a,', '[c,')],
      ['the order of the turns', PLAYED.replace('[a, { user: b, probe: topic }]', '[b, a]')],
      ['sampling', `${PLAYED}sampling: { temperature: 0 }\n`],
    ])('is changed by %s', async (_, text) => {
      expect(text).not.toBe(PLAYED);
      expect(await hashOf(text)).not.toBe(await hashOf(PLAYED));
    });
  });

  it('reads reference replies by their old name too', async () => {
    const turns = 'turns: [{ user: a, goodReplies: [c, d] }, { user: b, referenceReplies: [e] }, f]';
    const { scenario } = await readScenario(await written('old.yaml', `${HEAD}${turns}\n`));
    expect(scenario.turns).toEqual([
      { user: 'a', referenceReplies: ['c', 'd'] },
      { user: 'b', referenceReplies: ['e'] },
      { user: 'f' },
    ]);
  });

  it.each([
    [
      'no reference reply in a list of them',
      'turns: [{ user: a, referenceReplies: [] }]',
      '7:20: turns.0.referenceReplies: Too small: expected array to have >=1 items',
    ],
    [
      'reference replies under both names',
      'turns: [{ user: a, goodReplies: [b], referenceReplies: [c] }]',
      '7:20: turns.0.goodReplies: is the old name of referenceReplies, which this turn has too; keep one of them',
    ],
    [
      'a fourth reference reply',
      'turns: [{ user: a, referenceReplies: [b, c, d, e] }]',
      '7:20: turns.0.referenceReplies: Too big: expected array to have <=3 items',
    ],
    ['a wrong type', 'turns: [a, [5]]', '7:12: turns.1: expected string or object'],
    [
      'a wrong type in a field',
      '  maxReplyCharacters: many\nturns: [a]',
      '7:3: persona.maxReplyCharacters: expected number, received string',
    ],
    [
      'a value that is not among those allowed',
      '  register: fancy\nturns: [a]',
      '7:3: persona.register: is not an allowed value\n  Allowed: casual, polite, rough, childlike, old-fashioned, any.',
    ],
    [
      'a number out of range',
      'sampling: { temperature: 11 }\nturns: [a]',
      '7:13: sampling.temperature: Too big: expected number to be <=10',
    ],
    ['an empty turn', 'turns:\n  - ""', '8:5: turns.0: Too small: expected string to have >=1 characters'],
    ['an unknown key', 'turn: [a]\nturns: [a]', '7:1: unknown key "turn"\n  Did you mean turns?'],
    [
      'an unknown key in the persona',
      '  registr: casual\nturns: [a]',
      '7:3: persona: unknown key "registr"\n  Did you mean register?',
    ],
    [
      'an unknown key in a turn',
      'turns:\n  - a\n  - { user: b, prob: topic }',
      '9:16: turns.1: unknown key "prob"\n  Did you mean probe?',
    ],
    ['a mistyped key that is needed', 'turn: [a]', '7:1: unknown key "turn"\n  Did you mean turns?'],
    [
      'a mistyped key that a turn needs',
      'turns: [{ usr: b }]',
      '7:11: turns.0: unknown key "usr"\n  Did you mean user?',
    ],
  ])('with %s is refused with file, line, column and field', async (_what, rest, expected) => {
    const file = await written('bad.yaml', `${HEAD}${rest}\n`);
    expect(await laterMistakeOf(readScenario(file))).toBe(`${file}:${expected}`);
  });

  it('with a bias that is neither a number nor "never" is told both', async () => {
    const file = await written('bias.yaml', `${HEAD}sampling: { logitBias: { a: off } }\nturns: [a]\n`);
    expect(await laterMistakeOf(readScenario(file))).toMatch(
      /bias\.yaml:7:26: sampling\.logitBias\.a: (?=.*number)(?=.*never)/s,
    );
  });

  it('without turns is refused by the name of what is missing', async () => {
    const file = await written('none.yaml', HEAD);
    expect(await laterMistakeOf(readScenario(file))).toMatch(/^[^:]+none\.yaml:1:1: turns: /);
  });

  it('with an alias bomb is refused before it is expanded', async () => {
    const levels = 'bcdefghij'.split('').map((name, index) => {
      const below = `*${'abcdefghi'[index]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => below).join(', ')}]`;
    });
    const file = await written('bomb.yaml', `a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`);
    const started = performance.now();
    expect(await laterMistakeOf(readScenario(file))).toBe(
      `${file}:1:1: has too many aliases: expanding them would exhaust memory\n  At most 100 alias expansions are allowed; write the values out.`,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([
    ['in one line', `b: [${Array(30_000).fill('*a').join(', ')}]`],
    ['line by line', `b:\n${'  - *a\n'.repeat(15_000)}`],
  ])('with very many aliases %s is refused at once', async (_how, rest) => {
    const file = await written('aliases.yaml', `a: &a x\n${rest}\n`);
    const started = performance.now();
    expect(await laterMistakeOf(readScenario(file))).toMatch(/^\S+aliases\.yaml:1:1: has too many aliases/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('with an alias that has no anchor is not taken for a bomb', async () => {
    const file = await written('alias.yaml', `${HEAD}turns: [*nope]\n`);
    const message = await laterMistakeOf(readScenario(file));
    expect(message).toMatch(/nope/);
    expect(message).not.toMatch(/too many/);
  });

  it.each([
    [
      '80,000 keys',
      Array.from({ length: 15_000 }, (_, at) => `k${at}: 1\n`).join(''),
      /: has too many keys and values/,
    ],
    [
      'keys in one line',
      `x: {${Array.from({ length: 80_000 }, (_, at) => `k${at}`)}}\n`,
      /: has too many keys and values/,
    ],
    [
      '200,000 anchors',
      `x: [${Array.from({ length: 90_000 }, (_, at) => `&a${at} 1`)}]\n`,
      /: has more than 100 anchors/,
    ],
    ['400,000 empty lines', '\n'.repeat(400_000), /: has more than 20000 lines/],
    [
      '2,000 open quotation marks',
      Array.from({ length: 2_000 }, (_, at) => `k${at}: "v\n`).join(''),
      /:\d+:\d+: a quotation mark is not closed/,
    ],
    ['2,000 unknown keys', Array.from({ length: 2_000 }, (_, at) => `k${at}: 1\n`).join(''), /:8:1: unknown key "k0"/],
  ])('with %s is refused within seconds', async (_what, rest, expected) => {
    const file = await written('much.yaml', `${HEAD}turns: [a]\n${rest}`);
    const started = performance.now();
    expect(await laterMistakeOf(readScenario(file))).toMatch(expected);
    // What is refused takes 2 s at most; other tests run beside this one.
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  it.each([
    ['!!js/function "f"', 'the tag tag:yaml.org,2002:js/function means nothing here'],
    ['!mine a', 'the tag !mine means nothing here'],
    ['!!binary aGk=', 'the tag tag:yaml.org,2002:binary means nothing here'],
    ['"a\\0b"', 'contains the character U+0000, which does not belong in a text'],
    ['"\\x1b[31m"', 'contains the character U+001B, which does not belong in a text'],
    ['"\\uD83D"', 'contains the character U+D83D, which does not belong in a text'],
  ])('with the text %s says what is odd about it', async (text, expected) => {
    const file = await written('odd.yaml', `${HEAD}turns:\n  - ${text}\n`);
    const [message = ''] = (await laterMistakeOf(readScenario(file))).split('\n');
    expect(message.replace(/:8:\d+: /, ':8: ')).toBe(`${file}:8: ${expected}`);
  });

  it('may say of a text that it is one', async () => {
    const file = await written('text.yaml', `${HEAD}turns: [!!str 12]\n`);
    expect((await readScenario(file)).scenario.turns).toMatchObject([{ user: '12' }]);
  });

  it('that is enormous is refused unread', async () => {
    const file = await written('huge.yaml', `${HEAD}turns: ["${'あ'.repeat(1_000_001)}"]\n`);
    expect(await laterMistakeOf(readScenario(file))).toBe(`${file}: is larger than 1000000 characters`);
  });
});

describe('choosing scenarios', () => {
  it('takes ids, globs and paths, each scenario once', async () => {
    const own = await written('own.yaml', `${HEAD.replace('id: x', 'id: own')}turns: [a]\n`);
    const loaded = await loadScenarios(['tts-bot', '*-b?t', own, 'anime-f*'], SHIPPED_PLACES);
    expect(loaded.map(({ scenario }) => scenario.id)).toEqual(['tts-bot', 'own', 'anime-fan']);
  });

  it('says where it looked and what is nearest for an unknown id', async () => {
    expect(await laterMistakeOf(loadScenarios(['anime-fn'], SHIPPED_PLACES))).toBe(
      `there is no scenario "anime-fn" in ${SHIPPED}\n  Did you mean anime-fan? A path to a .yaml file or to a folder works too.`,
    );
    expect(await laterMistakeOf(loadScenarios(['zzz*'], SHIPPED_PLACES))).toMatch(/^there is no scenario "zzz\*" in /);
  });

  it('exits with 4 for a glob that matches nothing, with 2 for an unknown id', async () => {
    const codeOf = (selector: string) =>
      loadScenarios([selector], SHIPPED_PLACES).catch((error: unknown) => error instanceof UserError && error.exitCode);
    expect(await Promise.all(['zzz*', 'zzz'].map(codeOf))).toEqual([4, 2]);
  });

  it('refuses a file of a scenarios folder that has another name than its id', async () => {
    const own = path.join(folder, 'misnamed/scenarios');
    await mkdir(own, { recursive: true });
    const places = { workingDirectory: path.dirname(own), packageDirectory: path.dirname(own) };
    const file = path.join(own, 'foo.yaml');
    await writeFile(file, `${HEAD}turns: [a]\n`);
    expect(await laterMistakeOf(loadScenarios(['foo'], places))).toBe(
      `${file}: id: is "x", but the file is named foo.yaml\n  Make them the same.`,
    );
    expect(await laterMistakeOf(loadScenarios(['x'], places))).toMatch(/^there is no scenario "x" in .*\n {2}/);
    expect((await loadScenarios([await written('foo.yaml', `${HEAD}turns: [a]\n`)], places)).length).toBe(1);
  });

  it('lets a project’s own scenario go before a shipped one', async () => {
    const own = path.join(folder, 'scenarios');
    await mkdir(own, { recursive: true });
    await writeFile(path.join(own, 'tts-bot.yaml'), `${HEAD.replace('id: x', 'id: tts-bot')}turns: [a]\n`);
    const [loaded] = await loadScenarios(['tts-bot'], { ...SHIPPED_PLACES, workingDirectory: path.dirname(own) });
    expect(loaded?.file).toBe(path.join(own, 'tts-bot.yaml'));
  });

  it('refuses two files with one id', async () => {
    const one = await written('first.yaml', `${HEAD}turns: [a]\n`);
    const two = await written('second.yaml', `${HEAD}turns: [b]\n`);
    expect(await laterMistakeOf(loadScenarios([one, two], SHIPPED_PLACES))).toBe(
      `${one}: id: has the same id "x" as ${two}`,
    );
  });

  it('says which file cannot be read', async () => {
    const missing = path.join(folder, 'missing.yaml');
    expect(await laterMistakeOf(loadScenarios([missing], SHIPPED_PLACES))).toMatch(
      `${missing}: cannot be read: ENOENT`,
    );
  });
});

async function written(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

async function hashOf(text: string): Promise<string> {
  return (await readScenario(await written('hashed.yaml', text))).hash;
}

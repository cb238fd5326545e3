// Character cards as scenarios: what the model is told, what is said of the rest, and what hostile files do.
import { mkdirSync, readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cardIn } from '../dist/formats/cards/card.js';
import { cardOfScenario } from '../dist/formats/cards/card-of-scenario.js';
import { scenarioOfCard } from '../dist/formats/cards/scenario-of-card.js';
import { withTurns } from '../dist/scenario/card-file.js';
import { recordedScenario } from '../dist/scenario/load.js';
import { cardJson, charx, compressedChunk, png, pngChunk, textChunk } from './support/card-files.ts';
import { type Outcome, readRun } from './support/cli.ts';
import { type ImportFolder, importFolder } from './support/import-folder.ts';
import { randomFrom } from './support/random.ts';

let folder: ImportFolder;

beforeAll(async () => {
  folder = await importFolder('猫は元気？\n\nアニメ見てる？\n');
});
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<Outcome> => folder.run(...args);

interface Made {
  id: string;
  persona: { name: string; user: string; instruction: string; language: string; lorebook?: Record<string, unknown>[] };
  greeting?: string;
  turns: unknown[];
}

function expectMistake({ code, stdout, stderr }: Outcome, ...texts: string[]): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const text of texts) expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/^\s+at /m);
}

let count = 0;

async function imported(content: string | Uint8Array, ...args: string[]): Promise<Outcome & { scenario: Made }> {
  const file = await folder.write(`card-${++count}.json`, content);
  const outcome = await run('import', path.basename(file), '--to', 'scenario', ...args);
  return { ...outcome, scenario: outcome.code === 0 ? parse(outcome.stdout) : null };
}

describe('a card', () => {
  const OLD = { name: 'Rei', description: '{{Char}} waits for <USER>.', personality: 'calm', scenario: 'A roof.' };
  const FIRST = { first_mes: 'Oh, {{user}}.', mes_example: '<START>\n{{user}}: Hi\n<BOT>: …' };

  it('of version 1 tells the model all of it, in the order of other programs, with names filled in', async () => {
    const { scenario, stderr } = await imported(JSON.stringify({ ...OLD, ...FIRST }), '--turns', 'lines.txt');
    expect(scenario).toEqual({
      ...{ id: 'rei', title: 'Rei', tags: ['card'], greeting: 'Oh, User.', turns: ['猫は元気？', 'アニメ見てる？'] },
      card: JSON.stringify({ ...OLD, ...FIRST }),
      persona: {
        ...{ name: 'Rei', user: 'User', language: 'en' },
        instruction: [
          'You are Rei. Stay in character and talk with User.',
          ...['Rei waits for User.', 'Personality: calm', 'Scenario: A roof.'],
          'Examples of the dialogue:\nUser: Hi\nRei: …',
        ].join('\n\n'),
      },
    });
    expect(stderr).toContain('note: the card has no system prompt');
  });

  it('with a system prompt of its own begins with it; what other programs say last comes last', async () => {
    const data = {
      system_prompt: '{{original}}\n短く。',
      post_history_instructions: '絵文字は使わない。',
      nickname: 'みーちゃん',
    };
    const { scenario } = await imported(cardJson({ spec: 'chara_card_v3', data }), '--user', '客');
    expect(scenario.persona).toMatchObject({ name: 'みーちゃん', user: '客', language: 'ja' });
    expect(scenario.persona.instruction).toBe(
      'あなたはみーちゃんです。みーちゃんになりきって、客と会話してください。\n短く。\n\nみーちゃんは喫茶店で働く。\n\n絵文字は使わない。',
    );
    expect(scenario.turns).toEqual([]);
  });

  it.each([
    ['in a picture', () => png(textChunk('chara', cardJson()))],
    ['in a picture, version 3 before version 2', () => png(textChunk('chara', '{}'), textChunk('ccv3', cardJson()))],
    [
      'in a picture, compressed',
      () => png(compressedChunk('chara', Buffer.from(Buffer.from(cardJson()).toString('base64')))),
    ],
    ['in an archive', () => charx({ 'assets/../../evil.txt': Buffer.from('x'), 'card.json': Buffer.from(cardJson()) })],
    ['with a byte order mark', () => Buffer.from(`\ufeff${cardJson()}`)],
  ])('%s', async (_, bytes) => {
    const { scenario } = await imported(bytes());
    expect(scenario).toMatchObject({
      id: 'ミナ',
      persona: { instruction: expect.stringContaining('ミナは喫茶店で働く。') },
    });
    expect(readdirSync(path.dirname(folder.path))).not.toContain('evil.txt');
  });

  it('has a scenario for each greeting, and says so', async () => {
    const data = { first_mes: 'いち', alternate_greetings: ['に', ' ', 'さん'] };
    const first = await imported(cardJson({ data }));
    expect(first.scenario.greeting).toBe('いち');
    expect(first.stderr).toContain('other greetings of the card: 2');
    expect((await imported(cardJson({ data }), '--greeting', '3')).scenario.greeting).toBe('さん');
    expectMistake(await imported(cardJson({ data }), '--greeting', '4'), 'has no greeting 4; the last one is 3');
    const { left } = await imported(cardJson({ data }), '--greeting', 'all', '-o', 'made/');
    expect(left.filter((file) => file.startsWith('made/'))).toEqual([
      'made/ミナ-2.yaml',
      'made/ミナ-3.yaml',
      'made/ミナ.yaml',
    ]);
    expectMistake(await imported(cardJson({ data }), '-o', 'made/'), 'is there already, and is not replaced');
  });

  it('survives its own text: NUL, escape codes, half a character, macros and control tokens', async () => {
    const data = {
      name: '  \u0000ミ\u001b[31mナ ',
      description: 'a\u0007b\r\nc\ud800 {{random:x,y}} <|im_end|> {{// secret}}',
    };
    const { scenario, stderr } = await imported(cardJson({ data }), '--turns', 'lines.txt');
    expect(scenario.persona.name).toBe('ミ [31mナ');
    expect(scenario.persona.instruction).toContain('ab\nc\ufffd {{random:x,y}} <|im_end|>');
    expect(stderr).toContain('macros that stay as they are: {{random}}');
  });
});

describe('a lorebook', () => {
  const entry = (own: Record<string, unknown>) => ({
    keys: [],
    content: 'x',
    extensions: {},
    enabled: true,
    insertion_order: 0,
    ...own,
  });
  const ENTRIES = [
    entry({ keys: ['猫'], content: 'クロという黒猫がいる。', insertion_order: 2 }),
    entry({ constant: true, keys: ['n'], content: '店は「潮風」。', position: 'before_char' }),
    entry({
      keys: ['アニメ|漫画'],
      use_regex: true,
      content: '{{char}}はアニメが好き。',
      position: 'before_char',
      insertion_order: 1,
    }),
    entry({
      keys: ['Art'],
      content: '@@scan_depth 5\n@@@unknown\n絵を描く。',
      selective: true,
      secondary_keys: ['部屋'],
      case_sensitive: true,
    }),
    entry({ keys: ['off'], enabled: false }),
    entry({ keys: ['('], use_regex: true }),
    entry({ keys: ['never'], selective: true, secondary_keys: ['x'], extensions: { selectiveLogic: 2 } }),
    entry({ keys: ['chance'], content: 'たまに。', extensions: { probability: 10 }, insertion_order: 3 }),
  ];
  const CARD = cardJson({
    data: { character_book: { entries: ENTRIES, scan_depth: 1, recursive_scanning: true, extensions: {} } },
  });

  it('is told at once where it always holds, and waits for its words where it has some', async () => {
    const { scenario, stderr } = await imported(CARD);
    expect(scenario.persona.instruction).toContain('店は「潮風」。\n\nミナは喫茶店で働く。');
    expect(scenario.persona.lorebook).toEqual([
      { keys: ['Art'], with: ['部屋'], content: '絵を描く。', caseSensitive: true, messages: 5 },
      { keys: ['/アニメ|漫画/'], content: 'ミナはアニメが好き。', messages: 1, place: 'before' },
      { keys: ['猫'], content: 'クロという黒猫がいる。', messages: 1 },
      { keys: ['chance'], content: 'たまに。', messages: 1 },
    ]);
    expect(stderr).toContain('turned off, left out: 1');
    expect(stderr).toContain('keys cannot be used here, left out: /(/, never');
    expect(stderr).toContain('by chance elsewhere, and always here: 1');
    expect(stderr).toContain('recursive_scanning');
  });

  it('reaches the model in the turns that bring it up, and is recorded', async () => {
    await folder.write('mina.json', CARD);
    const {
      code,
      stdout: printed,
      stderr,
    } = await run('eval', '--scenario', './mina.json', '--turns-of', 'lines.txt', '-m', 'yes', '--no-score');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(printed).toContain('note: the card has no system prompt');
    const { turns, manifest } = readRun(path.join(folder.path, 'results'));
    expect(turns.map(({ user, lore }) => [user, lore])).toEqual([
      ['猫は元気？', [3]],
      ['アニメ見てる？', [2]],
    ]);
    expect(manifest.request.turnsOf).toBe('lines.txt');
    const { stdout } = await run(
      'prompts',
      'render',
      '--scenario',
      './mina.json',
      '--turns-of',
      'lines.txt',
      '--prompt',
      'chatml',
    );
    expect(stdout).toContain('ミナは喫茶店で働く。\nクロという黒猫がいる。');
  });
});

describe('a hostile card', () => {
  const nested = (depth: number): string =>
    `{"name":"x","description":"y","extensions":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  const BOMB = Buffer.alloc(12e6);
  const MANY = Array.from({ length: 1_000 }, (_, index) => ({
    keys: ['a', 'b', 'c'].map((key) => `${key}${index}`),
    content: 'x',
  }));

  it.each<[string, string, () => Uint8Array | string]>([
    [
      'a chunk that is longer than the file',
      'is not a PNG chunk',
      () => png(pngChunk('tEXt', Buffer.from('chara\0e30='), { length: 2 ** 31 - 1 })),
    ],
    [
      'a chunk with a wrong checksum',
      'is not a PNG chunk',
      () => png(pngChunk('tEXt', Buffer.from('chara\0e30='), { sum: 1 })),
    ],
    ['a chunk without an end of its keyword', 'is not a PNG chunk', () => png(pngChunk('tEXt', Buffer.from('chara')))],
    ['a picture that breaks off', 'is not a PNG chunk', () => png(textChunk('chara', cardJson())).subarray(0, 60)],
    ['a compressed bomb', 'is not a PNG chunk', () => png(compressedChunk('chara', BOMB))],
    [
      'more entries than a scenario can be read with',
      'too many entries or keys',
      () => cardJson({ data: { character_book: { entries: MANY } } }),
    ],
    ['an archive with a bomb', 'without card.json, or with one of more than 8 MB', () => charx({ 'card.json': BOMB })],
    ['an archive without a card', 'without card.json', () => charx({ '../card.json': Buffer.from(cardJson()) })],
    [
      'an archive that breaks off',
      'cannot be read',
      () => charx({ 'card.json': Buffer.from(cardJson()) }).subarray(0, 60),
    ],
    ['a picture without a card', 'without a character card', () => png()],
    ['base64 of no JSON', 'is not JSON', () => png(textChunk('chara', 'x'))],
    ['JSON that is no card', 'is not a character card', () => '{"a":1}'],
    ['JSON that breaks off', 'is not JSON', () => '{"name":'],
    ['deep nesting', 'nested more than 200 levels deep', () => nested(100_000)],
    ['a number for a text', 'description: expected string, received number', () => '{"name":"x","description":7}'],
    ['a card that is too large', 'more than 8 MB', () => cardJson({ data: { creator_notes: 'x'.repeat(9e6) } })],
    ['another encoding', 'not UTF-8', () => Buffer.from('{"name":"\x83~\x83i","description":"\x82\xa0"}', 'latin1')],
  ])('%s', async (_, message, bytes) => {
    expectMistake(await imported(bytes(), '--as', 'card'), message);
  });

  it('is not unpacked where nothing of the card is: a picture of a thousand bombs', async () => {
    const bombs = ['other', 'chara'].flatMap((keyword) => {
      const bomb = compressedChunk(keyword, Buffer.alloc(9e6, ' '));
      return Array.from({ length: 500 }, () => bomb);
    });
    const card = textChunk('ccv3', cardJson());
    const { user } = process.cpuUsage();
    expect((await imported(png(card, ...bombs))).scenario.id).toBe('ミナ');
    expect(process.cpuUsage().user - user).toBeLessThan(2e6);
  });

  it('with thousands of greetings becomes one scenario at a time, and goes out again', async () => {
    const greetings = Array.from({ length: 20_000 }, (_, index) => `${index}`);
    const text = cardJson({ data: { alternate_greetings: greetings } });
    expectMistake(await imported(text, '--greeting', 'all'), 'has 20000 greetings', 'at most 200');
    const card = cardIn(JSON.parse(text), 'x.json');
    const { scenario } = scenarioOfCard(card, { fallbackName: 'x', user: null, greeting: 1 });
    const { scenario: read } = withTurns(scenario, [{ user: 'x' }], 'x.json');
    expect(cardOfScenario({ ...read, greeting: 'another' }, 'x.json').isOriginal).toBe(false);
  });

  it('with keys that cannot be used names the beginning of some', async () => {
    const entries = Array.from({ length: 30 }, (_, index) => ({
      keys: [`/(${index}${'x'.repeat(900)}/`],
      content: 'x',
    }));
    const { code, stderr } = await imported(cardJson({ data: { character_book: { entries } } }));
    expect(code).toBe(0);
    expect(stderr).toContain('… (30)');
    expect(stderr.length).toBeLessThan(2_000);
  });

  it('of a size that nobody needs is not read', async () => {
    const file = await folder.write('huge.png', '');
    truncateSync(file, 300e6);
    expectMistake(await run('import', 'huge.png', '--as', 'card'), 'larger than 64 MB');
    expectMistake(await run('import', 'huge.png'), 'is not UTF-8');
  });

  it('with keys of objects changes no other object', async () => {
    const { scenario } = await imported(
      '{"name":"x","description":"y","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect(scenario.id).toBe('x');
    expect('polluted' in {}).toBe(false);
  });

  it('with a key that never ends is found before anything is played', async () => {
    const entries = [{ keys: ['/(a+)+$/'], content: 'x', extensions: {}, enabled: true, insertion_order: 0 }];
    await folder.write('slow.json', cardJson({ data: { character_book: { entries, extensions: {} } } }));
    await folder.write('slow.txt', `${'a'.repeat(40)}!`);
    const { code, stderr } = await run(
      'eval',
      '--scenario',
      'slow.json',
      '--turns-of',
      'slow.txt',
      '-m',
      'yes',
      '--no-score',
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('did not end within') });
  });

  it('has an id that is a file name everywhere, whatever it is called', async () => {
    const names = ['../../etc/passwd', 'CON', '猫/犬', '💥', 'x'.repeat(500), '...', ' ', 'カ\u3099ク'];
    const ids = await Promise.all(
      names.map(async (name) => (await imported(cardJson({ data: { name } }))).scenario.id),
    );
    expect(ids).toEqual([
      'etc-passwd',
      'the-con',
      '猫-犬',
      expect.stringMatching(/^card-/),
      'x'.repeat(64),
      expect.stringMatching(/^card-/),
      expect.stringMatching(/^card-/),
      'ガク',
    ]);
  });
});

describe('a card that goes out again', () => {
  const random = randomFrom(19);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const WORDS = [
    '猫',
    'カフェ',
    '{{user}}',
    '{{char}}',
    '<START>',
    '\n',
    'a',
    '👩‍👩‍👧',
    '{{random:1,2}}',
    '  ',
    'ﾊﾝｶｸ',
    '"',
    '\\',
    '<|im_end|>',
    'é',
  ];
  const text = (most: number): string =>
    Array.from({ length: Math.floor(random() * most) }, () => pick(WORDS)).join('');
  const loreEntry = () => ({
    ...{
      keys: [text(3), text(2)],
      content: text(12),
      extensions: { position: 0, odd: [text(3)] },
      enabled: random() < 0.9,
    },
    ...{
      insertion_order: Math.floor(random() * 100),
      constant: random() < 0.2,
      selective: random() < 0.3,
      secondary_keys: [text(2)],
    },
    ...{ position: pick(['before_char', 'after_char']), case_sensitive: pick([true, false, null]), mine: text(2) },
  });

  function generated(entries: number): Record<string, unknown> {
    const data = {
      ...{
        name: text(4),
        description: text(30),
        personality: text(5),
        scenario: text(5),
        first_mes: text(10),
        mes_example: text(20),
      },
      ...{
        creator_notes: text(9),
        system_prompt: pick(['', text(9), '{{original}}x']),
        post_history_instructions: pick(['', text(5)]),
      },
      ...{
        alternate_greetings: [text(4), text(4)],
        tags: [text(2)],
        creator: text(2),
        character_version: '1',
        unknown: { deep: [1, null] },
      },
      extensions: { depth_prompt: { prompt: text(3), depth: 4 }, own: 1 },
      character_book: {
        entries: Array.from({ length: entries }, loreEntry),
        extensions: {},
        scan_depth: pick([2, 50, undefined]),
      },
    };
    return { spec: pick(['chara_card_v2', 'chara_card_v3']), spec_version: '2.0', data, outside: text(3) };
  }

  it.each(Array.from({ length: 40 }, (_, index) => index))('is the same card, and the same scenario (%i)', (index) => {
    const written: Record<string, unknown> = JSON.parse(JSON.stringify(generated(index === 0 ? 200 : index % 4)));
    const said = scenarioOfCard(cardIn(written, 'card.json'), { fallbackName: 'x', user: null, greeting: 1 }).greetings
      .length;
    const greeting = said < 2 ? 1 : 1 + (index % 2);
    const choices = { fallbackName: 'x', user: null, greeting };
    const { scenario } = scenarioOfCard(cardIn(written, 'card.json'), choices);
    const loaded = withTurns(scenario, [{ user: 'やっほー' }], 'card.json');
    // As it would be read from its file.
    const { scenario: read } = recordedScenario({ ...loaded, text: loaded.text });
    expect(read).toEqual(loaded.scenario);
    const { card, isOriginal } = cardOfScenario(read, 'card.json');
    expect(isOriginal).toBe(true);
    expect(card).toMatchObject({ ...written, spec: 'chara_card_v3', spec_version: '3.0' });
    const again = scenarioOfCard(cardIn(JSON.parse(JSON.stringify(card)), 'card.json'), choices).scenario;
    expect({ ...again, card: null }).toEqual({ ...scenario, card: null });
  });

  it('has what was changed in the scenario, and still what only other programs know', () => {
    const { scenario } = scenarioOfCard(cardIn(generated(3), 'x.json'), { fallbackName: 'x', user: null, greeting: 1 });
    const { scenario: read } = withTurns(scenario, [{ user: 'やっほー' }], 'x.json');
    const changed = { ...read, persona: { ...read.persona, instruction: '短く話す。', lorebook: [] } };
    const { card, isOriginal, notes } = cardOfScenario(changed, 'x.json');
    expect(card).toMatchObject({
      data: { system_prompt: '短く話す。', description: '', unknown: { deep: [1, null] } },
    });
    expect([isOriginal, notes.length]).toEqual([false, 1]);
    const again = scenarioOfCard(cardIn(card, 'x.json'), { fallbackName: 'x', user: read.persona.user, greeting: 1 });
    expect(again.scenario.persona).toEqual({
      ...scenario.persona,
      lorebook: undefined,
      instruction: '短く話す。',
      language: 'ja',
    });
  });
});

describe('a flag of import that would do nothing', () => {
  it.each([
    ['card', ['--scenario', 'anime-fan'], '--scenario is for runs'],
    ['card', ['--roles', 'a,b'], '--roles is for chats'],
    ['card', ['--persona-of', 'anime-fan'], '--persona-of has no meaning for character cards'],
    ['questions', ['--greeting', 'all'], '--greeting is for character cards'],
    ['text', ['--turns-of', 'anime-fan'], '--turns-of is for scenarios'],
    ['text', ['--output', 'x.yaml'], '--output is for scenarios'],
    ['preset', ['--user', 'x'], '--user has no meaning for presets'],
  ])('is refused for %s: %j', async (format, flags, message) => {
    await folder.write('any.json', cardJson());
    expectMistake(await run('import', 'any.json', '--as', format, ...flags), message);
  });

  it('is no reason to hide that a file is broken', async () => {
    await folder.write('broken.json', `${cardJson()}x`);
    expectMistake(await run('import', 'broken.json', '--turns-of', 'anime-fan'), 'broken.json: is not JSON');
  });
});

describe('--turns-of', () => {
  it('is asked for with the path of the card as it was named', async () => {
    mkdirSync(path.join(folder.path, 'cards'));
    await folder.write('cards/mina.json', cardJson());
    const outcome = await run('eval', '-m', 'yes', '--scenario', './cards/mina.json');
    expectMistake(outcome, `import ${path.join('cards', 'mina.json')} --turns-of anime-fan`);
  });

  it.each([
    ['is needed', ['--scenario', './mina.json'], 'is a character card, which does not say what the user says'],
    ['is for cards', ['--scenario', 'anime-fan', '--turns-of', 'lines.txt'], 'no scenario here is one'],
    ['names one scenario', ['--scenario', './mina.json', '--turns-of', '*'], 'exactly one is needed here'],
  ])('%s', async (_, args, message) => {
    expectMistake(await run('eval', '-m', 'yes', ...args), message);
  });
});

// Text files that people write: which encodings are refused, and what is read as if it were plain UTF-8 with LF.
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ANSWERS, starterFiles } from '../dist/cli/starter-files.js';
import { loadEnvFile } from '../dist/core/env-file.js';
import { UserError } from '../dist/core/errors.js';
import { textOf } from '../dist/core/text-file.js';
import type { Places } from '../dist/core/world.js';
import { parseYaml } from '../dist/core/yaml-file.js';
import { loadTemplate, parseTemplate } from '../dist/prompt/load.js';
import { loadFamilies } from '../dist/registry/families.js';
import { loadModelEntries } from '../dist/registry/load.js';
import { loadScenarios } from '../dist/scenario/load.js';
import { ScenarioSchema } from '../dist/scenario/schema.js';
import { readOpinions } from '../dist/store/ratings.js';
import { REPOSITORY, readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { encodeIso2022Jp, encodeJapanese, encodeUtf16 } from './support/encodings.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { randomFrom } from './support/random.ts';
import { mutateTemplate, mutateYaml } from './support/text-mutations.ts';
import { expectMistake } from './support/toy-folder.ts';
import { SHIPPED } from './support/world.ts';

const SCENARIO = `id: s
title: { ja: 題, en: t }
persona:
  name: ミチ
  user: あなた
  instruction: あなたは灯台の番人です。短く話します。
turns:
  - こんにちは。
`;
const ENTRY = 'id: m\nbackend: scripted\n# こんにちは、こちらはテストです。\nreplies: [うん！]\n';
const CONVERSATION =
  '{"system": "あなたは番人です。", "messages": [{"role": "user", "content": "やあ、こんにちは。"}]}\n';
const TEMPLATE = `---\ntitle: mine\nkind: text\npersona: system\n---\n{{system}}{{#each messages}}{{#if isUser}}あなたの言葉: {{content}}\n{{/if}}{{/each}}`;
const LOG = '客: やあ、こんにちは。\n\n番人: いらっしゃい。\nどうぞ。\n';
const ENCODINGS: [string, (text: string) => Buffer][] = [
  ['Shift_JIS', (text) => encodeJapanese(text, 'shift_jis')],
  ['EUC-JP', (text) => encodeJapanese(text, 'euc-jp')],
  ['ISO-2022-JP', encodeIso2022Jp],
  ['UTF-16', (text) => encodeUtf16(text)],
  ['UTF-16', (text) => encodeUtf16(text, { isBigEndian: true })],
  ['UTF-16', (text) => encodeUtf16(text, { hasMark: false })],
];
const FILES: [string, string, string[]][] = [
  ['scenarios/s.yaml', SCENARIO, ['scenarios', 'check', 'scenarios/s.yaml']],
  ['models/m.yaml', ENTRY, ['eval', '--model', 'm', '--scenario', 'anime-fan', '--no-score']],
  ['talk.json', CONVERSATION, ['prompts', 'render', '--prompt', 'chatml', '--messages', 'talk.json']],
  ['mine.hbs', TEMPLATE, ['prompts', 'render', '--prompt', 'mine.hbs']],
  ['chat.txt', LOG, 'import chat.txt --as text --scenario anime-fan --model m --roles 客,番人'.split(' ')],
];

function repliesIn(folder: string): unknown[] {
  return readRun(path.join(folder, 'results')).turns.map(({ key: _, ...turn }) => turn);
}

async function folderWith(name: string, bytes: Buffer | string) {
  const folder = temporaryFolder();
  for (const each of ['scenarios', 'models']) mkdirSync(path.join(folder.path, each));
  await folder.write(name, bytes);
  return folder;
}

const onWindows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;
/** As other systems and editors write the same text. */
const WRITTEN: [string, (text: string) => string][] = [
  ['a byte order mark and CR LF', onWindows],
  ['two marks', (text) => `\ufeff\ufeff${text}`],
  ['CR alone', (text) => text.replaceAll('\n', '\r')],
];

describe.each(FILES)('%s', (name, text, args) => {
  it.each(ENCODINGS)('is refused in %s, which is named', async (encoding, encode) => {
    await using folder = await folderWith(name, encode(text));
    const outcome = await runProgram(args, { directory: folder.path });
    expectMistake(outcome, `is not UTF-8 but probably ${encoding}: see byte `, `iconv -f `, `${name} > `);
    expect(outcome.stderr).toMatch(new RegExp(`^${name}:\\d+: `));
    expect(outcome.stdout).toBe('');
  });

  it('is read with a byte order mark and CR LF', async () => {
    await using plain = await folderWith(name, text);
    await using other = await folderWith(name, onWindows(text));
    const wanted = await runProgram(args, { directory: plain.path, environment: NO_MODEL_PROCESS });
    const outcome = await runProgram(args, { directory: other.path, environment: NO_MODEL_PROCESS });
    expect(outcome).toMatchObject({ code: 0, stderr: wanted.stderr });
    if (args[0] === 'prompts' || args[0] === 'scenarios') expect(outcome.stdout).toBe(wanted.stdout);
    if (args[0] === 'import') expect(repliesIn(other.path)).toEqual(repliesIn(plain.path));
  });
});

it.each(WRITTEN)('a text is the same with %s', (_, written) => {
  expect(textOf(Buffer.from(written(SCENARIO)), 's.yaml')).toBe(SCENARIO);
  const read = (text: string) => parseTemplate('mine', 'mine.hbs', text);
  expect(read(written(TEMPLATE))).toMatchObject({ text: TEMPLATE, hash: read(TEMPLATE).hash });
});

it('everything that comes along is the same with a byte order mark and CR LF', async () => {
  await using folder = temporaryFolder();
  const copied = { workingDirectory: folder.path, packageDirectory: folder.path };
  for (const name of ['scenarios', 'prompts', 'models']) {
    mkdirSync(path.join(folder.path, name));
    for (const file of readdirSync(path.join(REPOSITORY, name)).filter((each) => /\.(yaml|hbs)$/.test(each)))
      writeFileSync(
        path.join(folder.path, name, file),
        onWindows(readFileSync(path.join(REPOSITORY, name, file), 'utf8')),
      );
  }
  const [wanted, found] = await Promise.all([SHIPPED, copied].map(everythingIn));
  expect(found?.templates.length).toBeGreaterThan(30);
  expect(found).toEqual(wanted);
});

async function everythingIn(
  places: Places,
): Promise<Record<'scenarios' | 'models' | 'families' | 'templates', unknown[]>> {
  const said = { system: 'p\nq', user: 'A', char: 'B', messages: [{ role: 'user', content: 'a\nb' } as const] };
  const ids = readdirSync(path.join(REPOSITORY, 'prompts')).filter((name) => name.endsWith('.hbs'));
  return {
    scenarios: (await loadScenarios(['*'], places)).map(({ file: _, ...loaded }) => loaded),
    models: (await loadModelEntries(places)).map(({ file: _, ...entry }) => entry),
    families: [...(await loadFamilies(places)).rows],
    templates: await Promise.all(
      ids.map(async (name) => {
        const { hash, text, render } = await loadTemplate(path.basename(name, '.hbs'), places);
        return { hash, text, prompt: await render(said) };
      }),
    ),
  };
}

it('the files of a new project are played alike with LF and with CR LF', async () => {
  const played = [(text: string): string => text, onWindows].map(async (written) => {
    await using folder = temporaryFolder();
    for (const { path: name, text } of starterFiles({ ...DEFAULT_ANSWERS, model: null }, null, 'npm ci')) {
      mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
      writeFileSync(path.join(folder.path, name), written(text));
    }
    const args = ['eval', '--model', 'echo', '--scenario', 'first-chat', '--no-score'];
    expect(await runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS })).toMatchObject({
      code: 0,
    });
    return readRun(path.join(folder.path, 'results')).turns.map(({ key, user, reply, promptHash }) => {
      return { key, user, reply, promptHash };
    });
  });
  const [plain, other] = await Promise.all(played);
  expect(plain?.length).toBeGreaterThan(1);
  expect(other).toEqual(plain);
});

describe('.env', () => {
  const LINES = `# 鍵はここに。こちらはテストです。\nPLAIN=a1\nexport QUOTED="b 2" # note\nSINGLE='c#3'\nEMPTY=\nTAKEN=no\nLAST=e5`;

  it.each([['LF', (text: string): string => text] as const, ...WRITTEN])('is read with %s', async (_, written) => {
    await using folder = temporaryFolder();
    const environment: Record<string, string | undefined> = { TAKEN: '' };
    loadEnvFile(await folder.write('.env', written(LINES)), environment);
    expect(environment).toEqual({ PLAIN: 'a1', QUOTED: 'b 2', SINGLE: 'c#3', EMPTY: '', TAKEN: '', LAST: 'e5' });
  });

  it.each(ENCODINGS)('is refused in %s, which is named', async (encoding, encode) => {
    await using folder = temporaryFolder();
    const file = await folder.write('.env', encode(LINES));
    const environment = {};
    expect(() => loadEnvFile(file, environment)).toThrow(`is not UTF-8 but probably ${encoding}: see byte `);
    expect(environment).toEqual({});
  });

  it('that is not UTF-8 ends the program with one message', async () => {
    await using folder = temporaryFolder();
    await folder.write('.env', encodeUtf16('HF_TOKEN=hf_secret\r\n'));
    const outcome = await spawnProgram(['models', 'list'], { directory: folder.path });
    expectMistake(outcome, '.env:1: is not UTF-8 but probably UTF-16: see byte 0 (0xff)', 'iconv -f UTF-16LE');
    expect(outcome.stderr).not.toContain('secret');
  });
});

it('ratings from any editor are read, or refused by the name of their encoding', async () => {
  await using folder = temporaryFolder();
  const line = JSON.stringify({ model: 'm', scenario: 's', turn: 1, rating: 4, note: 'とてもいい、こちらが好き。' });
  for (const [, written] of WRITTEN) {
    const file = await folder.write('people.jsonl', written(`${line}\n\n${line}\n`));
    const { ratings } = await readOpinions(folder.path, file);
    expect(ratings.map(({ line, rating }) => [line, rating.note])).toEqual(
      [1, 3].map((n) => [n, 'とてもいい、こちらが好き。']),
    );
  }
  for (const [encoding, encode] of ENCODINGS) {
    const file = await folder.write('people.jsonl', encode(`${line}\n`));
    await expect(readOpinions(folder.path, file)).rejects.toThrow(`is not UTF-8 but probably ${encoding}: see byte `);
  }
  expect(await readOpinions(folder.path, null)).toEqual({ ratings: [], preferences: [] });
});

it('names the line and the first byte that is not UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from(SCENARIO.replace('こんにちは。', 'あ')), Buffer.from([0x23, 0xe3, 0x81])]);
  await using folder = await folderWith('scenarios/s.yaml', bytes);
  const { code, stderr } = await runProgram(['scenarios', 'check', 's'], { directory: folder.path });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `scenarios/s.yaml:9: is not UTF-8: byte ${bytes.length - 2} (0xe3) cannot be read\n  Open the file in an editor with the encoding it was written in, and save it as UTF-8.\n`,
  });
});

it('names Shift_JIS without any kana, and takes no other language for it', () => {
  expect(() => textOf(encodeJapanese('# 鍵設定\n', 'shift_jis'), '.env')).toThrow('probably Shift_JIS');
  // 密钥设置 in GBK.
  expect(() => textOf(Buffer.from('c3dcd4bfc9e8d6c3', 'hex'), '.env')).toThrow(/is not UTF-8: byte 0/);
  expect(() => textOf(Buffer.from('été, naïveté\n', 'latin1'), '.env')).toThrow(/is not UTF-8: byte 0/);
});

it('does not take a file that is no text, or the codes of a terminal, for a Japanese encoding', async () => {
  const bytes = Buffer.from(Array.from({ length: 1024 }, (_, n) => n % 256));
  await using binary = await folderWith('scenarios/s.yaml', bytes);
  expectMistake(
    await runProgram(['scenarios', 'check', 'scenarios/s.yaml'], { directory: binary.path }),
    'is not UTF-8: byte 0 (0x00) cannot be read',
  );
  await using coloured = await folderWith('scenarios/s.yaml', `${SCENARIO}# \u001b[1mこんにちは\u001b(B\u001b[m\n`);
  const { stderr } = await runProgram(['scenarios', 'check', 'scenarios/s.yaml'], { directory: coloured.path });
  expect(stderr).not.toContain('ISO-2022-JP');
});

it('refuses a file that is too large for a text', async () => {
  await using folder = await folderWith('scenarios/s.yaml', SCENARIO);
  // It takes no room on the disk.
  truncateSync(path.join(folder.path, 'scenarios/s.yaml'), 4_000_001);
  expectMistake(
    await runProgram(['scenarios', 'check', 'scenarios/s.yaml'], { directory: folder.path }),
    'is larger than 4 MB, which is the most that is read',
  );
});

/** `HITOGARA_TEST_ROUNDS=2000` for a proof. */
const ROUNDS = Number(process.env.HITOGARA_TEST_ROUNDS ?? 25);

it('reads or refuses a template and a scenario, however they are damaged', async () => {
  const shipped = (name: string): string => readFileSync(path.join(REPOSITORY, name), 'utf8');
  const [template, scenario] = [shipped('prompts/chatml.hbs'), shipped('scenarios/anime-fan.yaml')];
  const said = { system: 'p', user: 'A', char: 'B', messages: [{ role: 'user', content: 'a' } as const] };
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const [hbs, yaml] = [mutateTemplate(template, randomFrom(seed)), mutateYaml(scenario, randomFrom(seed))];
    const tries: [string, () => unknown][] = [
      [hbs.what, () => parseTemplate('t', 't.hbs', hbs.text).render(said)],
      [yaml.what, () => parseYaml({ file: 's.yaml', text: yaml.text, isProse: true }, ScenarioSchema)],
    ];
    for (const [what, read] of tries) {
      try {
        await read();
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`seed ${seed}, ${what}`, { cause: error });
      }
    }
  }
});

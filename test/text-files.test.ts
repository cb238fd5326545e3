// Text files that people write: which encodings are refused, and what is read as if it were plain UTF-8 with LF.
import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../dist/core/errors.js';
import { parseYaml } from '../dist/core/yaml-file.js';
import { parseTemplate } from '../dist/prompt/load.js';
import { ScenarioSchema } from '../dist/scenario/schema.js';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { encodeIso2022Jp, encodeJapanese, encodeUtf16 } from './support/encodings.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { randomFrom } from './support/random.ts';
import { mutateTemplate, mutateYaml } from './support/text-mutations.ts';
import { expectMistake } from './support/toy-folder.ts';

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
];

async function folderWith(name: string, bytes: Buffer | string) {
  const folder = temporaryFolder();
  for (const each of ['scenarios', 'models']) mkdirSync(path.join(folder.path, each));
  await folder.write(name, bytes);
  return folder;
}

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
    await using marked = await folderWith(name, `\ufeff${text.replaceAll('\n', '\r\n')}`);
    const wanted = await runProgram(args, { directory: plain.path, environment: NO_MODEL_PROCESS });
    const outcome = await runProgram(args, { directory: marked.path, environment: NO_MODEL_PROCESS });
    expect(outcome).toMatchObject({ code: 0, stderr: wanted.stderr });
    if (args[0] !== 'eval') expect(outcome.stdout).toBe(wanted.stdout);
  });
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

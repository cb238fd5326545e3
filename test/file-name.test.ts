// Names of files and folders, and paths in records: the same on every system.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { foldedName, nameProblem } from '../dist/core/file-name.js';
import { IdSchema, nearestId } from '../dist/core/id.js';
import { shorten, wayTo } from '../dist/core/world.js';
import { findGguf } from '../dist/index.js';
import { baselineFolders } from '../dist/store/baseline-folder.js';
import { runProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

/** が, as a Mac may write it. */
const DECOMPOSED = '\u304b\u3099';

const CHARACTERS = 'not every system allows each of these characters in the name of a file';
const ENDS = 'the name of a file must not begin or end with a dot or a space';
const DEVICE = 'Windows keeps this name for a device';
const LONG = 'too long for the name of a file: at most 200 bytes, of which most Japanese characters take 3';

it.each([
  ['short', null],
  ['日常会話-1.v2', null],
  ['console', null],
  ['COM', null],
  ['com10', null],
  ['x.nul', null],
  ['あ'.repeat(66), null],
  ['', 'a name must not be empty'],
  ...['a:b', 'a?', '*', 'a"b', '<a>', 'a|b', 'a/b', 'a\\b', 'a\u0000', 'a\nb', 'a\u202eb', '\ud800'].map(
    (name) => [name, CHARACTERS] as const,
  ),
  ...['.', '..', '.hidden', 'a.', 'a ', ' a'].map((name) => [name, ENDS] as const),
  ...['con', 'NUL', 'Aux.txt', 'prn.tar.gz', 'COM1', 'lpt9.yaml', 'com¹', 'nul .txt', 'CONIN$'].map(
    (name) => [name, DEVICE] as const,
  ),
  ['あ'.repeat(67), LONG],
  ['a'.repeat(201), LONG],
] as const)('%j as the name of a file', (name, problem) => {
  expect(nameProblem(name)?.toString() ?? null).toBe(problem);
});

it('takes names for one that some system takes for one', () => {
  for (const [one, other] of [
    ['Mika', 'mika'],
    ['が', DECOMPOSED],
    ['Ångström', 'a\u030angstro\u0308m'],
    ['straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ] as const)
    expect(foldedName(one), `${one} ${other}`).toBe(foldedName(other));
  expect(foldedName('は')).not.toBe(foldedName('ば'));
});

it.each([
  ['con', 'the-con'],
  ['NUL.Q4', 'the-NUL.Q4'],
  ['a. ', 'a'],
  ['モデル (1): x?', 'モデル-1-x'],
  [DECOMPOSED, 'が'],
  ['...', 'model'],
  ['漢'.repeat(90), '漢'.repeat(66)],
  ['a'.repeat(120), 'a'.repeat(96)],
])('makes an id of %j', (name, id) => {
  expect(nearestId(name)).toBe(id);
  expect(IdSchema.parse(id)).toBe(id.normalize());
});

it('passes over what a Mac puts beside each file on a memory stick', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  for (const name of ['models/._yes.yaml', 'scenarios/._short.yaml', 'models/._a.gguf'])
    writeFileSync(path.join(folder.path, name), Buffer.from([0, 5, 22, 7]));
  const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
  const args = ['eval', '--model', 'y*', '--scenario', 'scenarios', '--no-score', '--out', 'played'];
  expect(await runProgram(args, inFolder)).toMatchObject({ code: 0, stderr: '' });
  const { stdout, stderr } = await runProgram(['models', 'list'], inFolder);
  expect(`${stdout}${stderr}`).not.toContain('._');
});

it('finds the weights of an entry that was written on Windows', async () => {
  await using folder = await scriptedFolder({});
  const weights = path.join(folder.path, 'models', 'weights', 'a.gguf');
  mkdirSync(path.dirname(weights));
  writeFileSync(weights, 'GGUF');
  const spec = { id: 'a', backend: 'llama', file: 'weights\\a.gguf', sampling: {} } as const;
  const entry = { spec, file: path.join(folder.path, 'models', 'a.yaml'), text: '' };
  expect(await findGguf(entry, worldIn(folder.path))).toEqual({ path: weights, place: 'path' });
});

it('refuses a scenario, a model and a baseline of a name that Windows cannot have', async () => {
  await using folder = await scriptedFolder({}, scenarioYaml({ id: 'nul' }));
  const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
  const checked = await runProgram(['scenarios', 'check', 'scenarios/short.yaml'], inFolder);
  expectMistake(checked);
  expect(checked.stderr).toContain(`short.yaml:1:2: id: ${DEVICE}`);
  for (const [args, problem] of [
    [['eval', '--model', 'aux=a.gguf', '--scenario', 'short'], DEVICE],
    [['baseline', 'bless', 'latest', '--name', 'con'], DEVICE],
    [['baseline', 'bless', 'latest', '--name', 'v1.'], ENDS],
    [
      ['baseline', 'bless', 'latest', '--name', 'a b'],
      'Use letters, digits, dots, hyphens and underscores, at most 96.',
    ],
  ] as const) {
    const refused = await runProgram(args, inFolder);
    expectMistake(refused);
    expect(refused.stderr).toContain(`\n  ${problem}\n`);
  }
});

it('refuses a baseline whose name differs from another in capitals, and finds one that a Mac has written', async () => {
  await using folder = await scriptedFolder({});
  const decomposed = path.join(folder.path, 'baselines', DECOMPOSED);
  for (const name of ['Good', DECOMPOSED]) mkdirSync(path.join(folder.path, 'baselines', name), { recursive: true });
  const refused = await runProgram(['baseline', 'bless', 'latest', '--name', 'good', '--replace'], {
    directory: folder.path,
  });
  expectMistake(refused);
  expect(refused.stderr).toBe(
    'the baseline "Good" in baselines differs only in capital letters: some systems take both for one\n  Give another name.\n',
  );
  const found = await baselineFolders(path.join(folder.path, 'baselines'));
  expect([...found.keys()]).toEqual(['Good', 'が']);
  expect(found.get('が')).toBe(decomposed);
});

it('tells twins of a folder apart where capitals do not count', async ({ skip }) => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  skip(existsSync(path.join(folder.path, 'SCENARIOS')), 'capitals do not count here');
  writeFileSync(path.join(folder.path, 'scenarios', 'Short.yaml'), scenarioYaml({ id: 'Short' }));
  const refused = await runProgram(['eval', '--model', 'yes', '--scenario', 'Short'], { directory: folder.path });
  expect(refused.stderr).toContain(
    'short.yaml in the same folder differs only in capital letters: some systems take both for one file',
  );
});

it.each([
  [path.win32, 'C:\\games\\scenarios\\a.yaml', 'C:\\games', 'scenarios/a.yaml'],
  [path.win32, 'c:\\Games\\..a', 'C:\\games', '..a'],
  [path.win32, 'D:\\models\\a.gguf', 'C:\\games', 'D:\\models\\a.gguf'],
  [path.win32, 'C:\\models\\a.gguf', 'C:\\games', 'C:\\models\\a.gguf'],
  [path.win32, 'C:\\games', 'C:\\games', '.'],
  [path.win32, 'models\\a.gguf', 'C:\\games', 'models\\a.gguf'],
  [path.posix, '/games/a\\b.yaml', '/games', 'a\\b.yaml'],
  [path.posix, '/elsewhere/a.yaml', '/games', '/elsewhere/a.yaml'],
])('shortens %#: %s', (system, file, workingDirectory, short) => {
  expect(shorten(file, { workingDirectory }, system)).toBe(short);
});

it('records the way from a run to where it was started with one kind of slash', () => {
  expect(wayTo('C:\\games', 'C:\\games\\results\\1', path.win32)).toBe('../..');
  expect(wayTo('C:\\games', 'D:\\results\\1', path.win32)).toBe('C:\\games');
  expect(wayTo('/games', '/games/results/1', path.posix)).toBe('../..');
});

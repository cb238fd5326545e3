import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../dist/core/errors.js';
import type { Places } from '../dist/core/world.js';
import { type FoundGguf, findGguf, looseGgufs } from '../dist/registry/find-gguf.js';
import { loadModelEntries, requireLlama, selectModel, selectModels } from '../dist/registry/load.js';
import { modelFolders, type SearchPlaces } from '../dist/registry/model-folders.js';
import { parseReference } from '../dist/registry/reference.js';
import { lacks } from './support/capabilities.ts';
import { laterMistakeOf } from './support/mistake.ts';
import { SHIPPED } from './support/world.ts';

let home: string;
let project: string;
let models: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'hitogara-registry-')));
  project = path.join(home, 'project');
  models = path.join(project, 'models');
  await mkdir(models, { recursive: true });
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('the shipped model entries', () => {
  it('load, each under the id of its file', async () => {
    const entries = await loadModelEntries(SHIPPED);
    expect(entries.map((entry) => path.basename(entry.file, '.yaml'))).toEqual(entries.map((entry) => entry.spec.id));
    const published = entries.filter((entry) => /^(elyza-7b-q6_K|weblab-10b|hitogara-tiny-q8_0)$/.test(entry.spec.id));
    expect(published.map((entry) => entry.spec.prompt)).toEqual(['elyza-llama2', 'hitogara-tiny', 'weblab']);
  });
});

describe('a model entry', () => {
  it('takes sampling settings, and names of those that are lacking, in any spelling', async () => {
    const text = 'id: h\nbackend: openai\nmodel: m\nsampling: { max_new_tokens: 5 }\nlacks: [top_p, temp]\n';
    await writeFile(path.join(models, 'h.yaml'), text);
    const { spec } = await selectModel('h', { workingDirectory: project, packageDirectory: home });
    expect(spec).toMatchObject({ sampling: { maxTokens: 5 }, lacks: ['topP', 'temperature'] });
  });
});

describe('choosing models', () => {
  it('takes ids, globs, entry files anywhere and bare .gguf files, each once and in order', async () => {
    await entryFile('a-q4_K');
    await entryFile('a-q8_0');
    await entryFile('b');
    const own = await entryFile('own', 'x.gguf', home);
    const chosen = await selectModels(['b', 'a-*', own, 'a-q?_K', './My Model (1).GGUF'], placesOf(project));
    expect(chosen.map((entry) => entry.spec.id)).toEqual(['b', 'a-q4_K', 'a-q8_0', 'own', 'My-Model-1']);
    expect(chosen.at(-1)?.spec).toEqual({
      id: 'My-Model-1',
      backend: 'llama',
      file: path.join(project, 'My Model (1).GGUF'),
      sampling: {},
    });
  });

  it('says where it looked and what is nearest for an unknown id', async () => {
    await entryFile('elyza-7b-q6_K');
    expect(await laterMistakeOf(selectModels(['elyza-7b-q6'], placesOf(project)))).toBe(
      `there is no model "elyza-7b-q6" in ${models}\n  Did you mean elyza-7b-q6_K? The path of a .gguf file or of a .yaml entry works too.`,
    );
    expect(await laterMistakeOf(selectModels(['zz*'], placesOf(project)))).toMatch(
      /^no model's id matches the glob "zz\*" in /,
    );
    expect(await laterMistakeOf(selectModels(['x'], placesOf(path.join(home, 'none'))))).toMatch(/There are none\./);
  });

  it('refuses an entry of a models folder whose file has another name than its id', async () => {
    await entryFile('one');
    const two = path.join(models, 'two.yaml');
    await writeFile(two, 'id: one\nbackend: llama\nfile: x.gguf\n');
    const problem = `${two}: id: is "one", but the file is named two.yaml\n  Make them the same.`;
    expect(await laterMistakeOf(selectModels(['two'], placesOf(project)))).toBe(problem);
    expect(await laterMistakeOf(loadModelEntries(placesOf(project)))).toBe(problem);
  });

  it('refuses two entries with one id', async () => {
    const one = await entryFile('one');
    const elsewhere = await entryFile('one', 'y.gguf', home);
    expect(await laterMistakeOf(selectModels(['one', elsewhere], placesOf(project)))).toBe(
      `${elsewhere}: has the same id "one" as ${one}\n  Give one of them another name: --model 'NAME=${elsewhere}'`,
    );
  });

  it('reads no other entry than those that are meant', async () => {
    await entryFile('good');
    await entryFile('bad', 'x.gguf', models, 'nonsense: true\n');
    const chosen = await selectModels(['good', './bare.gguf'], placesOf(project));
    expect(chosen.map((entry) => entry.spec.id)).toEqual(['good', 'bare']);
    expect(await laterMistakeOf(selectModels(['bad'], placesOf(project)))).toMatch(
      /bad\.yaml:4:1: unknown key "nonsense"/,
    );
  });

  it('keeps the letters of every script in ids, in one form of Unicode', async () => {
    const files = ['人形.gguf', 'カ\u3099ラス.gguf', '灯台 (1).gguf', '！.gguf'];
    await Promise.all(files.map((file) => gguf(`project/${file}`)));
    await writeFile(path.join(models, 'か\u3099.yaml'), 'id: が\nbackend: llama\nfile: x.gguf\n');
    const chosen = await selectModels([...files.map((file) => `./${file}`), 'が'], placesOf(project));
    expect(chosen.map((entry) => entry.spec.id)).toEqual(['人形', 'ガラス', '灯台-1', 'model', 'が']);
  });

  it('tells files of one name apart by their folders, or by the names that are given', async () => {
    const files = ['x/a/ggml-model.gguf', 'x/b/ggml-model.gguf', 'y/b/ggml-model.gguf'];
    await Promise.all(files.map((file) => gguf(`project/${file}`)));
    const idsOf = async (...selectors: string[]) =>
      (await selectModels(selectors, placesOf(project))).map((entry) => entry.spec.id);
    expect(await idsOf(...files)).toEqual(['a-ggml-model', 'x-b-ggml-model', 'y-b-ggml-model']);
    expect(await idsOf('甲=x/a/ggml-model.gguf', 'x/b/ggml-model.gguf')).toEqual(['甲', 'ggml-model']);
    expect(await idsOf('hf:u/r:Q4_0', 'hf:v/r:Q4_0', 'ollama:gemma2:2b')).toEqual([
      'u-r-Q4_0',
      'v-r-Q4_0',
      'gemma2-2b',
    ]);
    expect(await laterMistakeOf(idsOf('甲=x/a/ggml-model.gguf', '甲=y/b/ggml-model.gguf'))).toMatch(
      /has the same id "甲" as .*\n {2}Give one of them another name: --model 'NAME=.*ggml-model\.gguf'$/,
    );
    expect(await laterMistakeOf(idsOf('甲=x/*/*.gguf'))).toBe(
      '"x/*/*.gguf" matches 2 models; the name "甲" is for one',
    );
    expect(await laterMistakeOf(idsOf('a b=x/a/ggml-model.gguf'))).toMatch(/^"a b" in --model .* cannot be the name/);
  });

  it.skipIf(lacks('symbolic links'))(
    'takes folders, also through links and without loops, and globs over paths',
    async () => {
      const real = await gguf('elsewhere/sub/人形.gguf');
      await gguf('elsewhere/sub/mmproj-人形.gguf');
      await gguf('elsewhere/split-00002-of-00002.gguf');
      await symlink(path.join(home, 'elsewhere'), path.join(project, 'linked'));
      await symlink(path.join(home, 'elsewhere'), path.join(home, 'elsewhere/sub/loop'));
      const filesOf = async (selector: string) =>
        (await selectModels([selector], placesOf(project))).map((entry) => path.relative(project, entry.file));
      expect(await filesOf('linked')).toEqual(['linked/sub/人形.gguf']);
      expect(await filesOf(path.dirname(real))).toEqual(['../elsewhere/sub/人形.gguf']);
      expect(await filesOf('./linked/*/人*.gguf')).toEqual(['linked/sub/人形.gguf']);
      await mkdir(path.join(project, 'empty'));
      expect(await laterMistakeOf(filesOf('empty'))).toMatch(/^there is no GGUF file in the folder empty\n/);
      expect(await laterMistakeOf(filesOf('./x/*.gguf'))).toMatch(/^no \.gguf file or \.yaml entry matches the glob "/);
      expect(await laterMistakeOf(filesOf('./none'))).toMatch(
        /^there is no file or folder .*none\n {2}Check the path\.$/,
      );
    },
  );

  it('says what gets a file that is named by where it comes from', async () => {
    const places = searched(project);
    const remedyFor = async (selector: string) => {
      const message = await laterMistakeOf(findGguf(requireLlama(await selectModel(selector, places)), places));
      return [message.split('\n').at(0), message.split('\n').at(-1)];
    };
    expect(await remedyFor('hf:u/r:Q4_K_M')).toEqual([
      'hf:u/r:Q4_K_M is not on this machine',
      '  Get it with: hitogara models pull hf:u/r:Q4_K_M',
    ]);
    expect(await remedyFor('hf:u/r/a b.gguf')).toEqual([
      'hf:u/r/a b.gguf is not on this machine',
      "  Get it with: hitogara models pull 'hf:u/r/a b.gguf'",
    ]);
    expect(await remedyFor('ollama:gemma2')).toEqual([
      'ollama:gemma2 is not on this machine',
      '  Get it with: ollama pull gemma2:latest',
    ]);
    expect(await laterMistakeOf(selectModel('hf:nothing', places))).toMatch(/^"hf:nothing" does not name a file\n/);
    const blob = await ollama('registry.ollama.ai/library/gemma2/2b', 'a');
    const found = await findGguf(requireLlama(await selectModel('ollama:gemma2:2b', places)), places);
    expect(found).toEqual({ path: blob, place: 'Ollama' });
  });

  it('takes exactly one where one is needed', async () => {
    await entryFile('a-1');
    await entryFile('a-2');
    expect((await selectModel('?-1', placesOf(project))).spec.id).toBe('a-1');
    expect(await laterMistakeOf(selectModel('a-*', placesOf(project)))).toBe(
      '"a-*" matches 2 models; exactly one is needed here\n  Name one of a-1, a-2.',
    );
  });

  it('exits with 4 for a glob that matches nothing, with 2 for an unknown id', async () => {
    const codeOf = (selector: string) =>
      selectModels([selector], placesOf(project)).catch(
        (error: unknown) => error instanceof UserError && error.exitCode,
      );
    expect(await Promise.all(['zz*', 'zz'].map(codeOf))).toEqual([4, 2]);
  });

  it('lets a project’s own entry go before a shipped one', async () => {
    const own = await entryFile('weblab-10b', 'mine.gguf');
    const [entry] = await selectModels(['weblab-10b'], { ...SHIPPED, workingDirectory: project });
    expect(entry?.file).toBe(own);
  });

  it.each([
    ['kvType: q9', 'kvType: is not an allowed value', 'Allowed: f16, f32, bf16, q8_0, q5_1, q5_0, q4_1, q4_0.'],
    ['contxt: 1024', 'unknown key "contxt"', 'Did you mean context?'],
    ['context: true', 'context: expected number, received boolean', ''],
    ['gpuLayers: many', 'gpuLayers: ', 'auto.*max.*number'],
  ])('refuses an entry with %s at its line', async (line, problem, remedy) => {
    const file = await entryFile('bad', 'x.gguf', home, `${line}\n`);
    const message = await laterMistakeOf(selectModels([file], placesOf(project)));
    expect(message.startsWith(`${file}:4:1: ${problem}`)).toBe(true);
    expect(message).toMatch(new RegExp(remedy, 's'));
  });
});

describe('finding a GGUF', () => {
  it('takes a path beside the entry, then one from the working folder', async () => {
    const beside = await gguf('project/models/sub/a.gguf');
    const working = await gguf('work/b.gguf');
    expect(await find('sub/a.gguf')).toEqual({ path: beside, place: 'path' });
    expect(await find('b.gguf')).toEqual({ path: working, place: 'path' });
  });

  it('does not look elsewhere for a path that does not exist', async () => {
    await gguf('project/models/a.gguf');
    await gguf('.lmstudio/models/u/r/a.gguf');
    for (const file of ['sub/a.gguf', './other/../sub/a.gguf', path.join(home, 'nowhere/a.gguf')])
      expect(await laterMistakeOf(find(file))).toMatch(/^the file of model "m" is not on this machine: /);
    const [bare] = await selectModels([path.join(home, 'nowhere/a.gguf')], placesOf(project));
    if (!bare) throw new Error('no entry');
    const places = searched(project);
    expect(await laterMistakeOf(findGguf(requireLlama(bare), places))).toBe(
      `${home}/nowhere/a.gguf is not on this machine\n  Looked in:\n    ${home}/nowhere/a.gguf\n  Check the path.`,
    );
  });

  it.skipIf(lacks('named pipes', 'symbolic links'))('says what stands there, if it is not a regular file', async () => {
    const at = (name: string): string => path.join(project, 'models', name);
    await mkdir(at('folder.gguf'));
    execFileSync('mkfifo', [at('pipe.gguf')]);
    await symlink('loop.gguf', at('loop.gguf'));
    await symlink('/dev/null', at('device.gguf'));
    await symlink('gone/a.gguf', at('link.gguf'));
    const says = {
      folder: 'it is a folder',
      pipe: 'it is a pipe',
      loop: 'it is a link that leads back to itself',
      device: 'it is a device',
      link: 'it is a link to gone/a.gguf, which is not there',
    };
    for (const [name, what] of Object.entries(says))
      expect(await laterMistakeOf(find(`./${name}.gguf`))).toContain(`${name}.gguf is not a regular file: ${what}\n`);
    expect(await laterMistakeOf(selectModels([at('folder.gguf')], placesOf(project)))).toBe(
      `${at('folder.gguf')} is not a regular file: it is a folder without a GGUF file\n  Check the path.`,
    );
  });

  it('tells files of one name in different folders of a repository apart', async () => {
    const q4 = await gguf('project/models/u/r/Q4/model.gguf');
    expect(await laterMistakeOf(find('hf:u/r/Q8/model.gguf'))).toMatch(/is not on this machine/);
    expect(await laterMistakeOf(find('hf:u/r/model.gguf'))).toMatch(/is not on this machine/);
    const q8 = await gguf('project/models/u/r/Q8/model.gguf');
    const root = await gguf('project/models/u/r/model.gguf');
    expect([
      (await find('hf:u/r/Q4/model.gguf')).path,
      (await find('hf:u/r/Q8/model.gguf')).path,
      (await find('hf:u/r/model.gguf')).path,
    ]).toEqual([q4, q8, root]);
  });

  it('finds hf: files where node-llama-cpp puts them', async () => {
    const file = await gguf('.node-llama-cpp/models/hf_mmnga_ELYZA-7b.Q6_K.gguf');
    expect(await find('hf:mmnga/ELYZA-7b-gguf:q6_K')).toEqual({ path: file, place: 'node-llama-cpp' });
  });

  it.skipIf(lacks('symbolic links'))('finds hf: files in the Hugging Face cache through its links', async () => {
    const blob = await cached('mmnga', 'ELYZA-7b-gguf', 'aaaa', 'ELYZA-7b-q6_K.gguf', 'b10b');
    await cached('mmnga', 'ELYZA-7b-gguf', 'aaaa', 'ELYZA-7b-q4_0.gguf', 'b10c');
    await cached('mmnga', 'ELYZA-7b-gguf', 'aaaa', 'mmproj-ELYZA-7b-q6_K.gguf', 'b10d');
    const found = await find('hf:mmnga/ELYZA-7b-gguf:q6_K');
    expect({ ...found, path: await realpath(found.path) }).toEqual({ path: blob, place: 'Hugging Face cache' });
    const named = await find('hf:mmnga/ELYZA-7b-gguf/ELYZA-7b-q6_K.gguf');
    expect(await realpath(named.path)).toBe(blob);
  });

  it('looks for the Hugging Face cache where the environment says', async () => {
    const hub = path.join(home, 'elsewhere');
    const file = await gguf('elsewhere/models--u--r/snapshots/aaaa/r-Q8_0.gguf');
    expect((await find('hf:u/r:Q8_0', { HF_HUB_CACHE: hub })).path).toBe(file);
    const other = await gguf('hfhome/hub/models--u--s/snapshots/aaaa/s-Q8_0.gguf');
    expect((await find('hf:u/s:Q8_0', { HF_HOME: path.join(home, 'hfhome') })).path).toBe(other);
  });

  it.each<[string, Record<string, string>, string]>([
    ['linux', {}, '.cache/llama.cpp'],
    ['darwin', {}, 'Library/Caches/llama.cpp'],
    ['linux', { LLAMA_CACHE: '~/moved' }, 'moved'],
  ])('finds hf: files where llama.cpp puts them on %s with %j', async (system, environment, folder) => {
    const file = await gguf(`${folder}/ggml-org_gemma-3-1b-it-GGUF_gemma-3-1b-it-Q4_K_M.gguf`);
    const below = await gguf(`${folder}/u_r_Q8_model.gguf`);
    await gguf(`${folder}/u_r_model.gguf`);
    const found = { path: file, place: 'llama.cpp' };
    expect(await find('hf:ggml-org/gemma-3-1b-it-GGUF:Q4_K_M', environment, system)).toEqual(found);
    const name = 'hf:ggml-org/gemma-3-1b-it-GGUF/gemma-3-1b-it-Q4_K_M.gguf';
    expect(await find(name, environment, system)).toEqual(found);
    expect((await find('hf:u/r/Q8/model.gguf', environment, system)).path).toBe(below);
    for (const other of ['hf:ggml-org/gemma-3-1b:Q4_K_M', 'hf:other/gemma-3-1b-it-GGUF:Q4_K_M', 'hf:u/r/Q4/model.gguf'])
      expect(await laterMistakeOf(find(other, environment, system))).toMatch(/is not on this machine/);
  });

  it.each([
    ['its settings', '.lmstudio/settings.json', 'linux'],
    ['its older settings', '.cache/lm-studio/settings.json', 'linux'],
    ['the settings of the program', '.config/LM Studio/settings.json', 'linux'],
    ['the settings of the program on macOS', 'Library/Application Support/LM Studio/settings.json', 'darwin'],
  ])('finds the folder of LM Studio that was moved, by %s', async (_, settings, system) => {
    const file = await gguf('drive/models/u/r/r-Q8_0.gguf');
    await write(settings, `\ufeff${JSON.stringify({ downloadsFolder: path.join(home, 'drive/models') })}\r\n`);
    expect(await find('hf:u/r:Q8_0', {}, system)).toEqual({ path: file, place: 'LM Studio' });
  });

  it('finds the home of LM Studio that was moved, and what its settings there say', async () => {
    await write('.lmstudio-home-pointer', `${path.join(home, 'drive/lm')} \r\n`);
    const file = await gguf('drive/lm/models/u/r/r-Q8_0.gguf');
    expect((await find('hf:u/r:Q8_0')).path).toBe(file);
    await write('drive/lm/settings.json', '{"downloadsFolder":"~/far"}');
    const far = await gguf('far/u/r/r-Q8_0.gguf');
    expect((await find('hf:u/r:Q8_0')).path).toBe(far);
  });

  it.each(['', 'nonsense', '[]', '{"downloadsFolder":7}', '{"downloadsFolder":" "}', '{"downloadsFolder":null}'])(
    'takes settings of LM Studio such as %j for none',
    async (settings) => {
      await write('.lmstudio/settings.json', settings);
      await write('.lmstudio-home-pointer', '\n');
      const file = await gguf('.lmstudio/models/u/r/r-Q8_0.gguf');
      expect((await find('hf:u/r:Q8_0')).path).toBe(file);
    },
  );

  it.skipIf(lacks('symbolic links'))('follows links inside a store, and names no file twice', async () => {
    const file = await gguf('drive/r-GGUF/r-Q8_0.gguf');
    const store = path.join(home, '.lmstudio/models');
    await mkdir(path.join(store, 'u'), { recursive: true });
    await symlink(path.join(home, 'drive/r-GGUF'), path.join(store, 'u/r-GGUF'));
    await symlink(path.join(home, 'drive'), path.join(store, 'again'));
    await symlink(store, path.join(home, 'drive/loop'));
    await symlink(file, path.join(home, 'drive/r-GGUF/a-link.gguf'));
    expect(await realpath((await find('hf:u/r-GGUF:Q8_0')).path)).toBe(file);
    const chosen = await selectModels([store], placesOf(project));
    expect(await Promise.all(chosen.map(async (entry) => [entry.spec.id, await realpath(entry.file)]))).toEqual([
      ['r-Q8_0', file],
    ]);
    const globbed = await selectModels([path.join(home, 'drive/*/*.gguf')], placesOf(project));
    expect(globbed.map((entry) => entry.file)).toEqual([file]);
    const loose = await looseGgufs(searched(project), []);
    expect(loose.map(({ place }) => place)).toEqual(['LM Studio']);
  });

  it('takes ~ for the home folder, in entries, names and the environment', async () => {
    const file = await gguf('m/a.gguf');
    expect((await find('~/m/a.gguf')).path).toBe(file);
    const chosen = await selectModels(['~/m/a.gguf', 'x=~/m/a.gguf', '~/m', '~/*/a.gguf'], searched(project));
    expect(chosen.map((entry) => entry.file)).toEqual([file, file]);
    expect((await find('hf:u/a', { HF_HUB_CACHE: '~/none' }).catch((error) => error)).message).toContain(
      `${path.join(home, 'none')}\n`,
    );
    const named = await gguf('project/~x/a.gguf');
    expect((await selectModels(['~x/a.gguf'], searched(project)))[0]?.file).toBe(named);
  });

  it.each([
    [
      '"C:\\new\\table.gguf"',
      /m\.yaml:3:\d+: file: a backslash between double .*\n.*\n {2}It should be: file: 'C:\\new\\table\.gguf'$/,
    ],
    ['"C:\\Models\\a.gguf"', /m\.yaml:3:\d+: a backslash between double quotation marks begins an escape; /],
  ])('says what is wrong with file: %s', async (file, says) => {
    expect(await laterMistakeOf(find(file))).toMatch(says);
  });

  it.skipIf(lacks('symbolic links'))('takes one of two snapshots that hold the same file', async () => {
    const blob = await cached('u', 'r', 'aaaa', 'r-Q8_0.gguf', 'b10b');
    await cached('u', 'r', 'bbbb', 'r-Q8_0.gguf', 'b10b');
    expect(await realpath((await find('hf:u/r:Q8_0')).path)).toBe(blob);
  });

  it.skipIf(lacks('symbolic links'))('takes the first part of a split file, under its own name', async () => {
    await cached('u', 'r', 'aaaa', 'r-Q8_0-00001-of-00002.gguf', 'b10b');
    await cached('u', 'r', 'aaaa', 'r-Q8_0-00002-of-00002.gguf', 'b10c');
    expect(path.basename((await find('hf:u/r:Q8_0')).path)).toBe('r-Q8_0-00001-of-00002.gguf');
  });

  it.each(['.lmstudio/models', '.cache/lm-studio/models'])('finds hf: files of LM Studio in %s', async (folder) => {
    const file = await gguf(`${folder}/mmnga/ELYZA-7b-gguf/ELYZA-7b-q6_K.gguf`);
    await gguf(`${folder}/mmnga/ELYZA-7b-gguf/mmproj-q6_K.gguf`);
    expect(await find('hf:mmnga/ELYZA-7b-gguf:Q6_K')).toEqual({ path: file, place: 'LM Studio' });
  });

  it('finds weights of Ollama by manifest, from its library and from the hub', async () => {
    const library = await ollama('registry.ollama.ai/library/gemma2/2b', 'a');
    const own = await ollama('registry.ollama.ai/me/mine/latest', 'b');
    const hub = await ollama('hf.co/mmnga/ELYZA-7b-gguf/Q6_K', 'c');
    expect(await find('ollama:gemma2:2b')).toEqual({ path: library, place: 'Ollama' });
    expect(await find('ollama:me/mine')).toEqual({ path: own, place: 'Ollama' });
    expect(await find('hf:mmnga/ELYZA-7b-gguf:Q6_K')).toEqual({ path: hub, place: 'Ollama' });
    const moved = { OLLAMA_MODELS: path.join(home, 'nowhere') };
    expect(await laterMistakeOf(find('ollama:gemma2:2b', moved))).toMatch(/Get it with: ollama pull gemma2:2b$/);
  });

  it('goes by the order of places: models/ before node-llama-cpp before the cache', async () => {
    await gguf('.cache/huggingface/hub/models--u--r/snapshots/aaaa/r-Q8_0.gguf');
    const library = await gguf('.node-llama-cpp/models/hf_u_r.Q8_0.gguf');
    expect((await find('hf:u/r:Q8_0')).path).toBe(library);
    const own = await gguf('project/models/u/r/r-Q8_0.gguf');
    expect((await find('hf:u/r:Q8_0')).path).toBe(own);
  });

  it.each([
    ['another model whose name begins the same', 'hf:mmnga/ELYZA-7b-gguf:q6_K', 'ELYZA-7b-fast-instruct-q6_K.gguf'],
    ['another quantization whose name begins the same', 'hf:u/model-GGUF:Q4_0', 'model-Q4_0_4_4.gguf'],
    ['a smaller K-quant', 'hf:u/model-GGUF:Q4_K', 'model-Q4_K_S.gguf'],
    ['another type', 'hf:u/model-GGUF:F16', 'model-BF16.gguf'],
    ['a projector', 'hf:u/model-GGUF:Q8_0', 'mmproj-model-Q8_0.gguf'],
    ['a later part', 'hf:u/model-GGUF:Q8_0', 'model-Q8_0-00002-of-00002.gguf'],
  ])('does not take %s', async (_what, file, present) => {
    await gguf(`project/models/${present}`);
    await gguf(`.lmstudio/models/u/model-GGUF/${present}`);
    expect(await laterMistakeOf(find(file))).toMatch(/^the file of model "m" is not on this machine: hf:/);
  });

  it('lists the candidates when a file is ambiguous', async () => {
    const one = await gguf('.lmstudio/models/u/r/r-Q4_K_M.gguf');
    const two = await gguf('.lmstudio/models/u/r/r-Q8_0.gguf');
    expect(await laterMistakeOf(find('hf:u/r'))).toBe(
      `${path.join(models, 'm.yaml')}: file: "hf:u/r" could be any of 2 files in ${path.join(home, '.lmstudio/models')}\n  Name one by its path:\n  ${one}\n  ${two}`,
    );
  });

  it('says where it looked and what gets a missing file', async () => {
    const message = await laterMistakeOf(find('hf:u/r:Q8_0'));
    const places = [
      '.node-llama-cpp/models',
      '.cache/huggingface/hub',
      '.cache/llama.cpp',
      '.lmstudio/models',
      '.cache/lm-studio/models',
      '.ollama/models',
    ];
    expect(message).toBe(
      [
        'the file of model "m" is not on this machine: hf:u/r:Q8_0',
        '  Looked in:',
        ...[
          path.join(home, 'work/models'),
          models,
          ...places.map((place) => path.join(home, place)),
          '/usr/share/ollama/.ollama/models',
        ].map((place) => `    ${place}`),
        '  Get it with: hitogara models pull m',
      ].join('\n'),
    );
    expect(await laterMistakeOf(find('gone.gguf'))).toMatch(
      /Put the file there, or name another one with "file:" in .*m\.yaml\.$/,
    );
  });
});

describe('the folders of other programs', () => {
  const none = { workingDirectory: 'C:\\work', packageDirectory: 'C:\\p', homeDirectory: 'C:\\Users\\美' };
  const mac = { workingDirectory: '/place', packageDirectory: '/p', homeDirectory: '/Users/me' };
  it.each<[string, SearchPlaces, string[]]>([
    [
      'Windows',
      { ...none, platform: 'win32', environment: { LOCALAPPDATA: 'C:\\Users\\美\\AppData\\Local' } },
      [
        'C:\\Users\\美\\.node-llama-cpp\\models',
        'C:\\Users\\美\\.cache\\huggingface\\hub',
        'C:\\Users\\美\\AppData\\Local\\llama.cpp',
        '\\\\server\\share\\models',
        'C:\\Users\\美\\.lmstudio\\models',
        'C:\\Users\\美\\.cache\\lm-studio\\models',
        'C:\\Users\\美\\.ollama\\models',
      ],
    ],
    [
      'Windows with variables',
      {
        ...none,
        platform: 'win32',
        environment: {
          ...{ HF_HOME: 'E:/hf', LLAMA_CACHE: '~\\llama', OLLAMA_MODELS: '\\\\nas\\ollama', LOCALAPPDATA: '' },
        },
      },
      [
        'C:\\Users\\美\\.node-llama-cpp\\models',
        'E:\\hf\\hub',
        'C:\\Users\\美\\llama',
        '\\\\server\\share\\models',
        'C:\\Users\\美\\.lmstudio\\models',
        'C:\\Users\\美\\.cache\\lm-studio\\models',
        '\\\\nas\\ollama\\',
      ],
    ],
    [
      'macOS',
      { ...mac, platform: 'darwin', environment: { XDG_CACHE_HOME: '/x', HUGGINGFACE_HUB_CACHE: '' } },
      [
        '/Users/me/.node-llama-cpp/models',
        '/x/huggingface/hub',
        '/Users/me/Library/Caches/llama.cpp',
        '/Users/me/.lmstudio/models',
        '/Users/me/.cache/lm-studio/models',
        '/Users/me/.ollama/models',
      ],
    ],
    [
      'Linux',
      { ...mac, platform: 'linux', environment: { XDG_CACHE_HOME: '/x', HUGGINGFACE_HUB_CACHE: 'hub' } },
      [
        '/Users/me/.node-llama-cpp/models',
        '/place/hub',
        '/x/llama.cpp',
        '/server/share/models',
        '/Users/me/.lmstudio/models',
        '/Users/me/.cache/lm-studio/models',
        '/Users/me/.ollama/models',
        '/usr/share/ollama/.ollama/models',
      ],
    ],
  ])('are those of %s', async (_, places, folders) => {
    await write('LM Studio/settings.json', '{"downloadsFolder":"//server/share/models"}');
    const environment = { APPDATA: home, XDG_CONFIG_HOME: home, ...places.environment };
    const found = await modelFolders({ ...places, environment });
    expect(found.flatMap(({ place, directory }) => (place === 'models folder' ? [] : [directory]))).toEqual(folders);
  });

  it('are each searched once', async () => {
    await write('.lmstudio/settings.json', JSON.stringify({ downloadsFolder: path.join(home, '.lmstudio/models/') }));
    const folders = (await modelFolders(searched(project, { LLAMA_CACHE: '~/.cache/huggingface/hub' }))).map(
      ({ directory }) => directory,
    );
    expect(new Set(folders).size).toBe(folders.length);
    expect(folders.filter((folder) => folder.endsWith('.lmstudio/models'))).toHaveLength(1);
  });
});

describe('a reference', () => {
  it.each([
    ['hf:u/r', { type: 'hub', user: 'u', repository: 'r' }],
    ['hf:u/r:Q4_K', { type: 'hub', user: 'u', repository: 'r', quantization: 'Q4_K' }],
    ['hf:u/r/Q8/x.gguf', { type: 'hub', user: 'u', repository: 'r', fileName: 'Q8/x.gguf' }],
    ['ollama:a/b:c', { type: 'ollama', name: 'a/b', tag: 'c' }],
    ['ollama:a', { type: 'ollama', name: 'a', tag: 'latest' }],
    ['https://h/a%20b.gguf?x=1', { type: 'address', url: 'https://h/a%20b.gguf?x=1', fileName: 'a b.gguf' }],
  ])('%s is what it says', (file, expected) => {
    expect(parseReference(file)).toEqual(expected);
  });

  it.each([
    'hf:../../evil.gguf',
    'hf:u/../evil.gguf',
    'hf:../r:Q4',
    'hf:./r:Q4',
    'hf:u/r/../../evil.gguf',
    'hf:u/r/a/../x.gguf',
    'hf:u/r:..',
    'hf:u/r:a/b',
    'ollama:../x',
    'ollama:a/..',
    'ollama:a:..',
    'ollama:a:../b',
  ])('%s leads nowhere: it is no more than the name of a file', (file) => {
    expect(parseReference(file)).toEqual({ type: 'path', file });
  });

  it('with an address that is badly encoded is no crash', () => {
    expect(parseReference('https://h/%zz.gguf')).toMatchObject({ type: 'address', url: 'https://h/%zz.gguf' });
  });
});

async function entryFile(id: string, file = 'x.gguf', folder = models, more = ''): Promise<string> {
  const target = path.join(folder, `${id}.yaml`);
  await writeFile(target, `id: ${id}\nbackend: llama\nfile: ${file}\n${more}`);
  return target;
}

async function write(relative: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(home, relative)), { recursive: true });
  await writeFile(path.join(home, relative), text);
}

/** An empty file of that name below the home folder. */
async function gguf(relative: string): Promise<string> {
  const file = path.join(home, relative);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'GGUF');
  return file;
}

/** As `hf download` lays it out: a link in the snapshot to a blob named by its digest. */
async function cached(user: string, repository: string, commit: string, name: string, digest: string): Promise<string> {
  const root = `.cache/huggingface/hub/models--${user}--${repository}`;
  const blob = await gguf(`${root}/blobs/${digest}`);
  const snapshot = path.join(home, root, 'snapshots', commit);
  await mkdir(snapshot, { recursive: true });
  await symlink(path.join('../../blobs', digest), path.join(snapshot, name));
  return blob;
}

async function ollama(manifest: string, letter: string): Promise<string> {
  const digest = (seed: string): string => seed.repeat(64).slice(0, 64);
  const file = path.join(home, '.ollama/models/manifests', manifest);
  await mkdir(path.dirname(file), { recursive: true });
  const layers = [
    { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${digest('e')}`, size: 1 },
    { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest(letter)}`, size: 4 },
  ];
  await writeFile(file, JSON.stringify({ schemaVersion: 2, config: { digest: `sha256:${digest('f')}` }, layers }));
  await gguf(`.ollama/models/blobs/sha256-${digest('e')}`);
  return gguf(`.ollama/models/blobs/sha256-${digest(letter)}`);
}

function placesOf(folder: string): Places {
  return { workingDirectory: folder, packageDirectory: folder };
}

async function find(file: string, environment: Record<string, string> = {}, platform = 'linux'): Promise<FoundGguf> {
  const [entry] = await selectModels([await entryFile('m', file)], placesOf(project));
  if (!entry) throw new Error('no entry');
  const workingDirectory = path.join(home, 'work');
  return findGguf(requireLlama(entry), {
    ...searched(workingDirectory, environment, platform),
    packageDirectory: project,
  });
}

function searched(folder: string, environment: Record<string, string> = {}, platform = 'linux'): SearchPlaces {
  return { ...placesOf(folder), homeDirectory: home, environment, platform };
}

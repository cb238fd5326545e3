// The JSON Schemas for editors: what the program reads by, named in every file that comes along or is written, and of no effect on a run.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ComparisonSchema } from '../dist/compare/comparison.js';
import { hashOfFile, sha256 } from '../dist/core/hash.js';
import { jsonSchemaOf, outputSchemaOf } from '../dist/core/json-schema.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { FrontMatterSchema } from '../dist/prompt/schema.js';
import { ModelSpecSchema } from '../dist/registry/schema.js';
import { ScenarioSchema } from '../dist/scenario/schema.js';
import { REPOSITORY, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { withoutTimes } from './support/kill-round.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { SHIPPED } from './support/world.ts';

type Kind = 'scenario' | 'model' | 'prompt';

const MADE = { scenario: ScenarioSchema, model: ModelSpecSchema, prompt: FrontMatterSchema };
const KINDS: readonly Kind[] = ['scenario', 'model', 'prompt'];

const committed = (kind: Kind): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(REPOSITORY, 'schemas', `${kind}.schema.json`), 'utf8'));

/** Whether data is valid, or all that is wrong with it. */
const validators = Object.fromEntries(
  KINDS.map((kind) => [kind, new Ajv({ strict: false, validateFormats: false }).compile(committed(kind))]),
);
function validity(kind: string, data: unknown): unknown {
  const validate = validators[kind];
  if (!validate) throw new Error(`there is no schema for a ${kind}`);
  return validate(data) || validate.errors;
}

const HEAD = /^---\n([\s\S]*?\n)---\n/;
const namesSchema = (kind: Kind): string => `# yaml-language-server: $schema=../schemas/${kind}.schema.json`;

describe.each(KINDS)('the schema of a %s', (kind) => {
  it('is what the program reads by, and what it prints', async () => {
    const made = JSON.parse(JSON.stringify(jsonSchemaOf(MADE[kind])));
    expect(committed(kind)).toEqual(made);
    await using folder = temporaryFolder();
    const { stdout } = await runProgram([`${kind}s`, 'schema'], { directory: folder.path });
    expect(stdout).toBe(`${JSON.stringify(made, null, 2)}\n`);
  });

  it('is draft-7 and has a title', () => {
    expect(committed(kind)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: expect.stringMatching(/^hitogara /),
    });
  });
});

it('the schema of a comparison is what the program makes of its own; `npm run docs` writes it', () => {
  const file = path.join(REPOSITORY, 'schemas/comparison.schema.json');
  expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(outputSchemaOf(ComparisonSchema), null, 2)}\n`);
});

describe('files that come along', () => {
  it.each(
    readdirSync(path.join(REPOSITORY, 'models')).filter((name) => name.endsWith('.yaml') && name !== 'families.yaml'),
  )('models/%s names its schema and is valid by it', (name) => {
    const text = readFileSync(path.join(REPOSITORY, 'models', name), 'utf8');
    expect(text.split('\n')[0]).toBe(namesSchema('model'));
    expect(validity('model', parse(text))).toBe(true);
  });

  it.each(readdirSync(path.join(REPOSITORY, 'prompts')))('prompts/%s names its schema and is valid by it', (name) => {
    const [, head = ''] = HEAD.exec(readFileSync(path.join(REPOSITORY, 'prompts', name), 'utf8')) ?? [];
    expect(head.split('\n')[0]).toBe(namesSchema('prompt'));
    expect(validity('prompt', parse(head))).toBe(true);
  });

  it.each(['README.md', ...readdirSync(path.join(REPOSITORY, 'docs')).map((name) => `docs/${name}`)])(
    'examples in %s that name a schema are valid by it',
    (name) => {
      const text = name.endsWith('.md') ? readFileSync(path.join(REPOSITORY, name), 'utf8') : '';
      const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
      for (const block of blocks) {
        const kind = /^# yaml-language-server: \$schema=\S*\/(\w+)\.schema\.json$/m.exec(block)?.[1];
        if (kind !== undefined) expect(validity(kind, parse(HEAD.exec(block)?.[1] ?? block))).toBe(true);
      }
    },
  );
});

describe('what is refused', () => {
  const LLAMA = { id: 'x', backend: 'llama', file: 'x.gguf' };
  const SERVER = { id: 'x', backend: 'openai', model: 'm' };
  const TEXT = { title: 't', kind: 'text', persona: 'system' };

  it.each([
    [LLAMA, true],
    [{ ...LLAMA, sampling: { top_k: 1, 'min-p': 0.1, temp: 0 } }, true],
    [{ ...SERVER, lacks: ['top_p', 'temperature'] }, true],
    [{ ...SERVER, lacks: ['warmth'] }, false],
    [{ ...SERVER, lacks: ['maxTokens'] }, false],
    [{ ...LLAMA, sampling: { warmth: 1 } }, false],
    [{ ...LLAMA, modle: 'x' }, false],
    [{ ...LLAMA, backend: 'ollama' }, false],
    [{ ...LLAMA, context: '4096' }, false],
    [{ id: 'x', backend: 'llama' }, false],
    [{ ...SERVER, file: 'x.gguf' }, false],
    [{ id: 'x', backend: 'scripted', replies: ['a', { text: 'b', delayMs: 5 }, { error: 'c' }] }, true],
    [{ id: 'x', backend: 'scripted', replies: [] }, false],
  ])('of a model entry, by the program and by the schema alike: %j', (entry, isValid) => {
    expect([validity('model', entry) === true, ModelSpecSchema.safeParse(entry).success]).toEqual([isValid, isValid]);
  });

  it.each([
    [TEXT, true],
    [{ ...TEXT, stop: ['</s>'], bos: 'never', lastMessages: 2, variables: { end: '\0' } }, true],
    [{ ...TEXT, persona: 'user' }, false],
    [{ ...TEXT, stop: '</s>' }, false],
    [{ ...TEXT, lastMessages: 0 }, false],
    [{ ...TEXT, stops: [] }, false],
    [{ title: 't', kind: 'text' }, false],
  ])('of a front matter, by the program and by the schema alike: %j', (head, isValid) => {
    const read = [validity('prompt', head) === true, FrontMatterSchema.safeParse(head).success];
    expect(read).toEqual([isValid, isValid]);
  });
});

describe('the line that names a schema', () => {
  const LINE = '# yaml-language-server: $schema=../schemas/x.schema.json\n';

  it('is not part of a digest, where editors look for it', async () => {
    expect(hashOfFile(`${LINE}id: x\n`)).toBe(sha256('id: x\n'));
    expect(hashOfFile(`---\n${LINE}title: x\n---\nbody\n`)).toBe(sha256('---\ntitle: x\n---\nbody\n'));
    expect(hashOfFile(`id: x\n${LINE}`)).toBe(sha256(`id: x\n${LINE}`));
    expect(hashOfFile(`---\ntitle: x\n---\n${LINE}`)).toBe(sha256(`---\ntitle: x\n---\n${LINE}`));
    const { hash, text } = await loadTemplate('chatml', SHIPPED);
    expect(hash).toBe(sha256(text.replace(`${namesSchema('prompt')}\n`, '')));
  });

  it('can be added while a run waits to be resumed', async () => {
    const entry = '{ id: echo, backend: scripted, replies: [うん, へえ, またね], prompt: own }\n';
    const own = '---\ntitle: t\nkind: text\npersona: system\n---\n{{system}}{{#each messages}}{{content}}{{/each}}\n';
    await using folder = await scriptedFolder({});
    mkdirSync(path.join(folder.path, 'prompts'));
    await folder.write('models/echo.yaml', entry);
    await folder.write('prompts/own.hbs', own);
    const isMoment = (event: { type: string }): boolean => event.type === 'turn-end';
    const whole = await playAndKill(folder.path, { models: ['echo'] }, isMoment);
    await folder.write('models/echo.yaml', LINE + entry);
    await folder.write('prompts/own.hbs', own.replace('---\n', `---\n${LINE}`));
    const { code, stderr } = await runProgram(['eval', '--resume'], { directory: folder.path });
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect({ code, stderr, turns: turns.map(withoutTimes) }).toEqual({
      code: 0,
      stderr: '',
      turns: whole.turns.map(withoutTimes),
    });
  });
});

describe('init', () => {
  it('writes files that name the schemas of the installed package, and are valid by them', async () => {
    await using folder = temporaryFolder();
    const schemas = 'node_modules/hitogara/schemas';
    mkdirSync(path.join(folder.path, schemas), { recursive: true });
    await folder.write(`${schemas}/scenario.schema.json`, '{}');
    const written = { directory: folder.path, environment: NO_MODEL_PROCESS };
    await runProgram(['init', '--yes'], written);
    for (const [kind, file] of [
      ['scenario', 'scenarios/first-chat.yaml'],
      ['model', 'models/echo.yaml'],
      ['model', 'models/my-model.yaml'],
    ] as const) {
      const text = readFileSync(path.join(folder.path, file), 'utf8');
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=../${schemas}/${kind}.schema.json`);
      expect(validity(kind, parse(text))).toBe(true);
    }
  });
});

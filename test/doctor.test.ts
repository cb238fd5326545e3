// Faults planted in copies of the embedded model and of its template: each is found, and a healthy one gives no findings.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readGgufFileInfo } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptTokenizer } from '../dist/backend/backend.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { ModelFailure } from '../dist/core/errors.js';
import { factCache } from '../dist/core/fact-cache.js';
import { diagnose } from '../dist/doctor/diagnose.js';
import type { Finding } from '../dist/doctor/finding.js';
import { quickLook } from '../dist/doctor/quick-look.js';
import { referenceConversationOf } from '../dist/doctor/reference-conversation.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { loadTemplate, parseTemplate } from '../dist/prompt/load.js';
import type { PromptTemplate } from '../dist/prompt/prompt.js';
import { loadScenarios } from '../dist/scenario/load.js';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { type EngineTokenizer, engineTokenizer } from './support/engine-tokenizer.ts';
import { patchedGguf } from './support/gguf-patch.ts';
import type { MetadataValue } from './support/gguf-writer.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { SHIPPED, worldIn } from './support/world.ts';

const HEALTHY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q2_K.gguf');
const healthy = await readFile(HEALTHY);
const references = (await loadScenarios(['anime-fan'], SHIPPED)).flatMap(
  ({ scenario }) => referenceConversationOf(scenario) ?? [],
);

const { signal } = new AbortController();

/** What the embedded model's files carry. */
const OWN =
  "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";
const ASK = "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

let llama: OpenedLlamaCpp;
let opened: EngineTokenizer;
/** The embedded model, whose own template is opened once and for all. */
let tokenizer: PromptTokenizer;
let own: PromptTemplate;
beforeAll(async () => {
  llama = await quietLlamaCpp();
  opened = await engineTokenizer(HEALTHY, llama);
  own = await opened.tokenizer.openOwnTemplate('system');
  tokenizer = { ...opened.tokenizer, openOwnTemplate: async () => ({ ...own, close: async () => {} }) };
});
afterAll(async () => {
  await own.close();
  await opened.close();
});

/** What is found in a copy of the embedded model, through the template inside it. */
async function findingsInCopy(metadata: Record<string, MetadataValue | null>): Promise<Finding[]> {
  await using folder = temporaryFolder();
  const file = await folder.write('toy.gguf', patchedGguf(healthy, metadata));
  const copy = await engineTokenizer(file, llama);
  try {
    return await examine(copy.tokenizer, await copy.tokenizer.openOwnTemplate('system'));
  } finally {
    await copy.close();
  }
}

/** The embedded model's vocabulary with another template in the place of its own. */
function tokenizerWith(template: string): PromptTokenizer {
  const specialTokens = tokenizer.vocabulary.specials.map(({ text }) => text);
  const source = { file: 'toy.gguf', template, bosToken: '<s>', eosToken: '</s>', specialTokens };
  return {
    ...tokenizer,
    chatTemplate: template,
    openOwnTemplate: (persona) => openGgufTemplate({ ...source, persona }),
  };
}

async function findingsWith(template: string): Promise<Finding[]> {
  const changed = tokenizerWith(template);
  return examine(changed, await changed.openOwnTemplate('system'));
}

async function examine(through: PromptTokenizer, template: PromptTemplate): Promise<Finding[]> {
  try {
    return await diagnose({ template, tokenizer: through, references, family: null, signal });
  } finally {
    await template.close();
  }
}

function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

function jinja(template: string): Record<string, MetadataValue> {
  return { 'tokenizer.chat_template': { type: 'string', value: template } };
}

describe('a fault in the template of a file', () => {
  it.each([
    ['BOS written twice', `{{ bos_token }}${OWN}`, ['error bos-doubled']],
    ['no end of turn', OWN.replace(" + '<|end|>'", ''), ['error end-of-turn-missing']],
    [
      'an end of turn that the vocabulary does not have',
      OWN.replace('<|end|>', '<|End|>'),
      ['error end-of-turn-as-text', 'warning special-splits'],
    ],
    ['another end than the one that ends replies', OWN.replace('<|end|>', '<|system|>'), ['error end-of-turn-unknown']],
    ['newlines escaped twice', OWN.replace("'|>' +", "'|>\\\\n' +"), ['error literal-backslash-n']],
    [
      'a persona that is dropped',
      OWN.replace(/\{\{ '<\|'[\s\S]*?\}\}/, (put) => `{% if message['role'] != 'system' %}${put}{% endif %}`),
      ['error persona-lost'],
    ],
    [
      'a persona that is refused',
      `{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}${OWN}`,
      ['error persona-refused'],
    ],
    [
      'a persona at the end',
      `{{ bos_token }}{% for message in messages if message['role'] != 'system' %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}{% if messages[0]['role'] == 'system' %}{{ '<|system|>' + messages[0]['content'] + '<|end|>' }}{% endif %}${ASK}`,
      ['warning persona-moves'],
    ],
    ['only the last message', OWN.replace('in messages', 'in [messages[0], messages[-1]]'), ['error message-lost']],
    [
      'text that is changed',
      OWN.replace("message['content']", "message['content'] | replace('？', '?')"),
      ['error message-lost'],
    ],
    ['no request for a reply', OWN.replace(ASK, ''), ['error generation-prompt-missing']],
    [
      'thinking that is begun',
      OWN.replace("'<|assistant|>' }}{% endif", "'<|assistant|><think>\\n' }}{% endif"),
      ['note think-open'],
    ],
    ['broken Jinja', '{% for %}', ['error template-broken']],
    [
      'roles that must take turns',
      `{% set turns = messages if messages[0]['role'] != 'system' else messages[1:] %}{% for m in turns %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('take turns') }}{% endif %}{% endfor %}${OWN}`,
      ['note roles-alternate'],
    ],
  ])('is found: %s', async (_, template, expected) => {
    expect(brief(await findingsWith(template))).toEqual(expected);
  });

  // What such templates really do, and how long that takes, `gguf-template.test.ts` shows.
  it.each([
    [
      'that never ends',
      'template-timeout',
      'the chat template inside toy.gguf did not finish within 2 s',
      { code: 'template-endless', asked: 1 },
    ],
    [
      'that takes all memory',
      'template-failed',
      'the chat template inside toy.gguf failed: it used too much memory or was killed',
      { code: 'template-broken', asked: 2 },
    ],
  ])('is found: one %s, without asking much more of it', async (_, failure, message, { code, asked }) => {
    let count = 0;
    const render = (): Promise<never> => {
      count++;
      return Promise.reject(new ModelFailure(failure, message));
    };
    const template = { ...own, id: 'gguf', render };
    const findings = await diagnose({ template, tokenizer, references: [], family: null, signal });
    expect(JSON.parse(JSON.stringify(findings))).toEqual([
      {
        severity: 'error',
        code,
        message: `the template cannot be rendered: ${failure}: ${message}`,
        remedy: 'Name another template with --prompt. To see them: hitogara prompts list',
      },
    ]);
    expect(count).toBe(asked);
  });

  it('is found: a marker that is an ordinary word of the vocabulary', async () => {
    const types = { type: 'ints', value: [2, 3, 3, 3, 1, 3, 3] } as const;
    const rest = Array.from({ length: await vocabularySize() }, (_, id) => types.value[id] ?? (id < 263 ? 6 : 1));
    const findings = await findingsInCopy({ 'tokenizer.ggml.token_type': { type: 'ints', value: rest } });
    expect(brief(findings)).toEqual(['warning special-splits']);
  });
});

describe('a header that does not fit its vocabulary', () => {
  const id = (value: number): MetadataValue => ({ type: 'uint32', value });
  const broken = {
    'tokenizer.ggml.bos_token_id': id(3_072),
    'tokenizer.ggml.eot_token_id': id(4_294_967_295),
    'tokenizer.ggml.padding_token_id': id(9_999),
    'tokenizer.ggml.scores': { type: 'floats', value: Array.from({ length: 3_080 }, () => 0) },
  } as const;

  it('is an error for what chats use, and a note for the rest', async () => {
    const findings = (await findingsInCopy(broken)).filter(({ code }) => /^(token|vocabulary)-/.test(code));
    expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'error: bos_token_id is 3072, but the vocabulary has only 3072 tokens; llama.cpp takes another one, or none',
      'error: eot_token_id is 4294967295, but the vocabulary has only 3072 tokens; llama.cpp takes another one, or none',
      'error: the vocabulary has 3072 tokens, but scores has 3080 values',
      'note: padding_token_id is 9999, but the vocabulary has only 3072 tokens; llama.cpp takes another one, or none',
    ]);
  });

  it('is what models inspect warns of too', async () => {
    await using folder = temporaryFolder();
    await folder.write('odd.gguf', patchedGguf(healthy, { ...broken, 'tokenizer.ggml.tokens': await tokens(3_071) }));
    const inspected = await runProgram(['models', 'inspect', 'odd.gguf'], { directory: folder.path });
    expect(inspected.stdout.match(/^warning +.*$/gm)).toEqual([
      expect.stringContaining('bos_token_id is 3072, but the vocabulary has only 3071 tokens'),
      expect.stringContaining('eot_token_id is'),
      expect.stringContaining('padding_token_id is'),
      expect.stringContaining('the vocabulary has 3071 tokens, but scores has 3080 values'),
      expect.stringContaining('the vocabulary has 3071 tokens, but token_type has 3072 values'),
      expect.stringContaining('the vocabulary has 3071 tokens, but the weights are for 3072'),
    ]);
  });
});

describe('what is no fault', () => {
  it('is BOS that is the end of a turn too', async () => {
    const findings = await findingsInCopy({
      ...jinja(OWN.replace('{{ bos_token }}', '')),
      'tokenizer.ggml.bos_token_id': { type: 'uint32', value: 6 },
      'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
    });
    expect(brief(findings)).toEqual([]);
  });

  it('is a format that has the persona where the template inside the file, which drops it, wants it', async () => {
    const source = await readFile(path.join(REPOSITORY, 'test/fixtures/jinja/llm-jp-3.jinja'), 'utf8');
    const format = await loadTemplate('llm-jp-3', SHIPPED);
    const findings = await examine(tokenizerWith(source.replace(/\n$/, '')), format);
    expect(brief(findings)).toEqual(['note markers-are-text', 'note own-without-persona']);
    expect(brief(await findingsWith(source))).toEqual(['error persona-lost']);
  });

  it.each([
    ['a channel that the history has and the model is left to choose', "<final>' + message['content']"],
    ['an end of thinking that only the history has', "</think>' + message['content']"],
  ])('is %s', async (_, spoken) => {
    const template = OWN.replace(
      "'|>' + message['content']",
      `'|>' + ('${spoken} if message['role'] == 'assistant' else message['content'])`,
    );
    expect(brief(await findingsWith(template))).toEqual([]);
  });

  it('is a format of mere labels in the file, though its replies may run on: a warning tells it', async () => {
    const labels =
      "{{ bos_token }}{% for m in messages %}{{ {'system': '', 'user': '\\n\\nUser: ', 'assistant': '\\n\\nBot: '}[m.role] + m.content }}{% endfor %}\n\nBot:";
    expect(brief(await findingsWith(labels))).toContain('warning end-of-turn-missing');
  });

  it('is a date that the template inside the file writes in front of the persona: a warning tells it', async () => {
    const dated = OWN.replace(
      "+ message['content']",
      "+ ('今日は土曜日です。' if message['role'] == 'system' else '') + message['content']",
    );
    const format = await loadTemplate('hitogara-tiny', SHIPPED);
    const [finding, ...others] = await examine(tokenizerWith(dated), format);
    expect(finding).toMatchObject({ severity: 'warning', code: 'preamble-differs' });
    expect(String(finding?.message)).toContain('今日は土曜日です。');
    expect(others).toEqual([]);
  });
});

async function vocabularySize(): Promise<number> {
  return (await tokens()).value.length;
}

async function tokens(count?: number): Promise<{ type: 'strings'; value: readonly string[] }> {
  const { metadata } = await readGgufFileInfo(HEALTHY, { sourceType: 'filesystem', logWarnings: false });
  return { type: 'strings', value: metadata.tokenizer.ggml.tokens.slice(0, count) };
}

describe('a fault in a template file', () => {
  const BODY =
    '<s>{{#if system}}<|system|>{{system}}<|end|>{{/if}}{{#each messages}}<|{{role}}|>{{content}}<|end|>{{/each}}<|assistant|>\n';
  const template = (body: string, head = ''): PromptTemplate =>
    parseTemplate('toy', 'toy.hbs', `---\ntitle: toy\nkind: text\npersona: system\nbos: text\n${head}---\n${body}`);

  it.each([
    ['BOS left out', BODY.replace('<s>', ''), '', ['error bos-missing', 'warning preamble-differs']],
    ['BOS behind a newline', `\n${BODY}`, '', ['error bos-doubled', 'error white-space-differs']],
    ['a space at the end', BODY.replace('<|assistant|>', '<|assistant|> '), '', ['error ending-differs']],
    ['a newline behind each role', BODY.replace('|>{{content}}', '|>\n{{content}}'), '', ['error white-space-differs']],
    [
      'a persona that is not put in',
      BODY.replace(/\{\{#if system[\s\S]*?\{\{\/if\}\}/, ''),
      '',
      ['error persona-lost', 'error own-differs'],
    ],
    [
      'a stop string inside ordinary replies',
      BODY,
      'stop: ["！"]\n',
      ['error stop-in-reply', 'warning stop-never-occurs'],
    ],
    ['a stop string that never occurs', BODY, 'stop: ["<|im_end|>"]\n', ['warning stop-never-occurs']],
    ['special tokens that the vocabulary lacks', BODY, 'specials: ["<|im_end|>"]\n', ['error special-splits']],
  ])('is found: %s', async (_, body, head, expected) => {
    expect(brief(await examine(tokenizer, template(body, head)))).toEqual(expected);
  });

  it.each(['chatml', 'llama2', 'weblab'])("is found: %s, another family's format", async (id) => {
    const other = await loadTemplate(id, SHIPPED);
    const findings = await examine(tokenizer, other);
    const difference = findings.find(({ code }) => code === 'own-differs');
    expect(difference?.severity).toBe('error');
    expect(String(difference?.evidence)).toMatch(/chosen: .*own: .*<\|system\|>/);
  });

  it('gives one line at the start of a run, and looks once at what is sound', async () => {
    await using folder = temporaryFolder();
    const cache = factCache(worldIn(folder.path));
    const lookAt = (looked: PromptTemplate) => {
      const choice = { from: 'option', why: 'named with --prompt' } as const;
      const backend = { tokenizer, template: looked, choice, identity: { weightsDigest: 'toy' } };
      return quickLook(backend, 'toy', references, cache, signal);
    };
    const broken = template(BODY.replace('<s>', ''));
    const line =
      /^the prompt format is wrong: the prompt does not start with BOS.*; for details: hitogara doctor --model toy --prompt toy\.hbs$/;
    expect(String(await lookAt(broken))).toMatch(line);
    expect(await lookAt(template(BODY))).toBeNull();
    const again = { ...template(BODY), render: () => Promise.reject(new Error('looked at twice')) };
    expect(await lookAt(again)).toBeNull();
    await expect(lookAt({ ...again, hash: 'other' })).rejects.toThrow('looked at twice');
  });
});

it('is found: a context that does not hold eight turns', async () => {
  const small = { ...tokenizer, contextSize: 128 };
  expect(brief(await examine(small, await small.openOwnTemplate('system')))).toEqual(['error context-too-small']);
});

it('finds nothing in the embedded model, and exits with 0', async () => {
  const { code, stdout, stderr } = await runProgram(['doctor', '--model', 'hitogara-tiny-q8_0', '--json'], {
    directory: REPOSITORY,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject([
    { model: 'hitogara-tiny-q8_0', template: { from: 'entry' }, findings: [] },
  ]);
});

it('tells several models in one table, the ill ones first, and exits with 1', async () => {
  await using folder = temporaryFolder();
  await folder.write('sound.gguf', healthy);
  await folder.write('torn.gguf', healthy.subarray(0, 5_000));
  const models = ['sound', 'torn'].flatMap((name) => ['--model', `${name}.gguf`]);
  const { code, stdout, stderr } = await runProgram(['doctor', ...models], { directory: folder.path });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
  expect(lines).toEqual([
    'verdict | model | template | worst finding',
    // Whether llama.cpp or the library says first what is wrong with it is all one.
    expect.stringMatching(/^1 error \| torn \| none \| load-failed: torn\.gguf: \S.*$/),
    'ok | sound | gguf (in the file)',
    '2 models, 1 with errors; for details of one: hitogara doctor --model …',
    '',
  ]);
});

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../dist/core/errors.js';
import { loadTemplate, parseTemplate } from '../dist/prompt/load.js';
import { type PromptInput, type PromptPart, promptText, type RenderedPrompt } from '../dist/prompt/prompt.js';

const PROMPTS = path.resolve(import.meta.dirname, '../prompts');
const FIXTURE = path.resolve(import.meta.dirname, 'fixtures/prompt-formats.json');

interface KnownFormat {
  format: string;
  prompt: string;
  system: string;
  messages: PromptInput['messages'];
  rendered: string;
}

const formats: KnownFormat[] = JSON.parse(await readFile(FIXTURE, 'utf8'));
const textTemplates = (await readdir(PROMPTS))
  .filter((name) => name.endsWith('.hbs') && name !== 'openai-messages.hbs')
  .map((name) => path.basename(name, '.hbs'));

const PERSONA: PromptInput = {
  system: 'SYSTEM',
  messages: [
    { role: 'user', content: 'FIRST' },
    { role: 'assistant', content: 'REPLY' },
    { role: 'user', content: 'SECOND' },
  ],
  user: 'USER',
  char: 'CHAR',
};

describe('shipped prompt templates', () => {
  it.each(formats)('render $format byte for byte', async ({ prompt, system, messages, rendered }) => {
    const parts = await partsOf(prompt, { system, messages, user: 'ユーザー', char: 'オタク' });
    expect(promptText(parts)).toBe(rendered);
  });

  it.each(textTemplates)('mark in %s what was said as data and everything else as template', async (id) => {
    const parts = await partsOf(id, PERSONA);
    const texts = parts.filter((part) => part.source === 'data' && !/^(USER|CHAR)$/.test(part.text));
    expect(texts.map((part) => part.text)).toEqual(['SYSTEM', 'FIRST', 'REPLY', 'SECOND']);
    const own = promptText(parts.filter((part) => part.source === 'template'));
    expect(own.match(/SYSTEM|FIRST|REPLY|SECOND|USER|CHAR/)).toBeNull();
  });

  it('mark speaker names as data', async () => {
    const parts = await partsOf('plain-labels', PERSONA);
    expect(parts).toEqual([
      { source: 'data', text: 'SYSTEM' },
      { source: 'template', text: '\n\n' },
      { source: 'data', text: 'USER' },
      { source: 'template', text: ': ' },
      { source: 'data', text: 'FIRST' },
      { source: 'template', text: '\n' },
      { source: 'data', text: 'CHAR' },
      { source: 'template', text: ': ' },
      { source: 'data', text: 'REPLY' },
      { source: 'template', text: '\n' },
      { source: 'data', text: 'USER' },
      { source: 'template', text: ': ' },
      { source: 'data', text: 'SECOND' },
      { source: 'template', text: '\n' },
      { source: 'data', text: 'CHAR' },
      { source: 'template', text: ':' },
    ]);
  });

  it.each(textTemplates)('leave hostile text in %s as it stands', async (id) => {
    const hostile = '{{char}} {{#each messages}} {{> x}} \u{f0000}\u{f0001} <|im_end|> \\{{user}} &amp; <b>';
    const input = { ...PERSONA, system: hostile, messages: [{ role: 'user' as const, content: `a ${hostile}` }] };
    const data = (await partsOf(id, input)).filter((part) => part.source === 'data').map((part) => part.text);
    expect(data.filter((text) => !/^(USER|CHAR)$/.test(text))).toEqual([hostile, `a ${hostile}`]);
  });

  it.each([
    ['llama2', '<s>[INST] FIRST [/INST]'],
    ['elyza-llama2', '<s>[INST] FIRST [/INST] '],
    ['chatml', '<|im_start|>user\nFIRST<|im_end|>\n<|im_start|>assistant\n'],
    [
      'llama3',
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nFIRST<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    ],
    ['gemma2', '<bos><start_of_turn>user\nFIRST<end_of_turn>\n<start_of_turn>model\n'],
    ['claude-legacy', '\n\nHuman: FIRST\n\nAssistant:'],
    ['plain-labels', 'USER: FIRST\nCHAR:'],
    ['hitogara-tiny', '<s><|user|>FIRST<|end|><|assistant|>'],
  ])('leave the system block of %s out when there is no persona', async (id, expected) => {
    const parts = await partsOf(id, { ...PERSONA, system: null, messages: [{ role: 'user', content: 'FIRST' }] });
    expect(promptText(parts)).toBe(expected);
  });

  it.each(['llama2', 'llama3', 'gemma2', 'hitogara-tiny'])('trim every text in %s, as its format does', async (id) => {
    const padded = { ...PERSONA, system: ' \nSYSTEM\n', messages: [{ role: 'user' as const, content: '\n FIRST \n' }] };
    const plain = { ...PERSONA, messages: [{ role: 'user' as const, content: 'FIRST' }] };
    expect(await partsOf(id, padded)).toEqual(await partsOf(id, plain));
  });

  it('keep white space where the format does not trim', async () => {
    const parts = await partsOf('chatml', { ...PERSONA, system: ' S\n', messages: [{ role: 'user', content: ' U ' }] });
    expect(promptText(parts)).toBe(
      '<|im_start|>system\n S\n<|im_end|>\n<|im_start|>user\n U <|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('fill names into stop strings', async () => {
    const { stop } = await (await loadTemplate('plain-labels', [PROMPTS])).render(PERSONA);
    expect(stop).toEqual(['\nUSER:', '\nCHAR:', 'USER:']);
  });

  it('give chat APIs the messages as they are', async () => {
    const { render } = await loadTemplate('openai-messages', [PROMPTS]);
    expect(await render(PERSONA)).toEqual({
      kind: 'messages',
      system: 'SYSTEM',
      messages: PERSONA.messages,
      stop: [],
    });
  });
});

describe('a prompt template file', () => {
  it('keeps or strips its last newline as finalNewline says', async () => {
    expect(await renderText('finalNewline: strip\n', 'x {{system}}\n\n')).toBe('x SYSTEM\n');
    expect(await renderText('finalNewline: keep\n', 'x {{system}}\n\n')).toBe('x SYSTEM\n\n');
    expect(await renderText('', 'x {{system}}\n')).toBe('x SYSTEM');
    expect(await renderText('finalNewline: strip\n', 'x {{system}}')).toBe('x SYSTEM');
  });

  it('folds the persona into the first message of a chat API where there is no system role', async () => {
    const { render } = parseTemplate('t', 't.hbs', '---\ntitle: t\nkind: messages\npersona: first-user\n---\n');
    expect(await render({ ...PERSONA, messages: [{ role: 'user', content: 'FIRST' }] })).toEqual({
      kind: 'messages',
      system: null,
      messages: [{ role: 'user', content: 'SYSTEM\n\nFIRST' }],
      stop: [],
    });
  });

  it('without front matter is refused', () => {
    expect(messageOf(() => parseTemplate('t', 't.hbs', '{{system}}\n'))).toBe(
      't.hbs:1: a prompt template begins with YAML front matter between two lines of ---',
    );
  });

  it('with an unknown key in its front matter is refused with line and suggestion', () => {
    expect(messageOf(() => parsed('stops: ["x"]\n', 'x'))).toMatch(
      /^t\.hbs:5:1: unknown key "stops"\n {2}Did you mean stop\b/,
    );
  });

  it('with a wrong value in its front matter is refused with what is allowed', () => {
    expect(messageOf(() => parseTemplate('t', 't.hbs', '---\ntitle: t\nkind: txt\npersona: system\n---\n'))).toBe(
      't.hbs:3:1: kind: is not one of those allowed\n  Allowed: text, messages.',
    );
  });

  it('that cannot be parsed is refused with its line', () => {
    expect(messageOf(() => parsed('', 'a\nb\n{{#if system}}\n{{/each}}\n'))).toBe(
      "t.hbs:8: the template cannot be parsed: if doesn't match each - 3:3",
    );
    expect(messageOf(() => parsed('', 'a\n{{ sys$%tem }}\n'))).toMatch(/^t\.hbs:7: the template cannot be parsed: /);
  });

  it.each([
    ['{{sistem}}', '6:3: unknown variable "sistem"\n  Did you mean system?'],
    ['{{#if usr}}x{{/if}}', '6:7: unknown variable "usr"\n  Did you mean user?'],
    ['\n\nab {{chr}}', '8:6: unknown variable "chr"\n  Did you mean char?'],
    ['{{#each messages}}{{contents}}{{/each}}', '6:21: unknown variable "contents"\n  Did you mean content?'],
    ['{{#each messages}}{{@root.usr}}{{/each}}', '6:21: unknown variable "@root.usr"\n  Did you mean user?'],
    ['{{#if system}}{{else}}{{usr}}{{/if}}', '6:25: unknown variable "usr"\n  Did you mean user?'],
    [
      '{{#each messages}}{{system}}{{/each}}',
      '6:21: unknown variable "system"\n  There is role, content, isUser or isAssistant.',
    ],
  ])('that names what is not there is refused: %s', (body, expected) => {
    expect(messageOf(() => parsed('', `${body}\n`)).split(' Known here: ')[0]).toBe(`t.hbs:${expected}`);
  });

  it('with an unknown variable in a stop string is refused at the line of that string', () => {
    expect(messageOf(() => parsed('stop: ["ok", "{{chr}}"]\n', 'x'))).toMatch(
      /^t\.hbs:5(:\d+)?: (stop[^:]*: )?unknown variable "chr"/,
    );
  });

  it.each([
    '{{> other}}',
    '{{#> other}}x{{/other}}',
    '{{#*inline "x"}}{{/inline}}',
    '{{log "x"}}',
    '{{lookup messages 0}}',
    '{{#with system}}x{{/with}}',
    '{{#if (lookup messages 0)}}x{{/if}}',
    '{{#if (foo 0)}}x{{/if}}',
    '{{system a=1}}',
  ])('may not use partials or helpers: %s', (body) => {
    expect(messageOf(() => parsed('', body))).toMatch(/^t\.hbs:6(:\d+)?: /);
  });

  it.each([
    '{{constructor}}',
    '{{__proto__}}',
    '{{system.constructor}}',
    '{{system.foo}}',
    '{{@root.__proto__}}',
    '{{#each messages}}{{content.constructor}}{{/each}}',
    '{{#each messages}}{{toString}}{{/each}}',
    '{{messages}}',
    '{{messages.length}}',
    '{{this}}',
  ])('may not reach beyond what it is given: %s', (body) => {
    expect(messageOf(() => parsed('', body))).toMatch(/^t\.hbs:6:\d+: /);
  });

  it.each(['{{#if}}x{{/if}}', '{{#each}}x{{/each}}', '{{5}}'])('that no value could fill is refused: %s', (body) => {
    expect(messageOf(() => parsed('', body))).toMatch(/^t\.hbs:6(:\d+)?: /);
  });

  it('may ask for the absence of a text', async () => {
    expect(await renderText('', '{{^if system}}no{{else}}yes{{/if}}\n')).toBe('yes');
    expect(await renderText('', '{{#unless system}}no{{/unless}}{{^if system}}no{{/if}}x\n')).toBe('x');
  });

  it('that is not there is refused with the nearest ids', async () => {
    const error = await loadTemplate('lama3', [PROMPTS]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toBe(
      `UserError: there is no prompt template "lama3" in ${PROMPTS}\n  Did you mean llama3 or llama2? A path to a .hbs file works too.`,
    );
  });
});

async function partsOf(id: string, input: PromptInput): Promise<PromptPart[]> {
  return textOf(await (await loadTemplate(id, [PROMPTS])).render(input));
}

function textOf(rendered: RenderedPrompt): PromptPart[] {
  if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
  return rendered.parts;
}

/** The body begins on line 6, one line further down for each line of front matter. */
function parsed(frontMatter: string, body: string) {
  return parseTemplate('t', 't.hbs', `---\ntitle: t\nkind: text\npersona: system\n${frontMatter}---\n${body}`);
}

async function renderText(frontMatter: string, body: string): Promise<string> {
  return promptText(textOf(await parsed(frontMatter, body).render(PERSONA)));
}

/** Fails for anything but a mistake of the user, told without a stack. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../dist/core/errors.js';
import { type FileTemplate, loadTemplate, parseTemplate } from '../dist/prompt/load.js';
import { type PromptInput, type PromptPart, promptText, type RenderedPrompt } from '../dist/prompt/prompt.js';
import { mistakeOf } from './support/mistake.ts';
import { SHIPPED } from './support/world.ts';

const PROMPTS = path.resolve(import.meta.dirname, '../prompts');
const FIXTURE = path.resolve(import.meta.dirname, 'fixtures/prompt-formats.json');

/** A conversation in a format, as the survey of formats has it. */
interface KnownFormat {
  id: string;
  system: string | null;
  messages: PromptInput['messages'];
  /** null: messages for a chat API. */
  rendered: string | null;
}

/** What the survey says of a format besides; the parts that front matter says too. */
interface SurveyedFormat {
  id: string;
  example: Omit<KnownFormat, 'id'>;
  stop: string[];
  bos: boolean | null;
  bos_in_rendered: boolean;
  bos_official: boolean | null;
  special_tokens_in_text: string[];
  context_length: number | null;
}

/** Not in the repository: where it is, the fixture is held against it. */
const SURVEY = path.resolve(import.meta.dirname, '../../shared/data/prompt-formats.json');
const survey: SurveyedFormat[] | null = existsSync(SURVEY) ? JSON.parse(await readFile(SURVEY, 'utf8')) : null;
if (!survey) process.stderr.write(`test/prompt-templates.test.ts skips the survey itself: ${SURVEY} is not there\n`);

const formats: KnownFormat[] = JSON.parse(await readFile(FIXTURE, 'utf8'));
const allTemplates = (await readdir(PROMPTS))
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => path.basename(name, '.hbs'));
const textTemplates = allTemplates.filter((id) => id !== 'openai-messages');

/** The published conversation's names, unless the survey shows others. */
const namesOf = (id: string) => ({ user: id === 'novel-quote' ? '友達' : 'ユーザー', char: 'オタク' });

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

/** Words that no format has. */
const SAID: PromptInput = {
  system: 'the persona',
  messages: [
    { role: 'user', content: 'the first' },
    { role: 'assistant', content: 'the reply' },
    { role: 'user', content: 'the second' },
  ],
  user: 'the user',
  char: 'the character',
};

describe('shipped prompt templates', () => {
  it('are those of the survey, and two more', () => {
    expect(allTemplates.sort()).toEqual([...formats.map(({ id }) => id), 'hitogara-tiny', 'llama3.1'].sort());
  });

  it.each(formats)('render $id byte for byte', async ({ id, system, messages, rendered }) => {
    const prompt = await (await loadTemplate(id, SHIPPED)).render({ system, messages, ...namesOf(id) });
    if (rendered === null) expect(prompt).toEqual({ kind: 'messages', system, messages, stop: [] });
    else expect(promptText(textOf(prompt))).toBe(rendered);
  });

  if (survey)
    it('are held against the survey word for word', () => {
      const compact = survey?.map(({ id, example: { system, messages, rendered } }) => ({
        id,
        system,
        messages,
        rendered,
      }));
      expect(formats).toEqual(compact);
    });

  it.each(survey ?? [])('say of $id what the survey says', async (format) => {
    const template = await loadTemplate(format.id, SHIPPED);
    const { frontMatter, specials, render } = template;
    // Where nobody knows what the tokenizer does, a documented call without BOS has it never. weblab's tokenizer has none to add.
    const isForbidden = format.bos_official === false && (format.bos !== false || format.id === 'weblab');
    expect({
      stop: (await render({ ...SAID, ...namesOf(format.id) })).stop,
      bos: frontMatter.bos,
      specials,
      contextLength: frontMatter.contextLength ?? null,
    }).toEqual({
      stop: format.stop,
      bos: format.bos_in_rendered ? 'text' : isForbidden ? 'never' : 'auto',
      specials: format.special_tokens_in_text,
      contextLength: format.context_length,
    });
  });

  it.each(textTemplates)('mark in %s what was said as data and everything else as template', async (id) => {
    const template = await loadTemplate(id, SHIPPED);
    const parts = textOf(await template.render(SAID));
    const texts = parts.filter((part) => part.source === 'data' && !/^the (user|character)$/.test(part.text));
    expect(texts.map((part) => part.text)).toEqual(textsExpectedIn(template));
    const own = promptText(parts.filter((part) => part.source === 'template'));
    expect(own.match(/the (persona|first|reply|second|user|character)/)).toBeNull();
  });

  it.each(textTemplates)('write somewhere each text of %s that has to be one token', async (id) => {
    const template = await loadTemplate(id, SHIPPED);
    const prompt = await template.render(SAID);
    const own = textOf(prompt).filter((part) => part.source === 'template');
    const written = [promptText(own), ...prompt.stop, template.reasoning ?? ''].join('\n');
    expect(template.specials.filter((special) => !written.includes(special))).toEqual([]);
  });

  it('write newlines of the conversation as rinna does, as text of the template', async () => {
    const messages = [{ role: 'user', content: 'c\r\nd\n' }] as const;
    expect(await partsOf('rinna-nl', { ...PERSONA, system: 'a\n\nb <NL>', messages })).toEqual([
      { source: 'template', text: 'ユーザー: ' },
      { source: 'data', text: 'a' },
      { source: 'template', text: '<NL><NL>' },
      { source: 'data', text: 'b <NL>' },
      { source: 'template', text: '<NL>' },
      { source: 'data', text: 'c' },
      { source: 'template', text: '<NL>' },
      { source: 'data', text: 'd' },
      { source: 'template', text: '<NL><NL>システム: ' },
    ]);
  });

  it('leave no empty line in what RWKV is told', async () => {
    const messages = [{ role: 'user', content: 'c\r\n\r\nd\n\n\n' }] as const;
    const text = promptText(await partsOf('rwkv-world', { ...PERSONA, system: 'a\n\nb', messages }));
    expect(text.split('User: ')[2]).toBe('a\nb\nc\nd\n\nAssistant:');
  });

  it.each([
    ['jallm-izumi', 1],
    ['watashiha-ogiri', 1],
    ['ntt-dialog-transformer', 2],
  ])('show %s only as many messages as it has room for', async (id, count) => {
    const said = PERSONA.messages.map((message) => message.content);
    const data = (await partsOf(id, PERSONA)).filter((part) => part.source === 'data').map((part) => part.text);
    expect(data.filter((text) => said.includes(text))).toEqual(said.slice(-count));
  });

  it('move the persona of Mistral NeMo with the last message', async () => {
    expect(promptText(await partsOf('mistral-v3-tekken', PERSONA))).toBe(
      '<s>[INST]FIRST[/INST]REPLY</s>[INST]SYSTEM\n\nSECOND[/INST]',
    );
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
    const { persona } = await loadTemplate(id, SHIPPED);
    expect(data.filter((text) => !/^(USER|CHAR)$/.test(text))).toEqual([
      ...(persona === 'none' ? [] : [hostile]),
      `a ${hostile}`,
    ]);
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
    ['swallow-llama2-v0.1', '<s>[INST] FIRST [/INST] '],
    ['youri-chat', 'ユーザー: FIRST\nシステム: '],
    ['rakuten-7b', '<s>USER: FIRST ASSISTANT: '],
    ['abeja-mixtral', '# question\nFIRST\n\n# answer'],
    ['mistral-v3-tekken', '<s>[INST]FIRST[/INST]'],
    ['novel-quote', 'USER「FIRST」\nCHAR「'],
    ['phi4', '<|im_start|>user<|im_sep|>FIRST<|im_end|><|im_start|>assistant<|im_sep|>'],
    ['deepseek-r1-distill', '<｜begin▁of▁sentence｜><｜User｜>FIRST<｜Assistant｜><think>\n'],
    ['rinna-nl', 'ユーザー: FIRST<NL>システム: '],
    [
      'nekomata-instruction',
      '\n以下は、タスクを説明する指示と、文脈のある入力の組み合わせです。要求を適切に満たす応答を書きなさい。\n\n### 指示:\nFIRST\n\n### 応答:\n',
    ],
  ])('leave the system block of %s out when there is no persona', async (id, expected) => {
    const parts = await partsOf(id, { ...PERSONA, system: null, messages: [{ role: 'user', content: 'FIRST' }] });
    expect(promptText(parts)).toBe(expected);
  });

  it.each(['llama2', 'llama3', 'llama3.1', 'gemma2', 'hitogara-tiny'])(
    'trim every text in %s, as its format does',
    async (id) => {
      const padded = {
        ...PERSONA,
        system: ' \nSYSTEM\n',
        messages: [{ role: 'user' as const, content: '\n FIRST \n' }],
      };
      const plain = { ...PERSONA, messages: [{ role: 'user' as const, content: 'FIRST' }] };
      expect(await partsOf(id, padded)).toEqual(await partsOf(id, plain));
    },
  );

  it('keep white space where the format does not trim', async () => {
    const parts = await partsOf('chatml', { ...PERSONA, system: ' S\n', messages: [{ role: 'user', content: ' U ' }] });
    expect(promptText(parts)).toBe(
      '<|im_start|>system\n S\n<|im_end|>\n<|im_start|>user\n U <|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('fill names into stop strings', async () => {
    const { stop } = await (await loadTemplate('plain-labels', SHIPPED)).render(PERSONA);
    expect(stop).toEqual(['\nUSER:', '\nCHAR:', 'USER:']);
  });

  it('give chat APIs the messages as they are', async () => {
    const { render } = await loadTemplate('openai-messages', SHIPPED);
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

  it('folds the persona into the last message of a chat API, or leaves it out, as it says', async () => {
    const at = (persona: string) =>
      parseTemplate('t', 't.hbs', `---\ntitle: t\nkind: messages\npersona: ${persona}\n---\n`).render(PERSONA);
    const [first, reply, second] = PERSONA.messages;
    const folded = [first, reply, { role: 'user', content: 'SYSTEM\n\nSECOND' }];
    expect(await at('last-user')).toEqual({ kind: 'messages', system: null, messages: folded, stop: [] });
    expect(await at('none')).toEqual({ kind: 'messages', system: null, messages: [first, reply, second], stop: [] });
  });

  it('counts first and last among the messages that are left', async () => {
    const body = '{{#each messages}}{{#if @first}}[{{/if}}{{@index}}{{content}}{{#if @last}}]{{/if}}{{/each}}\n';
    expect(await renderText('lastMessages: 2\n', body)).toBe('[0REPLY1SECOND]');
    expect(await renderText('lastMessages: 9\n', body)).toBe('[0FIRST1REPLY2SECOND]');
  });

  it('puts fixed texts in by their names, as text of the template', async () => {
    const { render } = parsed(
      'variables: { end: "<|e|>\\n", nul: "\\0" }\nstop: ["{{end}}"]\n',
      '{{end}}{{#each messages}}{{content}}{{@root.nul}}{{/each}}{{#if end}}!{{/if}}\n',
    );
    const prompt = await render({ ...PERSONA, messages: [{ role: 'user', content: '{{end}}' }] });
    expect(prompt.stop).toEqual(['<|e|>\n']);
    expect(textOf(prompt)).toEqual([
      { source: 'template', text: '<|e|>\n' },
      { source: 'data', text: '{{end}}' },
      { source: 'template', text: '\0!' },
    ]);
  });

  it.each([
    ['variables: { ende: x }\n', '{{end}}', '7:3: unknown variable "end"\n  Did you mean ende?'],
    ['variables:\n  system: x\n', 'x', '6:3: variables.system: "system" is reserved for the conversation'],
    [
      'variables:\n  a-b: x\n',
      'x',
      '6:3: variables.a-b: the name of a variable must start with a letter and consist of letters and digits',
    ],
    ['variables: { a: "" }\n', 'x', '5:14: variables.a: '],
    ['lastMessages: 0\n', 'x', '5:1: lastMessages: '],
    ['blankLines: fold\n', 'x', '5:1: blankLines: is not an allowed value\n  Allowed: keep, collapse.'],
    ['newLine: x\n', 'x', '5:1: unknown key "newLine"\n  Did you mean newline'],
    ['special: [x]\n', 'x', '5:1: unknown key "special"\n  Did you mean specials?'],
  ])('with a setting that cannot work is refused: %j', (frontMatter, body, expected) => {
    const message = mistakeOf(() => parsed(frontMatter, body));
    expect(message.slice(0, `t.hbs:${expected}`.length)).toBe(`t.hbs:${expected}`);
  });

  it('for chat APIs has no text of its own', () => {
    const messages = (line: string) => () =>
      parseTemplate('t', 't.hbs', `---\ntitle: t\nkind: messages\npersona: system\n${line}\n---\n`);
    expect(mistakeOf(messages('newline: <NL>'))).toMatch(/^t\.hbs:5:1: newline: is only for templates of kind text/);
    expect(mistakeOf(messages('variables: { a: b }'))).toMatch(
      /^t\.hbs:5:1: variables: is only for templates of kind text/,
    );
  });

  it('without a place for the persona may not name it', () => {
    const text = '---\ntitle: t\nkind: text\npersona: none\n---\n{{#if system}}x{{/if}}\n';
    expect(mistakeOf(() => parseTemplate('t', 't.hbs', text))).toMatch(/^t\.hbs:6:7: unknown variable "system"/);
  });

  it.each([
    ['a BOM', (text: string) => `\ufeff${text}`],
    ['CR LF', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('is the same with %s', async (_, as) => {
    const text =
      '---\ntitle: t\nkind: text\npersona: system\nfinalNewline: keep\n---\n{{#if system}}\n<s>\n{{system}}\n{{/if}}\n{{#each messages}}\n{{role}}\n{{content}}\n{{/each}}\n';
    const [plain, other] = [parseTemplate('t', 't.hbs', text), parseTemplate('t', 't.hbs', as(text))];
    expect(await other.render(PERSONA)).toEqual(await plain.render(PERSONA));
    expect(other.hash).toBe(plain.hash);
  });

  it.each([
    ['{{../../../system}}', '', /^t\.hbs:6:3: "\.\.\/\.\.\/\.\.\/system" leads out of the template/],
    ['{{#each messages}}{{../../system}}{{/each}}', '', /^t\.hbs:6:21: "\.\.\/\.\.\/system" leads out of the template/],
    ['{{@first}}', '', /^t\.hbs:6:3: unknown variable "@first"/],
    ['{{each}}{{system}}', 'variables: {each: f}\n', /^t\.hbs:5:\d+: .*"each" is a word of Handlebars/],
    ['{{if}}{{system}}', 'variables: {if: f}\n', /^t\.hbs:5:\d+: .*"if" is a word of Handlebars/],
    ['{{lookup}}', 'variables: {lookup: f}\n', /^t\.hbs:5:\d+: .*"lookup" is a word of Handlebars/],
  ])('is refused with its line: %s', (body, variables, message) => {
    const text = `---\ntitle: t\nkind: text\npersona: system\n${variables}---\n${body}\n`;
    expect(mistakeOf(() => parseTemplate('t', 't.hbs', text))).toMatch(message);
  });

  it.each(['gguf', 'gguf:first-user'])('may not be called %s', async (id) => {
    const expected = `${id}.hbs: "${id}" is the name of the template inside a model's own file and cannot be used for another\n  Rename the file.`;
    const text = await readFile(path.join(PROMPTS, 'chatml.hbs'), 'utf8');
    expect(mistakeOf(() => parseTemplate(id, `${id}.hbs`, text))).toBe(expected);
    expect(parseTemplate(`${id}-x`, `${id}-x.hbs`, text).id).toBe(`${id}-x`);
  });

  it('without front matter is refused', () => {
    expect(mistakeOf(() => parseTemplate('t', 't.hbs', '{{system}}\n'))).toBe(
      't.hbs:1: a prompt template must start with YAML front matter between two lines of ---',
    );
  });

  it('with an unknown key in its front matter is refused with line and suggestion', () => {
    expect(mistakeOf(() => parsed('stops: ["x"]\n', 'x'))).toMatch(
      /^t\.hbs:5:1: unknown key "stops"\n {2}Did you mean stop\b/,
    );
  });

  it('with a wrong value in its front matter is refused with what is allowed', () => {
    expect(mistakeOf(() => parseTemplate('t', 't.hbs', '---\ntitle: t\nkind: txt\npersona: system\n---\n'))).toBe(
      't.hbs:3:1: kind: is not an allowed value\n  Allowed: text, messages.',
    );
  });

  it('that cannot be parsed is refused with its line', () => {
    expect(mistakeOf(() => parsed('', 'a\nb\n{{#if system}}\n{{/each}}\n'))).toBe(
      't.hbs:8: the template cannot be parsed: {{/each}} does not close {{#if}}',
    );
    expect(mistakeOf(() => parsed('', 'a\n{{ sys$%tem }}\n'))).toMatch(/^t\.hbs:7: the template cannot be parsed: /);
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
      '6:21: unknown variable "system"\n  Known here: role, content, isUser, isAssistant.',
    ],
  ])('that names what is not there is refused: %s', (body, expected) => {
    expect(mistakeOf(() => parsed('', `${body}\n`)).replace(/(?<=\?) Known here: .*/, '')).toBe(`t.hbs:${expected}`);
  });

  it('with an unknown variable in a stop string is refused at the line of that string', () => {
    expect(mistakeOf(() => parsed('stop: ["ok", "{{chr}}"]\n', 'x'))).toMatch(
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
    expect(mistakeOf(() => parsed('', body))).toMatch(/^t\.hbs:6(:\d+)?: /);
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
    expect(mistakeOf(() => parsed('', body))).toMatch(/^t\.hbs:6:\d+: /);
  });

  it.each([
    ['{{../../../system}}', '6:3: "../../../system" leads out of the template: this place is in no loop'],
    [
      '{{#each messages}}{{../../system}}{{/each}}',
      '6:21: "../../system" leads out of the template: this place is only 1 deep',
    ],
    [
      '{{#each messages}}{{#each ../messages}}{{../../system}}{{/each}}{{/each}}',
      '6:19: {{#each}} within {{#each}} is not allowed in a prompt template',
    ],
    [`${'{{#if system}}'.repeat(5_000)}x${'{{/if}}'.repeat(5_000)}`, '6: blocks are nested more than 50 deep'],
    [`{{#if system}}${'{{else if user}}'.repeat(5_000)}{{/if}}`, '6: blocks are nested more than 50 deep'],
    ['\n{{user}}'.repeat(1_001), '1007: has more than 1000 tags'],
    [`{{#if ${'system '.repeat(50_000)}}}{{/if}}`, ' is larger than 200000 characters'],
  ])('that no format needs is refused at once: %.60s', (body, expected) => {
    const started = performance.now();
    expect(mistakeOf(() => parsed('', body)).split('\n')[0]).toBe(`t.hbs:${expected}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([
    'each',
    'if',
    'with',
    'lookup',
    'unless',
    'log',
    'helperMissing',
    'blockHelperMissing',
    'this',
    'constructor',
  ])('may not have a variable of a name that means something in Handlebars: %s', (name) => {
    expect(mistakeOf(() => parsed(`variables: {${name}: f}\n`, `{{${name}}}`))).toBe(
      `t.hbs:5:13: variables.${name}: "${name}" is a word of Handlebars; use another name`,
    );
  });

  it.each(['stop', 'markers', 'specials'])('may have 200 texts of a kind, and no more: %s', (field) => {
    expect(mistakeOf(() => parsed(`${field}: [${Array(201).fill('x')}]\n`, 'x'))).toMatch(/^t\.hbs:5:1: \w+: Too big/);
    expect(mistakeOf(() => parsed(`${field}: [${Array(50_000).fill('x')}]\n`, 'x'))).toMatch(
      /^t\.hbs: has too many keys and values/,
    );
  });

  it.each(['{{#if}}x{{/if}}', '{{#each}}x{{/each}}', '{{5}}'])('that no value could fill is refused: %s', (body) => {
    expect(mistakeOf(() => parsed('', body))).toMatch(/^t\.hbs:6(:\d+)?: /);
  });

  it('may ask for the absence of a text', async () => {
    expect(await renderText('', '{{^if system}}no{{else}}yes{{/if}}\n')).toBe('yes');
    expect(await renderText('', '{{#unless system}}no{{/unless}}{{^if system}}no{{/if}}x\n')).toBe('x');
  });

  it('that is not there is refused with the nearest ids', async () => {
    const error = await loadTemplate('lama3', SHIPPED).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toBe(
      `UserError: there is no prompt template "lama3" in ${PROMPTS}\n  Did you mean llama3, llama3.1 or llama2? A path to a .hbs file works too.`,
    );
  });
});

async function partsOf(id: string, input: PromptInput): Promise<PromptPart[]> {
  return textOf(await (await loadTemplate(id, SHIPPED)).render(input));
}

function textOf(rendered: RenderedPrompt): PromptPart[] {
  if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
  return rendered.parts;
}

/** What of the conversation a template puts in, in its order. */
function textsExpectedIn({ persona, frontMatter }: FileTemplate): string[] {
  const { lastMessages = 3 } = frontMatter;
  const said = ['the first', 'the reply', 'the second'].slice(-lastMessages);
  switch (persona) {
    case 'none':
      return said;
    case 'last-user':
      return said.toSpliced(-1, 0, 'the persona');
    default:
      return ['the persona', ...said];
  }
}

/** The body begins on line 6, one line further down for each line of front matter. */
function parsed(frontMatter: string, body: string) {
  return parseTemplate('t', 't.hbs', `---\ntitle: t\nkind: text\npersona: system\n${frontMatter}---\n${body}`);
}

async function renderText(frontMatter: string, body: string): Promise<string> {
  return promptText(textOf(await parsed(frontMatter, body).render(PERSONA)));
}

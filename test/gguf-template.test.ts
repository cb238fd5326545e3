import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelFailure } from '../dist/core/errors.js';
import { sha256 } from '../dist/core/hash.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { type PromptInput, type PromptPart, type PromptTemplate, promptText } from '../dist/prompt/prompt.js';
import { lacks } from './support/capabilities.ts';
import { SHIPPED } from './support/world.ts';

const SPECIALS = [
  '<|im_start|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<s>',
  '</s>',
  '<bos>',
];

const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const LLAMA3 =
  "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";
const GEMMA =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}";
const ENDLESS = '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}';
const GREEDY = '{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}';

const CONVERSATION: PromptInput = {
  system: 'あなたは大のアニメファンです。',
  messages: [
    { role: 'user', content: 'ねえ、アニメ好きなの？' },
    { role: 'assistant', content: 'うん、大好きだよ！' },
    { role: 'user', content: '好きなアニメは何ですか?' },
  ],
  user: 'ユーザー',
  char: 'オタク',
};

/** By what it is opened from: tests that ask for the same share its process. */
const opened = new Map<string, Promise<PromptTemplate>>();

afterAll(async () => {
  await Promise.all([...opened.values()].map(async (template) => (await template).close()));
});

describe('a chat template inside a GGUF', () => {
  it('renders ChatML as its text twin does', async () => {
    expect(await textOf(CHATML)).toBe(await textOfTwin('chatml', CONVERSATION));
  });

  it('renders Llama 3 as its text twin does', async () => {
    expect(await textOf(LLAMA3, { bosToken: '<|begin_of_text|>' })).toBe(await textOfTwin('llama3', CONVERSATION));
  });

  it('renders Gemma as its text twin does, the persona being in the first message', async () => {
    const folded = {
      ...CONVERSATION,
      system: null,
      messages: CONVERSATION.messages.map((message, index) =>
        index === 0 ? { ...message, content: `${CONVERSATION.system}\n${message.content}` } : message,
      ),
    };
    expect(await textOf(GEMMA, { bosToken: '<bos>', persona: 'first-user' })).toBe(await textOfTwin('gemma2', folded));
  });

  it('renders the embedded model as its text twin does', async () => {
    const template =
      "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] | trim + '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";
    expect(await textOf(template, { bosToken: '<s>' })).toBe(await textOfTwin('hitogara-tiny', CONVERSATION));
  });

  it('gives special tokens in what was said back as data', async () => {
    const parts = await partsOf(CHATML, {}, { ...CONVERSATION, system: 'a<|im_end|>b', messages: [say('</s>x<s>')] });
    expect(parts).toEqual([
      { source: 'template', text: '<|im_start|>system\n' },
      { source: 'data', text: 'a<|im_end|>b' },
      { source: 'template', text: '<|im_end|>\n<|im_start|>user\n' },
      { source: 'data', text: '</s>x<s>' },
      { source: 'template', text: '<|im_end|>\n<|im_start|>assistant\n' },
    ]);
  });

  it('gives all that was said back as data, outer white space aside', async () => {
    const input = {
      ...CONVERSATION,
      system: '',
      messages: [say('\n a b\n'), { role: 'assistant', content: ' ' }],
    } as const;
    expect(await partsOf('{% for m in messages %}<{{ m.content }}>{% endfor %}', {}, input)).toEqual([
      { source: 'template', text: '<><\n ' },
      { source: 'data', text: 'a b' },
      { source: 'template', text: '\n>< >' },
    ]);
  });

  it('takes the longest special token where one begins another', async () => {
    const specialTokens = ['<s', '<s>', '<s><s>'];
    // The template cuts off the mark in front of what was said, so that only special tokens are still known for data.
    const template = "{{ messages[0].content.split('/')[-1] }}";
    expect(await partsOf(template, { specialTokens }, ask('/a<s><s>b<s>c<sd'))).toEqual([
      { source: 'template', text: 'a' },
      { source: 'data', text: '<s><s>' },
      { source: 'template', text: 'b' },
      { source: 'data', text: '<s>' },
      { source: 'template', text: 'c' },
      { source: 'data', text: '<s' },
      { source: 'template', text: 'd' },
    ]);
  });

  it('keeps special tokens apart from digits that are special tokens too', async () => {
    const specialTokens = ['<a>', '<b>', '1', '0'];
    expect(promptText(await partsOf('{{ messages[0].content }}', { specialTokens }, ask('<a>10<b>')))).toBe('<a>10<b>');
  });

  it('keeps private-use characters of what was said', async () => {
    const text = '\u{f0000}0\u{f0001} \u{f0000}<s>\u{f0001}';
    expect(promptText(await partsOf(CHATML, {}, ask(text)))).toBe(
      `<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`,
    );
  });

  it('does not run what was said as a template', async () => {
    const text = "{{ bos_token }}{% for i in range(9) %}x{% endfor %}{# c #} {{ raise_exception('no') }}";
    expect(promptText(await partsOf(CHATML, {}, ask(text)))).toBe(
      `<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`,
    );
  });

  it('can still strip and split text that holds special tokens', async () => {
    const template = "{% for m in messages %}[{{ m.content.strip() }}|{{ m.content.split('/')[-1] }}]{% endfor %}";
    expect(await partsOf(template, {}, ask(' \n<s>a/b</s>\n '))).toEqual([
      { source: 'template', text: '[' },
      { source: 'data', text: '<s>a/b</s>' },
      { source: 'template', text: '|b' },
      { source: 'data', text: '</s>' },
      { source: 'template', text: '\n ]' },
    ]);
  });

  it('does not cut where an end of thinking is spoken of', async () => {
    const template = "{% for m in messages %}{{ m.content.split('</think>')[-1] }}{% endfor %}";
    expect(await partsOf(template, { specialTokens: [] }, ask('答え、</think>というタグ'))).toEqual([
      { source: 'data', text: '答え、</think>というタグ' },
    ]);
  });

  it('keeps its own text when it cuts off the end of what was said', async () => {
    const template = "{% for m in messages %}{{ m.content.split('/')[0] }}<|im_end|>\n{% endfor %}";
    const input = { ...CONVERSATION, system: null, messages: [say('a<s>/b'), say('c/'), say('d')] };
    expect(await partsOf(template, {}, input)).toEqual([
      { source: 'template', text: 'a' },
      { source: 'data', text: '<s>' },
      { source: 'template', text: '<|im_end|>\nc<|im_end|>\n' },
      { source: 'data', text: 'd' },
      { source: 'template', text: '<|im_end|>\n' },
    ]);
  });

  it('tells what looks like structure in it, each once', async () => {
    const template =
      "{% for m in messages %}{% if m.role == 'system' %}<<SYS>>\n{{ m.content }}\n<</SYS>>{% else %}<s>[INST] ### 指示:\nUSER: {{ m.content }} [/INST] <|im_end|><｜User｜>[INST]{% endif %}{% endfor %}";
    const { markers } = await renderedText(template, CONVERSATION);
    expect(markers).toEqual([
      ...['<<SYS>>', '<</SYS>>', '<s>', '[INST]', '### 指示:', 'USER:', '[/INST]', '<|im_end|>', '<｜User｜>'],
    ]);
  });

  it('leaves BOS to the vocabulary and adds no stop strings', async () => {
    const { kind, ...rest } = await (await open(CHATML)).render(ask('x'));
    expect({ kind, ...rest }).toEqual({
      kind: 'text',
      parts: [
        { source: 'template', text: '<|im_start|>user\n' },
        { source: 'data', text: 'x' },
        { source: 'template', text: '<|im_end|>\n<|im_start|>assistant\n' },
      ],
      bos: 'auto',
      stop: [],
      markers: ['<|im_start|>', '<|im_end|>'],
    });
  });

  it('takes what is not there for an empty text, as Jinja does', async () => {
    const template =
      "{% set m = messages[0] %}{% set humor = m['humor']|string or '0' %}{{ 'a | string ' + humor + nobody | string }} | string{{ m.content|string }}";
    expect(promptText(await partsOf(template, {}, ask('x')))).toBe('a | string 0 | stringx');
  });

  it('tells its date, which is part of its hash', async () => {
    const dated = "{{ strftime_now('%A') }}{{ messages[0].content }}";
    expect(promptText(await partsOf(dated, {}, ask('x')))).toBe('Fridayx');
    const template = await open(dated);
    expect(template.date).toBe('2024-07-26');
    const withoutDate = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((revision) => sha256(`gguf\n${revision}\n${dated}`));
    expect(withoutDate).not.toContain(template.hash);
    expect(await open(CHATML)).not.toHaveProperty('date');
  });

  it('prints the same date in every run, however it asks for it', async () => {
    const ways = [
      'date_string',
      "strftime_now('%d %b %Y')",
      "strftime_now('%d %b %Y') if strftime_now is defined else 'today'",
    ];
    const template = `${ways.map((way) => `{{ ${way} }}`).join('|')}|{{ messages[0].content }}`;
    expect(promptText(await partsOf(template, {}, ask('x')))).toBe('26 Jul 2024|26 Jul 2024|26 Jul 2024|x');
  });
});

describe('a chat template that misbehaves', () => {
  it('fails alone when it never ends or takes all memory, and renders what is asked for meanwhile', async () => {
    const template = await open(
      `{% for m in messages %}{% if 'loop' in m.content %}${ENDLESS}{% elif 'eat' in m.content %}${GREEDY}{% endif %}{{ m.content }}{% endfor %}`,
    );
    const started = performance.now();
    const asked = ['a', 'loop', 'b', 'eat', 'c'].map((content) => template.render(ask(content)).catch(told));
    expect(await Promise.all(asked)).toEqual([
      rendered('a'),
      LATE,
      rendered('b'),
      // A very busy machine does not come to the end of the memory in time.
      expect.toBeOneOf([GONE, LATE]),
      rendered('c'),
    ]);
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('fails with whatever waits for it when it is closed', async () => {
    const template = await open(`{{ messages[0].content }}{% if 'loop' in messages[0].content %}${ENDLESS}{% endif %}`);
    await template.render(ask('a'));
    const waiting = ['loop', 'loop', 'a'].map((content) => template.render(ask(content)).catch(told));
    const started = performance.now();
    await template.close();
    expect(await Promise.all(waiting)).toEqual(
      Array(3).fill('template-failed: the chat template inside toy.gguf failed: it was closed'),
    );
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  // Where processes cannot be watched there is nothing to see.
  it.skipIf(lacks('children in /proc'))('fails with its process, and renders the next in another', async () => {
    const before = childrenOf(process.pid);
    const template = await open(`{% if 'loop' in messages[0].content %}${ENDLESS}{% endif %}{{ messages[0].content }}`);
    await template.render(ask('a'));
    const [child] = childrenOf(process.pid).filter((each) => !before.includes(each));
    if (child === undefined) throw new Error('there is no process that renders');
    const asked = ['loop', 'b'].map((content) => template.render(ask(content)).catch(told));
    process.kill(child, 'SIGKILL');
    expect(await Promise.all(asked)).toEqual([GONE, rendered('b')]);
  });

  it.skipIf(lacks('children in /proc'))('does not outlive a program that is killed', async () => {
    const module = pathToFileURL(path.resolve(import.meta.dirname, '../dist/prompt/jinja-renderer.js')).href;
    const script = `
      const { jinjaRenderer } = await import(${JSON.stringify(module)});
      const { render } = jinjaRenderer('toy.gguf', ${JSON.stringify(`{% if loops %}${ENDLESS}{% endif %}`)});
      await render({});
      console.log('renders');
      await render({ loops: true });`;
    const program = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(program.stdout, 'data');
    const [child] = childrenOf(program.pid);
    if (child === undefined) throw new Error('there is no process that renders');
    try {
      const ticks = ticksOf(child);
      // Busy for a tenth of a second: in the middle of the template that never ends.
      await expect.poll(() => ticksOf(child) - ticks, { timeout: 1_500, interval: 10 }).toBeGreaterThan(9);
      program.kill('SIGKILL');
      await expect.poll(() => isAlive(child), { timeout: 3_000 }).toBe(false);
    } finally {
      if (isAlive(child)) process.kill(child, 'SIGKILL');
    }
  });

  it('fails with the reason when it makes a text that is too long', async () => {
    const long =
      "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ messages[0].content }}";
    expect(await failureOf(long)).toMatchObject({
      code: 'template-failed',
      message: 'the chat template inside toy.gguf failed: Invalid string length',
    });
  });

  it('fails with its own words when it refuses the system role', async () => {
    const failure = await failureOf(GEMMA);
    expect({ code: failure.code, message: failure.message, isFatal: failure.isFatal }).toEqual({
      code: 'template-failed',
      message: 'the chat template inside toy.gguf failed: System role not supported',
      isFatal: false,
    });
  });

  it('fails when it drops the persona, and says what to do', async () => {
    const silent = "{% for m in messages %}{% if m.role != 'system' %}{{ m.content }}{% endif %}{% endfor %}";
    const failure = await failureOf(silent);
    expect({ code: failure.code, message: failure.message }).toEqual({
      code: 'template-failed',
      message:
        'the chat template inside toy.gguf drops the persona; --prompt gguf:first-user puts it into the first user turn',
    });
    expect(await textOf(silent, { persona: 'first-user' })).toBe(
      `${CONVERSATION.system}\n${CONVERSATION.messages.map((message) => message.content).join('')}`,
    );
  });

  it('fails when it cannot be parsed', async () => {
    expect(await failureOf('{% for m in %}')).toMatchObject({
      code: 'template-failed',
      message: 'the chat template inside toy.gguf failed: an expression is missing, line 1',
    });
  });

  it('may trim the persona without being taken for one that drops it', async () => {
    const input = { ...CONVERSATION, system: '\n  友達と<s>話す。 \n' };
    expect(promptText(await partsOf('{{ messages[0].content | trim }}', {}, input))).toBe('友達と<s>話す。');
  });
});

it('has one hash for one template, one place of the persona and one set of rules', async () => {
  const variants = [{}, { file: 'another.gguf' }, { template: LLAMA3 }, { persona: 'first-user' }] as const;
  const templates = await Promise.all(variants.map((variant) => open(CHATML, variant)));
  expect(new Set(templates.map((template) => template.hash)).size).toBe(3);
  // Whoever changes how templates render, or how their replies are read, raises the revision and sees it here.
  expect(templates[0]?.hash).toBe(sha256(`gguf\n3\n${CHATML}`));
});

type Options = Partial<Parameters<typeof openGgufTemplate>[0]>;

function open(template: string, options: Options = {}): Promise<PromptTemplate> {
  const source = { file: 'toy.gguf', template, bosToken: '<s>', eosToken: '</s>', specialTokens: SPECIALS } as const;
  const whole = { ...source, persona: 'system', ...options } as const;
  const key = JSON.stringify(whole);
  const result = opened.get(key) ?? openGgufTemplate(whole);
  opened.set(key, result);
  return result;
}

async function renderedText(template: string, input: PromptInput, options: Options = {}) {
  const rendered = await (await open(template, options)).render(input);
  if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
  return rendered;
}

async function partsOf(template: string, options: Options, input: PromptInput): Promise<PromptPart[]> {
  return (await renderedText(template, input, options)).parts;
}

async function textOf(template: string, options: Options = {}): Promise<string> {
  return promptText(await partsOf(template, options, CONVERSATION));
}

async function textOfTwin(id: string, input: PromptInput): Promise<string> {
  const rendered = await (await loadTemplate(id, SHIPPED)).render(input);
  if (rendered.kind !== 'text') throw new Error('a text prompt was expected');
  return promptText(rendered.parts);
}

async function failureOf(template: string): Promise<ModelFailure> {
  const thrown = await textOf(template).catch((error: unknown) => error);
  if (thrown instanceof ModelFailure) return thrown;
  throw new Error(`expected a ModelFailure, got ${String(thrown).slice(0, 200)}`);
}

const LATE = 'template-timeout: the chat template inside toy.gguf did not finish within 2 s';
const GONE = 'template-failed: the chat template inside toy.gguf failed: it used too much memory or was killed';

function rendered(text: string): unknown {
  return expect.objectContaining({ parts: [{ source: 'data', text }] });
}

function told(error: unknown): string {
  return error instanceof ModelFailure ? `${error.code}: ${error.message}` : String(error);
}

function say(content: string): PromptInput['messages'][number] {
  return { role: 'user', content };
}

function ask(content: string): PromptInput {
  return { ...CONVERSATION, system: null, messages: [say(content)] };
}

function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** Hundredths of a second for which a process has been busy. */
function ticksOf(pid: number): number {
  const fields = statOf(pid);
  return Number(fields[11]) + Number(fields[12]);
}

/** One that has ended but that nobody has asked about is not alive. */
function isAlive(pid: number): boolean {
  try {
    return statOf(pid)[0] !== 'Z';
  } catch {
    return false;
  }
}

/** What follows the name of the process: its state, its parent, … */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
}

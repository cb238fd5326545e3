// The Jinja template that the files of a family carry, and the text template of that family, over more conversations than the survey
// shows. `fixtures/jinja` has each in as few lines as say the same; where the two are known to part, the table says how, and why.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Message } from '../dist/core/message.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { type PromptInput, promptText } from '../dist/prompt/prompt.js';
import { readReply } from '../dist/prompt/reply-text.js';
import { openJinja } from './support/jinja.ts';
import { SHIPPED } from './support/world.ts';

const ORIGINALS = path.resolve(import.meta.dirname, 'fixtures/jinja');
const ALPACA = '以下は、タスクを説明する指示です。要求を適切に満たす応答を書きなさい。';

/** How an original is to be asked for the same thing, and what is known to come out otherwise. */
interface Original {
  /** File in `fixtures/jinja`. */
  file: string;
  /** Ours; left out: of the same name. */
  format?: string;
  bos?: string;
  eos?: string;
  /** Where the original takes a persona: in a system message, or only in the first user message, after which it puts what. */
  persona: 'system' | { aboveFirstMessage: string } | { nowhere: string };
  /** A system message that the original needs for its preamble. */
  preamble?: string;
  /** What is changed in the original's text before it is compared. */
  difference?: { why: string; when: 'always' | 'without persona'; mend: (original: string) => string };
}

const LLAMA = { bos: '<s>', eos: '</s>' } as const;
const ABOVE = { aboveFirstMessage: '\n' } as const;

const originals: Original[] = [
  { file: 'llama2', ...LLAMA, persona: 'system' },
  { file: 'swallow-llama2-v0.1', ...LLAMA, persona: 'system' },
  { file: 'alpaca-ja', persona: ABOVE, preamble: ALPACA },
  { file: 'llm-jp-3', ...LLAMA, persona: ABOVE, preamble: 'whatever stands here is thrown away' },
  { file: 'llm-jp-3', format: 'tanuki', ...LLAMA, persona: ABOVE, preamble: 'whatever stands here is thrown away' },
  {
    file: 'llm-jp-v2.0',
    format: 'llm-jp-3',
    ...LLAMA,
    persona: ABOVE,
    preamble: 'whatever stands here is thrown away',
    difference: { why: 'v2.0 leaves BOS to the tokenizer', when: 'always', mend: (text) => `<s>${text}` },
  },
  { file: 'stockmark-13b', ...LLAMA, persona: ABOVE },
  { file: 'jslm2', eos: '<|endoftext|>', persona: 'system' },
  { file: 'houou', ...LLAMA, persona: ABOVE, preamble: ALPACA },
  { file: 'calm2', eos: '<|endoftext|>', persona: ABOVE },
  { file: 'chatml', persona: 'system' },
  {
    file: 'chatml-qwen2.5',
    format: 'chatml',
    persona: 'system',
    difference: {
      why: 'Qwen2.5 puts in an English system text where there is none',
      when: 'without persona',
      mend: (text) => text.replace(/^<\|im_start\|>system\nYou are Qwen, .*<\|im_end\|>\n/, ''),
    },
  },
  { file: 'chatml-think', persona: 'system' },
  { file: 'deepseek-r1-distill', bos: '<｜begin▁of▁sentence｜>', persona: 'system' },
  { file: 'llama3', bos: '<|begin_of_text|>', persona: 'system' },
  { file: 'llama3.1', bos: '<|begin_of_text|>', persona: 'system' },
  { file: 'gemma2', bos: '<bos>', persona: { aboveFirstMessage: '\n\n' } },
  { file: 'mistral-v1', ...LLAMA, persona: 'system' },
  { file: 'mistral-v3-tekken', ...LLAMA, persona: 'system' },
  { file: 'karakuri-70b', ...LLAMA, persona: 'system' },
  { file: 'karakuri-8x7b-chat', ...LLAMA, persona: 'system' },
  { file: 'karakuri-8x7b-instruct', ...LLAMA, persona: 'system' },
  {
    file: 'rakuten-7b',
    ...LLAMA,
    persona: 'system',
    difference: {
      why: 'the original puts in an English system text where there is none',
      when: 'without persona',
      mend: (text) => text.replace(/^<s> A chat between .* questions\. /, '<s>'),
    },
  },
  { file: 'phi3', persona: 'system' },
  { file: 'phi4', persona: 'system' },
  {
    file: 'weblab',
    persona: ABOVE,
    difference: {
      why: 'wandb writes a newline after 応答, the model card none',
      when: 'always',
      mend: (text) => text.replaceAll('### 応答:\n', '### 応答:'),
    },
  },
  {
    file: 'nekomata-instruction',
    eos: '<|endoftext|>',
    persona: { nowhere: 'wandb drops a system message; ours makes it the 指示 and what is said the 入力' },
    difference: {
      why: 'the model card begins with a newline, wandb does not',
      when: 'always',
      mend: (text) => `\n${text}`,
    },
  },
];

const PERSONA = '大のアニメファン。\n\nタメ口で、短く話す。';
const SAID: Message[] = [
  { role: 'user', content: 'やっほー、\n元気にしてた？' },
  { role: 'assistant', content: 'うん！  元気だよ。' },
  { role: 'user', content: 'アニメ\n\nって "どう" & なに？' },
  { role: 'assistant', content: '最高だね。\n- 絵\n- 音楽' },
  { role: 'user', content: 'おやすみ！' },
];

const jinja = openJinja();
afterAll(() => jinja.close());

describe('a text template says what its original says', () => {
  it.each(originals)('$file, $format', async (original) => {
    const { file, format = file, persona, difference } = original;
    const render = await rendererOf(original);
    const template = await loadTemplate(format, SHIPPED);
    const personas = typeof persona === 'object' && 'nowhere' in persona ? [null] : [PERSONA, null];
    for (const system of personas) {
      for (const count of [1, 3, 5]) {
        const input = { system, messages: SAID.slice(0, count), user: 'ユーザー', char: 'オタク' };
        const theirs = await render(input);
        const isKnown = difference?.when === 'always' || (difference?.when === 'without persona' && system === null);
        const ours = await template.render(input);
        if (ours.kind !== 'text') throw new Error('a text prompt was expected');
        // A difference that is gone would pass for one that is known.
        if (difference && isKnown) expect(difference.mend(theirs)).not.toBe(theirs);
        expect(promptText(ours.parts)).toBe(difference && isKnown ? difference.mend(theirs) : theirs);
      }
    }
  });

  it.each(['chatml-think', 'deepseek-r1-distill'])('%s, thinking being taken out of replies', async (file) => {
    const original = originals.find((each) => each.file === file);
    if (!original) throw new Error(`${file} is not in the table`);
    const template = await loadTemplate(file, SHIPPED);
    const render = await rendererOf(original);
    const raw = 'まず挨拶する。</think>うん！';
    const [first, , last] = SAID;
    if (!first || !last) throw new Error('there is a first and a last message');
    const input = { system: PERSONA, messages: [first], user: '', char: '' };
    const { text } = readReply(raw, template, { prompt: await template.render(input) });
    const withReply = (content: string): PromptInput => ({
      ...input,
      messages: [first, { role: 'assistant', content }, last],
    });
    const ours = await template.render(withReply(text));
    expect(ours.kind === 'text' && promptText(ours.parts)).toBe(await render(withReply(raw)));
  });

  it('is asked of every original that is there', async () => {
    const files = (await readdir(ORIGINALS)).map((name) => path.basename(name, '.jinja'));
    expect([...new Set(originals.map(({ file }) => file))].sort()).toEqual(files.sort());
  });
});

async function rendererOf(original: Original): Promise<(input: PromptInput) => Promise<string>> {
  const { file, bos = '', eos = '' } = original;
  const source = await readFile(path.join(ORIGINALS, `${file}.jinja`), 'utf8');
  return (input) =>
    jinja.render(source, {
      messages: messagesFor(input, original),
      bos_token: bos,
      eos_token: eos,
      add_generation_prompt: true,
    });
}

function messagesFor({ system, messages }: PromptInput, { persona, preamble }: Original) {
  const asSystem = (content: string) => [{ role: 'system', content }];
  if (persona === 'system') return [...(system === null ? [] : asSystem(system)), ...messages];
  const gap = 'aboveFirstMessage' in persona ? persona.aboveFirstMessage : '';
  const folded = messages.map((message, index) =>
    index === 0 && system !== null ? { ...message, content: system + gap + message.content } : message,
  );
  return [...(preamble === undefined ? [] : asSystem(preamble)), ...folded];
}

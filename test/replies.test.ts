// What of a model's output is the reply: which token ends it, how its bytes become text, and what is thinking. Played with real GGUF files.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../dist/core/hash.js';
import type { StoredRun } from './support/cli.ts';
import type { MetadataValue } from './support/gguf-writer.ts';
import { play } from './support/play.ts';
import { toyFolder } from './support/toy-folder.ts';
import type { ToyOptions } from './support/toy-model.ts';
import { scenarioYaml } from './support/toys.ts';

describe('a reply ends', () => {
  const FINAL = '<|start|>assistant<|channel|>final<|message|>';

  it('where a harmony model has written its answer, not where its thinking ends', async () => {
    const { turns } = await playToy(harmony(['<|end|>', `${FINAL}元`, '気', '<|return|>']));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['元気', '考える', 'ok', 'token <|return|>']));
    expect(turns[1]?.promptHash).toBe(
      sha256(
        `<|start|>system<|message|>p<|end|><|start|>user<|message|>a<|end|>${FINAL}元気<|end|><|start|>user<|message|>b<|end|><|start|>assistant`,
      ),
    );
  });

  it('where a harmony model ends its answer like any message', async () => {
    const { turns } = await playToy(harmony([`<|end|>${FINAL}`, '元気', '<|end|>']));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['元気', '考える', 'ok', 'token <|end|>']));
  });

  it('in a channel that is no answer, and is not ok then', async () => {
    const { turns } = await playToy(harmony(['<|return|>']));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['', '考える', 'empty', 'token <|return|>']));
    expect(turns[0]?.warnings).toEqual(['the reply ended inside the thinking']);
  });

  it('with the call of a tool, which is no answer', async () => {
    const call = '<|start|>assistant<|channel|>commentary to=a<|message|>{}';
    const { turns } = await playToy(harmony(['<|end|>', call, '<|call|>']));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['', '考える\n{}', 'empty', 'token <|call|>']));
  });

  it('at <|end|> in a vocabulary without channels', async () => {
    const { turns } = await playToy(toySaying(['元気', '<|end|>', '<|im_end|>'], { controls: ['<|end|>'] }));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['元気', null, 'ok', 'token <|end|>']));
  });

  it('not at </s> in a vocabulary like that of Gemma 4', async () => {
    const toy = toySaying(['元', '</s>', '気', '<turn|>'], { controls: ['<turn|>', '<|tool_response>'] });
    const { turns } = await playToy(toy);
    expect(turns.map(spoken)).toEqual(Array(2).fill(['元</s>気', null, 'ok', 'token <turn|>']));
  });

  it('where a Solar Open model has written its answer', async () => {
    const controls = ['<|begin|>', '<|end|>', '<|think|>', '<|content|>', '<|flush|>', '<|calls|>'];
    const says = ['<|think|>', '考', '<|end|>', '<|begin|>assistant<|content|>元気', '<|flush|>'];
    const toy = toySaying(says, { controls, header: '<|begin|>assistant', eos: '<|flush|>' });
    expect((await playToy(toy)).turns.map(spoken)).toEqual(Array(2).fill(['元気', '考', 'ok', 'token <|flush|>']));
  });

  it('inside the thinking when it is cut there, which is not ok', async () => {
    const toy = toySaying(['元気', '<|channel>', '考え', '<|im_end|>'], { controls: ['<|channel>', '<channel|>'] });
    expect((await playToy(toy)).turns.map(spoken)).toEqual(
      Array(2).fill(['元気', '考え', 'truncated', 'token <|im_end|>']),
    );
  });
});

describe('a character of several tokens', () => {
  it.each(['llama', 'gemma4', 'plamo2', 't5'])('is whole in a vocabulary of kind %s', async (kind) => {
    const toy = toySaying(['<0xF0>', '<0x9F>', '<0x90>', '<0x88>', '元', '<|im_end|>']);
    const metadata = new Map<string, MetadataValue>([
      ['tokenizer.ggml.model', { type: 'string', value: kind }],
      ['tokenizer.ggml.pre', { type: 'string', value: kind }],
      ['tokenizer.ggml.merges', { type: 'strings', value: ['元 元'] }],
    ]);
    const { turns } = await playToy({ ...toy, metadata });
    expect(turns.map(({ reply }) => reply)).toEqual(['🐈元', '🐈元']);
  });
});

describe('thinking is no part of the reply', () => {
  it.each([
    ['most models', ['<think>', '考え', '</think>', '元気']],
    ['Gemma 4', ['<|channel>', 'thought\n', '考え', '<channel|>', '元気']],
  ])('of %s, whatever the template', async (_name, says) => {
    const marks = says.filter((token) => /^[<[]/.test(token));
    const { turns } = await playToy(toySaying([...says, '<|im_end|>'], { controls: marks }));
    expect(turns.map(spoken)).toEqual(Array(2).fill(['元気', '考え', 'ok', 'token <|im_end|>']));
    const before = '<|im_start|>system\np<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n';
    expect(turns[1]?.promptHash).toBe(
      sha256(`${before}元気<|im_end|>\n<|im_start|>user\nb<|im_end|>\n<|im_start|>assistant\n`),
    );
  });
});

function spoken({ reply, reasoning, outcome, finishReason }: StoredRun['turns'][number]) {
  return [reply, reasoning ?? null, outcome, finishReason.raw];
}

async function playToy(toy: ToyOptions): Promise<StoredRun> {
  await using folder = await toyFolder(scenarioYaml({ turns: ['a', 'b'] }), toy);
  return await play(folder.path, { models: ['toy.gguf'] });
}

/** Begins every reply with its analysis. */
function harmony(says: readonly string[]): ToyOptions {
  const controls = ['<|start|>', '<|end|>', '<|message|>', '<|channel|>', '<|return|>', '<|call|>', '<|endoftext|>'];
  const chatTemplate = `{%- for m in messages -%}
<|start|>{{ m.role }}{% if m.role == 'assistant' %}<|channel|>final{% endif %}<|message|>{{ m.content }}<|end|>
{%- endfor -%}
<|start|>assistant`;
  const analysis = ['<|channel|>', 'analysis', '<|message|>', '考え', 'る'];
  const toy = toySaying([...analysis, ...says], { controls, header: '<|start|>assistant', eos: '<|return|>' });
  return { ...toy, chatTemplate };
}

/**
 * Says these tokens after every prompt. What follows a token depends on it alone, so each may be said once; where a mark comes twice, the
 * second time it is part of a longer token.
 */
function toySaying(
  says: readonly string[],
  {
    controls = [],
    header = '<|im_start|>assistant\n',
    eos = '<|im_end|>',
  }: Partial<ToyOptions & { header: string }> = {},
): ToyOptions {
  const marks = [...new Set(['<|im_start|>', '<|im_end|>', ...controls])];
  const bytes = [...Buffer.from(header.slice(-1))].map((byte) => `<0x${byte.toString(16).toUpperCase()}>`);
  const pairs = says.map((token, index): [string, Record<string, number>] => [
    says[index - 1] ?? bytes[0] ?? '',
    { [token]: 10 },
  ]);
  const isPiece = (token: string): boolean => !marks.includes(token) && token !== '</s>' && !/^<0x..>$/.test(token);
  return {
    pieces: [...says.filter(isPiece), header.slice(-1)].filter((piece) => piece !== 't'),
    controls: marks,
    eos,
    chatTemplate: `{% for m in messages %}<|im_start|>{{ m.role }}
{{ m.content }}<|im_end|>
{% endfor %}${header.replace('\n', "{{ '\\n' }}")}`,
    bigrams: { ...Object.fromEntries(pairs), '\n': { [says[0] ?? '']: 10 } },
  };
}

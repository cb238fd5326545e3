// SillyTavern's presets as prompt templates and sampling settings. That the text is SillyTavern's own was seen by running its code over its
// presets (docs/compatibility.md); here are the rules one by one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Outcome, runProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';

let folder: ReturnType<typeof temporaryFolder>;

const MESSAGES = [
  { role: 'assistant', content: 'いらっしゃい' },
  { role: 'user', content: 'やっほー' },
  { role: 'assistant', content: 'うん！' },
  { role: 'user', content: '元気？' },
];

beforeAll(async () => {
  folder = temporaryFolder();
  await folder.write('chat.json', JSON.stringify({ system: '短く。', user: '田中', char: 'ミナ', messages: MESSAGES }));
});
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<Outcome> =>
  runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });

let count = 0;

/** The paths of files with these presets. */
async function written(...presets: unknown[]): Promise<string[]> {
  const names = presets.map(() => `preset-${++count}.json`);
  for (const [index, name] of names.entries()) await folder.write(name, JSON.stringify(presets[index]));
  return names;
}

async function prompt(...presets: unknown[]): Promise<{ text: string; front: { stop: string[] }; stderr: string }> {
  const names = await written(...presets);
  const file = `template-${count}.hbs`;
  const imported = await run('import', ...names, '-o', file);
  expect(imported).toMatchObject({ code: 0 });
  const rendered = await run('prompts', 'render', '--prompt', `./${file}`, '--messages', 'chat.json', '--raw');
  expect(rendered).toMatchObject({ code: 0, stderr: '' });
  const [, front = ''] = readFileSync(path.join(folder.path, file), 'utf8').split('---\n');
  return { text: rendered.stdout, front: parse(front), stderr: imported.stderr };
}

const CHATML = {
  ...{ input_sequence: '<|im_start|>user', output_sequence: '<|im_start|>assistant', last_output_sequence: '' },
  ...{ input_suffix: '<|im_end|>\n', output_suffix: '<|im_end|>\n', stop_sequence: '<|im_end|>', wrap: true },
  ...{ names_behavior: 'none', name: 'ChatML' },
};

const STORY =
  '<|im_start|>system\n{{#if system}}{{system}}\n{{/if}}{{#if description}}{{description}}\n{{/if}}{{trim}}<|im_end|>';

describe('an instruct preset', () => {
  it('with its context becomes the prompt that SillyTavern would send, newline for newline', async () => {
    const { text, front } = await prompt(CHATML, { story_string: STORY, chat_start: '', name: 'ChatML' });
    expect(text).toBe(
      [
        '<|im_start|>system\n短く。<|im_end|>\n',
        '<|im_start|>assistant\nいらっしゃい<|im_end|>\n<|im_start|>user\nやっほー<|im_end|>\n',
        '<|im_start|>assistant\nうん！<|im_end|>\n<|im_start|>user\n元気？<|im_end|>\n',
        '\n<|im_start|>assistant\n',
      ].join(''),
    );
    expect(front).toMatchObject({
      stop: ['<|im_end|>', '\n<|im_end|>', '\n<|im_start|>user', '\n<|im_start|>assistant', '\n{{user}}:'],
      specials: ['<|im_start|>', '<|im_end|>'],
    });
  });

  it('names the speakers, and has marks of their own for the first and the last message', async () => {
    const preset = {
      ...{
        input_sequence: '[{{name}}] ',
        output_sequence: '[R] ',
        first_output_sequence: '[F] ',
        last_output_sequence: '[L]',
      },
      ...{ last_input_sequence: '[U] ', input_suffix: ';', output_suffix: '.', wrap: false, names_behavior: 'always' },
    };
    const { text, stderr } = await prompt(preset);
    expect(text).toBe('短く。[F] ミナ: いらっしゃい.[田中] 田中: やっほー;[R] ミナ: うん！.[U] 田中: 元気？;[L] ミナ:');
    expect(stderr).toContain('without its context preset');
  });

  it.each([
    ['else', '{{#if personality}}P{{else}}N{{/if}}{{system}}', 'N短く。'],
    ['a card without a system prompt', '{{#if description}}{{description}}{{/if}}!', '短く。!'],
    ['no place for a persona', 'Hello.', '短く。Hello.'],
    ['names', '{{char}} & {{user}}: {{system}}', 'ミナ & 田中: 短く。'],
    ['lines with nothing but a block', '{{#if system}}\n{{system}}\n{{/if}}\n\nx', '短く。\n\nx'],
  ])('takes the story of its context: %s', async (_, story, expected) => {
    const preset = { ...CHATML, wrap: false, input_sequence: '\nU', output_sequence: '\nC', input_suffix: '\n' };
    const { text } = await prompt(preset, { story_string: story });
    expect(text.slice(0, expected.length + 2)).toBe(`${expected}\nC`);
  });

  it('says what it left out', async () => {
    const { stderr } = await prompt({ ...CHATML, user_alignment_message: 'Hi', input_sequence: '{{random}}U' });
    expect(stderr).toContain('macros without a counterpart, left out: {{random}}');
    expect(stderr).toContain('user_alignment_message is left out');
  });
});

describe('sampler settings', () => {
  it('become ours, as they are sent to llama.cpp; what has no counterpart is named', async () => {
    const [file = ''] = await written({
      ...{
        temp: 0.9,
        rep_pen: 1.1,
        rep_pen_range: 512,
        top_k: 40,
        top_p: 0.95,
        min_p: 0.05,
        typical_p: 1,
        top_a: 0.2,
        tfs: 1,
      },
      ...{ dynatemp: true, min_temp: 0.5, max_temp: 1.5, dynatemp_exponent: 1, mirostat_mode: 0, mirostat_tau: 5 },
      ...{
        dry_multiplier: 0.8,
        dry_base: 1.75,
        dry_allowed_length: 2,
        dry_sequence_breakers: '["\\n", ":"]',
        dry_penalty_last_n: 0,
      },
      ...{
        xtc_probability: 0,
        xtc_threshold: 0.1,
        freq_pen: 0,
        presence_pen: 0.1,
        genamt: 200,
        samplers: ['top_k', 'tfs_z', 'typical_p', 'temperature'],
      },
    });
    const { stdout, stderr } = await run('import', file);
    expect(parse(stdout)).toEqual({
      sampling: {
        ...{ temperature: 1, dynatempRange: 0.5, dynatempExponent: 1, repeatPenalty: 1.1, repeatLastN: 512 },
        ...{ topK: 40, topP: 0.95, minP: 0.05, typicalP: 1, mirostat: 0, xtcProbability: 0 },
        ...{ dryMultiplier: 0.8, dryBase: 1.75, dryAllowedLength: 2, drySequenceBreakers: ['\n', ':'], dryLastN: 0 },
        ...{ frequencyPenalty: 0, presencePenalty: 0.1, maxTokens: 200 },
        samplers: ['penalties', 'dry', 'top_k', 'typ_p', 'temperature'],
      },
    });
    expect(stderr).toContain('settings without a counterpart, left out: top_a');
  });

  it('are found in a master export beside the rest', async () => {
    const [file = ''] = await written({
      instruct: CHATML,
      context: { story_string: STORY },
      preset: { temp: 0.7, rep_pen: 1 },
    });
    expect(parse((await run('import', file, '--to', 'sampling')).stdout)).toEqual({
      sampling: { temperature: 0.7, repeatPenalty: 1 },
    });
    const { stdout, stderr } = await run('import', file);
    expect(stdout).toContain('{{#each messages}}');
    expect(stderr).toContain('--to sampling');
  });

  it('of a chat completion preset', async () => {
    const [file = ''] = await written({ temperature: 0.5, top_p: 0.9, openai_max_tokens: 300, prompts: [] });
    expect(parse((await run('import', file)).stdout)).toEqual({
      sampling: { temperature: 0.5, topP: 0.9, maxTokens: 300 },
    });
  });
});

it.each<[string, unknown[], string[], string]>([
  ['a value that no sampler takes', [{ temp: 99, rep_pen: 1 }], [], 'temperature'],
  ['a text for a number', [{ temp: 'hot', rep_pen: 1 }], [], 'temperature'],
  ['no preset', [{ a: 1 }], ['--as', 'preset'], 'is not a preset of SillyTavern'],
  ['two of a kind', [CHATML, CHATML], [], 'the same kind of preset'],
  ['a context alone', [{ story_string: STORY }], ['--to', 'template'], 'there is no instruct preset in it'],
  ['no settings', [CHATML], ['--to', 'sampling'], 'there are no sampler settings in it'],
  ['a story that is no Handlebars', [CHATML, { story_string: '{{#if x}}' }], [], 'the template cannot be rendered'],
  [
    'a story without end',
    [CHATML, { story_string: '{{#if a}}'.repeat(20_000) }],
    [],
    'blocks are nested more than 50 deep',
  ],
  ['a run', [CHATML], ['--to', 'run'], 'a preset becomes a template or settings'],
])('%s is one clear mistake', async (_, presets, args, message) => {
  const { code, stdout, stderr } = await run('import', ...(await written(...presets)), ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

// `thinking` and template variables: what a template or an API is told, what is recorded, and what is refused.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../dist/core/hash.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { apiServer, spoken } from './support/api-server.ts';
import { readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { scenarioYaml, YES } from './support/toys.ts';

/** As Qwen3's: it thinks unless it is told not to. */
const SWITCHED = `${YES.chatTemplate}{%- if enable_thinking is defined and enable_thinking is false -%}
<think>

</think>
{% endif %}{{ flavor }}`;
const TOY = { ...YES, chatTemplate: SWITCHED };
const PROMPT = '<|im_start|>system\np<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n';
const OFF = `${PROMPT}<think>\n\n</think>\n`;
const ONE_TURN = { turns: ['a'] };
const FLAGS = ['--threads', '1', '--gpu', 'off'];

describe('a chat template inside a GGUF', () => {
  it('is told whether the model is to think, and the record says so', async () => {
    await using folder = await toyFolder(scenarioYaml(ONE_TURN), TOY);
    const settings = [{ thinking: 'off' as const }, { thinking: 'on' as const }, {}];
    const { turns } = await play(folder.path, { models: ['toy.gguf'], settings });
    expect(turns.map(({ promptHash, sampling }) => [promptHash, sampling.effective.thinking])).toEqual([
      [sha256(OFF), 'off'],
      [sha256(PROMPT), 'on'],
      [sha256(PROMPT), undefined],
    ]);
    expect(new Set(turns.map(({ key }) => key)).size).toBe(3);
  });

  it('is told so by the scenario, by the entry rather, and by the command line before both', async () => {
    await using folder = await toyFolder(
      JSON.stringify({ ...JSON.parse(scenarioYaml(ONE_TURN)), thinking: 'off' }),
      TOY,
    );
    await folder.write('entry.yaml', 'id: entry\nbackend: llama\nfile: ./toy.gguf\nthinking: on\n');
    for (const [out, models, set] of [
      ['scenario', 'toy.gguf', []],
      ['entry', 'entry.yaml', []],
      ['set', 'entry.yaml', ['--set', 'thinking=off']],
    ] as const) {
      const args = ['eval', '--no-score', '--model', models, '--scenario', 'short', ...set, '--out', out, ...FLAGS];
      expect((await runProgram(args, { directory: folder.path })).code).toBe(0);
    }
    const hashOf = (out: string) => readRun(path.join(folder.path, out)).turns[0]?.promptHash;
    expect(['scenario', 'entry', 'set'].map(hashOf)).toEqual([sha256(OFF), sha256(PROMPT), sha256(OFF)]);
  });

  it('gets the variables that an entry and the command line name', async () => {
    await using folder = await toyFolder(scenarioYaml(ONE_TURN), TOY);
    const entry =
      'id: entry\nbackend: llama\nfile: ./toy.gguf\ntemplateVariables: { enable_thinking: false, flavor: x }\n';
    await folder.write('entry.yaml', entry);
    const set = ['--set', 'templateVariables={"flavor":"\\n"}'];
    const args = ['eval', '--no-score', '--model', 'entry.yaml', '--scenario', 'short', ...set, ...FLAGS];
    expect((await runProgram(args, { directory: folder.path })).code).toBe(0);
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect(turns[0]?.promptHash).toBe(sha256(`${OFF}\n`));
    expect(turns[0]?.sampling.effective.templateVariables).toEqual({ enable_thinking: false, flavor: '\n' });
  });

  it.each([
    ['thinking=low', 'thinking: low is not possible: the prompt template "gguf" only knows on, off'],
    ['templateVariables={"enable_thinkin":true}', 'Did you mean enable_thinking?'],
  ])('that cannot be told %s is not played', async (set, says) => {
    await using folder = await toyFolder(scenarioYaml(ONE_TURN), TOY);
    const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--set', set, ...FLAGS];
    expectMistake(await runProgram(args, { directory: folder.path }), says);
  });

  it.each([
    [
      'as most do',
      '{% if enable_thinking %}a{% endif %}',
      { on: { enable_thinking: true }, off: { enable_thinking: false } },
    ],
    ['in nothing', '{% if message.thinking %}a{% endif %}{{ "enable_thinking" }}', {}],
    [
      'by effort alone',
      '{{ reasoning_effort }}',
      { low: { reasoning_effort: 'low' }, medium: { reasoning_effort: 'medium' }, high: { reasoning_effort: 'high' } },
    ],
    [
      'by effort, not at all unless told',
      "{% if reasoning_effort is not defined or reasoning_effort == 'no_think' %}a{% elif reasoning_effort not in ['low', 'high'] %}{{ raise_exception('no') }}{% else %}{{ reasoning_effort }}{% endif %}",
      {
        on: { reasoning_effort: 'high' },
        off: { reasoning_effort: 'no_think' },
        low: { reasoning_effort: 'low' },
        high: { reasoning_effort: 'high' },
      },
    ],
    ['by a mode', '{{ thinking_mode }}', { on: { thinking_mode: 'enabled' }, off: { thinking_mode: 'disabled' } }],
    ['by a budget', '{{ thinking_budget }}', { on: { thinking_budget: -1 }, off: { thinking_budget: 0 } }],
    ['in nothing that makes a difference', '{% if thinking %}{% endif %}', {}],
  ])('is found to switch %s', async (_how, switching, thinking) => {
    const source = { file: 'x.gguf', bosToken: '', eosToken: '', specialTokens: [], persona: 'system' } as const;
    const template = await openGgufTemplate({ ...source, template: `{{ messages[0].content }}${switching}` });
    await template.close();
    expect(Object.fromEntries(template.switches?.thinking ?? [])).toEqual(thinking);
  });
});

it('what a model receives is shown as its entry and the scenario have it', async () => {
  await using folder = await toyFolder(JSON.stringify({ ...JSON.parse(scenarioYaml(ONE_TURN)), thinking: 'off' }), TOY);
  const entry = 'id: entry\nbackend: llama\nfile: ./toy.gguf\n';
  await folder.write('entry.yaml', `${entry}templateVariables: { flavor: x }\n`);
  await folder.write('other.yaml', `${entry}thinking: on\n`);
  const shown = async (model: string) =>
    runProgram(['prompts', 'render', '--model', model, '--scenario', 'short'], { directory: folder.path });
  expect([(await shown('entry.yaml')).stdout, (await shown('other.yaml')).stdout]).toEqual([`${OFF}x`, PROMPT]);
});

it('a template file has no switch, which is said before a model is loaded', async () => {
  await using folder = await toyFolder(scenarioYaml(ONE_TURN), TOY);
  const args = [
    'eval',
    '--no-score',
    '--model',
    'toy.gguf',
    '--prompt',
    'chatml',
    '--scenario',
    'short',
    '--set',
    'thinking=off',
  ];
  const outcome = await runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
  expectMistake(outcome, 'thinking: off is not possible: the prompt template "chatml" has no switch for it');
});

it('is given once', async () => {
  await using folder = await toyFolder(
    JSON.stringify({ ...JSON.parse(scenarioYaml({ sampling: { thinking: 'on' } })), thinking: 'off' }),
    TOY,
  );
  const args = ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short'];
  const outcome = await runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
  expectMistake(outcome, 'short.yaml', 'thinking', 'is given here and under sampling; keep one of them');
});

describe('an API', () => {
  const told = async (entry: Record<string, unknown>, ...args: string[]) => {
    const wire = entry.backend === 'anthropic' ? 'anthropic' : 'openai';
    await using server = await apiServer(() => spoken(wire));
    await using folder = temporaryFolder();
    const baseUrl = wire === 'anthropic' ? server.origin : `${server.origin}/v1`;
    await folder.write('api.yaml', JSON.stringify({ id: 'api', model: 'm', baseUrl, ...entry }));
    await folder.write('short.yaml', scenarioYaml({ ...ONE_TURN, sampling: {} }));
    const command = ['eval', '--no-score', '--model', 'api.yaml', '--scenario', './short.yaml', ...args];
    const outcome = await runProgram(command, { directory: folder.path, environment: NO_MODEL_PROCESS });
    const body: Record<string, unknown> = JSON.parse(JSON.stringify(server.requests[0]?.body ?? {}));
    const usual = ['model', 'messages', 'max_tokens', 'seed', 'stream', 'stream_options', 'system', 'prompt', 'stop'];
    const fields = Object.fromEntries(Object.entries(body).filter(([name]) => !usual.includes(name)));
    return { ...outcome, fields };
  };

  it.each([
    ['openai', {}, 'off', { reasoning_effort: 'none' }],
    ['openai', { server: 'ollama' }, 'low', { reasoning_effort: 'low' }],
    ['openai', { server: 'openrouter' }, 'on', { reasoning: { enabled: true } }],
    ['openai', { server: 'openrouter' }, 'high', { reasoning: { effort: 'high' } }],
    ['openai', { server: 'vllm' }, 'off', { chat_template_kwargs: { enable_thinking: false, thinking: false } }],
    [
      'openai',
      { server: 'llama-server', templateVariables: { thinking: 'x', flavor: 1 } },
      'off',
      { chat_template_kwargs: { enable_thinking: false, thinking: 'x', flavor: 1 } },
    ],
    ['anthropic', {}, 'off', { thinking: { type: 'disabled' } }],
    [
      'anthropic',
      {},
      'low',
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'low' } },
    ],
  ])('%s %j is told %s in its own words', async (backend, entry, thinking, fields) => {
    expect(await told({ backend, thinking, ...entry })).toMatchObject({ code: 0, fields });
  });

  it('that takes no template variables says so', async () => {
    const outcome = await told({ backend: 'openai', templateVariables: { enable_thinking: true } });
    expectMistake(outcome, "OpenAI's chat completions API does not support templateVariables");
  });

  it('that takes a text cannot be told anything', async () => {
    const outcome = await told({ backend: 'openai-completions', prompt: 'chatml', thinking: 'off' });
    expectMistake(outcome, 'does not support thinking: off');
  });

  it('is told nothing that its model lacks, if that may be left out', async () => {
    const entry = { backend: 'openai', thinking: 'off', lacks: ['thinking'] };
    expectMistake(await told(entry), 'does not support thinking: off');
    expect(await told(entry, '--ignore-unsupported')).toMatchObject({ code: 0, fields: {} });
  });
});

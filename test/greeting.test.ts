// What the character says before the first user line: in every prompt of its conversation, in no record of a turn.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../dist/core/hash.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { greetingObstacle } from '../dist/prompt/greeting.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { promptText, type RenderedPrompt } from '../dist/prompt/prompt.js';
import { apiServer, spoken } from './support/api-server.ts';
import { type Outcome, REPOSITORY, readRun, runProgram, type StoredRun } from './support/cli.ts';
import { withoutTimes } from './support/kill-round.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play, playAndKill } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { SHIPPED } from './support/world.ts';

const GREETING = 'おや、お客さん。';

/** As a block of YAML gives it, with a newline at the end. */
function greeted(options: Parameters<typeof scenarioYaml>[0] = {}): string {
  return JSON.stringify({ ...JSON.parse(scenarioYaml(options)), greeting: `${GREETING}\n` });
}

function textOf(prompt: RenderedPrompt): string {
  if (prompt.kind === 'text') return promptText(prompt.parts);
  return JSON.stringify([prompt.system, ...prompt.messages.map(({ role, content }) => `${role}: ${content}`)]);
}

const MISPLACED = 'its persona belongs into a message of the user, and would be lost or come after the greeting';
const UNMARKED = 'it marks what the character says only as the answer to a message of the user';
const NO_ROOM = 'it has no room for anything but the last message';

const ATTRIBUTES =
  '<attributes>helpfulness: 4 correctness: 4 coherence: 4 complexity: 4 verbosity: 4 quality: 4 toxicity: 0 humor: 0 creativity: 0</attributes>';
const CHATML =
  '<|im_start|>system\nP<|im_end|>\n<|im_start|>assistant\nG<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n';
const DATES = 'Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n';
const LLAMA_3 =
  'P<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nG<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n';
const PHI_3 = '<|system|>\nP<|end|>\n<|assistant|>\nG<|end|>\n<|user|>\nU<|end|>\n<|assistant|>\n';

/** What each format makes of a persona P, a greeting G and a user line U; or why it cannot. */
const FORMATS: Readonly<Record<string, string>> = {
  'chatml-think': `${CHATML}<think>\n`,
  chatml: CHATML,
  'deepseek-r1-distill':
    '<｜begin▁of▁sentence｜>P<｜Assistant｜>G<｜end▁of▁sentence｜><｜User｜>U<｜Assistant｜><think>\n',
  'hitogara-tiny': '<s><|system|>P<|end|><|assistant|>G<|end|><|user|>U<|end|><|assistant|>',
  jslm2: PHI_3.replaceAll('<|end|>', '<|endoftext|>'),
  'karakuri-8x7b-instruct': `<s><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>P<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>${ATTRIBUTES}G<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>U<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>${ATTRIBUTES}`,
  'llama3.1': `<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n${DATES}${LLAMA_3}`,
  llama3: `<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n${LLAMA_3}`,
  'llamacpp-ui-elyza-seed': '<<SYS>>\nP\n<</SYS>>\n\nB: G\nA: U\nB:',
  'novel-quote': 'キャラクター設定\nP\n***\nB「G」\nA「U」\nB「',
  // It has no place for the persona, so that no scenario is played with it anyway.
  'ntt-dialog-transformer': '[SPK1]G[SEP][SPK2]U',
  'openai-messages': '["P","assistant: G","user: U"]',
  phi3: PHI_3,
  phi4: '<|im_start|>system<|im_sep|>P<|im_end|><|im_start|>assistant<|im_sep|>G<|im_end|><|im_start|>user<|im_sep|>U<|im_end|><|im_start|>assistant<|im_sep|>',
  'plain-labels': 'P\n\nB: G\nA: U\nB:',
  'sarashina2.2': '<|system|>P</s><|assistant|>G</s><|user|>U</s><|assistant|>',
  'abeja-mixtral': UNMARKED,
  'nekomata-instruction': UNMARKED,
  'rakuten-7b': UNMARKED,
  'youri-chat': UNMARKED,
  'jallm-izumi': NO_ROOM,
  'watashiha-ogiri': NO_ROOM,
};

/** Formats that put the persona into a message of the user. */
const WITHOUT_PLACE = [
  ...['alpaca-ja', 'calm2', 'chatntq-rwkv', 'claude-legacy', 'elyza-llama2', 'gemma2', 'houou', 'jslm-alpaca'],
  ...['jslm-beta', 'karakuri-70b', 'karakuri-8x7b-chat', 'llama2', 'llm-jp-3', 'llm-jp-v1.0', 'mistral-v1'],
  ...['mistral-v3-tekken', 'plamo-13b', 'rinna-nl', 'rwkv-world', 'stockmark-100b', 'stockmark-13b'],
  ...['swallow-alpaca-ja', 'swallow-llama2-v0.1', 'tanuki', 'user-system-ja', 'weblab', 'zephyr'],
];

describe('a format', () => {
  const names = readdirSync(path.join(REPOSITORY, 'prompts')).map((name) => path.basename(name, '.hbs'));

  it.each(names)('%s begins with the character, or says why it cannot', async (name) => {
    const expected = FORMATS[name] ?? (WITHOUT_PLACE.includes(name) ? MISPLACED : 'not in the table');
    const template = await loadTemplate(name, SHIPPED);
    const obstacle = await greetingObstacle(template);
    const messages = [
      { role: 'assistant', content: 'G' },
      { role: 'user', content: 'U' },
    ] as const;
    const rendered = await template.render({ system: 'P', user: 'A', char: 'B', messages });
    expect(obstacle === null ? textOf(rendered) : String(obstacle)).toBe(expected);
  });

  it.each([
    ['a template of messages with the persona in the first', 'kind: messages\npersona: first-user', '', MISPLACED],
    [
      'one that leaves out what comes before the user',
      'kind: text\npersona: system',
      '{{system}}{{#each messages}}{{#if isUser}}<u>{{content}}{{else}}{{#unless @first}}<a>{{content}}{{/unless}}{{/if}}{{/each}}<a>',
      NO_ROOM,
    ],
    [
      'one that ends the first message in another way',
      'kind: text\npersona: system',
      '{{system}}{{#each messages}}{{#if isUser}}<u>{{content}}{{else}}<a>{{content}}{{#if @first}}.{{/if}}{{/if}}{{/each}}<a>',
      UNMARKED,
    ],
  ])('%s', async (_, head, body, expected) => {
    await using folder = await scriptedFolder({});
    const file = await folder.write('own.hbs', `---\ntitle: Own\n${head}\n---\n${body}\n`);
    expect(String(await greetingObstacle(await loadTemplate(file, SHIPPED)))).toBe(expected);
  });
});

const NOT_AT_ALL = 'no scenario can be played with it';

/** One template of each kind: whether it can begin with the character, told the persona as a system message. */
const JINJA: Readonly<Record<string, string | null>> = {
  calm2: NOT_AT_ALL,
  'chatml-think': null,
  chatml: null,
  'deepseek-r1-distill': null,
  gemma2: NOT_AT_ALL,
  'karakuri-70b': MISPLACED,
  llama2: MISPLACED,
  llama3: null,
  'mistral-v3-tekken': MISPLACED,
  phi3: null,
  // Its mark of the assistant comes with the user's message; that it ends in |> like the mark before is no sign.
  phi4: UNMARKED,
  'stockmark-13b': NOT_AT_ALL,
};

/** As Mistral's and Google's own: the persona is there, but the user must begin. */
const ALTERNATING = `{%- for m in messages %}{% if m.role == 'system' %}[{{ m.content }}]{% else %}
{%- if (m.role == 'user') != (loop.index0 % 2 == 1) %}{{ raise_exception('roles must alternate') }}{% endif %}<{{ m.role }}>{{ m.content }}{% endif %}{% endfor %}<assistant>`;

describe('a chat template inside a GGUF', () => {
  const ORIGINALS = path.join(REPOSITORY, 'test/fixtures/jinja');

  async function obstacleOf(template: string, persona: 'system' | 'first-user' = 'system'): Promise<string | null> {
    const source = { file: 'x.gguf', template, bosToken: '<s>', eosToken: '</s>', specialTokens: [], persona };
    const opened = await openGgufTemplate(source);
    try {
      const obstacle = await greetingObstacle(opened).catch(() => NOT_AT_ALL);
      return obstacle === null ? null : String(obstacle);
    } finally {
      await opened.close();
    }
  }

  it.each(Object.entries(JINJA))('%s', async (name, expected) => {
    expect(await obstacleOf(readFileSync(path.join(ORIGINALS, `${name}.jinja`), 'utf8'))).toBe(expected);
  });

  it('that only takes pairs says so in its own words', async () => {
    expect(await obstacleOf(ALTERNATING)).toBe(
      'it refuses a conversation that the character begins (the chat template inside x.gguf failed: roles must alternate)',
    );
  });

  it('that gets the persona in the first user message has no place before it', async () => {
    expect(await obstacleOf(readFileSync(path.join(ORIGINALS, 'chatml.jinja'), 'utf8'), 'first-user')).toBe(MISPLACED);
  });
});

describe('a conversation with a GGUF model', () => {
  let outcome: Outcome;
  let run: StoredRun;
  let shown: string[];
  let tokens: string[];
  let renderedTurns: string[];

  beforeAll(async () => {
    await using folder = await toyFolder(greeted());
    const program = (...args: string[]): Promise<Outcome> => runProgram(args, { directory: folder.path });
    outcome = await program(
      ...['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--gpu', 'off', '--no-score'],
    );
    run = readRun(path.join(folder.path, 'results'));
    shown = [];
    for (const format of ['text', 'markdown', 'json']) shown.push((await program('show', '--format', format)).stdout);
    await folder.write(
      'talk.json',
      JSON.stringify({
        system: 'p',
        user: 'A',
        char: 'B',
        messages: [
          { role: 'assistant', content: GREETING },
          { role: 'user', content: 'a' },
        ],
      }),
    );
    const render = ['prompts', 'render', '--model', 'toy.gguf'];
    tokens = [];
    for (const what of [
      ['--scenario', 'short'],
      ['--messages', 'talk.json'],
    ])
      tokens.push((await program(...render, '--tokens', ...what)).stdout);
    renderedTurns = [];
    for (const replies of [[], ['うん！', 'うん！']]) {
      const given = replies.flatMap((reply) => ['--reply', reply]);
      renderedTurns.push((await program(...render, '--raw', '--scenario', 'short', ...given)).stdout);
    }
  });

  it('has the greeting in its first prompt, token for token like any message of the character', () => {
    expect(renderedTurns[0]).toBe(
      `<|im_start|>system\np<|im_end|>\n<|im_start|>assistant\n${GREETING}<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n`,
    );
    expect(tokens[0]).toBe(tokens[1]);
    expect(tokens[0]?.trimEnd().split('\n').length).toBe(run.turns[0]?.promptTokens);
  });

  it('has it in later prompts too', () => {
    const [first, , last] = run.turns.map(({ promptHash }) => promptHash);
    expect([first, last]).toEqual(renderedTurns.map((text) => sha256(text)));
    for (const text of renderedTurns) expect(text.split(GREETING)).toHaveLength(2);
  });

  it('records a turn for each user line and none for the greeting', () => {
    expect(run.turns.map(({ turn, user, reply }) => [turn, user, reply])).toEqual([
      [1, 'a', 'うん！'],
      [2, 'b', 'うん！'],
      [3, 'c', 'うん！'],
    ]);
    expect(JSON.stringify(run.journal)).not.toContain(GREETING);
  });

  it('shows it first, while it is played and afterwards', () => {
    expect(outcome.code).toBe(0);
    const [text = '', markdown = '', json = ''] = shown;
    const block = `\nB: ${GREETING}\n  greeting, not a reply of the model\n\nA: a\nB: うん！\n`;
    expect(outcome.stdout).toContain(block);
    expect(text).toContain(block);
    expect(markdown).toContain(`\n**B**\n\n> ${GREETING}\n\n_greeting, not a reply of the model_\n\n**A**\n\n> a\n`);
    const { conversations } = JSON.parse(json);
    expect(conversations[0]).toMatchObject({
      greeting: `${GREETING}\n`,
      turns: [{ turn: 1 }, { turn: 2 }, { turn: 3 }],
    });
  });
});

describe('a run', () => {
  it('gives conversations with other greetings, and those without, other keys', async () => {
    const keys = new Set<string>();
    for (const scenario of [scenarioYaml(), greeted(), greeted().replace('おや', 'やあ')]) {
      await using folder = await scriptedFolder({ echo: { replies: ['うん'] } }, scenario);
      const { turns } = await play(folder.path, { models: ['echo'] });
      for (const { key } of turns) keys.add(key);
    }
    expect(keys.size).toBe(3);
  });

  it('is resumed with its greeting, and not with another', async () => {
    await using folder = await toyFolder(greeted());
    const whole = await playAndKill(
      folder.path,
      { models: ['toy.gguf'] },
      (event) => event.type === 'turn-end' && event.record.turn === 2,
    );
    await folder.write('scenarios/short.yaml', greeted().replace('おや', 'やあ'));
    const refused = await runProgram(['eval', '--resume'], { directory: folder.path, environment: NO_MODEL_PROCESS });
    expectMistake(refused, 'scenario scenarios/short.yaml has changed since this run was started:');
    await folder.write('scenarios/short.yaml', greeted());
    const { code } = await runProgram(['eval', '--resume', '--no-score'], { directory: folder.path });
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect({ code, turns: turns.map(withoutTimes) }).toEqual({ code: 0, turns: whole.turns.map(withoutTimes) });
  });

  it('drops the greeting with the oldest turn, of which it is a part', async () => {
    const turns = ['か'.repeat(60), 'き'.repeat(60), 'く'.repeat(60)];
    await using folder = await toyFolder(greeted({ turns, sampling: { temperature: 0, maxTokens: 8 } }));
    const { turns: played } = await play(folder.path, {
      models: ['toy.gguf'],
      onOverflow: 'drop-oldest',
      llama: { gpu: 'off', threads: 1, contextSize: 540 },
    });
    const user = (text: string): string => `<|im_start|>user\n${text}<|im_end|>\n`;
    const assistant = (text: string): string => `<|im_start|>assistant\n${text}<|im_end|>\n`;
    const head = '<|im_start|>system\np<|im_end|>\n';
    const [a = '', b = '', c = ''] = turns;
    const prompts = [
      `${head}${assistant(GREETING)}${user(a)}`,
      `${head}${assistant(GREETING)}${user(a)}${assistant('うん！')}${user(b)}`,
      `${head}${user(b)}${assistant('うん！')}${user(c)}`,
    ];
    expect(played.map(({ droppedTurns, promptHash, warnings }) => ({ droppedTurns, promptHash, warnings }))).toEqual(
      prompts.map((prompt, index) => ({
        droppedTurns: index === 2 ? 1 : 0,
        promptHash: sha256(`${prompt}<|im_start|>assistant\n`),
        warnings: index === 2 ? ['oldest turns left out of the prompt: 1'] : [],
      })),
    );
  });

  it('is refused before a model is loaded, where the format cannot begin with it', async () => {
    await using folder = await toyFolder(greeted());
    const eval_ = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'llama2'];
    const noModel = { directory: folder.path, environment: NO_MODEL_PROCESS };
    const outcome = await runProgram(eval_, noModel);
    expectMistake(outcome);
    expect(outcome.stderr).toBe(
      `scenarios/short.yaml: greeting: the prompt template "llama2" cannot begin with what the character says: ${MISPLACED}
  Leave greeting out and tell the persona how the conversation began, or play this scenario on models whose format has marks of its own for what the character says, such as chatml or llama3.
`,
    );
    const japanese = await runProgram([...eval_, '--lang', 'ja'], noModel);
    expect(japanese.stderr).toContain(
      'プロンプトテンプレート "llama2" では、キャラクターの発言から会話を始められません',
    );
  });

  it('plays nothing where the template inside the file cannot', async () => {
    await using folder = await toyFolder(greeted());
    const gguf = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--prompt', 'gguf:first-user', '--gpu', 'off'];
    const { code, stderr } = await runProgram(gguf, { directory: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `the prompt template "gguf:first-user" cannot begin with what the character says: ${MISPLACED}`,
    );
  });

  it('is refused for an API in which the user speaks first; one of another kind gets the greeting as a message', async () => {
    await using server = await apiServer([spoken('openai')]);
    await using folder = await scriptedFolder({}, greeted({ turns: ['a', 'b'] }));
    const hosted = (backend: string, baseUrl: string) => JSON.stringify({ id: backend, backend, model: 'm', baseUrl });
    await folder.write('models/anthropic.yaml', hosted('anthropic', server.origin));
    await folder.write('models/openai.yaml', hosted('openai', `${server.origin}/v1`));
    const evaluate = (model: string): Promise<Outcome> =>
      runProgram(['eval', '--model', model, '--scenario', 'short', '--ignore-unsupported', '--no-score'], {
        directory: folder.path,
        environment: NO_MODEL_PROCESS,
      });
    expectMistake(
      await evaluate('anthropic'),
      'scenarios/short.yaml: greeting: the API of the model "anthropic" requires that the user speaks first\n',
    );
    expect(server.requests).toEqual([]);
    expect((await evaluate('openai')).code).toBe(0);
    const roles = server.requests.map(({ body }) => body?.messages);
    expect(roles).toEqual([
      [
        { role: 'system', content: 'p' },
        { role: 'assistant', content: GREETING },
        { role: 'user', content: 'a' },
      ],
      expect.arrayContaining([{ role: 'assistant', content: GREETING }]),
    ]);
  });
});

describe('prompts render and diff', () => {
  it('refuse a greeting as a run does', async () => {
    await using folder = await scriptedFolder({}, greeted());
    const prompts = (...args: string[]): Promise<Outcome> =>
      runProgram(['prompts', ...args, '--scenario', 'short'], { directory: folder.path });
    expectMistake(await prompts('render', '--prompt', 'gemma2'), 'the prompt template "gemma2" cannot begin with');
    expectMistake(await prompts('diff', 'chatml', 'zephyr'), 'the prompt template "zephyr" cannot begin with');
    const { stdout } = await prompts('render', '--prompt', 'plain-labels', '--reply', 'うん');
    expect(stdout).toBe(`p\n\nB: ${GREETING}\nA: a\nB: うん\nA: b\nB:`);
  });
});

// Models that think before they answer, and formats that write newlines in their own way: what is recorded, and what goes back.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../dist/core/hash.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { type PromptInput, promptText, type RenderedPrompt } from '../dist/prompt/prompt.js';
import { answerStream } from '../dist/prompt/reply-stream.js';
import { readReply } from '../dist/prompt/reply-text.js';
import { readRun, runProgram } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { sealedText } from './support/sealed.ts';
import { expectMistake } from './support/toy-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { SHIPPED } from './support/world.ts';

const PLAY = ['eval', '--model', 'thinker', '--scenario', 'short'];

describe('a reply', () => {
  const opened = textPrompt({ source: 'template', text: '<|im_start|>assistant\n<think>\n' });
  const plain = textPrompt({ source: 'template', text: '<|im_start|>assistant\n' });
  const said = textPrompt({ source: 'data', text: '<think>' });
  const ofApi: RenderedPrompt = { kind: 'messages', system: null, messages: [], stop: [] };
  const thinks = { reasoning: '</think>', newline: null };
  const UNSEEN = 'the start of the thinking was not seen; what is before </think> was taken for thinking';
  const leftIn = (mark: string) =>
    `the reply contains ${mark}, which was left where it is: it is not certain that it marks thinking`;

  it.each([
    [
      'is what follows the thinking',
      opened,
      'まず挨拶。\n</think>\n\nうん！',
      { text: 'うん！', reasoning: 'まず挨拶。' },
    ],
    ['keeps its own end', opened, 'a</think>b\n', { text: 'b\n', reasoning: 'a' }],
    [
      'begins after the first end of thinking',
      opened,
      'a</think>b</think>c',
      { text: 'b</think>c', reasoning: 'a', warnings: [leftIn('</think>')] },
    ],
    [
      'may speak of the end of thinking after thinking',
      plain,
      '<think>a</think>答え、</think>というタグ',
      { text: '答え、</think>というタグ', reasoning: 'a', warnings: [leftIn('</think>')] },
    ],
    [
      'may speak of the end of thinking without thinking',
      plain,
      '「</think>」っていうのはHTMLのタグだよ',
      { text: '「</think>」っていうのはHTMLのタグだよ', warnings: [leftIn('</think>')] },
    ],
    [
      'may show how thinking looks',
      plain,
      'こう書く：\n<think>\n考え\n</think>\n答え',
      { text: 'こう書く：\n<think>\n考え\n</think>\n答え', warnings: [leftIn('<think>')] },
    ],
    [
      'is what follows thinking that nobody saw begin, and whose end has a line to itself',
      ofApi,
      '「</think>」の話か。\n</think>\n\nうん！\n</think>\n',
      {
        text: 'うん！\n</think>\n',
        reasoning: '「</think>」の話か。',
        warnings: [UNSEEN, leftIn('</think>')],
      },
    ],
    ['may begin with the end of thinking that nobody saw', plain, ' </think>\n\nうん', { text: 'うん' }],
    [
      'is empty when the thinking that the prompt began never ends',
      opened,
      'a\nb',
      { text: '', reasoning: 'a\nb', endsThinking: true },
    ],
    [
      'is empty when the thinking that it began itself never ends',
      plain,
      '\n<think>a',
      { text: '', reasoning: 'a', endsThinking: true },
    ],
    [
      'has no thinking where none was begun',
      plain,
      'うん <think> ！\n',
      { text: 'うん <think> ！\n', warnings: [leftIn('<think>')] },
    ],
    ['has no thinking that somebody else began', said, 'うん', { text: 'うん' }],
    ['leaves out the beginning of the thinking', plain, '<think>\na\n</think>\nb', { text: 'b', reasoning: 'a' }],
    ['has no thinking where that was empty', plain, '<think>\n\n</think>\n\nb', { text: 'b' }],
    ['from an API can be taken apart too', ofApi, '<think>a</think>b', { text: 'b', reasoning: 'a' }],
  ])('%s', (_what, prompt, raw, expected) => {
    expect(readReply(raw, thinks, { prompt })).toEqual(expected);
  });

  it.each([
    ['a</think>\n b', opened],
    ['<think>a</think><think>\n</think>b', plain],
    ['<seed:think>a</seed:think>b', plain],
    ['<mm:think>a</mm:think>b', plain],
    ['[THINK]a[/THINK]b', plain],
    ['◁think▷a◁/think▷b', plain],
    ['<thinking>a</thinking>\n<answer>b</answer>', plain],
    ['<think>a</think>\n<response>\nb\n</response>', plain],
    ['<|channel>thought\na<channel|>b', plain],
    ['<|channel>thought\n<channel|>b<|channel>thought\na<channel|>', plain],
    ['<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>', plain],
    ['a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>', templatePrompt('<|CHATBOT_TOKEN|><|START_THINKING|>')],
    ['<|begin_of_thought|>a<|end_of_thought|>\n<|begin_of_solution|>b<|end_of_solution|>', plain],
    ['<|open|>think<|sep|>a<|close|>think<|sep|><|open|>response<|sep|>b<|close|>response<|sep|>', plain],
    ['a\n[BEGIN FINAL RESPONSE]\nb\n[END FINAL RESPONSE]', templatePrompt('Here are my reasoning steps:\n')],
    ['Here is my thought process: a Here is my response: b', plain],
    ['a<channel|>b', templatePrompt('<|turn>model\n<|channel>thought\n')],
    ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b', ofApi],
    [
      'a<|end|><|start|>assistant<|channel|>final<|message|>b',
      templatePrompt('<|start|>assistant<|channel|>analysis<|message|>'),
    ],
    [
      ' to=f<|channel|>commentary<|message|>a<|call|><|start|>assistant<|channel|>final<|message|>b',
      templatePrompt('<|start|>assistant'),
    ],
    ['<|think|>a<|end|><|begin|>assistant<|content|>b', templatePrompt('<|begin|>assistant')],
  ])('is taken apart by what the model wrote: %s', (raw, prompt) => {
    expect(readReply(raw, { reasoning: null, newline: null }, { prompt })).toEqual({ text: 'b', reasoning: 'a' });
  });

  it.each([
    ['<|channel|>final<|message|>b', templatePrompt('<|start|>assistant')],
    ['b', templatePrompt('<|start|>assistant<|channel|>final<|message|>')],
    ['b', templatePrompt('<|start|>assistant')],
    ['b', templatePrompt('<|im_start|>assistant\n<think>\n\n</think>\n\n')],
    ['<|START_RESPONSE|>b<|END_RESPONSE|>', plain],
  ])('has no thinking in %s', (raw, prompt) => {
    expect(readReply(raw, { reasoning: null, newline: null }, { prompt })).toEqual({ text: 'b' });
  });

  it.each([
    ['<|channel|>analysis<|message|>a', ofApi, ''],
    ['<|channel|>analysis<|message|>a<|end|><|start|>assistant', ofApi, ''],
    ['<|channel>thought\na', plain, ''],
    ['b<|channel>thought\na', plain, 'b'],
    ['a', templatePrompt('Here are my reasoning steps:\n'), ''],
  ])('is not whole where it ends inside the thinking: %s', (raw, prompt, text) => {
    expect(readReply(raw, { reasoning: null, newline: null }, { prompt })).toEqual({
      text,
      reasoning: 'a',
      endsThinking: true,
    });
  });

  it.each([
    ['Here is my thought process: a', 'Here is my thought process: a'],
    ['<answer>b</answer>', '<answer>b</answer>'],
    ['analysis of a', 'analysis of a'],
  ])('is left as it is where it only looks like thinking: %s', (raw, text) => {
    expect(readReply(raw, { reasoning: null, newline: null }, { prompt: plain })).toEqual({ text });
  });

  it('is found where a server has dropped the marks of the channels', () => {
    expect(readReply('analysisaassistantfinalb', { reasoning: null, newline: null }, { prompt: ofApi })).toEqual({
      text: 'b',
      reasoning: 'a',
      warnings: [
        'the names of harmony channels were left in the reply; what is before "assistantfinal" was taken for thinking',
      ],
    });
  });

  it('that an API has already taken apart is searched only for thinking that it begins with', () => {
    const format = { reasoning: null, newline: null };
    const isSplit = true;
    expect(readReply('<think>a</think>b', format, { prompt: ofApi, isSplit })).toEqual({ text: 'b', reasoning: 'a' });
    expect(readReply('a\n</think>\nb', format, { prompt: ofApi, isSplit })).toEqual({
      text: 'a\n</think>\nb',
      warnings: [leftIn('</think>')],
    });
  });

  it('has newlines where the format writes something else', () => {
    const format = { reasoning: '</think>', newline: '<NL>' };
    expect(readReply('a<NL>b<NL></think><NL>c<NL><NL>d', format, { prompt: plain })).toEqual({
      text: 'c\n\nd',
      reasoning: 'a\nb',
      warnings: [UNSEEN],
    });
  });

  it('of a GGUF thinks where its template speaks of thinking', async () => {
    const source = { file: 'x.gguf', bosToken: '', eosToken: '', specialTokens: [], persona: 'system' } as const;
    const templates = await Promise.all(
      ["{{ messages[0].content.split('</think>')[-1] }}", '{{ messages[0].content }}'].map((template) =>
        openGgufTemplate({ ...source, template }),
      ),
    );
    expect(
      templates.map(({ reasoning, persona, specials, newline }) => [reasoning, persona, specials, newline]),
    ).toEqual([
      ['</think>', 'system', [], null],
      [null, 'system', [], null],
    ]);
  });
});

describe('an answer that is being written', () => {
  const plain = templatePrompt('<|im_start|>assistant\n');
  it.each([
    ['<think>あ</think>\n\nうん！', plain, 'うん！'],
    ['あ</think>うん', templatePrompt('<|im_start|>assistant\n<think>\n'), 'うん'],
    ['<|channel>thought\nあ<channel|>う<|channel>thought\nい<channel|>ん', plain, 'うん'],
    ['<|channel|>analysis<|message|>あ<|end|><|start|>assistant<|channel|>final<|message|>うん', plain, 'うん'],
    ['a < b <thin', plain, 'a < b <thin'],
    ['うん', plain, 'うん'],
  ])('shows nothing of the thinking: %s', (raw, prompt, answer) => {
    const format = { reasoning: null, newline: null };
    const stream = answerStream(format, prompt);
    const shown = [...raw].map((piece) => stream.push(piece).text).join('');
    expect(answer.startsWith(shown) && shown + stream.finish(readReply(raw, format, { prompt }).text)).toBe(answer);
  });

  it('says that the model is thinking', () => {
    const stream = answerStream({ reasoning: null, newline: null }, plain);
    expect(['<think>', 'あ', '</think>', 'うん'].map((piece) => stream.push(piece))).toEqual([
      { text: '', isThinking: true },
      { text: '', isThinking: true },
      { text: '', isThinking: false },
      { text: 'うん', isThinking: false },
    ]);
  });
});

describe('a conversation with a model that thinks', () => {
  const REPLIES = ['まず挨拶</think>\n\nうん！', 'ずっと考える', 'a</think>b</think>\nそう'];

  it('records the answer and the thinking apart, and goes on with the answer alone', async () => {
    await using folder = await thinker(REPLIES);
    const { code } = await runProgram([...PLAY, '--prompt', 'chatml-think'], { directory: folder.path });
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect({ code, turns: turns.map(({ reply, reasoning, outcome }) => ({ reply, reasoning, outcome })) }).toEqual({
      code: 0,
      turns: [
        { reply: 'うん！', reasoning: 'まず挨拶', outcome: 'ok' },
        { reply: '', reasoning: 'ずっと考える', outcome: 'empty' },
        { reply: 'b</think>\nそう', reasoning: 'a', outcome: 'ok' },
      ],
    });
    const history = ['a', 'うん！', 'b', '', 'c'];
    expect(turns[2]?.promptHash).toBe(await hashOf('chatml-think', history));
  });

  it('has newlines in its record where rinna writes <NL>, and <NL> in the next prompt', async () => {
    await using folder = await thinker(['うん<NL>はい', 'え', 'お']);
    await runProgram([...PLAY, '--prompt', 'rinna-nl'], { directory: folder.path });
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect(turns[0]).toMatchObject({ reply: 'うん\nはい' });
    expect(turns[0]).not.toHaveProperty('reasoning');
    expect(turns[1]?.promptHash).toBe(await hashOf('rinna-nl', ['a', 'うん\nはい', 'b']));
    expect(turns[1]?.promptHash).toBe(
      sha256('ユーザー: p<NL>a<NL>システム: うん<NL>はい<NL>ユーザー: b<NL>システム: '),
    );
  });

  it('is resumed like any other', async () => {
    await using folder = await thinker(REPLIES);
    await runProgram([...PLAY, '--prompt', 'chatml-think'], { directory: folder.path });
    const whole = readRun(path.join(folder.path, 'results'));
    breakOff(whole.directory, whole.journal.slice(0, 2));
    expect((await runProgram(['eval', '--resume'], { directory: folder.path })).code).toBe(0);
    const resumed = readRun(path.join(folder.path, 'results'));
    const spoken = (run: typeof whole) => run.turns.map(({ reply, reasoning }) => [reply, reasoning]);
    expect(spoken(resumed)).toEqual(spoken(whole));
  });

  it('fails when it thinks otherwise than before the interruption', async () => {
    await using folder = await thinker(REPLIES);
    await runProgram([...PLAY, '--prompt', 'chatml-think'], { directory: folder.path });
    const { directory, journal } = readRun(path.join(folder.path, 'results'));
    const changed = journal.map((line) =>
      line.type === 'turn' && line.turn === 1 ? { ...line, reasoning: 'まだ' } : line,
    );
    breakOff(directory, changed.slice(0, 2));
    expect((await runProgram(['eval', '--resume'], { directory: folder.path })).code).toBe(3);
    expect(readRun(path.join(folder.path, 'results')).journal.at(-1)).toMatchObject({
      type: 'conversation',
      status: 'failed',
      reason:
        'replay-differs: turn 1 came out differently than before the interruption: the thinking differs from character 2',
    });
  });

  it('is told of each message that its format has no room for', async () => {
    await using folder = await thinker(['1', '2', '3']);
    await runProgram([...PLAY, '--prompt', 'jallm-izumi'], { directory: folder.path });
    const { turns } = readRun(path.join(folder.path, 'results'));
    expect(turns.map(({ warnings }) => warnings)).toEqual([
      [],
      ['the format has no room for all messages; oldest left out: 2'],
      ['the format has no room for all messages; oldest left out: 4'],
    ]);
    expect(turns[2]?.promptHash).toBe(await hashOf('jallm-izumi', ['c']));
  });

  it('is not begun in a format without a place for the persona', async () => {
    await using folder = await thinker(REPLIES);
    const outcome = await runProgram([...PLAY, '--prompt', 'watashiha-ogiri'], { directory: folder.path });
    expectMistake(outcome, 'watashiha-ogiri', 'no place for a persona', 'Use another template');
  });
});

function templatePrompt(text: string): RenderedPrompt {
  return textPrompt({ source: 'template', text });
}

function textPrompt(part: { source: 'template' | 'data'; text: string }): RenderedPrompt {
  return { kind: 'text', parts: [part], bos: 'auto', stop: [], markers: [] };
}

function thinker(replies: readonly string[]) {
  return scriptedFolder({ thinker: { replies } }, scenarioYaml());
}

/** Leaves of a finished run what an interrupted one has. */
function breakOff(directory: string, lines: readonly object[]): void {
  rmSync(path.join(directory, 'summary.json'));
  writeFileSync(path.join(directory, 'journal.jsonl'), sealedText(path.basename(directory), lines));
}

async function hashOf(id: string, said: readonly string[]): Promise<string> {
  const messages = said.map((content, index): PromptInput['messages'][number] => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
  const prompt = await (await loadTemplate(id, SHIPPED)).render({ system: 'p', messages, user: 'A', char: 'B' });
  if (prompt.kind !== 'text') throw new Error('a text prompt was expected');
  return sha256(promptText(prompt.parts));
}

// Multiple-choice questions: files, how they are asked, how probable each choice is found, figures, records.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openContext } from '../dist/backend/llama/process/llama-cpp/context.js';
import { openThreadPool } from '../dist/backend/llama/process/llama-cpp/thread-pool.js';
import { openModel } from '../dist/backend/llama/process/model.js';
import { openAnswerPlace } from '../dist/choices/answer-place.js';
import { messagesFor } from '../dist/choices/asking.js';
import { type ChoicesContext, type ChoicesRequest, measureChoices, resumeChoices } from '../dist/choices/measure.js';
import { loadQuestionSet, selectQuestions } from '../dist/choices/question-set.js';
import {
  type ItemLine,
  LineSchema,
  type RecordLine,
  readRecord,
  recordOf,
  type ScoredLine,
} from '../dist/choices/records.js';
import { tallyChoices } from '../dist/choices/tally.js';
import { DEFAULT_LIMITS } from '../dist/core/limits.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { readChoiceQuestions } from '../dist/formats/choices/read.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { promptText } from '../dist/prompt/prompt.js';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { logLikelihoodModelOf } from './support/log-likelihood-model.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { type ToyOptions, toyModel, toyProbability } from './support/toy-model.ts';
import { YES } from './support/toys.ts';
import { SHIPPED, worldIn } from './support/world.ts';

const EVERYDAY = path.join(REPOSITORY, 'test/fixtures/choices/everyday.jsonl');
const CALENDAR = path.join(REPOSITORY, 'test/fixtures/choices/calendar.csv');
const TINY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');

describe('a file of questions', () => {
  const read = (text: string, file = 'q.jsonl') =>
    readChoiceQuestions(text, file).map(({ question, choices, answer, category }) => [
      question,
      choices,
      answer,
      category,
    ]);

  it.each([
    ['JCommonsenseQA', '{"q_id":3,"question":"q","choice0":"a","choice1":"b","label":1}', ['q', ['a', 'b'], 1, null]],
    ['choices and a letter', '{"question":"q","choices":["a","b"],"answer":"B"}', ['q', ['a', 'b'], 1, null]],
    ['an index from 0', '{"question":"q","choices":["a","b"],"answer":0,"subject":"s"}', ['q', ['a', 'b'], 0, 's']],
    ['numbers as choices', '{"question":"q","choices":[1,2.5],"label":0}', ['q', ['1', '2.5'], 0, null]],
    ['choices from 1', '{"question":"q","choice1":"a","choice2":"b","label":0}', ['q', ['a', 'b'], 0, null]],
    ['no right one', '{"question":"q","choices":["a","b"]}', ['q', ['a', 'b'], null, null]],
    ['an array', '[{"question":"q","A":"a","B":"b","answer":"a"}]', ['q', ['a', 'b'], 0, null]],
  ])('as JSON is read: %s', (_, text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  it.each([
    ['JMMLU, without a header', 'q,a,b,c,d,C\n', [['q', ['a', 'b', 'c', 'd'], 2, null]]],
    ['a header', 'Question,A,B,Answer,subject\nq,a,b,B,s\n', [['q', ['a', 'b'], 1, 's']]],
    ['JCommonsenseQA with a header', 'question,choice0,choice1,label\nq,a,b,1', [['q', ['a', 'b'], 1, null]]],
    [
      'quotation marks',
      '"q, ""x""\ny",a,"b",A\n\nr,c,d,B\n',
      [
        ['q, "x"\ny', ['a', 'b'], 0, null],
        ['r', ['c', 'd'], 1, null],
      ],
    ],
    ['quotation marks in the midst of a cell', 'say "x",a,b,A\n', [['say "x"', ['a', 'b'], 0, null]]],
    ['a last choice that only others have', 'question,A,B,C,answer\nq,a,b,,B\n', [['q', ['a', 'b'], 1, null]]],
    ['braces at the start', '{ } is what,a,b,A', [['{ } is what', ['a', 'b'], 0, null]]],
  ])('as CSV is read: %s', (_, text, expected) => {
    expect(read(text, 'q.csv')).toEqual(expected);
  });

  it.each([
    ['{"question":"q","choices":["a"],"label":0}', 'q.jsonl:1: has fewer than two choices'],
    ['{"question":"q","choices":["a","b"],"label":2}', 'q.jsonl:1: label: "2" is none of the 2 choices'],
    // Whether it is counted from 0 or from 1 is not known.
    ['{"question":"q","choices":["a","b"],"answer":"1"}', 'q.jsonl:1: answer: "1" is none of the 2 choices'],
    ['{"question":"q","choices":["a"," "],"label":0}', 'q.jsonl:1: choice B is empty'],
    ['{"question":"q","choices":["a","b"],"label":0}\n{"choices":["a","b"]}', 'q.jsonl:2: question: is missing'],
    ['{"question":"q","choices":["a","b"],"label":0}\n{"question"', 'q.jsonl:2: is not JSON: it breaks in this line'],
    ['{"question":"q","choice0":null,"choice1":"a","choice2":"b","label":1}', 'q.jsonl:1: choice A is empty'],
    ['{"question":"q","choice1":"a","choice2":null,"choice3":"b","label":1}', 'q.jsonl:1: choice B is empty'],
    ['{}', 'q.jsonl:1: question: is missing'],
    ['q,a,b,A\n"q\nr",a,b\n', 'q.csv:2: number of cells: 3; expected 4'],
    ['question,choice0,choice1,choice2,label\nq,,a,b,1\n', 'q.csv:2: choice A is empty'],
    ['question,A,B,C,answer\nq,a,,b,A\n', 'q.csv:2: choice B is empty'],
    ['q,a,b,E\n', 'q.csv:1: answer: "E" is none of the 2 choices'],
    ['q,a,b,A\n"q,a,b,A\n', 'q.csv:2: a quotation mark is not closed'],
    ['', 'q.csv: has no question'],
  ])('that is wrong is told by its line: %j', (text, message) => {
    const file = message.slice(0, message.indexOf(':'));
    expect(() => read(text, file)).toThrow(message);
  });
});

describe('a question', () => {
  const [question] = readChoiceQuestions('{"question":"2 + 2 は？","choices":["3","4"],"label":1}', 'q.jsonl');
  if (!question) throw new Error('there is one');

  it.each([
    ['words', '2 + 2 は？\n\n- 3\n- 4\n\n。', '4'],
    ['letter', '2 + 2 は？\n\nA. 3\nB. 4\n\n。', 'B'],
    ['open', '2 + 2 は？\n\n。', '4'],
  ] as const)('is asked after the examples, which are turns: %s', (answer, asked, reply) => {
    expect(messagesFor(question, [question], { answer, instruction: '。' })).toEqual([
      { role: 'user', content: asked },
      { role: 'assistant', content: reply },
      { role: 'user', content: asked },
    ]);
  });

  it('has the same examples before it for the same seed, which are not asked themselves', async () => {
    const set = await loadQuestionSet([EVERYDAY, CALENDAR], SHIPPED);
    const folder = await loadQuestionSet([path.dirname(EVERYDAY)], SHIPPED);
    expect(folder.files.map(({ file }) => path.basename(file))).toEqual(['calendar.csv', 'everyday.jsonl']);
    const select = (seed: number) => {
      const { examples, asked } = selectQuestions(set, null, { shots: 3, seed, first: 4 });
      return [examples, asked].map((questions) => questions.map(({ number }) => number));
    };
    const [shown = [], asked = []] = select(7);
    expect(select(7)).toEqual([shown, asked]);
    expect(new Set([1, 2, 3, 4, 5].map((seed) => String(select(seed)[0]))).size).toBeGreaterThan(1);
    expect(new Set(shown).size).toBe(3);
    expect(asked.filter((number) => shown.includes(number))).toEqual([]);
    expect(asked.filter((number) => number <= 8)).toHaveLength(4);
    expect(set.questions.map(({ category }) => category).slice(6, 10)).toEqual([
      'everyday',
      'everyday',
      'calendar',
      'calendar',
    ]);
  });
});

describe('the place of an answer', () => {
  it.each([
    ['chatml', 'q<|im_end|>\n<|im_start|>assistant\n', '4'],
    ['user-system-ja', 'システム:', ' 4'],
    ['chatml-think', '<think>\n</think>\n\n', '4'],
  ])('is where the format writes it: %s', async (id, before, spoken) => {
    const answers = await openAnswerPlace(await loadTemplate(id, SHIPPED), null);
    const placed = answers.place(await answers.promptFor([{ role: 'user', content: 'q' }]), '4');
    expect(promptText(placed.prompt.parts).trimEnd().endsWith(before.trimEnd())).toBe(true);
    expect(promptText([...placed.prompt.parts, ...placed.spoken]).endsWith(before + spoken)).toBe(true);
  });

  const MESSAGES = `{%- for message in messages -%}<|start|>{{ message.role }}\n{{ message.content }}<|end|>{%- endfor -%}`;
  const PROMPT = '{%- if add_generation_prompt -%}<|start|>assistant';
  it.each([
    [
      'thinking that can be turned off',
      `${MESSAGES}${PROMPT}\n{%- if enable_thinking is defined and enable_thinking is false -%}<think></think>{%- endif -%}{%- endif -%}`,
      'assistant<think></think>4',
      'off',
    ],
    [
      'the mark of a channel',
      `${MESSAGES.replace('\n{{ message.content', "{{ '<|channel|>final<|message|>' if message.role == 'assistant' else '<|message|>' }}{{ message.content")}${PROMPT}{%- endif -%}`,
      '<|message|>q<|end|><|start|>assistant<|channel|>final<|message|>4',
      null,
    ],
  ])('is after %s in the template inside a file', async (_, template, end, thinking) => {
    const specialTokens = ['<|start|>', '<|end|>', '<|channel|>', '<|message|>', '<think>', '</think>'];
    const tokens = { bosToken: '', eosToken: '<|end|>', specialTokens };
    const own = await openGgufTemplate({ file: 'x.gguf', template, persona: 'system', ...tokens });
    const answers = await openAnswerPlace(own, null);
    const { prompt, spoken } = answers.place(await answers.promptFor([{ role: 'user', content: 'q' }]), '4');
    await own.close();
    expect(promptText([...prompt.parts, ...spoken]).endsWith(end)).toBe(true);
    expect(answers.thinking).toBe(thinking);
    // Only what is before it may become control tokens.
    expect(spoken).toEqual([{ source: 'data', text: '4' }]);
  });
});

/** After a newline: `う`, `え`, or a letter; and, in one piece, a space and `う`. */
const TOY: ToyOptions = {
  ...YES,
  pieces: [...YES.pieces, 'A', 'B', '▁', '▁う'],
  bigrams: {
    ...YES.bigrams,
    '<0x0A>': { う: 10, え: 8, A: 4, B: 5, '▁う': 6, '▁': 3 },
    '▁う': { ん: 10 },
    '▁': { え: 9 },
  },
};

describe('a model whose probabilities are known', () => {
  const folder = temporaryFolder();
  const logOf = (...pieces: string[]): number =>
    pieces.reduce((sum, piece, index) => sum + Math.log(toyProbability(TOY, pieces[index - 1] ?? '<0x0A>', piece)), 0);
  const questions = [
    { question: 'a', choices: ['うん！', 'え'], label: 0, category: 'x' },
    { question: 'b', choices: ['え', 'え', 'ん'], label: 0, category: 'y' },
    { question: 'c', choices: ['うん', 'え'] },
    { question: 'u'.repeat(1_100), choices: ['うん', 'え'], label: 1 },
  ];
  beforeAll(async () => {
    await folder.write('toy.gguf', toyModel(TOY));
    await folder.write('q.jsonl', questions.map((question) => JSON.stringify(question)).join('\n'));
    const head = '---\ntitle: toy\nkind: text\npersona: system\nbos: text\nstop: ["<|im_end|>"]\n---\n';
    const body = '{{#each messages}}<|im_start|>{{role}}\n{{content}}<|im_end|>\n{{/each}}<|im_start|>assistant\n x';
    // A format that ends in a space.
    await folder.write('spaced.hbs', `${head}${body.replace(' x', '{{" "}}')}`.replace('{{" "}}', ' '));
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const run = async (...args: string[]) => {
    const flags = ['--model', 'toy.gguf', '--threads', '1', '--gpu', 'off', '--json'];
    const outcome = await runProgram(['choices', ...args, ...flags], { directory: folder.path });
    return { ...outcome, json: JSON.parse(outcome.stdout) };
  };
  const itemsOf = ({ records }: { records: { models: { items: ItemLine[] }[] }[] }): ItemLine[] =>
    records[0]?.models[0]?.items ?? [];

  it('finds each choice exactly as probable; ties and what cannot be scored are counted, and never guessed', async () => {
    const { code, json, left, stderr } = await run('q.jsonl');
    const [file = ''] = left.filter((each) => each.endsWith('.jsonl'));
    expect(code).toBe(0);
    const [first, second, third, fourth] = itemsOf(json);
    const expected = [logOf('う', 'ん', '！'), logOf('え')];
    expect(first).toMatchObject({ status: 'scored', answer: 0, category: 'x', outside: null });
    const { choices } = first as ScoredLine;
    for (const [index, each] of choices.entries()) expect(each.logLikelihood).toBeCloseTo(expected[index] ?? 0, 4);
    expect(choices.map(({ tokens, characters }) => [tokens, characters])).toEqual([
      [3, 3],
      [1, 1],
    ]);
    expect(second).toMatchObject({ status: 'scored' });
    expect(third).toMatchObject({ status: 'unscored', reason: 'no-answer' });
    expect(fourth).toMatchObject({ status: 'unscored', reason: 'context-overflow' });
    const [model] = json.models;
    expect(
      model.accuracy.map(({ measure, events, trials, ties }: Record<string, unknown>) => [
        measure,
        events,
        trials,
        ties,
      ]),
    ).toEqual([
      ['total', 1, 2, 1],
      ['perCharacter', 1, 2, 1],
      ['perToken', 1, 2, 1],
    ]);
    expect(model.unscored).toEqual([
      { reason: 'no-answer', questions: 1 },
      { reason: 'context-overflow', questions: 1 },
    ]);
    expect(model.chance).toBeCloseTo((1 / 2 + 1 / 3) / 2, 10);
    expect(model.categories.map(({ category }: { category: string }) => category)).toEqual(['x', 'y']);
    expect(stderr).toContain(`record: ${file}`);
    // What is in the record says the same.
    const again = await runProgram(['choices', '--from', file, '--json'], { directory: folder.path });
    expect(JSON.parse(again.stdout)).toEqual(json);
    const told = await runProgram(['choices', '--from', file], { directory: folder.path });
    expect(told.stdout).toMatch(/^toy +2 +50\.0 % \(9\.5–90\.5 %\) .* 41\.7 % +1 \/ 1 \/ 1$/m);
    expect(told.stdout).toContain('toy: 1 question not scored: does not fit into the context');
  });

  it('finds letters as probable as the beginning of a reply, and says how much is left for anything else', async () => {
    const { json } = await run('q.jsonl', '--answer', 'letter', '--first', '1');
    const [item] = itemsOf(json);
    const { choices, outside } = item as ScoredLine;
    const expected = ['A', 'B'].map((letter) => toyProbability(TOY, '<0x0A>', letter));
    for (const [index, each] of choices.entries())
      expect(Math.exp(each.logLikelihood)).toBeCloseTo(expected[index] ?? 0, 6);
    expect(outside).toBeCloseTo(1 - (expected[0] ?? 0) - (expected[1] ?? 0), 6);
    expect(json.models[0].accuracy).toMatchObject([{ measure: 'total', events: 0, trials: 1 }]);
  });

  it('measures all choices from the same token on where the vocabulary joins the prompt with some of them', async () => {
    const { json } = await run('q.jsonl', '--first', '1', '--prompt', './spaced.hbs');
    const { choices } = itemsOf(json)[0] as ScoredLine;
    const expected = logOf('▁う', 'ん', '！') - logOf('▁', 'え');
    expect((choices[0]?.logLikelihood ?? 0) - (choices[1]?.logLikelihood ?? 0)).toBeCloseTo(expected, 4);
  });
});

it('agrees with the probabilities of the whole vocabulary, computed apart, on the included model', async () => {
  await using folder = temporaryFolder();
  const args = ['choices', EVERYDAY, '--model', TINY, '--shots', '1', '--first', '2', '--threads', '1', '--gpu', 'off'];
  const { stdout } = await runProgram([...args, '--json'], { directory: folder.path });
  const [{ models, set }] = JSON.parse(stdout).records;
  const questions = readChoiceQuestions(readFileSync(EVERYDAY, 'utf8'), EVERYDAY);
  const [example] = set.shown.map((number: number) => questions[number - 1]);
  const template = await loadTemplate('hitogara-tiny', SHIPPED);
  const item: ScoredLine = models[0].items[0];
  const question = questions[item.question - 1];
  if (!question || !example) throw new Error('they are in the file');
  const wordsOf = ({ question: text, choices }: typeof question): string =>
    `${text}\n\n${choices.map((choice) => `- ${choice}`).join('\n')}\n\n選択肢からひとつ選び、その言葉だけを答えてください。`;
  const prompt = await template.render({
    ...{ system: null, user: 'User', char: 'Assistant' },
    messages: [
      { role: 'user', content: wordsOf(example) },
      { role: 'assistant', content: example.choices[example.answer ?? 0] ?? '' },
      { role: 'user', content: wordsOf(question) },
    ],
  });
  if (prompt.kind !== 'text') throw new Error('it is a text');
  const tokenizer = await logLikelihoodModelOf(TINY, folder.path);
  const before = await tokenizer.tokenize(prompt);
  const whole = await Promise.all(
    question.choices.map((text) =>
      tokenizer.tokenize({ ...prompt, parts: [...prompt.parts, { source: 'data', text }] }),
    ),
  );
  await tokenizer.close();
  const opened = await quietLlamaCpp();
  const weights = openModel(opened, { path: TINY, vocabularyOnly: false, gpuLayers: 0 });
  if (!weights) throw new Error('it loads');
  const pool = openThreadPool(opened.c, 1);
  const settings = {
    contextSize: 1024,
    batchSize: 512,
    sequences: 1,
    rows: 512,
    kvType: 'f16',
    flashAttention: 'auto',
  } as const;
  const expected = whole.map((tokens) => {
    const context = openContext(
      opened.c,
      { pointer: weights.pointer, vocabularySize: weights.table.size },
      settings,
      pool,
    );
    if (!context) throw new Error('there is room');
    for (const [index, token] of tokens.entries()) context.add(token, index, 0, true);
    context.decode();
    const logs = tokens.slice(before.length).map((token, index) => {
      const powers = [...context.row(before.length - 1 + index)].map(Math.exp);
      return Math.log((powers[token] ?? Number.NaN) / powers.reduce((sum, power) => sum + power, 0));
    });
    context.close();
    return logs.reduce((sum, log) => sum + log, 0);
  });
  pool.close();
  weights.close();
  expect(item.promptTokens).toBe(before.length);
  for (const [index, { logLikelihood, tokens }] of item.choices.entries()) {
    expect(tokens).toBe((whole[index]?.length ?? 0) - before.length);
    expect(Math.abs(logLikelihood - (expected[index] ?? 0)) / (tokens ?? 1)).toBeLessThan(1e-3);
  }
});

describe('an interrupted test', () => {
  it('keeps what was answered, and goes on to the same end', async () => {
    await using folder = temporaryFolder();
    const questions = await folder.write('q.jsonl', readFileSync(EVERYDAY, 'utf8'));
    const request: ChoicesRequest = {
      ...{ files: [questions], examples: null, models: [TINY], prompt: null, answer: 'letter', instruction: null },
      ...{ system: null, shots: 0, seed: 1, first: 4 },
      llama: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1 },
    };
    const stop = new AbortController();
    const context = (onItem: (done: number) => void = () => {}): ChoicesContext => ({
      limits: DEFAULT_LIMITS,
      onProgress: ({ done }) => onItem(done),
    });
    const stopped = worldIn(folder.path, { signal: stop.signal });
    const second = (done: number): void => {
      if (done === 2) stop.abort(new Error('enough'));
    };
    const cut = await measureChoices(request, 'results', stopped, context(second));
    expect(cut).toMatchObject({ isInterrupted: true, record: { models: [{ items: { length: 2 } }] } });
    const whole = await measureChoices(request, 'results', worldIn(folder.path), context());
    const resumed = await resumeChoices(cut.file, worldIn(folder.path), context());
    expect(resumed.record.models[0]?.items).toEqual(whole.record.models[0]?.items);
    expect(resumed.record).toEqual(await readRecord(cut.file));
    await folder.write('q.jsonl', '{"question":"q","choices":["a","b"],"label":0}');
    await expect(resumeChoices(cut.file, worldIn(folder.path), context())).rejects.toThrow('are not what they were');
  });
});

describe('figures', () => {
  const set = LineSchema.parse({
    ...{
      type: 'set',
      schemaVersion: 1,
      id: 'r',
      startedAt: '',
      version: '',
      key: 'k',
      digest: '',
      files: [],
      examples: [],
    },
    ...{ shown: [], asked: 12, instruction: '' },
    request: {
      ...{ files: [], examples: null, models: [], prompt: null, answer: 'words', instruction: null, system: null },
      ...{ shots: 0, seed: 1, first: null, llama: DEFAULT_LLAMA_OPTIONS },
    },
  });
  const item = (model: string, question: number, isRight: boolean): RecordLine => ({
    ...{ type: 'item', model, question, id: null, category: null, status: 'scored', answer: 0 },
    choices: [isRight ? -1 : -2, -1.5].map((logLikelihood) => ({ logLikelihood, tokens: 1, characters: 1 })),
    ...{ outside: null, promptTokens: 1, promptHash: '' },
  });
  const failed = (model: string): RecordLine => ({ type: 'model', status: 'failed', model, reason: 'x' });
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);

  it('compare two models on the questions that both were scored on', () => {
    const lines = [
      set,
      ...['a', 'b', 'c'].map(failed),
      ...numbers.map((number) => item('a', number, number <= 11)),
      ...numbers.slice(0, 11).map((number) => item('b', number, number <= 3)),
      ...numbers.map((number) => item('c', number, number <= 10)),
    ];
    const { comparisons } = tallyChoices([recordOf(lines, 'r.jsonl')]);
    const [worse, same] = comparisons.filter(({ measure }) => measure === 'total');
    expect(worse).toMatchObject({ baseline: 'a', name: 'b', questions: 11, onlyBaseline: 8, onlyOther: 0, changed: 8 });
    // 8 of 8 to one side: 2 · 2⁻⁸, twice that by Holm for two comparisons.
    expect(worse?.pValue).toBeCloseTo(2 ** -7, 12);
    expect(worse?.adjusted).toBeCloseTo(2 ** -6, 12);
    expect(worse?.difference.value).toBeCloseTo(-8 / 11, 12);
    expect(same).toMatchObject({ questions: 12, onlyBaseline: 1, onlyOther: 0 });
    expect(same?.adjusted).toBeCloseTo(1, 9);
  });

  it('have no interval where nothing tells two models apart', () => {
    const lines = [set, failed('a'), failed('b'), item('a', 1, true), item('b', 1, true)];
    const [same] = tallyChoices([recordOf(lines, 'r.jsonl')]).comparisons;
    expect(same?.difference).toEqual({ value: 0, low: null, high: null });
    expect(same?.detectable).toBeNull();
  });

  it('refuse records of other questions', () => {
    const other = { ...recordOf([set], 'r.jsonl') };
    const moved = { ...other, set: { ...other.set, key: 'l', id: 's' } };
    expect(() => tallyChoices([other, moved])).toThrow(
      'r and s have different questions, or asked them in different ways',
    );
  });
});

describe('a mistake', () => {
  it.each([
    [['q.jsonl'], 'no model is named'],
    [['--model', TINY], 'no file with questions is named'],
    [['q.jsonl', '--model', TINY, '--examples', 'q.jsonl'], '--examples has no effect without --shots'],
    [['q.jsonl', '--model', TINY, '--shots', '3'], '3 examples are wanted, and only 1 questions have an answer'],
    [['q.jsonl', '--model', TINY, '--shots', '1'], 'no question is left to ask'],
    [['nowhere.jsonl', '--model', TINY], 'nowhere.jsonl: cannot be read'],
    [['q.jsonl', '--model', 'gpt-4'], 'does not give access to probabilities'],
    [['--from', 'q.jsonl'], 'q.jsonl: is not a record of a multiple-choice test'],
    [['--from', 'r.jsonl'], 'r.jsonl: cannot be read'],
    [['q.jsonl', '--from', 'r.jsonl'], '--from shows what was recorded'],
    [['--resume', 'r.jsonl', '--shots', '1'], '--resume goes on as the test was asked for'],
    [['--resume', 'q.jsonl'], 'is not a record of a multiple-choice test'],
  ])('is told before a model is loaded: %j', async (args, says) => {
    await using folder = temporaryFolder();
    await folder.write('q.jsonl', '{"question":"q","choices":["a","b"],"label":0}\n');
    const { code, stderr, left } = await runProgram(['choices', ...args], { directory: folder.path });
    expect({ code, left, stderr }).toMatchObject({ code: 2, left: [] });
    expect(stderr).toContain(says);
  });
});

// Constraints on the form of a reply: what is counted, how it begins and ends, and whether anything stands around what was asked for.
import { describe, expect, it } from 'vitest';
import type { CheckId } from '../dist/scenario/check-settings.js';
import { readScenario } from '../dist/scenario/load.js';
import { type Scenario, ScenarioSchema } from '../dist/scenario/schema.js';
import { wordsAroundAnswer } from '../dist/score/reading/around-answer.js';
import { temporaryFolder } from './support/cli.ts';
import { scoreTurns } from './support/score.ts';
import { AFTER, ANSWERS, BEFORE } from './support/words-around.ts';

/** No check here needs words. */
function judged(replies: readonly string[], scenario: Scenario, checks: readonly CheckId[]) {
  const turns = replies.map((reply, index) => {
    return { turn: index + 1, user: scenario.turns[index]?.user ?? '', reply, outcome: 'ok' as const };
  });
  return scoreTurns(turns, { scenario, tokens: turns.map(() => []) }, checks);
}

describe('text.matches', () => {
  const resultOf = async (settings: object, reply: string) => {
    const scenario = ScenarioSchema.parse({
      ...{ id: 'x', title: 'x', persona: { name: 'a', user: 'b', instruction: 'i' }, turns: ['a'] },
      checks: { 'text.matches': settings },
    });
    const [row] = await judged([reply], scenario, ['text.matches']);
    return [row?.result, row?.value];
  };

  it.each([
    [{ minCharacters: 3 }, '𠮷野家', '𠮷👍'],
    [{ minCharacters: 2, maxCharacters: 3 }, 'うん。', 'うんうん'],
    [{ startsWith: '結論' }, '\n結論から言うと賛成です。', '私は賛成です。結論'],
    [{ endsWith: '以上' }, '報告は三件です。以上\n', '以上、報告は三件です。'],
    [{ minLines: 2 }, '春\n\n夏', '春夏\n\n'],
    [{ maxLines: 2 }, '春\n\n夏\n', '春\n夏\n秋'],
    [{ minItems: 3, maxItems: 3 }, '三つあります。\n- 春\n・夏\n1. 秋', '- 春\n- 夏'],
    [{ maxItems: 0 }, '春と夏。', '- 春'],
    [{ answerOnly: true }, '港の朝市で、旬を味わう', '承知しました。\n港の朝市で、旬を味わう'],
  ])('takes %j', async (settings, good, bad) => {
    expect(await resultOf(settings, good)).toEqual(['pass', 0]);
    expect(await resultOf(settings, bad)).toEqual(['fail', 1]);
  });

  it('says nothing where the scenario only turns it on, and counts every fault', async () => {
    expect(await resultOf({ answerOnly: false, gate: true }, 'うん。')).toEqual(['not-applicable', null]);
    expect(await resultOf({ minCharacters: 20, endsWith: '!', minItems: 1 }, 'うん。')).toEqual(['fail', 3]);
  });
});

describe('words around an answer', () => {
  it.each([...ANSWERS.tuning, ...ANSWERS.heldOut])('are not seen where there are none: %j', (answer) => {
    expect(wordsAroundAnswer(answer)).toBeNull();
  });

  const [title = '', summary = '', list = '', english = ''] = ['港の朝市で', '市は来年度から', '- 牛乳', 'Learn'].map(
    (start) => ANSWERS.tuning.find((answer) => answer.startsWith(start)),
  );
  const missed = (bank: readonly string[], around: (words: string, answer: string) => string): string[] =>
    bank
      .flatMap((words) => [title, summary, list, english].map((answer) => around(words, answer)))
      .filter((reply) => wordsAroundAnswer(reply) === null);

  // Of 72 and 48 planted faults that the patterns were not written for, 64 and 32 were found.
  it.each([
    ['before it', BEFORE, (words: string, answer: string) => words + answer, 8],
    ['after it', AFTER, (words: string, answer: string) => answer + words, 16],
  ] as const)('are found %s', (_, bank, around, most) => {
    expect(missed(bank.tuning, around)).toEqual([]);
    expect(missed(bank.heldOut, around).length).toBeLessThanOrEqual(most);
  });
});

it('an LCTG-shaped set of constraints is a scenario, each turn with its own', async () => {
  await using folder = temporaryFolder();
  const asked = '次の説明文に合う広告文のタイトルをひとつ作ってください。';
  const file = await folder.write(
    'title.yaml',
    `id: title-control
title: { ja: 広告文の条件, en: constraints on a title }
persona: { name: アシスタント, user: ユーザー, instruction: 利用者の指示に従ってください。, register: any }
turns:
  - user: ${asked}広告文だけを出力し、前後に説明を付けないでください。
    checks: { text.matches: { answerOnly: true } }
  - user: ${asked}10文字以上20文字以内で書いてください。
    checks: { text.matches: { minCharacters: 10, maxCharacters: 20 } }
  - user: ${asked}「朝市」という言葉を使ってください。
    checks: { words.required: { words: [朝市] } }
  - user: ${asked}「激安」という言葉は使わないでください。
    checks: { words.forbidden: { words: [激安] } }
`,
  );
  const { scenario } = await readScenario(file);
  const resultsOf = async (replies: readonly string[]) => {
    const rows = await judged(replies, scenario, ['text.matches', 'words.required', 'words.forbidden']);
    return rows
      .filter(({ result }) => result !== 'not-applicable')
      .map(({ check, turn, result }) => [check, turn, result]);
  };
  const good = ['港の朝市へ、ようこそ', '港でとれた魚を味わう朝', '港の朝市へ', '港の朝を味わう'];
  expect(await resultsOf(good)).toEqual([
    ['text.matches', 1, 'pass'],
    ['text.matches', 2, 'pass'],
    ['words.required', null, 'pass'],
    ['words.forbidden', 4, 'pass'],
  ]);
  const bad = ['はい、承知しました。港の朝市へ', '港の朝', '港の市場へ', '激安の魚市場'];
  expect((await resultsOf(bad)).map(([, , result]) => result)).toEqual(['fail', 'fail', 'fail', 'fail']);
});

it('a range that begins after its end is a mistake', async () => {
  await using folder = temporaryFolder();
  const checks = 'checks: { text.matches: { minCharacters: 5, maxCharacters: 4 } }';
  const text = `id: x\ntitle: t\npersona: { name: a, user: b, instruction: i }\n${checks}\nturns: [a]\n`;
  const file = await folder.write('x.yaml', text);
  await expect(readScenario(file)).rejects.toThrow('has a minimum that is greater than its maximum');
});

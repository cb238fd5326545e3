// Runs on their way out to other evaluation tools.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExportFolder, exportFolder, linesOf, TURNS } from './support/export-folder.ts';

let folder: ExportFolder;

beforeAll(async () => {
  folder = await exportFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const REPLIES = ['うん！', '=2', '', '駅前のね', 'また来てね'];

describe('mt-bench', () => {
  it('has a question for each scenario, and answers of those who came to its end', async () => {
    const { files, notes } = await folder.exported({ format: 'mt-bench' });
    expect(Object.keys(files)).toEqual(['model_answer/whole.jsonl', 'question.jsonl']);
    expect(linesOf(files['question.jsonl'])).toEqual([
      { question_id: 1, category: 'roleplay', turns: TURNS, scenario: 'cafe' },
    ]);
    expect(linesOf(files['model_answer/whole.jsonl'])).toEqual([
      {
        question_id: 1,
        answer_id: `${folder.played}-1`,
        model_id: 'whole',
        choices: [{ index: 0, turns: REPLIES }],
        tstamp: expect.any(Number),
      },
    ]);
    expect(notes).toEqual([expect.stringMatching(/ended before their last turn \(2\).*judgments: the run has none$/)]);
  });

  it('makes a question of its own of a chat that says something else than its scenario', async () => {
    const chat = (users: readonly string[]): string =>
      JSON.stringify({
        messages: users.flatMap((user) => [
          { role: 'user', content: user },
          { role: 'assistant', content: 'r' },
        ]),
      });
    const run = await folder.imported('openai', [chat(TURNS), chat(['x']), chat(['x'])].join('\n'));
    const { files } = await folder.exported({ format: 'mt-bench', run });
    expect(linesOf(files['question.jsonl'])).toMatchObject([
      { question_id: 1, turns: TURNS },
      { question_id: 2, turns: ['x'] },
    ]);
    expect(linesOf(files['model_answer/m.jsonl'])).toMatchObject([
      { question_id: 1, choices: [{ index: 0 }] },
      { question_id: 2, choices: [{ index: 1 }, { index: 2 }] },
    ]);
  });
});

describe('rp-bench', () => {
  it('has what user and character said in turn, up to a reply that failed', async () => {
    const { files } = await folder.exported({ format: 'rp-bench' });
    const names = { user_model_name: 'scenario', id: 0, scenario: 'cafe', sample: 1 };
    expect(linesOf(files['conversations/whole.jsonl'])).toEqual([
      {
        ...names,
        target_model_name: 'whole',
        conversation_history: REPLIES.flatMap((reply, index) => [TURNS[index], reply]),
      },
    ]);
    expect(linesOf(files['conversations/broken.jsonl'])).toEqual([
      { ...names, target_model_name: 'broken', conversation_history: [TURNS[0], 'はい', TURNS[1], 'いや'] },
    ]);
    expect(Object.keys(files)).toHaveLength(2);
  });
});

// Tables with a question and an answer in each row: ELYZA-tasks-100, Tengu and ja-mt-bench-1shot. Source of the fields: shisa-ai/shaberi,
// evaluation_datasets_config.py. Start at `elyzaTasks` and `tengu`.
import { z } from 'zod';
import { parsedAt } from '../../core/parsed-at.ts';
import { Label, Reference, Said } from './fields.ts';
import type { QuestionForm } from './question.ts';

const TaskSchema = z.object({ input: Said, output: Reference });

export const elyzaTasks: QuestionForm = {
  // Sets to train on have these fields too, besides an instruction.
  isFirst: (fields) =>
    'input' in fields && ('output' in fields || 'eval_aspect' in fields) && !('instruction' in fields),
  fields: ['input', 'output'],
  read({ fields, line }, file) {
    const { input, output } = parsedAt(TaskSchema, fields, { file, line });
    return { id: null, tags: [], turns: [turnOf(input, output)] };
  },
  nameOf: () => 'ELYZA-tasks-100',
};

const QuestionSchema = z.object({
  ...{ id: Label, question_id: Label, Category: Label, category: Label },
  ...{ Question: Said, Answer: Reference },
});

export const tengu: QuestionForm = {
  // What has choices to choose from is another kind of set.
  isFirst: (fields) => 'Question' in fields && !['A', 'choices'].some((name) => name in fields),
  fields: Object.keys(QuestionSchema.shape),
  read({ fields, line }, file) {
    const { id, question_id: otherId, ...read } = parsedAt(QuestionSchema, fields, { file, line });
    const category = read.Category ?? read.category;
    return {
      id: id ?? otherId,
      tags: category === null ? [] : [category],
      turns: [turnOf(read.Question, read.Answer)],
    };
  },
  nameOf: (_, fields) => ('Answer' in fields || 'Criteria' in fields ? 'Tengu' : 'ja-mt-bench-1shot'),
};

function turnOf(user: string, reply: string | null): { user: string; referenceReplies?: string[] } {
  return { user, ...(reply !== null && { referenceReplies: [reply] }) };
}

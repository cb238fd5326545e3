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

const QuestionSchema = z.object({ Question: Said, Answer: Reference, Category: Label });

export const tengu: QuestionForm = {
  // What has choices to choose from is another kind of set.
  isFirst: (fields) => 'Question' in fields && !['A', 'choices'].some((name) => name in fields),
  fields: ['Question', 'Answer', 'Category'],
  read({ fields, line }, file) {
    const { Question, Answer, Category } = parsedAt(QuestionSchema, fields, { file, line });
    return { id: null, tags: Category === null ? [] : [Category], turns: [turnOf(Question, Answer)] };
  },
  nameOf: (_, fields) => ('Answer' in fields || 'Criteria' in fields ? 'Tengu' : 'ja-mt-bench-1shot'),
};

function turnOf(user: string, reply: string | null): { user: string; referenceReplies?: string[] } {
  return { user, ...(reply !== null && { referenceReplies: [reply] }) };
}

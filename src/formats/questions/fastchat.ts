// Questions as FastChat's judge has them, and the sets made after it: MT-Bench, its Japanese versions, Rakuda, Vicuna QA. Source of the
// fields: lm-sys/FastChat@0e6d3e4, fastchat/llm_judge/data; yuzu-ai/japanese-llm-ranking, jrank/data. Start at `fastchat`.
import { z } from 'zod';
import { parsedAt } from '../../core/parsed-at.ts';
import { Label, MOST_TURNS, Reference, Said } from './fields.ts';
import type { QuestionForm } from './question.ts';

const QuestionSchema = z
  .object({
    question_id: Label,
    category: Label,
    turns: z.array(Said).min(1).max(MOST_TURNS).optional(),
    /** In place of `turns`: Rakuda at Hugging Face, and the first sets of all. */
    text: Said.optional(),
    /** One for each turn; for people and judges. */
    reference: z
      .union([z.array(Reference), Reference.transform((reply) => [reply])])
      .nullish()
      .transform((references) => references ?? []),
  })
  .refine(({ turns, text }) => turns !== undefined || text !== undefined, {
    path: ['turns'],
    error: 'is missing',
  });

export const fastchat: QuestionForm = {
  isFirst: ({ turns, text, question_id: id }) => Array.isArray(turns) || (typeof text === 'string' && id !== undefined),
  fields: ['question_id', 'category', 'turns', 'text', 'reference'],
  read({ fields, line }, file) {
    const { question_id: id, category, turns, text, reference } = parsedAt(QuestionSchema, fields, { file, line });
    const said = turns ?? (text === undefined ? [] : [text]);
    return {
      id,
      tags: category === null ? [] : [category],
      turns: said.map((user, index) => {
        const reply = reference[index];
        return { user, ...(typeof reply === 'string' && { referenceReplies: [reply] }) };
      }),
    };
  },
  nameOf(questions) {
    if (questions.some(({ turns }) => turns.length > 1)) return 'MT-Bench';
    return questions.every(({ id }) => id !== null && /^\d+$/.test(id)) ? 'Vicuna QA' : 'Rakuda';
  },
};

// MT-Bench as FastChat lays it out: `question.jsonl`, and a file of answers for each model. A scenario is a question; its samples are the
// choices of an answer. Start at `mtBenchOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { ExportedConversation, ExportedRun, ExportedTurn } from './exported-run.ts';
import type { ExportedPiece, FormatWriter, OutFormat } from './format.ts';
import { repliesIn } from './said.ts';
import { fileNames, variantNames } from './variants.ts';

export const mtBenchOut: OutFormat = {
  isFolder: true,
  losses: [
    ...(['failed', 'unfinished', 'truncated', 'refused', 'thinking', 'greeting', 'persona', 'settings'] as const),
    ...(['figures', 'prompts', 'checks', 'ratings', 'judgments'] as const),
  ],
  open: mtBenchWriter,
};

interface Question {
  question_id: number;
  category: string;
  turns: readonly string[];
  /** Beside what FastChat reads. */
  scenario: string;
}

interface Answer {
  model: string;
  question: Question;
  choices: { index: number; turns: string[] }[];
}

/** FastChat looks for a reference answer to those that need one; what is none of these is roleplay. */
const CATEGORIES = ['writing', 'roleplay', 'reasoning', 'math', 'coding', 'extraction', 'stem', 'humanities'];

function mtBenchWriter(run: ExportedRun): FormatWriter {
  const nameOf = variantNames(run);
  const fileOf = fileNames();
  const questionOf = questionsOf(run);
  const asked = new Set<Question>();
  const waiting = new Map<string, Answer>();
  let unfinished = 0;
  const written = (name: string, { model, question, choices }: Answer): ExportedPiece => {
    waiting.delete(name);
    const line = {
      question_id: question.question_id,
      answer_id: `${run.id}-${question.question_id}`,
      model_id: fileOf(model),
      choices: choices.sort((a, b) => a.index - b.index),
      tstamp: Date.parse(run.endedAt ?? run.startedAt) / 1000,
    };
    return { file: `model_answer/${fileOf(model)}.jsonl`, data: `${inertJson(line, 0)}\n` };
  };
  return {
    conversation(conversation) {
      const turns = repliesIn(conversation);
      if (conversation.status !== 'done' || turns.length === 0) {
        unfinished++;
        return [];
      }
      const question = questionOf(conversation, turns);
      asked.add(question);
      const model = nameOf(conversation);
      const name = JSON.stringify([model, question.question_id]);
      const answer = waiting.get(name) ?? { model, question, choices: [] };
      waiting.set(name, answer);
      answer.choices.push({ index: conversation.sample - 1, turns: turns.map(({ reply }) => reply) });
      return answer.choices.length === run.samples ? [written(name, answer)] : [];
    },
    end: () => [
      ...[...waiting].map(([name, answer]) => written(name, answer)),
      ...[...asked]
        .sort((a, b) => a.question_id - b.question_id)
        .map((question) => ({ file: 'question.jsonl', data: `${inertJson(question, 0)}\n` })),
    ],
    lost: () => ({ unfinished }),
  };
}

/** A scenario's user lines are one question. A chat log need not say what its scenario says: it is then a question of its own. */
function questionsOf({ scenarios }: ExportedRun) {
  const planned = new Map<string, Question>();
  for (const [index, { id, scenario }] of scenarios.entries()) {
    if (scenario === null) continue;
    const category = CATEGORIES.find((each) => scenario.tags.includes(each)) ?? 'roleplay';
    const turns = scenario.turns.map(({ user }) => user);
    planned.set(id, { question_id: index + 1, category, turns, scenario: id });
  }
  const others = new Map<string, Question>();
  return ({ scenario }: ExportedConversation, turns: readonly ExportedTurn[]): Question => {
    const said = turns.map(({ user }) => user);
    const own = planned.get(scenario);
    if (own && JSON.stringify(own.turns) === JSON.stringify(said)) return own;
    const name = JSON.stringify([scenario, said]);
    const number = scenarios.length + others.size + 1;
    const other = { question_id: number, category: own?.category ?? 'roleplay', turns: said, scenario };
    const question = others.get(name) ?? other;
    others.set(name, question);
    return question;
  };
}

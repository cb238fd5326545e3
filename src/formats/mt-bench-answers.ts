// Answers of MT-Bench, one a line, as FastChat writes them, and Rakuda's: they have the replies, a question file has what the user says.
// Start at `readMtBenchAnswers` and `questionsIn`.
import { z } from 'zod';
import { type Place, UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say } from '../words/text.ts';
import { recordedText } from './chat-text.ts';
import { nothingIn } from './json-mistakes.ts';
import type { StreamedJson } from './json-stream.ts';
import type { ReadChats } from './read-chats.ts';
import type { Questions, SpokenChat, Utterance } from './transcript.ts';

const Id = z.union([z.string(), z.number()]).transform(String);

const QuestionSchema = z.object({ question_id: Id, turns: z.array(z.string()).min(1) });

const AnswerSchema = z.object({
  question_id: Id,
  model_id: z.string().optional(),
  choices: z.array(z.object({ turns: z.array(z.string()) })),
});

/** The first version of the format, as Rakuda had it, knew one turn only: a text. */
function withTurns(value: unknown): unknown {
  if (!isRecord(value) || 'turns' in value || 'choices' in value || !('text' in value)) return value;
  return { ...value, turns: [value.text], choices: [{ turns: [value.text] }] };
}

/** @throws UserError naming the line, if it is no question file */
export async function questionsIn(documents: AsyncIterable<StreamedJson>, file: string): Promise<Questions> {
  const turns = new Map<string, readonly string[]>();
  for await (const { value, lineOf } of documents) {
    const question = parsedAt(QuestionSchema, withTurns(value), { file, line: lineOf('') });
    turns.set(question.question_id, question.turns);
  }
  return { file, turns };
}

export const readMtBenchAnswers: ReadChats = async function* (documents, { file, questions }) {
  let answered = 0;
  let unasked: { id: string; place: Place } | null = null;
  for await (const document of documents) {
    const { value, lineOf } = document;
    const place = { file, line: lineOf('') };
    if (!isRecord(value) || !('question_id' in value)) {
      yield nothingIn(document);
      continue;
    }
    const { question_id: id, model_id: model, choices } = parsedAt(AnswerSchema, withTurns(value), place);
    if (!questions) throw withoutQuestions(place);
    const asked = questions.turns.get(id);
    if (asked) answered++;
    else {
      unasked ??= { id, place };
      const text = `question_id ${id}`;
      yield { said: [], unplaced: [{ line: place.line, text }], notes: [], names: [] };
      continue;
    }
    for (const { turns } of choices) yield spokenIn(turns, { asked, id, model, place });
  }
  if (unasked && answered === 0 && questions) {
    throw new UserError(say('{file} has no question {id}', { file: questions.file, id: unasked.id }), {
      place: unasked.place,
      remedy: say('Name another question file with --questions FILE.'),
    });
  }
};

interface Answered {
  asked: readonly string[];
  id: string;
  model: string | undefined;
  place: Place & { line: number };
}

function spokenIn(replies: readonly string[], { asked, id, model, place }: Answered): SpokenChat {
  if (replies.length > asked.length) {
    throw new UserError(
      say('{n} replies to the {questions} turns of question {id}', { n: replies.length, questions: asked.length, id }),
      { place },
    );
  }
  const { line } = place;
  const said = replies.flatMap((reply, index): Utterance[] => [
    { role: 'user', text: recordedText(asked[index] ?? ''), line },
    { role: 'assistant', text: recordedText(reply), line },
  ]);
  return {
    said,
    unplaced: [],
    notes: [],
    names: ['user', 'assistant'],
    ...(model !== undefined && { models: [model] }),
  };
}

function withoutQuestions(place: Place): UserError {
  return new UserError(say('has only replies: what the user says is in the question file'), {
    place,
    remedy: say('Name it with --questions FILE, or put it into the same folder as question.jsonl.'),
  });
}

// Question sets of benchmarks as scenarios, one of each question. Which set it is shows in the names of its fields. Start at `readQuestions`.
import { UserError } from '../../core/errors.ts';
import { nearestId } from '../../core/id.ts';
import { say, type Text } from '../../words/text.ts';
import { assistantIn, beginningOf, commonLanguage, type ScenarioDraft, tagOf, titleOf } from '../draft.ts';
import { fastchat } from './fastchat.ts';
import type { Question, QuestionForm, Row } from './question.ts';
import { tableIn } from './rows.ts';
import { rpSettings } from './rp-settings.ts';
import { elyzaTasks, tengu } from './tasks.ts';

/** A new form is a file beside this one and an entry here. */
const FORMS: readonly QuestionForm[] = [fastchat, elyzaTasks, tengu, rpSettings];

export interface QuestionSet {
  drafts: ScenarioDraft[];
  /** What the model is told, as the set does not say it; null: it does. */
  assumed: string | null;
  notes: Text[];
}

export interface QuestionChoices {
  /** The name of the file without its extension: ids begin with it. */
  name: string;
  /** What the user is called; null: by the language. */
  user: string | null;
}

/** @throws UserError naming line and field of what is no question */
export async function readQuestions(bytes: Buffer, file: string, choices: QuestionChoices): Promise<QuestionSet> {
  const { rows, notes } = await tableIn(bytes, file);
  const first = rows[0]?.fields ?? {};
  const form = FORMS.find(({ isFirst }) => isFirst(first));
  if (!form) throw noQuestions(rows, file);
  const questions = rows.map((row) => form.read(row, file));
  const drafts = draftsOf(questions, rows, { ...choices, isOpen: form.isOpen ?? false });
  requireOwnIds(drafts, file);
  const unused = unusedFields(rows, form.fields);
  return {
    drafts,
    assumed: questions[0]?.persona ? null : (drafts[0]?.persona.instruction ?? null),
    notes: [
      say('read as questions like those of {set}: {n}', { set: form.nameOf(questions, first), n: questions.length }),
      ...notes,
      ...(unused === null ? [] : [say('fields that are not used: {fields}', { fields: unused })]),
    ],
  };
}

/** Whether a value may be the first row of a question set: for `guessFormat`. */
export function isQuestion(fields: Row['fields']): boolean {
  return FORMS.some(({ isFirst }) => isFirst(fields));
}

/** In characters. */
const LONGEST_STEM = 32;

/** The language is that of the whole set: all its questions are put to the same persona. */
function draftsOf(
  questions: readonly Question[],
  rows: readonly Row[],
  { name, user, isOpen }: QuestionChoices & { isOpen: boolean },
): ScenarioDraft[] {
  const language = commonLanguage(
    questions.map(({ turns, persona }) => [persona?.instruction, ...turns.map((turn) => turn.user)].join('\n')),
  );
  const assistant = assistantIn(language);
  const stem = beginningOf(tagOf(name) ?? 'question', LONGEST_STEM);
  return questions.map(({ id, tags, turns, persona = assistant }, index) => ({
    id: nearestId(`${stem}-${id ?? index + 1}`),
    title: titleOf(turns[0]?.user ?? persona.name),
    tags: [...new Set(['questions', ...tags.flatMap((tag) => tagOf(tag) ?? [])])],
    persona: { ...persona, ...(user !== null && { user }), language },
    turns,
    isOpen,
    line: rows[index]?.line ?? 1,
  }));
}

function requireOwnIds(drafts: readonly ScenarioDraft[], file: string): void {
  const lines = new Map<string, number>();
  for (const { id, line } of drafts) {
    // Files whose names differ by case alone are one file in many places.
    const twin = lines.get(id.toLowerCase());
    if (twin !== undefined) {
      throw new UserError(say('would get the id {id}, which line {line} has already', { id, line: twin }), {
        place: { file, line },
      });
    }
    lines.set(id.toLowerCase(), line);
  }
}

/** With the number of rows that have it, unless all do; null: every field is used. */
function unusedFields(rows: readonly Row[], used: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const { fields } of rows) {
    for (const name of Object.keys(fields)) if (!used.includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].map(([name, n]) => (n === rows.length ? name : `${name} (${n})`));
  return names.length === 0 ? null : listed(names);
}

/** In one message. */
const MOST_NAMES = 12;

function listed(names: readonly string[]): string {
  const some = names.slice(0, MOST_NAMES).map((name) => beginningOf(name, 40));
  return `${some.join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`;
}

const KNOWN =
  'turns, text (MT-Bench, Rakuda, Vicuna QA), input (ELYZA-tasks-100), Question (Tengu), assistant_setting (Japanese-RP-Bench)';

function noQuestions(rows: readonly Row[], file: string): UserError {
  const names = Object.keys(rows[0]?.fields ?? {});
  return new UserError(say('has no questions that could be read; its fields: {fields}', { fields: listed(names) }), {
    place: { file, line: rows[0]?.line ?? 1 },
    remedy: say('Expected one of these fields: {fields}.', { fields: KNOWN }),
  });
}

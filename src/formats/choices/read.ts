// Files of questions with choices, of which one is right: JSON or JSONL in the manner of JCommonsenseQA, CSV in that of MMLU and JMMLU. Knows
// nothing of models or prompts. Start at `readChoiceQuestions`.
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { parsedAt } from '../../core/parsed-at.ts';
import { say } from '../../words/text.ts';
import { csvRows } from '../csv.ts';
import { jsonDocuments } from '../json-lines.ts';

export interface ChoiceQuestion {
  /** The file's own; null: it gives none. */
  id: string | null;
  /** 1-based. */
  line: number;
  question: string;
  choices: string[];
  /** Index of the right one; null: the file does not say. */
  answer: number | null;
  category: string | null;
}

/** As many as there are letters. */
const MOST_CHOICES = 26;

/** @throws UserError naming the line and the field of what cannot be read */
export function readChoiceQuestions(text: string, file: string): ChoiceQuestion[] {
  const isJson = /^\s*[[{]/.test(text) && !/\.csv$/i.test(file);
  const questions = isJson ? fromJson(text, file) : fromCsv(text, file);
  if (questions.length === 0) throw new UserError(say('has no question'), { place: { file } });
  return questions;
}

const field = z.union([z.string(), z.number()]);

/** What else a file has is left alone. */
const QuestionSchema = z.looseObject({
  question: z.string().trim().min(1),
  choices: z.array(field).optional(),
  label: field.nullish(),
  answer: field.nullish(),
  q_id: field.nullish(),
  id: field.nullish(),
  category: z.string().nullish(),
  subject: z.string().nullish(),
});

function fromJson(text: string, file: string): ChoiceQuestion[] {
  return jsonDocuments(text, file).flatMap(({ value, lineOf }) =>
    Array.isArray(value)
      ? value.map((each, index) => questionOf(each, { file, line: lineOf(`/${index}`) }))
      : [questionOf(value, { file, line: lineOf('') })],
  );
}

interface PlaceInFile {
  file: string;
  line: number;
}

function questionOf(value: unknown, place: PlaceInFile): ChoiceQuestion {
  const read = parsedAt(QuestionSchema, value, place);
  const choices = (read.choices ?? numberedChoices(read)).map(String);
  requireChoices(choices, place);
  const id = read.q_id ?? read.id ?? null;
  return {
    id: id === null ? null : String(id),
    line: place.line,
    question: read.question,
    choices,
    answer: answerIn(read, choices, place),
    category: read.category ?? read.subject ?? null,
  };
}

/**
 * `choice0`, `choice1` and so on; also from 1, and as columns A, B, C. One that is missing before others is empty: a label counts it, and
 * without it would mean another choice.
 */
function numberedChoices(read: Record<string, unknown>): string[] {
  const names = [
    (index: number) => `choice${index}`,
    (index: number) => `choice${index + 1}`,
    (index: number) => letterOf(index),
  ];
  const isThere = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
  for (const nameOf of names) {
    if (read[nameOf(0)] === undefined) continue;
    const values = Array.from({ length: MOST_CHOICES + 1 }, (_, index) => read[nameOf(index)]);
    const last = values.findLastIndex((value) => isThere(value) && value !== '');
    return values.slice(0, last + 1).map((value) => (isThere(value) ? String(value) : ''));
  }
  return [];
}

/** A, B, C and so on. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

function requireChoices(choices: readonly string[], place: PlaceInFile): void {
  if (choices.length < 2) {
    throw new UserError(say('has fewer than two choices'), {
      place,
      remedy: say('Expected "choices", or "choice0", "choice1" and so on, or columns A, B, C.'),
    });
  }
  if (choices.length > MOST_CHOICES)
    throw new UserError(say('has more than {n} choices', { n: MOST_CHOICES }), { place });
  const empty = choices.findIndex((choice) => choice.trim() === '');
  if (empty >= 0) throw new UserError(say('choice {letter} is empty', { letter: letterOf(empty) }), { place });
}

/**
 * A label is an index from 0, as in JCommonsenseQA; an answer is a letter, as in MMLU, or an index from 0 written as a number. Anything else
 * might be counted from 1, and is refused.
 */
function answerIn(
  { label, answer }: Pick<z.infer<typeof QuestionSchema>, 'label' | 'answer'>,
  choices: readonly string[],
  place: PlaceInFile,
): number | null {
  const [name, value] = label === null || label === undefined || label === '' ? ['answer', answer] : ['label', label];
  if (value === null || value === undefined || value === '') return null;
  const text = String(value).trim();
  const isIndex = typeof value === 'number' || (name === 'label' && /^\d+$/.test(text));
  const index = isIndex ? Number(text) : /^[A-Z]$/i.test(text) ? text.toUpperCase().charCodeAt(0) - 65 : -1;
  if (Number.isInteger(index) && index >= 0 && index < choices.length) return index;
  throw new UserError(say('"{value}" is none of the {n} choices', { value: text, n: choices.length }), {
    place,
    field: name,
    remedy: say('Expected a letter from A to {letter}, or a number from 0 to {n}.', {
      letter: letterOf(choices.length - 1),
      n: choices.length - 1,
    }),
  });
}

/** Without a header: the question, its choices, and the letter of the right one. */
function fromCsv(text: string, file: string): ChoiceQuestion[] {
  const [first, ...others] = csvRows(text, file);
  if (!first) return [];
  const names = first.cells.map((cell) => cell.trim().toLowerCase());
  const hasHeader = names.includes('question') && names.length === new Set(names).size;
  const rows = hasHeader ? others : [first, ...others];
  return rows.map(({ cells, line }) => {
    const place = { file, line };
    if (cells.length !== first.cells.length || (!hasHeader && cells.length < 4)) {
      throw new UserError(
        say('number of cells: {n}; expected {expected}', {
          n: cells.length,
          expected: Math.max(4, first.cells.length),
        }),
        {
          place,
          remedy: say('Expected the question, its choices, and the letter of the right one, with commas between them.'),
        },
      );
    }
    const [question = '', ...rest] = cells;
    if (!hasHeader) return questionOf({ question, choices: rest.slice(0, -1), answer: rest.at(-1) }, place);
    const named = first.cells.map((name, index): [string, string] => [keyOf(name.trim()), cells[index] ?? '']);
    return questionOf(Object.fromEntries(named.filter(([name, value]) => value !== '' || isChoice(name))), place);
  });
}

function isChoice(name: string): boolean {
  return /^(?:choice\d+|[A-Z])$/.test(name);
}

/** Choices are columns A, B, C; all other names are in lower case. */
function keyOf(name: string): string {
  return /^[a-z]$/i.test(name) ? name.toUpperCase() : name.toLowerCase();
}

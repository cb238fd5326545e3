// The questions of one or several files, as they are to be asked. Start at `loadQuestionSet`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { hashData, sha256 } from '../core/hash.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, type Places, shorten } from '../core/world.ts';
import { type ChoiceQuestion, readChoiceQuestions } from '../formats/choices/read.ts';
import { pcg32 } from '../stats/random.ts';
import { say } from '../words/text.ts';

/** A question with its place among all. */
export interface SetQuestion extends ChoiceQuestion {
  /** 1-based, over all files. */
  number: number;
}

interface QuestionFile {
  /** As it is recorded. */
  file: string;
  /** sha256 of its text. */
  digest: string;
  questions: number;
}

export interface QuestionSet {
  files: QuestionFile[];
  /** Of all files together, whatever they are called. */
  digest: string;
  questions: SetQuestion[];
}

/**
 * A folder stands for the files in it. Of several files, each is a category of its own, unless its questions name theirs.
 * @throws UserError naming file, line and field
 */
export async function loadQuestionSet(names: readonly string[], world: Places): Promise<QuestionSet> {
  const files: QuestionFile[] = [];
  const questions: SetQuestion[] = [];
  const paths = (await Promise.all(names.map((name) => filesNamed(absolute(name, world))))).flat();
  for (const file of paths) {
    const text = await readTextFile(file);
    const read = readChoiceQuestions(text, file);
    const category = paths.length > 1 ? path.parse(file).name : null;
    for (const each of read)
      questions.push({ ...each, category: each.category ?? category, number: questions.length + 1 });
    files.push({ file: shorten(file, world), digest: sha256(text), questions: read.length });
  }
  return { files, digest: hashData(files.map(({ digest }) => digest)), questions };
}

/** Of a folder, every file of questions in it, in order of name: not every shell knows `*`. */
async function filesNamed(place: string): Promise<string[]> {
  const found = await Promise.all(['.csv', '.json', '.jsonl'].map((extension) => filesIn([place], extension)));
  const files = found.flatMap((each) => [...each.values()]).sort();
  return files.length > 0 ? files : [place];
}

export interface Selection {
  /** How many examples are shown before each question, the same before all. */
  shots: number;
  seed: number;
  /** Only so many of each file; null: all. */
  first: number | null;
}

/**
 * Examples come out of `pool`, or else out of the set itself, which is then asked without them.
 * @throws UserError where there are too few
 */
export function selectQuestions(
  set: QuestionSet,
  pool: QuestionSet | null,
  { shots, seed, first }: Selection,
): { examples: SetQuestion[]; asked: SetQuestion[] } {
  const examples = drawn((pool ?? set).questions, shots, seed);
  const left = pool ? set.questions : set.questions.filter((each) => !examples.includes(each));
  const asked: SetQuestion[] = [];
  let start = 0;
  for (const { questions } of set.files) {
    const end = start + questions;
    const own = left.filter(({ number }) => number > start && number <= end);
    asked.push(...own.slice(0, first ?? undefined));
    start = end;
  }
  if (asked.length === 0) throw new UserError(say('no question is left to ask: all of them are examples'));
  return { examples, asked };
}

function drawn(pool: readonly SetQuestion[], shots: number, seed: number): SetQuestion[] {
  const left = pool.filter(({ answer }) => answer !== null);
  if (left.length < shots)
    throw new UserError(
      say('{shots} examples are wanted, and only {n} questions have an answer', { shots, n: left.length }),
    );
  const random = pcg32(seed);
  return Array.from({ length: shots }).flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

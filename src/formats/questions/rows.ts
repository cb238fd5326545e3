// Tables as question sets are kept in: one JSON object a line, an array of them. Start at `rowsIn`.
import { UserError } from '../../core/errors.ts';
import { isRecord } from '../../core/plain-data.ts';
import { textOf } from '../../core/text-file.ts';
import { say } from '../../words/text.ts';
import { jsonDocuments } from '../json-lines.ts';

export interface Row {
  fields: Readonly<Record<string, unknown>>;
  /** 1-based. */
  line: number;
}

/** The largest file: far more than any set has, and little enough to be held several times. */
export const QUESTION_MEGABYTES = 32;
/** Each becomes a file. */
const MOST_ROWS = 10_000;
/** A row may be written over several. */
const MOST_LINES = 1_000_000;

/** @throws UserError naming the line that is no row */
export function rowsIn(bytes: Buffer, file: string): Row[] {
  const text = textOf(bytes, file);
  if (text.trim() === '') throw new UserError(say('is empty'), { place: { file } });
  requireFewLines(text, file);
  return jsonDocuments(text, file, { deepest: 1, most: MOST_ROWS }).flatMap(({ value, lineOf }) => {
    if (!Array.isArray(value)) return [rowOf(value, { file, line: lineOf('') })];
    return value.map((each: unknown, index) => rowOf(each, { file, line: lineOf(`/${index}`) }));
  });
}

function rowOf(value: unknown, place: { file: string; line: number }): Row {
  if (isRecord(value)) return { fields: value, line: place.line };
  throw new UserError(say('is no object with named fields, as each question is'), { place });
}

function requireFewLines(text: string, file: string): void {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (++lines > MOST_LINES) {
      const message = say('has more than {n} lines, which is the most that is read', { n: MOST_LINES });
      throw new UserError(message, { place: { file } });
    }
  }
}

// Tables as question sets are kept in: one JSON object a line, an array of them, CSV, Parquet. Start at `tableIn`.
import { UserError } from '../../core/errors.ts';
import { isRecord } from '../../core/plain-data.ts';
import { textOf } from '../../core/text-file.ts';
import { say, type Text } from '../../words/text.ts';
import { jsonDocuments, tooManyRows } from '../json-lines.ts';
import { csvTable } from './csv.ts';
import { isParquet, parquetRows } from './parquet.ts';
import type { Row } from './question.ts';

/** The largest file: far more than any set has, and little enough to be held several times. */
export const QUESTION_MEGABYTES = 32;
/** Each becomes a file. */
const MOST_ROWS = 10_000;
/** A row may be written over several. */
const MOST_LINES = 1_000_000;

interface Table {
  rows: Row[];
  notes: Text[];
}

/** @throws UserError naming the line that is no row */
export async function tableIn(bytes: Buffer, file: string): Promise<Table> {
  const { rows, notes } = isParquet(bytes) ? await tableOfParquet(bytes, file) : tableOfText(textOf(bytes, file), file);
  if (rows.length > MOST_ROWS) throw tooManyRows(MOST_ROWS, file);
  if (rows.length === 0) throw new UserError(say('has no questions'), { place: { file } });
  return { rows, notes };
}

async function tableOfParquet(bytes: Buffer, file: string): Promise<Table> {
  const rows = await parquetRows(bytes, file, MOST_ROWS);
  return { rows: rows.map((fields, index) => ({ fields, line: index + 1 })), notes: [] };
}

function tableOfText(text: string, file: string): Table {
  if (text.trim() === '') return { rows: [], notes: [] };
  requireFewLines(text, file);
  if (!/^\s*[[{`~]/.test(text)) return withLineBreaks(csvTable(text, file, MOST_ROWS));
  const rows = jsonDocuments(text, file, { deepest: 1, most: MOST_ROWS }).flatMap(({ value, lineOf }) => {
    if (!Array.isArray(value)) return [rowOf(value, { file, line: lineOf('') })];
    return value.map((each: unknown, index) => rowOf(each, { file, line: lineOf(`/${index}`) }));
  });
  return { rows, notes: [] };
}

/** Where no text has a line break, they were written as `\n`, which is how some copies of ELYZA-tasks-100 have them. */
function withLineBreaks(rows: Row[]): Table {
  const texts = rows.flatMap(({ fields }) => Object.values(fields)).filter((value) => typeof value === 'string');
  const n = texts.filter((text) => text.includes('\\n')).length;
  if (n === 0 || texts.some((text) => text.includes('\n'))) return { rows, notes: [] };
  const broken = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\\n', '\n') : value);
  return {
    rows: rows.map(({ fields, line }) => ({
      fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, broken(value)])),
      line,
    })),
    notes: [say('texts in which a backslash and n were taken for a line break, as there are no others: {n}', { n })],
  };
}

function rowOf(value: unknown, place: { file: string; line: number }): Row {
  if (isRecord(value)) return { fields: value, line: place.line };
  throw new UserError(say('is not an object with named fields, as each question is'), { place });
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

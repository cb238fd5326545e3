// Tables as CSV. Start at `csvRows`.
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';
import type { Row } from './question.ts';

/** Of one row, in characters. */
const LONGEST_ROW = 1_000_000;

/** The first line names the fields. @throws UserError naming the line */
export function csvRows(text: string, file: string, most: number): Row[] {
  const [header, ...rows] = recordsIn(text, file, most + 2);
  if (!header) return [];
  const names = header.record.map((name) => name.trim());
  return rows.map(({ record, line }) => {
    if (record.length !== names.length) {
      const counts = { n: record.length, all: names.length };
      throw new UserError(say('has {n} fields, where the first line has {all}', counts), { place: { file, line } });
    }
    // Without a prototype, so that no name means anything.
    const fields: Record<string, unknown> = Object.assign(Object.create(null), {});
    for (const [index, name] of names.entries()) fields[name] = record[index];
    return { fields, line };
  });
}

interface CsvRecord {
  record: string[];
  /** Where it begins. */
  line: number;
}

/** @param to the last that is read */
function recordsIn(text: string, file: string, to: number): CsvRecord[] {
  const delimiter = file.toLowerCase().endsWith('.tsv') ? '\t' : ',';
  let line = 1;
  try {
    const found: CsvRecord[] = [];
    parse(text, {
      ...{ delimiter, to, skip_empty_lines: true, relax_column_count: true, max_record_size: LONGEST_ROW },
      on_record(record: string[], { lines }) {
        found.push({ record, line });
        line = lines + 1;
        return null;
      },
    });
    return found;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw broken(cause, file, line);
  }
}

/** @param start the line where the row begins */
function broken(cause: CsvError, file: string, start: number): UserError {
  const isOpen = cause.code === 'CSV_QUOTE_NOT_CLOSED' || cause.code === 'CSV_MAX_RECORD_SIZE';
  const place = { file, line: isOpen ? start : Number(cause.lines) || start };
  const message =
    cause.code === 'CSV_QUOTE_NOT_CLOSED'
      ? say('is not CSV: a quotation mark is never closed')
      : cause.code === 'CSV_MAX_RECORD_SIZE'
        ? say('has a row of more than {n} characters, which is the most that is read', { n: LONGEST_ROW })
        : say('is not CSV: it breaks in this line');
  return new UserError(message, { place, cause });
}

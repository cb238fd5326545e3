// CSV as RFC 4180 has it. Start at `csvRows`.
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';

export interface CsvRow {
  cells: string[];
  /** Where it begins, 1-based. */
  line: number;
}

interface CsvOptions {
  /** The most rows that are read; the rest is left. */
  most?: number;
  delimiter?: ',' | '\t';
}

/** Of one row, in characters. */
const LONGEST_ROW = 1_000_000;

/**
 * Empty lines are left out. Rows may have different numbers of cells. A quotation mark in the midst of a cell is an ordinary character.
 * @throws UserError naming the line of a cell whose quotation mark is never closed
 */
export function csvRows(text: string, file: string, { most, delimiter = ',' }: CsvOptions = {}): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  try {
    parse(text, {
      ...{
        delimiter,
        skip_empty_lines: true,
        relax_column_count: true,
        relax_quotes: true,
        max_record_size: LONGEST_ROW,
      },
      ...(most !== undefined && { to: most }),
      on_record(cells: string[], { lines }) {
        rows.push({ cells, line });
        line = lines + 1;
        return null;
      },
    });
    return rows;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw broken(cause, file, line);
  }
}

/** @param start the line where the row begins */
function broken(cause: CsvError, file: string, start: number): UserError {
  const isLong = cause.code === 'CSV_MAX_RECORD_SIZE';
  const isOpen = isLong || cause.code === 'CSV_QUOTE_NOT_CLOSED';
  const message = isLong
    ? say('has a row of more than {n} characters, which is the most that is read', { n: LONGEST_ROW })
    : say('a quotation mark is not closed, or not alone in its cell');
  return new UserError(message, { place: { file, line: isOpen ? start : Number(cause.lines) || start }, cause });
}

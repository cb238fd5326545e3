import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';

export interface CsvRow {
  cells: string[];
  /** Where it begins, 1-based. */
  line: number;
}

/**
 * RFC 4180: cells with commas, newlines or quotation marks stand in quotation marks, and a quotation mark inside is written twice. Elsewhere
 * one is an ordinary character. Empty lines are left out.
 * @param text with LF line ends
 * @throws UserError naming the line of a quotation mark that is never closed, or that has text after it
 */
export function csvRows(text: string, file: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let [at, line] = [0, 1];
  let row: CsvRow = { cells: [], line };
  while (at < text.length || row.cells.length > 0) {
    const isQuoted = text.charAt(at) === '"';
    const end = isQuoted ? endOfQuoted(text, at) : endOfBare(text, at);
    const sign = text.charAt(end ?? 0);
    if (end === null || !(sign === ',' || sign === '\n' || sign === '')) {
      throw new UserError(say('a quotation mark is not closed, or not alone in its cell'), { place: { file, line } });
    }
    const cell = isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
    row.cells.push(cell);
    at = end + 1;
    if (isQuoted) line += cell.split('\n').length - 1;
    if (sign === ',') continue;
    if (row.cells.length > 1 || cell !== '') rows.push(row);
    line++;
    row = { cells: [], line };
  }
  return rows;
}

/** After the closing quotation mark; null: there is none. */
function endOfQuoted(text: string, start: number): number | null {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text.charAt(end + 1) === '"') end = text.indexOf('"', end + 2);
  return end < 0 ? null : end + 1;
}

const SEPARATOR = /[,\n]/g;

function endOfBare(text: string, start: number): number {
  SEPARATOR.lastIndex = start;
  return SEPARATOR.exec(text)?.index ?? text.length;
}

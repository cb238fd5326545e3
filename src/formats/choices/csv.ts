import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';

export interface CsvRow {
  cells: string[];
  /** Where it begins, 1-based. */
  line: number;
}

/**
 * RFC 4180: cells with commas, newlines or quotation marks stand in quotation marks, and a quotation mark inside is written twice. Empty lines
 * are left out.
 * @param text with LF line ends
 * @throws UserError naming the line of a quotation mark that is never closed, or that has text after it
 */
export function csvRows(text: string, file: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n][^,\n]*)?)(,|\n|$)/y;
  let line = 1;
  let row: CsvRow = { cells: [], line };
  while (cell.lastIndex < text.length || row.cells.length > 0) {
    const match = cell.exec(text);
    if (!match)
      throw new UserError(say('a quotation mark is not closed, or not alone in its cell'), { place: { file, line } });
    const [whole, quoted, bare = '', end] = match;
    row.cells.push(quoted?.replaceAll('""', '"') ?? bare);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    row = { cells: [], line };
    if (end === '') break;
  }
  return rows;
}

// Tables as CSV, whose first line names the fields. Start at `csvTable`.
import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';
import { csvRows } from '../csv.ts';
import type { Row } from './question.ts';

/** @throws UserError naming the line */
export function csvTable(text: string, file: string, most: number): Row[] {
  const delimiter = file.toLowerCase().endsWith('.tsv') ? '\t' : ',';
  const [header, ...rows] = csvRows(text, file, { delimiter, most: most + 2 });
  if (!header) return [];
  const names = header.cells.map((name) => name.trim());
  return rows.map(({ cells, line }) => {
    if (cells.length !== names.length) {
      const counts = { n: cells.length, all: names.length };
      throw new UserError(say('number of fields: {n}; the first line has {all}', counts), { place: { file, line } });
    }
    return { fields: Object.fromEntries(names.map((name, index) => [name, cells[index]])), line };
  });
}

import { stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | null;

/**
 * The head of a table for spreadsheets. It begins with a byte order mark, because spreadsheets take Japanese for something else without it.
 */
export function csvHead(names: readonly string[]): string {
  return stringify([names], { bom: true });
}

/** Rows of one. A cell that a spreadsheet would compute begins with an apostrophe. */
export function csvRows(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(rows as CsvValue[][], { escape_formulas: true });
}

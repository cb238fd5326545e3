// One table as a Parquet file, in pieces: a few thousand rows at a time. Start at `parquetTable`.
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ExportedPiece } from './format.ts';

/** Every value may be null: not known. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean';
export type Cell = string | number | boolean | null;

export interface ParquetTable {
  add(row: readonly Cell[]): ExportedPiece[];
  end(): ExportedPiece[];
}

/** Rows that are written together. */
const GROUP = 4_000;

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
} as const;

/** @param columns by name, in the order of the cells */
export function parquetTable(file: string, columns: readonly (readonly [string, ColumnType])[]): ParquetTable {
  const bytes = new ByteWriter();
  const fields = columns.map(([name, type]) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[type] }));
  const schema = [{ name: 'root', num_children: columns.length }, ...fields];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'hitogara' });
  let rows: (readonly Cell[])[] = [];
  const taken = (): ExportedPiece[] => {
    const data = bytes.getBytes().slice();
    // What was taken is not kept; the offset goes on.
    bytes.index = 0;
    return [{ file, data }];
  };
  const flush = (): void => {
    if (rows.length === 0) return;
    const columnData = columns.map(([name, type], index) => ({
      name,
      data: rows.map((row) => cellValue(row[index] ?? null, type)),
    }));
    writer.write({ columnData, rowGroupSize: rows.length });
    rows = [];
  };
  return {
    add(row) {
      rows.push(row);
      if (rows.length < GROUP) return [];
      flush();
      return taken();
    },
    end() {
      flush();
      writer.finish();
      return taken();
    },
  };
}

function cellValue(cell: Cell, type: ColumnType): Cell | bigint {
  return type === 'integer' && typeof cell === 'number' ? BigInt(cell) : cell;
}

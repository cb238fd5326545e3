// A separate process: reads one Parquet file. What such a file says of itself may be made up, so that this may hang or run out of memory;
// `parquet.ts` handles that. Start at `rowsOf`.
import * as zlib from 'node:zlib';
import { type Compressors, parquetMetadata, parquetReadObjects, snappyUncompress } from 'hyparquet';
import { ENDING_SIGNALS } from '../../core/ending-signals.ts';

export interface ParquetTask {
  bytes: Uint8Array;
  /** The most rows. */
  most: number;
  /** The most that a page, and that all texts may have, in bytes and in characters. */
  mostBytes: number;
}

export type ParquetAnswer =
  | { type: 'rows'; rows: Record<string, unknown>[] }
  | { type: 'too-many' | 'too-large' }
  | { type: 'broken'; reason: string };

process.once('message', (task: ParquetTask) => {
  void rowsOf(task)
    .catch(brokenBy)
    .then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
// They may reach the whole process group; the parent decides when this process ends.
for (const signal of ENDING_SIGNALS) process.on(signal, () => {});

async function rowsOf({ bytes, most, mostBytes }: ParquetTask): Promise<ParquetAnswer> {
  const metadata = parquetMetadata(bytes);
  const groups = metadata.row_groups.reduce((sum, { num_rows: n }) => sum + n, 0n);
  if (metadata.num_rows > most || groups > most) return { type: 'too-many' };
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end = bytes.length) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const read = await parquetReadObjects({ file, metadata, compressors: compressorsFor(mostBytes) });
  const left = { characters: mostBytes };
  const rows = read.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value, left)])),
  );
  return left.characters < 0 ? { type: 'too-large' } : { type: 'rows', rows };
}

function brokenBy(error: unknown): ParquetAnswer {
  return { type: 'broken', reason: error instanceof Error ? error.message : String(error) };
}

/** Those that zlib has, too; a page never becomes larger than allowed. */
function compressorsFor(mostBytes: number): Compressors {
  const limited =
    (unpack: (input: Uint8Array, length: number) => Uint8Array) =>
    (input: Uint8Array, length: number): Uint8Array => {
      if (length < 0 || length > mostBytes) throw new RangeError(`a page of ${length} bytes`);
      return unpack(input, length);
    };
  return {
    SNAPPY: limited((input, length) => {
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: limited((input, length) => zlib.gunzipSync(input, { maxOutputLength: length })),
    BROTLI: limited((input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: length })),
  };
}

/** As JSON would have it. Lists may be shared by many rows: each is counted where it stands. */
function plain(value: unknown, left: { characters: number }): unknown {
  if (left.characters < 0) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string') {
    left.characters -= value.length;
    return value;
  }
  left.characters -= 1;
  if (Array.isArray(value)) return value.map((each: unknown) => plain(each, left));
  // Dates, bytes and objects hold nothing that is read.
  return typeof value === 'object' && value !== null ? {} : value;
}

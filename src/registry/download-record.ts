// What is known of a file that was downloaded: beside it, so that it moves with it. Start at `readRecord`.
import { z } from 'zod';
import { readPlainJson, writePlainJson } from './plain-file.ts';

const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const RecordSchema = z.object({
  schema: z.literal(1),
  /** Where it came from, without what may be a secret in the address. */
  source: z.string(),
  bytes: z.int().nonnegative(),
  /** Of what arrived. */
  sha256: Sha256Schema,
  /** Whether the server named the same checksum. */
  isConfirmed: z.boolean(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  downloadedAt: z.string(),
});
export type DownloadRecord = z.infer<typeof RecordSchema>;

/** @returns null if there is none: the file was put there by hand, or by another program */
export function readRecord(file: string): Promise<DownloadRecord | null> {
  return readPlainJson(recordOf(file), RecordSchema);
}

export function writeRecord(file: string, record: Omit<DownloadRecord, 'schema'>): Promise<void> {
  return writePlainJson(recordOf(file), { schema: 1, ...record });
}

/** Where it is. */
export function recordOf(file: string): string {
  return `${file}.json`;
}

/** What an answer said of the file; kept beside a part, to tell whether the rest belongs to it. */
export const FactsSchema = z.object({
  /** Without its query. */
  source: z.string(),
  /** Only a strong one: a weak one may stand for other bytes. */
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** By a hub's own word. */
  sha256: Sha256Schema.nullable(),
  /** null: nobody says. */
  bytes: z.int().nonnegative().nullable(),
});
export type Facts = z.infer<typeof FactsSchema>;

// What is measured of a run's models besides their replies: files under `regress/` in its folder, one line a measurement, each on disk before
// the next is taken. Start at `openMeasurements`.
import { mkdir, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { ifThere, readPlainFile } from '../core/plain-file.ts';
import { removeLeftover, renamePatiently } from '../core/replace-file.ts';
import type { Secrets } from '../core/secrets.ts';
import { say } from '../words/text.ts';
import { openJournal } from './journal.ts';

export interface Measurements<Line extends object> {
  /** Those of earlier sessions, and then of this one. */
  readonly lines: readonly Line[];
  /** @throws StoreFailure if a write to disk fails */
  append(line: Line): Promise<void>;
  close(): Promise<void>;
}

interface MeasurementOptions<Schema extends z.ZodType<object>> {
  /** Reads a line. */
  schema: Schema;
  /** A line's JSON, which the schema reads. */
  textOf?: (line: z.output<Schema>) => string;
  secrets: Pick<Secrets, 'redact'>;
}

/** Of one file. */
const FILE_MEGABYTES = 500;

/** In a run's folder. */
export const MEASUREMENTS = 'regress';

/** @param directory of a run */
export function measurementFile(directory: string, name: string): string {
  return path.join(directory, MEASUREMENTS, name);
}

/**
 * A last line that a killed process has left unfinished is cut off.
 * @throws UserError naming the line, if one before it is damaged
 */
export async function openMeasurements<Schema extends z.ZodType<object>>(
  directory: string,
  name: string,
  options: MeasurementOptions<Schema>,
): Promise<Measurements<z.output<Schema>>> {
  return openLines(measurementFile(directory, name), options);
}

/** The same for a file anywhere. */
export async function openLines<Schema extends z.ZodType<object>>(
  file: string,
  { schema, secrets, textOf = JSON.stringify }: MeasurementOptions<Schema>,
): Promise<Measurements<z.output<Schema>>> {
  await mkdir(path.dirname(file), { recursive: true });
  const { lines, size } = await readWhole(file, schema);
  const journal = await openJournal<z.output<Schema>>(file, { size, secrets, textOf });
  return {
    lines,
    async append(line) {
      await journal.append(line);
      lines.push(line);
    },
    close: journal.close,
  };
}

/** @throws UserError naming the line that is damaged */
export async function readMeasurements<Schema extends z.ZodType<object>>(
  directory: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  return readLines(measurementFile(directory, name), schema);
}

/** The same for a file anywhere; none where there is no such file. */
export async function readLines<Schema extends z.ZodType<object>>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  return (await readWhole(file, schema)).lines;
}

async function readWhole<Schema extends z.ZodType<object>>(
  file: string,
  schema: Schema,
): Promise<{ lines: z.output<Schema>[]; size: number }> {
  const text = await textOf(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  return {
    lines: lines.map((line, index) =>
      parsedAt(schema, jsonAt(line, { file, line: index + 1 }), { file, line: index + 1 }),
    ),
    size: Buffer.byteLength(whole),
  };
}

async function textOf(file: string): Promise<string> {
  return (await ifThere(readPlainFile(file, FILE_MEGABYTES)))?.toString() ?? '';
}

function jsonAt(text: string, place: { file: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not a line of JSON: {reason}', { reason: describeError(cause) }), { place, cause });
  }
}

/**
 * A whole file, in the place of an earlier one at once.
 * @throws UserError (exit 3) if it cannot be written
 */
export async function writeMeasurementFile(directory: string, name: string, text: string): Promise<void> {
  const file = measurementFile(directory, name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.tmp`, text, { flush: true });
    await renamePatiently(`${file}.tmp`, file);
  } catch (cause) {
    throw new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file },
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}

/** A whole file, word for word; empty: there is none. @throws UserError if it cannot be read */
export async function readMeasurementText(directory: string, name: string): Promise<string> {
  return textOf(measurementFile(directory, name));
}

/** null: there is none. */
export async function readMeasurementFile(directory: string, name: string): Promise<unknown> {
  const file = measurementFile(directory, name);
  const bytes = await ifThere(readPlainFile(file, FILE_MEGABYTES));
  return bytes && jsonAt(bytes.toString(), { file, line: 1 });
}

/** Rows of logits, which are needed only until the last model has been compared. */
export async function removeMeasurementFiles(directory: string, name: string): Promise<void> {
  await removeLeftover(measurementFile(directory, name));
}

/** @throws UserError (exit 3) if it cannot be made */
export async function prepareFolder(directory: string, name: string): Promise<void> {
  const folder = measurementFile(directory, name);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file: folder },
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}

/** Free for this user on the disk of a folder, or of the nearest one above it that is there; null: not known. */
export async function freeBytesAt(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null);
  if (found) return found.bavail * found.bsize;
  const above = path.dirname(folder);
  return above === folder ? null : freeBytesAt(above);
}

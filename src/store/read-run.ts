// Reading runs back: whole small files at once, the journal as a stream. Writes nothing. Start at `readConversations`.
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../core/errors.ts';
import { conversationSeed } from '../core/seed.ts';
import {
  type ConversationRecord,
  type JournalLine,
  JournalLineSchema,
  type Manifest,
  ManifestSchema,
  SCHEMA_VERSION,
  type Summary,
  SummarySchema,
  type TurnRecord,
} from './records.ts';

export const JOURNAL = 'journal.jsonl';
export const MANIFEST = 'manifest.json';
export const SUMMARY = 'summary.json';

/** A conversation as the journal has it in the end: of several attempts the last. */
export type StoredConversation = Omit<ConversationRecord, 'type' | 'schemaVersion' | 'status' | 'turns'> & {
  status: ConversationRecord['status'] | 'interrupted';
  turns: TurnRecord[];
};

export interface FoundRun {
  runId: string;
  directory: string;
  /** null: the run did not end by itself. */
  summary: Summary | null;
}

/** @throws UserError for a folder that holds no run, or one of another version */
export async function readManifest(directory: string): Promise<Manifest> {
  const manifest = await readJson(path.join(directory, MANIFEST), ManifestSchema);
  if (manifest) return manifest;
  throw new UserError(`${directory} holds no run: there is no ${MANIFEST}`);
}

/** null where the run has not ended by itself. */
export async function readSummary(directory: string): Promise<Summary | null> {
  return readJson(path.join(directory, SUMMARY), SummarySchema);
}

/** Run folders under `parent`, the latest first. */
export async function* findRuns(parent: string): AsyncGenerator<FoundRun> {
  const names = await readdir(parent).catch((): string[] => []);
  for (const runId of names
    .filter((name) => /^\d{8}-\d{6}-\d{3}-/.test(name))
    .sort()
    .reverse()) {
    const directory = path.join(parent, runId);
    // A folder without a manifest is one that was ended before it began.
    const hasManifest = (await readdir(directory).catch((): string[] => [])).includes(MANIFEST);
    if (hasManifest) yield { runId, directory, summary: await readSummary(directory) };
  }
}

/**
 * The journal's lines with the byte at which each begins and ends. A last line without its end is left out: it was torn by what ended the
 * run.
 * @throws UserError naming the line that is no journal line
 */
export async function* readJournal(
  directory: string,
): AsyncGenerator<{ line: JournalLine; start: number; end: number }> {
  const file = path.join(directory, JOURNAL);
  let number = 0;
  for await (const { bytes, start } of wholeLines(file)) {
    number++;
    yield { line: parseLine(bytes.toString('utf8'), file, number), start, end: start + bytes.byteLength + 1 };
  }
}

/**
 * Every conversation of a run, in the order in which they began, with its turns. Holds one conversation in memory at a time, and a
 * few numbers for each line.
 */
export async function* readConversations(directory: string): AsyncGenerator<StoredConversation> {
  const lines = new Map<string, { start: number; end: number }[]>();
  for await (const { line, start, end } of readJournal(directory)) {
    if (line.type === 'interruption' || line.type === 'retry') continue;
    const name = `${line.model} ${line.key}`;
    if (line.type === 'attempt') {
      lines.delete(`${line.model} ${line.replaces}`);
      lines.set(name, []);
      continue;
    }
    const known = lines.get(name);
    if (known) known.push({ start, end });
    else lines.set(name, [{ start, end }]);
  }
  if (lines.size === 0) return;
  const { request, scenarios } = await readManifest(directory);
  const hashes = new Map(scenarios.map(({ id, hash }) => [id, hash]));
  const file = path.join(directory, JOURNAL);
  const handle = await open(file, 'r');
  try {
    for (const places of lines.values()) {
      const turns: TurnRecord[] = [];
      let record: ConversationRecord | null = null;
      for (const place of places) {
        const line = parseLine(await readPlace(handle, place), file, null);
        if (line.type === 'turn') turns.push(line);
        else if (line.type === 'conversation') record = line;
      }
      const [first] = turns;
      if (record) yield storedOf(record, record.status, turns);
      else if (first) {
        // A turn's line has the turn's own seed.
        const seed = conversationSeed(request.seed, hashes.get(first.scenario) ?? '', first.sample);
        yield storedOf({ ...first, seed }, 'interrupted', turns);
      }
    }
  } finally {
    await handle.close();
  }
}

function storedOf(
  { key, model, scenario, sample, seed, settings, reason }: Omit<StoredConversation, 'status' | 'turns'>,
  status: StoredConversation['status'],
  turns: TurnRecord[],
): StoredConversation {
  return { key, model, scenario, sample, seed, settings, status, ...(reason !== undefined && { reason }), turns };
}

async function readPlace(handle: FileHandle, { start, end }: { start: number; end: number }): Promise<string> {
  const buffer = Buffer.allocUnsafe(end - start);
  await handle.read(buffer, 0, buffer.byteLength, start);
  return buffer.toString('utf8');
}

async function* wholeLines(file: string): AsyncGenerator<{ bytes: Buffer; start: number }> {
  // A run that was ended while it began may have none.
  if (!(await stat(file).catch(() => null))) return;
  let rest = Buffer.alloc(0);
  let start = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    let bytes = Buffer.concat([rest, chunk]);
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10)) {
      yield { bytes: bytes.subarray(0, newline), start };
      start += newline + 1;
      bytes = bytes.subarray(newline + 1);
    }
    rest = bytes;
  }
}

const AnyVersionSchema = z.object({ schemaVersion: z.number() });

/** Written by this program and read back by it: only what tells lines and versions apart is checked for each. */
function parseLine(text: string, file: string, number: number | null): JournalLine {
  const place = { file, ...(number !== null && { line: number }) };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`not a line of a journal: ${describeError(cause)}`, { place, cause });
  }
  const line = JournalLineSchema.safeParse(data);
  if (line.success) return line.data;
  throw new UserError(versionProblem(data) ?? 'not a line of a journal', { place, cause: line.error });
}

/** null where there is no such file. */
async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new UserError(`cannot be read: ${describeError(cause)}`, { place: { file }, cause });
  }
  try {
    const data: unknown = JSON.parse(text);
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw new Error(versionProblem(data) ?? z.prettifyError(parsed.error));
  } catch (cause) {
    throw new UserError(`cannot be read: ${describeError(cause)}`, { place: { file }, cause });
  }
}

function versionProblem(data: unknown): string | null {
  const version = AnyVersionSchema.safeParse(data);
  return version.success && version.data.schemaVersion !== SCHEMA_VERSION
    ? `is of version ${version.data.schemaVersion}; this program reads version ${SCHEMA_VERSION}`
    : null;
}

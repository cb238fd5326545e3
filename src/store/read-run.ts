// Reading runs back: whole small files at once, the journal as a stream. Writes nothing. Start at `readConversations`.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../core/errors.ts';
import { conversationSeed } from '../core/seed.ts';
import { say } from '../words/text.ts';
import { openPlaces, readJournal, versionProblem } from './read-journal.ts';
import {
  type ConversationRecord,
  type Manifest,
  ManifestSchema,
  type Summary,
  SummarySchema,
  type TurnRecord,
} from './records.ts';
import { upgraded } from './upgrade.ts';

export const MANIFEST = 'manifest.json';
export const SUMMARY = 'summary.json';

/** A conversation's final state in the journal: the last of several attempts. */
export type StoredConversation = Omit<ConversationRecord, 'type' | 'schemaVersion' | 'status' | 'turns' | 'figures'> & {
  status: ConversationRecord['status'] | 'interrupted';
  turns: TurnRecord[];
};

export interface FoundRun {
  runId: string;
  directory: string;
  /** null: the run was cut off. */
  summary: Summary | null;
}

/** @throws UserError for a folder without a run, or with one of another version */
export async function readManifest(directory: string): Promise<Manifest> {
  const manifest = await readJson(path.join(directory, MANIFEST), ManifestSchema);
  if (manifest) return manifest;
  throw new UserError(say('{folder} is not a run folder: it has no {file}', { folder: directory, file: MANIFEST }));
}

/** null if the run was cut off. */
export async function readSummary(directory: string): Promise<Summary | null> {
  return readJson(path.join(directory, SUMMARY), SummarySchema);
}

/** Run folders under `parent`, latest first; leaves out versions that cannot be read. */
export async function* findRuns(parent: string): AsyncGenerator<FoundRun> {
  const names = await readdir(parent).catch((): string[] => []);
  for (const runId of names
    .filter((name) => /^\d{8}-\d{6}-\d{3}-/.test(name))
    .sort()
    .reverse()) {
    const directory = path.join(parent, runId);
    const files = await readdir(directory).catch((): string[] => []);
    // A folder without a manifest is from a run that was killed before it started.
    if (!files.includes(MANIFEST)) continue;
    const latest = path.join(directory, files.includes(SUMMARY) ? SUMMARY : MANIFEST);
    if (await isReadable(latest)) yield { runId, directory, summary: await readSummary(directory) };
  }
}

async function isReadable(file: string): Promise<boolean> {
  const data = await readJson(file, z.unknown());
  return versionProblem(data) === null;
}

/**
 * Every conversation of a run, in the order in which they started, with its turns. Holds one conversation in memory at a time, and a
 * few numbers for each line.
 */
export async function* readConversations(directory: string): AsyncGenerator<StoredConversation> {
  const lines = new Map<string, { start: number; end: number }[]>();
  for await (const block of readJournal(directory)) {
    for (const { line, start, end } of block) {
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
  }
  if (lines.size === 0) return;
  const { request, scenarios } = await readManifest(directory);
  const hashes = new Map(scenarios.map(({ id, hash }) => [id, hash]));
  const journal = await openPlaces(directory);
  try {
    for (const places of lines.values()) {
      const turns: TurnRecord[] = [];
      let record: ConversationRecord | null = null;
      for (const place of places) {
        const line = await journal.read(place);
        if (line.type === 'turn') turns.push(line);
        else if (line.type === 'conversation') record = line;
      }
      const [first] = turns;
      if (record) yield storedOf(record, record.status, turns);
      else if (first) {
        // The seed in a turn's line is the turn's own.
        const seed = conversationSeed(request.seed, hashes.get(first.scenario) ?? '', first.sample);
        yield storedOf({ ...first, seed }, 'interrupted', turns);
      }
    }
  } finally {
    await journal.close();
  }
}

function storedOf(
  { key, model, scenario, sample, seed, settings, reason }: Omit<StoredConversation, 'status' | 'turns'>,
  status: StoredConversation['status'],
  turns: TurnRecord[],
): StoredConversation {
  return { key, model, scenario, sample, seed, settings, status, ...(reason !== undefined && { reason }), turns };
}

/** null if there is no such file. */
async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  }
  try {
    const data: unknown = JSON.parse(text);
    const parsed = schema.safeParse(upgraded(data));
    if (parsed.success) return parsed.data;
    throw new UserError(versionProblem(data) ?? z.prettifyError(parsed.error), { place: { file } });
  } catch (cause) {
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  }
}

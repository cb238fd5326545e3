// Reading runs back: whole small files at once, the journal as a stream. Writes nothing. Start at `readConversations`.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { ifThere, readPlainFile } from '../core/plain-file.ts';
import type { Sampling } from '../core/sampling.ts';
import { conversationSeed } from '../core/seed.ts';
import { didYouMean } from '../core/suggest.ts';
import { absolute, type Places } from '../core/world.ts';
import { plural, say, type Text } from '../words/text.ts';
import { type ConversationPlaces, conversationPlaces } from './conversation-places.ts';
import { type Examined, examineJournal, type PlacedLine, requireWhole, shortfall } from './journal-damage.ts';
import { sealOf } from './line-seal.ts';
import { requireUnchanged } from './manifest-seal.ts';
import { openPlaces, versionProblem } from './read-journal.ts';
import {
  type ConversationRecord,
  type InterruptionRecord,
  type Manifest,
  ManifestSchema,
  SCHEMA_VERSION,
  type Summary,
  SummarySchema,
  type TurnRecord,
} from './records.ts';
import { upgraded } from './upgrade.ts';

export const MANIFEST = 'manifest.json';
export const SUMMARY = 'summary.json';
/** Of a manifest or a summary: they hold the scenarios, not what was said. */
export const RECORD_MEGABYTES = 200;

/** A conversation's final state in the journal: the last of several attempts. */
export type StoredConversation = Omit<
  ConversationRecord,
  'type' | 'schemaVersion' | 'status' | 'settings' | 'turns' | 'figures'
> & {
  status: ConversationRecord['status'] | 'interrupted';
  /** null: not known, as the run has several, and this conversation no finished turn. */
  settings: Sampling | null;
  turns: TurnRecord[];
  /** The reply that was cut off, if the conversation ended with one. */
  cutOff?: CutOffReply;
};

type CutOffReply = Pick<InterruptionRecord, 'turn' | 'user' | 'partialReply' | 'reason'>;

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
  const file = path.join(directory, SUMMARY);
  return readJson(file, SummarySchema).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(say('cannot be read, though the journal beside it may be whole'), {
      place: { file },
      remedy: say('Delete it, and continue the run with --resume, which writes it anew.'),
      cause,
    });
  });
}

export const RUN_FOLDER = /^\d{8}-\d{6}-\d{3}-/;

/** Run folders under `parent`, latest first; leaves out versions that cannot be read. */
export async function* findRuns(parent: string): AsyncGenerator<FoundRun> {
  const names = await readdir(parent).catch((): string[] => []);
  for (const runId of names
    .filter((name) => RUN_FOLDER.test(name))
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

/**
 * The run that a user names: its id under `parent`, the path of its folder, `latest`, or `latest~1` for the one before.
 * @throws UserError if there is no such run
 */
export async function findNamedRun(
  run: string,
  parent: string,
  places: Pick<Places, 'workingDirectory'>,
): Promise<FoundRun> {
  const [, back] = /^latest(?:~(\d{1,6}))?$/.exec(run) ?? [];
  if (run === 'latest' || back !== undefined) return recentRun(Number(back ?? 0), parent);
  const directory = /[/\\]/.test(run) ? absolute(run, places) : path.join(parent, run);
  if (path.dirname(directory) === parent) await requireRun(run, directory, parent);
  const manifest = await readManifest(directory);
  return { runId: manifest.runId, directory, summary: await readSummary(directory) };
}

/** @param back 0: the latest */
async function recentRun(back: number, parent: string): Promise<FoundRun> {
  let seen = 0;
  for await (const found of findRuns(parent)) if (seen++ === back) return found;
  throw new UserError(
    seen === 0
      ? say('there is no run in {folder}', { folder: parent })
      : say('latest~{n}: {folder} has only {runs}', { n: back, folder: parent, runs: plural(seen, 'run') }),
    {
      remedy: say('Name another folder of runs with --out DIR.'),
      exitCode: ExitCode.nothingMatched,
    },
  );
}

async function requireRun(run: string, directory: string, parent: string): Promise<void> {
  const names = await readdir(parent).catch((): string[] => []);
  if (names.includes(path.basename(directory))) return;
  const runs = names.filter((name) => RUN_FOLDER.test(name)).sort();
  throw new UserError(say('there is no run "{run}" in {folder}', { run, folder: parent }), {
    remedy: didYouMean(run, runs.reverse()),
  });
}

async function isReadable(file: string): Promise<boolean> {
  const data = await readJson(file, z.unknown());
  return versionProblem(data) === null;
}

/**
 * Every conversation of a run, in the order in which they started, with its turns. Holds one conversation in memory at a time, and a
 * few numbers for each line.
 * @throws UserError, before the first of them, if the journal is damaged
 */
export async function* readConversations(directory: string): AsyncGenerator<StoredConversation> {
  const index = conversationPlaces();
  await requireWholeJournal(directory, ({ line, start, end }) => index.add(line, { start, end }));
  yield* conversationsAt(directory, index.all());
}

/**
 * @param each is told of every line that can be read
 * @returns the run's id
 * @throws UserError naming the lines and conversations that are damaged
 */
export async function requireWholeJournal(directory: string, each: (placed: PlacedLine) => void): Promise<string> {
  const manifest = await readManifest(directory);
  const { runId } = manifest;
  const { examined, lost } = await examineRun({ directory, runId }, each);
  requireWhole(directory, examined, manifest, lost);
  return runId;
}

/** Whether --resume has something to play again in a run that has ended. */
export async function isDamaged(run: Pick<FoundRun, 'directory' | 'runId'>): Promise<boolean> {
  const { examined, lost } = await examineRun(run);
  return examined.unread.size > 0 || examined.holes.length > 0 || lost !== null;
}

async function examineRun(
  { directory, runId }: Pick<FoundRun, 'directory' | 'runId'>,
  each?: (placed: PlacedLine) => void,
): Promise<{ examined: Examined; lost: Text | null }> {
  const summary = await readSummary(directory);
  const examined = await examineJournal(directory, runId, each);
  // A baseline's summary is that of the run it was made from, which may have had more models.
  const isCounted = RUN_FOLDER.test(path.basename(directory)) && summary?.schemaVersion === SCHEMA_VERSION;
  const lost = isCounted ? shortfall(examined, summary) : null;
  // A run that has just been resumed has no summary any more.
  return { examined, lost: lost !== null && (await readSummary(directory)) !== null ? lost : null };
}

interface ReadingAt {
  /** How much is read at once, in bytes: less for conversations that are far from each other. */
  blockSize?: number;
  /** Told of lines that cannot be read; a conversation ends before the first turn that is missing. Left out: they are an error. */
  skip?: (problem: UserError, place: { start: number }) => void;
}

/** @throws UserError for a line that cannot be read, unless it may be skipped */
export async function* conversationsAt(
  directory: string,
  conversations: Iterable<ConversationPlaces>,
  { blockSize, skip }: ReadingAt = {},
): AsyncGenerator<StoredConversation> {
  const all = [...conversations];
  if (all.length === 0) return;
  const { runId, request, scenarios } = await readManifest(directory);
  const hashes = new Map(scenarios.map(({ id, hash }) => [id, hash]));
  const seedOf = ({ scenario, sample }: { scenario: string; sample: number }): number =>
    conversationSeed(request.seed, hashes.get(scenario) ?? '', sample);
  const [onlySettings = null, ...others] = request.settings;
  const settings = others.length > 0 ? null : onlySettings;
  const journal = await openPlaces(directory, sealOf(runId), blockSize);
  try {
    for (const { places } of all) {
      const turns: TurnRecord[] = [];
      let record: ConversationRecord | null = null;
      let interruption: InterruptionRecord | null = null;
      for (const place of places) {
        const line = await journal.read(place).catch((error: unknown) => {
          if (!skip || !(error instanceof UserError)) throw error;
          skip(error, place);
          return null;
        });
        if (line === null) continue;
        if (line.type === 'turn') {
          if (!skip || line.turn === turns.length + 1) turns.push(line);
        } else if (line.type === 'conversation') record = line;
        else if (line.type === 'interruption') interruption = line;
      }
      const [first] = turns;
      // One that was interrupted and then went on has its whole reply.
      const cutOff = interruption && interruption.turn > turns.length ? interruption : null;
      if (record) yield storedOf(record, record.status, turns, cutOff);
      // The seed in a turn's line is the turn's own.
      else if (first) yield storedOf({ ...first, seed: seedOf(first) }, 'interrupted', turns, cutOff);
      else if (interruption)
        yield storedOf({ ...interruption, seed: seedOf(interruption), settings }, 'interrupted', turns, cutOff);
    }
  } finally {
    await journal.close();
  }
}

function storedOf(
  { key, model, scenario, sample, seed, settings, reason }: Omit<StoredConversation, 'status' | 'turns' | 'cutOff'>,
  status: StoredConversation['status'],
  turns: TurnRecord[],
  interruption: InterruptionRecord | null,
): StoredConversation {
  return {
    ...{ key, model, scenario, sample, seed, settings, status },
    ...(status !== 'interrupted' && reason !== undefined && { reason }),
    turns,
    ...(interruption && { cutOff: cutOffOf(interruption) }),
  };
}

function cutOffOf({ turn, user, partialReply, reason }: InterruptionRecord): CutOffReply {
  return { turn, user, partialReply, reason };
}

/** null if there is no such file. */
async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  const bytes = await ifThere(readPlainFile(file, RECORD_MEGABYTES));
  if (bytes === null) return null;
  try {
    const data: unknown = JSON.parse(bytes.toString());
    const parsed = schema.safeParse(upgraded(data));
    if (parsed.success) {
      requireUnchanged(data, file);
      return parsed.data;
    }
    throw new UserError(versionProblem(data) ?? z.prettifyError(parsed.error), { place: { file } });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  }
}

// The only writer under `results/`: one folder per run, with manifest, journal and summary. Knows nothing of models.
// Start at `createRunFolder` and `reopenRunFolder`.
import { constants } from 'node:fs';
import { mkdir, open, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { type Lock, takeLock } from '../core/lock.ts';
import { removeLeftover, removePatiently, renamePatiently } from '../core/replace-file.ts';
import type { Secrets } from '../core/secrets.ts';
import type { World } from '../core/world.ts';
import { say } from '../words/text.ts';
import { openJournal, StoreFailure } from './journal.ts';
import { type Examined, examineJournal, NOTHING_EXAMINED, problemsIn } from './journal-damage.ts';
import { type JournalIndex, journalIndex } from './journal-index.ts';
import { sealOf } from './line-seal.ts';
import { sealedManifest } from './manifest-seal.ts';
import { JOURNAL } from './read-journal.ts';
import { MANIFEST, readManifest, SUMMARY } from './read-run.ts';
import { type DamageRecord, type JournalLine, type Manifest, SCHEMA_VERSION, type Summary } from './records.ts';
import { conversationName, type Hole } from './turn-order.ts';

export interface RunFolder {
  directory: string;
  /** What the journal says, including this session's lines. */
  index: JournalIndex;
  /** What was wrong with the journal when the folder was opened again: it is played again. */
  damage: readonly UserError[];
  /** Replaces the manifest atomically. */
  writeManifest(manifest: Manifest): Promise<void>;
  /**
   * Resolves when the line is on disk. A line that could not be written in full is removed. The first line of a resumed run deletes its
   * old summary, and follows a line for each that cannot be read.
   */
  append(line: JournalLine): Promise<void>;
  writeSummary(summary: Summary): Promise<void>;
  /** Whether closing leaves no folder behind, because a new run recorded nothing. */
  willVanish(): boolean;
  /** Closes the journal and gives up the lock. */
  close(): Promise<void>;
  /** Closes a new run, and deletes it. */
  remove(): Promise<void>;
}

/** The writing process, and the secrets that must not be written. */
export type Writer = Pick<World, 'process' | 'secrets'>;

/**
 * @throws UserError (exit 3) if the folder cannot be created or written; nothing has been loaded yet
 */
export async function createRunFolder(parent: string, manifest: Manifest, writer: Writer): Promise<RunFolder> {
  const directory = path.join(parent, manifest.runId);
  /** The topmost folder that had to be created; undefined: all of them existed. */
  let made: string | undefined;
  try {
    made = await mkdir(parent, { recursive: true });
    await mkdir(directory);
    await syncDirectory(parent);
  } catch (cause) {
    throw unwritable(cause);
  }
  const lock = await takeLock(directory, writer.process).catch(async (cause: unknown) => {
    await removeFolder(directory, made);
    throw unwritable(cause);
  });
  const index = journalIndex();
  const { runId } = manifest;
  return openFolder({ directory, made, lock, index, manifest, runId, secrets: writer.secrets });
}

/**
 * Opens the folder of an earlier run to append to it. An incomplete last line is cut off.
 * @throws UserError if another process is writing to it, or if its files are damaged
 */
export async function reopenRunFolder(
  directory: string,
  writer: Writer,
): Promise<{ folder: RunFolder; manifest: Manifest }> {
  const lock = await takeLock(directory, writer.process);
  try {
    const manifest = await readManifest(directory);
    const { runId } = manifest;
    const whole = journalIndex();
    const examined = await examineJournal(directory, runId, ({ line }) => whole.add(line));
    const index =
      examined.holes.length + examined.pastHoles.length === 0 ? whole : await damagedIndex(directory, runId, examined);
    // Turns of unfinished conversations are parsed now, so that damage is found before anything is played.
    index.totals();
    const { secrets } = writer;
    return { folder: await openFolder({ directory, lock, index, manifest: null, runId, examined, secrets }), manifest };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Of a damaged attempt at a conversation, only the turns before the damage count. */
async function damagedIndex(directory: string, runId: string, { holes, pastHoles }: Examined): Promise<JournalIndex> {
  const index = journalIndex();
  const ofConversation = new Map<string, Hole[]>();
  for (const hole of [...pastHoles, ...holes]) {
    const name = conversationName(hole);
    ofConversation.set(name, [...(ofConversation.get(name) ?? []), hole]);
  }
  await examineJournal(directory, runId, ({ line, number }) => {
    const hole = ofConversation
      .get(conversationName(line))
      ?.find(({ begin, until }) => begin <= number && number < (until ?? Number.POSITIVE_INFINITY));
    if (!hole || (number < hole.line && line.type !== 'conversation')) index.add(line);
    else if (line.type === 'unread-turn') index.lose(line.read());
  });
  for (const hole of holes) index.damage(hole);
  return index;
}

interface OpenOptions {
  directory: string;
  /** The topmost of the parent folders that were created for it. */
  made?: string | undefined;
  lock: Lock;
  index: JournalIndex;
  /** null: the run already has one. */
  manifest: Manifest | null;
  runId: string;
  /** Of the journal that is there; left out: there is none. */
  examined?: Examined;
  secrets: Secrets;
}

async function openFolder(options: OpenOptions): Promise<RunFolder> {
  const { directory, made, lock, index, manifest, runId, examined = NOTHING_EXAMINED, secrets } = options;
  const isNew = manifest !== null;
  const leave = async (isEmpty: boolean): Promise<void> => {
    await lock.release();
    if (isNew && isEmpty) await removeFolder(directory, made);
  };
  let isGoingOn: Promise<void> | null = isNew ? Promise.resolve() : null;
  try {
    const { add: seal } = sealOf(runId);
    const file = path.join(directory, JOURNAL);
    const journal = await openJournal<JournalLine | DamageRecord>(file, { size: examined.end, secrets, seal });
    const goOn = async (): Promise<void> => {
      await removeFile(directory, SUMMARY);
      for (const [line, problem] of examined.unread)
        await journal.append({ type: 'damage', schemaVersion: SCHEMA_VERSION, line, problem: String(problem.bare) });
    };
    const folder: RunFolder = {
      directory,
      index,
      damage: problemsIn(directory, examined),
      writeManifest: (next) => replaceFile(directory, MANIFEST, sealedManifest(secrets.redact(JSON.stringify(next)))),
      async append(line) {
        isGoingOn ??= goOn();
        await isGoingOn;
        await journal.append(line);
        index.add(line);
      },
      async writeSummary(summary) {
        if (examined.unread.size > 0) isGoingOn ??= goOn();
        await isGoingOn;
        await replaceFile(directory, SUMMARY, secrets.redact(toJson(summary)));
      },
      willVanish: () => isNew && journal.size() === 0,
      async close() {
        await journal.close();
        await leave(journal.size() === 0);
      },
      async remove() {
        await journal.close();
        await leave(true);
      },
    };
    if (manifest)
      await folder.writeManifest(manifest).catch(async (error: unknown) => {
        await journal.close();
        throw error;
      });
    await syncDirectory(directory);
    return folder;
  } catch (cause) {
    await leave(true);
    throw cause instanceof StoreFailure ? cause : unwritable(cause);
  }
}

/** Sorts by time; the random part separates two runs of the same millisecond. */
export function newRunId(now: Date, random: string): string {
  return `${now.toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')}-${random}`;
}

function unwritable(cause: unknown): UserError {
  return new UserError(say('the results cannot be written: {reason}', { reason: describeError(cause) }), {
    remedy: say('Name a writable folder with --out DIR.'),
    exitCode: ExitCode.someFailed,
    cause,
  });
}

function toJson(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function replaceFile(directory: string, name: string, text: string): Promise<void> {
  const target = path.join(directory, name);
  const temporary = `${target}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await renamePatiently(temporary, target);
    await syncDirectory(directory);
  } catch (cause) {
    await removeLeftover(temporary);
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new StoreFailure(`${directory}: has been deleted or moved during the run`, { isGone: true, cause });
    throw new StoreFailure(`${target}: cannot be written: ${describeError(cause)}`, { cause });
  }
}

async function removeFile(directory: string, name: string): Promise<void> {
  const file = path.join(directory, name);
  try {
    await removePatiently(file);
    await syncDirectory(directory);
  } catch (cause) {
    throw new StoreFailure(`${file}: cannot be removed: ${describeError(cause)}`, { cause });
  }
}

/** Also removes the folders that were created for it, unless something else is in them. */
async function removeFolder(directory: string, made: string | undefined): Promise<void> {
  await removeLeftover(directory);
  if (made === undefined) return;
  for (let parent = path.dirname(directory); parent.startsWith(made); parent = path.dirname(parent)) {
    const isEmpty = await rmdir(parent).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}

/** Without this, after a power cut the file may exist without its name. Not every file system supports it. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

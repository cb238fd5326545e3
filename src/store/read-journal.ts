// A run's journal, read as a stream. Writes nothing; holds one block of the file at a time. Start at `readJournal`.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, type Place, UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import { BLOCK, blocksOf, readBlock, type StoredLine, textOf } from './line-blocks.ts';
import { type JournalLine, JournalLineSchema, READABLE_VERSIONS, SCHEMA_VERSION, type TurnRecord } from './records.ts';

export const JOURNAL = 'journal.jsonl';

export interface ReadLine {
  line: JournalLine;
  /** The byte at which it begins, and the one after its newline. */
  start: number;
  end: number;
}

/**
 * The journal's lines, a block of the file at a time. An incomplete last line is left out: it was cut off when the run ended.
 * @throws UserError naming the line that is not a journal line
 */
export async function* readJournal(directory: string): AsyncGenerator<ReadLine[]> {
  const file = path.join(directory, JOURNAL);
  for await (const block of blocksOf(file)) {
    yield block.map((stored) => {
      const { start, end } = stored;
      return { line: parseLine(textOf(stored), { file, line: stored.number }), start, end };
    });
  }
}

/** A turn whose line has not been parsed. */
export interface UnreadTurn {
  type: 'unread-turn';
  key: string;
  model: string;
  scenario: string;
  sample: number;
  /** @throws UserError naming the line, if it is not a turn */
  read(): TurnRecord;
}

/**
 * The same for callers that need few of the turns: a line that starts the way this program writes turns is parsed only on request.
 * Ten times as fast, which makes resuming a large run practical.
 */
export async function* skimJournal(directory: string): AsyncGenerator<{ line: SkimmedLine; end: number }[]> {
  const file = path.join(directory, JOURNAL);
  for await (const block of blocksOf(file)) {
    yield block.map((stored) => ({ line: skimmed(stored, { file, line: stored.number }), end: stored.end }));
  }
}

/** @throws UserError naming the line that is not a journal line */
function skimmed(stored: StoredLine, place: Place): SkimmedLine {
  const line = unreadTurn(stored, place) ?? parseLine(textOf(stored), place);
  return line.type === 'turn' ? { ...line, type: 'unread-turn', read: () => line } : line;
}

type SkimmedLine = Exclude<JournalLine, TurnRecord> | UnreadTurn;

/** Where reading stopped: the byte after a line, and how many lines there were. */
export interface ReadUntil {
  end: number;
  lines: number;
}

/** `line` null: it is not a journal line, and `problem` says why. */
export type WatchedLine = { start: number; end: number } & (
  | { line: SkimmedLine; problem: null }
  | { line: null; problem: UserError }
);

/** What has been appended to a journal, whatever is wrong with it. */
export async function* skimOn(directory: string, { end, lines }: ReadUntil): AsyncGenerator<WatchedLine[]> {
  const file = path.join(directory, JOURNAL);
  for await (const block of blocksOf(file, end)) {
    yield block.map((stored) => watched(stored, { file, line: lines + stored.number }));
  }
}

function watched(stored: StoredLine, place: Place): WatchedLine {
  const { start, end } = stored;
  try {
    return { start, end, line: skimmed(stored, place), problem: null };
  } catch (problem) {
    if (problem instanceof UserError) return { start, end, line: null, problem };
    throw problem;
  }
}

const TURN = new RegExp(
  `^\\{"type":"turn","schemaVersion":${SCHEMA_VERSION},"key":"([^"\\\\]*)","model":"([^"\\\\]*)","scenario":"([^"\\\\]*)","sample":(\\d+),`,
);
/** In bytes: long enough for what is looked for in it, unless ids are long; such a line is parsed. */
const TURN_HEAD = 256;
const CLOSING_BRACE = 125;

function unreadTurn(stored: StoredLine, place: Place): UnreadTurn | null {
  const { block, from, to } = stored;
  const found = TURN.exec(block.toString('latin1', from, Math.min(to, from + TURN_HEAD)));
  if (found === null || block[to - 1] !== CLOSING_BRACE) return null;
  const [, key = '', model = '', scenario = '', sample] = found;
  return {
    ...{ type: 'unread-turn', key: fromBytes(key), model: fromBytes(model), scenario: fromBytes(scenario) },
    sample: Number(sample),
    read() {
      const line = parseLine(textOf(stored), place);
      if (line.type === 'turn') return line;
      throw new UserError(say('not a turn'), { place });
    },
  };
}

/** Bytes are looked through faster than characters, and most names are ASCII. */
function fromBytes(latin1: string): string {
  return /^[\0-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}

/**
 * Reads single lines of a journal by their positions, which should be close together: a whole block is read for the first.
 * @param blockSize in bytes
 */
export async function openPlaces(
  directory: string,
  blockSize = BLOCK,
): Promise<{ read(place: { start: number; end: number }): Promise<JournalLine>; close(): Promise<void> }> {
  const file = path.join(directory, JOURNAL);
  const handle = await open(file, 'r');
  let block: Buffer = Buffer.alloc(0);
  let blockStart = 0;
  return {
    async read({ start, end }) {
      if (start < blockStart || end > blockStart + block.byteLength) {
        block = await readBlock(handle, start, Math.max(blockSize, end - start));
        blockStart = start;
      }
      return parseLine(block.toString('utf8', start - blockStart, end - blockStart), { file });
    },
    close: () => handle.close(),
  };
}

function parseLine(text: string, place: Place): JournalLine {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not a line of a journal: {reason}', { reason: describeError(cause) }), { place, cause });
  }
  const line = JournalLineSchema.safeParse(data);
  if (line.success) return line.data;
  throw new UserError(versionProblem(data) ?? say('not a line of a journal'), { place, cause: line.error });
}

const AnyVersionSchema = z.object({ schemaVersion: z.number() });

/** null: this program reads its version, or it has none. */
export function versionProblem(data: unknown): Text | null {
  const { schemaVersion } = AnyVersionSchema.safeParse(data).data ?? {};
  if (schemaVersion === undefined || READABLE_VERSIONS.some((readable) => readable === schemaVersion)) return null;
  return say('has version {version}, but this program reads only versions {versions}', {
    version: schemaVersion,
    versions: READABLE_VERSIONS.join(', '),
  });
}

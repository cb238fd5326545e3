// A run's journal, read as a stream. Writes nothing; holds one block of the file at a time. Start at `readJournal`.
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, type Place, UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
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
  model: string;
  key: string;
  /** @throws UserError naming the line, if it is not a turn */
  read(): TurnRecord;
}

/**
 * The same for callers that need few of the turns: a line that starts the way this program writes turns is parsed only on request.
 * Ten times as fast, which makes resuming a large run practical.
 */
export async function* skimJournal(
  directory: string,
): AsyncGenerator<{ line: Exclude<JournalLine, TurnRecord> | UnreadTurn; end: number }[]> {
  const file = path.join(directory, JOURNAL);
  for await (const block of blocksOf(file)) {
    yield block.map((stored) => {
      const place = { file, line: stored.number };
      const line = unreadTurn(stored, place) ?? parseLine(textOf(stored), place);
      return {
        line: line.type === 'turn' ? { ...line, type: 'unread-turn', read: () => line } : line,
        end: stored.end,
      };
    });
  }
}

const TURN = new RegExp(
  `^\\{"type":"turn","schemaVersion":${SCHEMA_VERSION},"key":"([^"\\\\]*)","model":"([^"\\\\]*)",`,
);
/** In bytes: long enough to contain key and model. */
const TURN_HEAD = 256;
const CLOSING_BRACE = 125;

function unreadTurn(stored: StoredLine, place: Place): UnreadTurn | null {
  const { block, from, to } = stored;
  const [, key, model] = TURN.exec(block.toString('latin1', from, Math.min(to, from + TURN_HEAD))) ?? [];
  if (key === undefined || model === undefined || block[to - 1] !== CLOSING_BRACE) return null;
  return {
    type: 'unread-turn',
    key,
    model,
    read() {
      const line = parseLine(textOf(stored), place);
      if (line.type === 'turn') return line;
      throw new UserError(say('not a turn'), { place });
    },
  };
}

/** Reads single lines of a journal by their positions, which should be close together: a whole block is read for the first. */
export async function openPlaces(
  directory: string,
): Promise<{ read(place: { start: number; end: number }): Promise<JournalLine>; close(): Promise<void> }> {
  const file = path.join(directory, JOURNAL);
  const handle = await open(file, 'r');
  let block: Buffer = Buffer.alloc(0);
  let blockStart = 0;
  return {
    async read({ start, end }) {
      if (start < blockStart || end > blockStart + block.byteLength) {
        block = await readBlock(handle, start, Math.max(BLOCK, end - start));
        blockStart = start;
      }
      return parseLine(block.toString('utf8', start - blockStart, end - blockStart), { file });
    },
    close: () => handle.close(),
  };
}

const BLOCK = 1 << 20;
const NEWLINE = 10;

interface StoredLine {
  /** A piece of the file, and where in it the line lies, without its newline. */
  block: Buffer;
  from: number;
  to: number;
  /** 1-based. */
  number: number;
  /** In the file: the line's first byte, and the one after its newline. */
  start: number;
  end: number;
}

function textOf({ block, from, to }: StoredLine): string {
  return block.toString('utf8', from, to);
}

async function* blocksOf(file: string): AsyncGenerator<StoredLine[]> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    // A run that was killed while starting may have none.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  });
  if (!handle) return;
  try {
    let start = 0;
    let number = 0;
    for (let size = BLOCK; ; ) {
      const block = await readBlock(handle, start, size);
      const lines: StoredLine[] = [];
      let from = 0;
      for (let newline = block.indexOf(NEWLINE); newline >= 0; newline = block.indexOf(NEWLINE, from)) {
        number++;
        lines.push({ block, from, to: newline, number, start: start + from, end: start + newline + 1 });
        from = newline + 1;
      }
      if (lines.length > 0) yield lines;
      // A line longer than the block, or the journal's end.
      if (from === 0 && block.byteLength < size) return;
      if (from === 0) size *= 2;
      start += from;
    }
  } finally {
    await handle.close();
  }
}

/** Fewer bytes than asked for only at the file's end. */
async function readBlock(handle: FileHandle, position: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(buffer, filled, size - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
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

// A run's journal, read as a stream. Writes nothing; holds one block of the file at a time. Start at `journalReader`.
import path from 'node:path';
import { z } from 'zod';
import { describeError, type Place, UserError } from '../core/errors.ts';
import { openPlainFile } from '../core/plain-file.ts';
import { say, type Text } from '../words/text.ts';
import { BLOCK, blocksOf, readBlock, type StoredLine, textOf } from './line-blocks.ts';
import { type Seal, sealOf } from './line-seal.ts';
import {
  type DamageRecord,
  type JournalLine,
  READABLE_VERSIONS,
  SCHEMA_VERSION,
  StoredLineSchema,
  type TurnRecord,
} from './records.ts';

export const JOURNAL = 'journal.jsonl';

/** A turn whose line has not been parsed. */
export interface UnreadTurn extends Pick<TurnRecord, 'key' | 'model' | 'scenario' | 'sample' | 'turn'> {
  type: 'unread-turn';
  /** @throws UserError naming the line, if it is not a turn */
  read(): TurnRecord;
}

export type SkimmedLine = Exclude<JournalLine, TurnRecord> | UnreadTurn;

/** `line` null: it cannot be read, and `problem` says why. */
type ReadLine = {
  /** 1-based. */
  number: number;
  /** The byte at which it begins, and the one after its newline. */
  start: number;
  end: number;
} & ({ line: SkimmedLine | DamageRecord; problem: null } | { line: null; problem: UserError });

export interface JournalReader {
  /**
   * What has come since the last call, whatever is wrong with it, a block of the file at a time. An incomplete last line is left out: it was
   * cut off when the run ended, or is being written.
   */
  readOn(): AsyncGenerator<ReadLine[]>;
}

/**
 * Checks each line. A turn that has a checksum is parsed only on request: ten times as fast, which makes resuming a large run practical.
 * @param runId of the run whose folder it is
 */
export function journalReader(directory: string, runId: string): JournalReader {
  const file = path.join(directory, JOURNAL);
  const seal = sealOf(runId);
  let end = 0;
  let lines = 0;
  /** Whoever writes checksums writes them on every line. */
  let isSealed = false;
  const checked = (stored: StoredLine, place: Place): SkimmedLine | DamageRecord => {
    const state = seal.stateOf(stored);
    if (state === 'broken') throw brokenLine(place);
    if (state === 'unsealed') {
      const line = parseLine(textOf(stored), place);
      if (isSealed) throw new UserError(say('has no checksum, unlike a line before it'), { place });
      return skimmed(line);
    }
    isSealed = true;
    return unreadTurn(stored, place) ?? skimmed(parseLine(textOf(stored), place));
  };
  const read = (stored: StoredLine): ReadLine => {
    lines++;
    end = stored.end;
    const where = { number: lines, start: stored.start, end };
    try {
      return { ...where, line: checked(stored, { file, line: lines }), problem: null };
    } catch (problem) {
      if (problem instanceof UserError) return { ...where, line: null, problem };
      throw problem;
    }
  };
  return {
    async *readOn() {
      for await (const block of blocksOf(file, end)) yield block.map(read);
    },
  };
}

function brokenLine(place: Place): UserError {
  return new UserError(say('was changed after it was written, or belongs to another run'), { place });
}

function skimmed(line: JournalLine | DamageRecord): SkimmedLine | DamageRecord {
  return line.type === 'turn' ? { ...line, type: 'unread-turn', read: () => line } : line;
}

const TURN = new RegExp(
  `^\\{"type":"turn","schemaVersion":${SCHEMA_VERSION},"key":"([^"\\\\]*)","model":"([^"\\\\]*)","scenario":"([^"\\\\]*)","sample":(\\d+),` +
    `"settings":\\{[^{}]*\\},"seed":(?:\\d+|null),"turn":(\\d+),`,
);
/** In bytes: long enough for what is looked for in it, unless ids or settings are long; such a line is parsed. */
const TURN_HEAD = 384;

/** @param stored known to be as it was written */
function unreadTurn(stored: StoredLine, place: Place): UnreadTurn | null {
  const { block, from, to } = stored;
  const found = TURN.exec(block.toString('latin1', from, Math.min(to, from + TURN_HEAD)));
  if (found === null) return null;
  const [, key = '', model = '', scenario = '', sample, turn] = found;
  return {
    ...{ type: 'unread-turn', key: fromBytes(key), model: fromBytes(model), scenario: fromBytes(scenario) },
    sample: Number(sample),
    turn: Number(turn),
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
  seal: Seal,
  blockSize = BLOCK,
): Promise<{
  read(place: { start: number; end: number }): Promise<JournalLine | DamageRecord>;
  close(): Promise<void>;
}> {
  const file = path.join(directory, JOURNAL);
  const handle = await openPlainFile(file);
  let block: Buffer = Buffer.alloc(0);
  let blockStart = 0;
  return {
    async read({ start, end }) {
      if (start < blockStart || end > blockStart + block.byteLength) {
        block = await readBlock(handle, start, Math.max(blockSize, end - start));
        blockStart = start;
      }
      const [from, to] = [start - blockStart, end - blockStart - 1];
      if (seal.stateOf({ block, from, to }) === 'broken') throw brokenLine({ file });
      return parseLine(block.toString('utf8', from, to), { file });
    },
    close: () => handle.close(),
  };
}

function parseLine(text: string, place: Place): JournalLine | DamageRecord {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not a line of a journal: {reason}', { reason: describeError(cause) }), { place, cause });
  }
  const line = StoredLineSchema.safeParse(data);
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

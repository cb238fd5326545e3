// What checks found in a run: `scores/<check>@<version>.jsonl` beside its journal, one file for each check and version, so that results
// of different versions are never mixed. `scores/index.json` says what was scored, and by which form of each scenario.
// Start at `openScores`.
import { type FileHandle, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, ExitCode, type Place, UserError } from '../core/errors.ts';
import { removeLeftover, renamePatiently } from '../core/replace-file.ts';
import { RecordedSamplingSchema } from '../core/sampling.ts';
import type { OwnProcess } from '../core/world.ts';
import { say } from '../words/text.ts';
import { linesOf } from './read-lines.ts';

const version = z.literal(1);

/** One result of one check: a line of its file. */
const ScoreRecordSchema = z.object({
  schemaVersion: version,
  check: z.string(),
  version: z.number().int(),
  unit: z.enum(['turn', 'conversation']),
  key: z.string(),
  model: z.string(),
  scenario: z.string(),
  /** 1-based. */
  sample: z.number().int(),
  /** Settings from the command line for this conversation; null: not known. */
  settings: RecordedSamplingSchema.nullable(),
  /** 1-based; null: the result is about the whole conversation. */
  turn: z.number().int().nullable(),
  result: z.enum(['pass', 'warn', 'fail', 'not-applicable']),
  /** In the check's own unit; null: nothing was measured. */
  value: z.number().nullable(),
  /** In code points of the reply; `turn` only where the result is about the whole conversation. */
  spans: z.array(z.object({ start: z.number().int(), end: z.number().int(), turn: z.number().int().optional() })),
  /** In English. */
  message: z.string(),
  /** The check itself failed. */
  isError: z.literal(true).optional(),
});

export type ScoreRecord = z.infer<typeof ScoreRecordSchema>;

/** Which form of a scenario its conversations were scored by: the one that the run recorded, or the file as it is now. */
const ScoredScenarioSchema = z.object({ id: z.string(), from: z.enum(['run', 'now']), checksHash: z.string() });

export const ScoreIndexSchema = z.object({
  schemaVersion: version,
  scoredAt: z.string(),
  hitogara: z.string(),
  scenarios: z.array(ScoredScenarioSchema),
  files: z.array(z.object({ check: z.string(), version: z.number().int(), file: z.string(), rows: z.number().int() })),
});

export type ScoreIndex = z.infer<typeof ScoreIndexSchema>;

export interface ScoreFiles {
  add(records: readonly ScoreRecord[]): Promise<void>;
  /** Puts the new files in the place of older ones, then the index. */
  finish(index: Omit<ScoreIndex, 'schemaVersion' | 'files'>): Promise<void>;
  /** Leaves what was there before as it was. */
  discard(): Promise<void>;
}

interface ScoredCheck {
  id: string;
  version: number;
}

export const SCORES = 'scores';

let opened = 0;

/**
 * Until it is finished, nothing that is there changes; another process may score the same run meanwhile.
 * @throws UserError (exit 3) if the folder cannot be written
 */
export async function openScores(
  directory: string,
  checks: readonly ScoredCheck[],
  own: OwnProcess,
): Promise<ScoreFiles> {
  const ending = `${own.id}-${++opened}${UNFINISHED}`;
  const folder = path.join(directory, SCORES);
  const indexFile = path.join(folder, 'index.json');
  const newIndex = `${indexFile}.${ending}`;
  let hasIndex = false;
  const outputs = new Map<string, Output>();
  const discard = async (): Promise<void> => {
    for (const output of outputs.values()) await output.discard();
    if (hasIndex) await removeLeftover(newIndex);
  };
  const guarded = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    try {
      return await act();
    } catch (cause) {
      await discard();
      throw unwritable(folder, cause);
    }
  };
  await guarded(async () => {
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder, own);
    for (const { id, version: number } of checks) {
      outputs.set(id, await openOutput(path.join(folder, `${id}@${number}.jsonl`), ending));
    }
  });
  return {
    add: (records) =>
      guarded(async () => {
        for (const record of records) outputs.get(record.check)?.add(record);
        for (const output of outputs.values()) if (output.isFull()) await output.flush();
      }),
    finish: (index) =>
      guarded(async () => {
        const files: ScoreIndex['files'] = [];
        for (const { id, version: number } of checks) {
          const output = outputs.get(id);
          if (!output) continue;
          await output.complete();
          files.push({ check: id, version: number, file: output.name, rows: output.rows() });
        }
        hasIndex = true;
        await writeFile(newIndex, `${JSON.stringify({ schemaVersion: 1, ...index, files }, null, 2)}\n`);
        // Nothing is left to be written: a full disk has shown itself.
        for (const output of outputs.values()) await output.replace();
        await renamePatiently(newIndex, indexFile);
      }),
    discard,
  };
}

/** Of files in the making: their process, a number, and this. */
const UNFINISHED = '.tmp';

/** Files of processes that were killed. */
async function removeAbandoned(folder: string, own: OwnProcess): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, id] = /\.(\d+)-\d+\.tmp$/.exec(name) ?? [];
    if (id !== undefined && Number(id) !== own.id && !own.isAlive(Number(id))) {
      await removeLeftover(path.join(folder, name));
    }
  }
}

interface Output {
  name: string;
  rows(): number;
  add(record: ScoreRecord): void;
  isFull(): boolean;
  flush(): Promise<void>;
  /** All of it is on disk, beside the file that it will replace. */
  complete(): Promise<void>;
  replace(): Promise<void>;
  discard(): Promise<void>;
}

/** In bytes: what is kept before it is written. */
const BLOCK = 1 << 16;

async function openOutput(target: string, ending: string): Promise<Output> {
  const unfinished = `${target}.${ending}`;
  const handle: FileHandle = await open(unfinished, 'w');
  let lines: Buffer[] = [];
  let bytes = 0;
  let rows = 0;
  let isClosed = false;
  const flush = async (): Promise<void> => {
    const block = Buffer.concat(lines);
    lines = [];
    bytes = 0;
    if (block.byteLength > 0) await handle.appendFile(block);
  };
  const close = async (): Promise<void> => {
    if (!isClosed) await handle.close();
    isClosed = true;
  };
  return {
    name: path.basename(target),
    rows: () => rows,
    add(record) {
      rows++;
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      lines.push(line);
      bytes += line.byteLength;
    },
    isFull: () => bytes > BLOCK,
    flush,
    async complete() {
      await flush();
      await close();
    },
    replace: () => renamePatiently(unfinished, target),
    async discard() {
      await close().catch(() => {});
      await removeLeftover(unfinished);
    },
  };
}

/**
 * The results of one check, in the order in which the conversations started.
 * @param rows as many as the index says; left out: it is not asked
 * @throws UserError if the file cannot be read, or, once it has been read, if it has not as many rows
 */
export async function* readScores(
  directory: string,
  { id, version: number }: ScoredCheck,
  rows?: number,
): AsyncGenerator<ScoreRecord> {
  const file = path.join(directory, SCORES, `${id}@${number}.jsonl`);
  let count = 0;
  for await (const { text, line } of linesOf(file)) {
    count++;
    yield parsedScore(text, { file, line });
  }
  if (rows !== undefined) requireRows(count, rows, file);
}

/** An emptied file would say that no reply has a fault. @throws UserError */
export function requireRows(count: number, rows: number, file: string): void {
  if (count === rows) return;
  throw new UserError(say('holds {count} results, not {rows}', { count, rows }), {
    place: { file },
    remedy: say('Score the run again: hitogara score'),
  });
}

/** @throws UserError if it is none */
export function parsedScore(text: string, place: Place): ScoreRecord {
  const parsed = ScoreRecordSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new UserError(say('not a line of a score file'), { place });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unwritable(folder: string, cause: unknown): UserError {
  return new UserError(
    say('the scores cannot be written to {folder}: {reason}', { folder, reason: describeError(cause) }),
    { exitCode: ExitCode.someFailed, cause },
  );
}

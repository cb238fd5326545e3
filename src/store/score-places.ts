// Where in the files of scores the rows of each conversation are, so that those of a few can be read without the others. Start at
// `openScorePlaces`.
import path from 'node:path';
import { openPlainFile } from '../core/plain-file.ts';
import { blocksOf, readBlock, type StoredLine, textOf } from './line-blocks.ts';
import { parsedScore, requireRows, SCORES, type ScoreIndex, type ScoreRecord } from './scores.ts';

interface Names {
  key: string;
  model: string;
  sample: number;
}

export interface ScorePlaces {
  /** null: it was not scored. */
  rowsOf(conversation: Names): Promise<ScoreRecord[] | null>;
}

/** Memory: two numbers for each conversation and check. */
export async function openScorePlaces(directory: string, index: ScoreIndex): Promise<ScorePlaces> {
  /** Each conversation's place in the lists below. */
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const files: { file: string; starts: number[]; ends: number[] }[] = [];
  for (const { check, version, rows } of index.files) {
    const file = path.join(directory, SCORES, `${check}@${version}.jsonl`);
    const starts: number[] = [];
    const ends: number[] = [];
    let count = 0;
    for await (const block of blocksOf(file)) {
      for (const line of block) {
        count++;
        const number = numberOf(namesIn(line, file));
        starts[number] ??= line.start;
        ends[number] = line.end;
      }
    }
    requireRows(count, rows, file);
    files.push({ file, starts, ends });
  }
  return {
    async rowsOf(conversation) {
      const number = numbers.get(nameOf(conversation));
      if (number === undefined) return null;
      const rows: ScoreRecord[] = [];
      for (const { file, starts, ends } of files) {
        const [start, end] = [starts[number], ends[number]];
        if (start !== undefined && end !== undefined) rows.push(...(await rowsAt(file, start, end)));
      }
      // A file may have been replaced since: what is another conversation's by now is not shown.
      return rows.filter((row) => nameOf(row) === nameOf(conversation));
    },
  };
}

async function rowsAt(file: string, start: number, end: number): Promise<ScoreRecord[]> {
  const handle = await openPlainFile(file).catch(() => null);
  if (handle === null) return [];
  try {
    const lines = (await readBlock(handle, start, end - start)).toString('utf8').split('\n');
    return lines.filter((text) => text !== '').map((text) => parsedScore(text, { file }));
  } finally {
    await handle.close();
  }
}

function nameOf({ key, model, sample }: Names): string {
  return `${key} ${sample} ${model}`;
}

const HEAD =
  /^\{"schemaVersion":1,"check":"[^"\\]*","version":\d+,"unit":"[a-z]+","key":"([^"\\]*)","model":"([^"\\]*)","scenario":"[^"\\]*","sample":(\d+),/;

/** In bytes: long enough for what is looked for in it, unless ids are long; such a line is parsed. */
const HEAD_LENGTH = 320;

/** @throws UserError if it is no row of scores */
function namesIn(stored: StoredLine, file: string): string {
  const { block, from, to, number } = stored;
  const [, key, model, sample] = HEAD.exec(block.toString('utf8', from, Math.min(to, from + HEAD_LENGTH))) ?? [];
  if (key === undefined || model === undefined) return nameOf(parsedScore(textOf(stored), { file, line: number }));
  return nameOf({ key, model, sample: Number(sample) });
}

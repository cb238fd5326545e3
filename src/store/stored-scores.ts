// What checks found in a run, conversation by conversation, in the order of the journal. Writes nothing. Start at `openStoredScores`.
import path from 'node:path';
import { readPlainFile } from '../core/plain-file.ts';
import type { Summary } from './records.ts';
import { readScores, SCORES, type ScoreIndex, ScoreIndexSchema, type ScoreRecord } from './scores.ts';

const INDEX_MEGABYTES = 16;

/** null: the run was never scored, or it went on after it was. */
export async function readScoreIndex(directory: string, summary: Summary | null): Promise<ScoreIndex | null> {
  const text = await readPlainFile(path.join(directory, SCORES, 'index.json'), INDEX_MEGABYTES).catch(() => null);
  if (text === null) return null;
  const index = parsedIndex(text.toString());
  return index !== null && summary !== null && index.scoredAt >= summary.endedAt ? index : null;
}

export interface StoredScores {
  /** Asked in the order of the journal; null: this conversation was not scored. */
  rowsOf(conversation: { key: string; model: string; sample: number }): Promise<ScoreRecord[] | null>;
  close(): Promise<void>;
}

/** Holds one conversation's rows in memory at a time. */
export function openStoredScores(directory: string, index: ScoreIndex): StoredScores {
  const files = index.files.map(({ check, version, rows }) =>
    cursorOf(readScores(directory, { id: check, version }, rows)),
  );
  return {
    async rowsOf(conversation) {
      const rows: ScoreRecord[] = [];
      let isScored = false;
      for (const file of files) {
        const own = await file.take(conversation);
        if (own.length > 0) isScored = true;
        rows.push(...own);
      }
      return isScored ? rows : null;
    },
    async close() {
      for (const file of files) await file.close();
    },
  };
}

function cursorOf(records: AsyncGenerator<ScoreRecord>) {
  let next: ScoreRecord | null = null;
  let isOver = false;
  const advance = async (): Promise<void> => {
    const step = await records.next();
    isOver = step.done ?? false;
    next = step.done ? null : step.value;
  };
  return {
    async take({ key, model, sample }: { key: string; model: string; sample: number }): Promise<ScoreRecord[]> {
      if (next === null && !isOver) await advance();
      const rows: ScoreRecord[] = [];
      while (next !== null && next.key === key && next.model === model && next.sample === sample) {
        rows.push(next);
        await advance();
      }
      return rows;
    },
    close: async () => void (await records.return(undefined)),
  };
}

/** null: another version's, or not whole. */
function parsedIndex(text: string): ScoreIndex | null {
  try {
    return ScoreIndexSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

// What a run's folder looks like right now, without reading what is in it: enough to know whether anything has changed. Start at
// `runFiles`.
import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isHeld } from '../core/lock.ts';
import type { OwnProcess } from '../core/world.ts';
import { MEASUREMENTS } from './measurements.ts';
import { RATINGS } from './ratings.ts';
import { JOURNAL } from './read-journal.ts';
import { MANIFEST, SUMMARY } from './read-run.ts';
import { SCORES } from './scores.ts';

/** Each is another text when the file is another; empty: there is none. */
export interface RunFiles {
  manifest: string;
  summary: string;
  journal: string;
  ratings: string;
  scores: string;
  /** The folder: another text when a file in it is another. */
  measurements: string;
  isRunning: boolean;
}

/** null: there is no such folder. */
export async function runFiles(directory: string, own: OwnProcess): Promise<RunFiles | null> {
  const names = await readdir(directory).catch(() => null);
  if (names === null) return null;
  const stamp = async (name: string): Promise<string> => {
    if (!names.includes(name.split('/')[0] ?? '')) return '';
    const file = await stat(path.join(directory, name)).catch(() => null);
    return file === null ? '' : `${file.ino} ${file.size} ${file.mtimeMs}`;
  };
  const [manifest, summary, journal, ratings, scores, measurements] = await Promise.all(
    [MANIFEST, SUMMARY, JOURNAL, RATINGS, `${SCORES}/index.json`, MEASUREMENTS].map(stamp),
  );
  // Asking about locks takes longer than everything else; most runs have none.
  const isLocked = names.some((name) => name.startsWith('lock.'));
  const isRunning = isLocked && (await isHeld(directory, own).catch(() => false));
  return {
    ...{ manifest: manifest ?? '', summary: summary ?? '', journal: journal ?? '' },
    ...{ ratings: ratings ?? '', scores: scores ?? '', measurements: measurements ?? '', isRunning },
  };
}

/** In milliseconds: on network file systems nobody says that something has changed. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Calls when something in a folder may have changed, and every second anyway.
 * @returns ends it
 */
export function watchFolder(directory: string, look: () => void): () => void {
  const timer = setInterval(look, LOOK_AGAIN_MS);
  timer.unref();
  let close = (): void => {};
  try {
    const watcher = watch(directory, { persistent: false }, look);
    watcher.on('error', () => watcher.close());
    close = () => watcher.close();
  } catch {
    // There is no such folder, or the system has no more watches: the timer will do.
  }
  return () => {
    clearInterval(timer);
    close();
  };
}

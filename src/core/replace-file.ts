// What is refused for a moment, as by virus scanners, indexers and programs that synchronise folders, are tried again. Start at
// `renamePatiently`.
import { readFile, rename, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { codeOf } from './errors.ts';

/** In milliseconds, between one try and the next: four seconds together. */
const WAITS_MS: readonly number[] = [10, 20, 50, 100, 200, 500, 1_000, 2_000];

/** What Windows says while somebody else has a file open. */
const REFUSALS = ['EPERM', 'EACCES', 'EBUSY'];
/** A folder whose last file is deleted but still open. */
const NOT_EMPTY_YET = 'ENOTEMPTY';

type Wait = (ms: number) => Promise<unknown>;

/** @throws as `rename`, once it has been refused for seconds, or at once if waiting does not help */
export function renamePatiently(from: string, to: string, wait?: Wait): Promise<void> {
  return patiently(() => rename(from, to), REFUSALS, wait);
}

/** A file, or a folder and what is in it, if there is one. @throws as `rm`, as above */
export function removePatiently(file: string, wait?: Wait): Promise<void> {
  return patiently(() => rm(file, { recursive: true, force: true }), [...REFUSALS, NOT_EMPTY_YET], wait);
}

/** What nobody needs any more. Never throws: what ended the work that it was for is what must be heard of. */
export async function removeLeftover(file: string, wait?: Wait): Promise<void> {
  await removePatiently(file, wait).catch(() => {});
}

/** @throws as `readFile`, as above */
export function readPatiently(file: string): Promise<string> {
  return patiently(() => readFile(file, 'utf8'), REFUSALS);
}

async function patiently<Value>(
  act: () => Promise<Value>,
  passing: readonly string[],
  wait: Wait = setTimeout,
): Promise<Value> {
  for (const ms of WAITS_MS) {
    try {
      return await act();
    } catch (error) {
      if (!passing.includes(codeOf(error))) throw error;
      await wait(ms);
    }
  }
  return await act();
}

/** Whether others have it open, or it may not be touched at all. */
export function isHeldByOthers(error: unknown): boolean {
  return REFUSALS.includes(codeOf(error));
}

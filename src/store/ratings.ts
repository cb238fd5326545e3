// What people say of replies: `ratings.jsonl` beside a run's journal, one rating or preference a line, from any program or editor.
// Start at `readOpinions`.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { ifThere } from '../core/plain-file.ts';
import { readTextFile } from '../core/text-file.ts';
import { say } from '../words/text.ts';
import { type Preference, PreferenceSchema, type Rating, RatingSchema } from './rating-schema.ts';

export const RATINGS = 'ratings.jsonl';

export interface PlacedRating {
  rating: Rating;
  file: string;
  line: number;
}

export interface Opinions {
  ratings: PlacedRating[];
  preferences: Preference[];
}

/**
 * @param file null: the run's own, which need not exist
 * @throws UserError naming file and line
 */
export async function readOpinions(directory: string, file: string | null): Promise<Opinions> {
  const source = file ?? path.join(directory, RATINGS);
  const opinions: Opinions = { ratings: [], preferences: [] };
  const text = file === null ? await ifThere(readTextFile(source)) : await readTextFile(source);
  for (const [index, written] of (text ?? '').split('\n').entries()) {
    if (written.trim() === '') continue;
    const place = { file: source, line: index + 1 };
    // In the middle, where two files were put together.
    const data = parseJson(written.replace(/^\ufeff/, ''), place);
    if (isPreference(data)) opinions.preferences.push(parsedAt(PreferenceSchema, data, place));
    else opinions.ratings.push({ rating: parsedAt(RatingSchema, data, place), ...place });
  }
  if (file !== null && opinions.ratings.length + opinions.preferences.length === 0)
    throw new UserError(say('there is no rating in this file'), { place: { file } });
  return opinions;
}

/**
 * They are on disk when this resolves. A line that somebody left unfinished is ended first.
 * @throws UserError (exit 3) if the file cannot be written
 */
export async function appendOpinions(directory: string, opinions: readonly (Rating | Preference)[]): Promise<void> {
  const file = path.join(directory, RATINGS);
  try {
    await using handle = await open(file, 'a+');
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const isOpen = size > 0 && last.toString() !== '\n';
    await handle.appendFile(`${isOpen ? '\n' : ''}${opinions.map((each) => `${JSON.stringify(each)}\n`).join('')}`);
    await handle.datasync();
  } catch (cause) {
    throw new UserError(say('the ratings cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file },
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}

function isPreference(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'versus' in data;
}

function parseJson(text: string, place: { file: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not a line of JSON: {reason}', { reason: describeError(cause) }), { place, cause });
  }
}

// The project's `.env`, in which keys may be. Start at `loadEnvFile`.
import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { say, type Text } from '../words/text.ts';
import { describeError, UserError } from './errors.ts';
import { largerThan } from './plain-file.ts';
import { textOf } from './text-file.ts';

const MOST_MEGABYTES = 1;

/**
 * There need be no such file.
 * @param environment what is set there already wins
 * @throws UserError if it is a folder, pipe or device, too large, not UTF-8, or cannot be read
 */
export function loadEnvFile(file: string, environment: Record<string, string | undefined>): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  const refused = (reason: Text | string): UserError =>
    new UserError(say('cannot be read: {reason}', { reason }), { place: { file } });
  if (!found.isFile()) throw refused(say('it is not a regular file'));
  if (found.size > MOST_MEGABYTES * 1e6) throw largerThan(MOST_MEGABYTES, { file });
  for (const [name, value] of Object.entries(parseEnv(textOf(bytesOf(file, refused), file))))
    environment[name] ??= value;
}

function bytesOf(file: string, refused: (reason: string) => UserError): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw refused(describeError(error));
  }
}

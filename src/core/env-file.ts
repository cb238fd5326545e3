// The project's `.env`, in which keys may be. Start at `loadEnvFile`.
import { statSync } from 'node:fs';
import { say, type Text } from '../words/text.ts';
import { describeError, UserError } from './errors.ts';
import { largerThan } from './plain-file.ts';

const MOST_MEGABYTES = 1;

/**
 * Of the folder in which the program was started. Variables that are already set win; there need be no such file.
 * @param load Node's own
 * @throws UserError if it is a folder, pipe or device, too large, or cannot be read
 */
export function loadEnvFile(load: (file: string) => void): void {
  const file = '.env';
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  const refused = (reason: Text | string): UserError =>
    new UserError(say('cannot be read: {reason}', { reason }), { place: { file } });
  if (!found.isFile()) throw refused(say('it is not a regular file'));
  if (found.size > MOST_MEGABYTES * 1e6) throw largerThan(MOST_MEGABYTES, { file });
  try {
    load(file);
  } catch (error) {
    throw refused(describeError(error));
  }
}

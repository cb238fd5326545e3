// The built page, which stands beside this file. Start at `readPage`.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';

/** @throws UserError if it was never built */
export async function readPage(): Promise<string> {
  const file = new URL('page.html', import.meta.url);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UserError(say('the page is not there; npm run build makes it'), {
      place: { file: fileURLToPath(file) },
      cause,
    });
  }
}

import { describeError, UserError } from '../core/errors.ts';
import { largerThan, openPlainFile } from '../core/plain-file.ts';
import { say } from '../words/text.ts';
import { LINE_MEGABYTES } from './line-blocks.ts';

/**
 * The lines of a file, one at a time. Empty lines are left out. Only a newline ends a line: JSON may
 * contain other separators, at which Node's own reader of lines would split.
 * @throws UserError if the file cannot be read
 */
export async function* linesOf(file: string): AsyncGenerator<{ text: string; line: number }> {
  let line = 0;
  let rest = '';
  for await (const chunk of chunksOf(file)) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    if (rest.length > LINE_MEGABYTES * 1e6) throw largerThan(LINE_MEGABYTES, { file, line: line + pieces.length + 1 });
    for (const text of pieces) {
      line++;
      if (text.trim() !== '') yield { text, line };
    }
  }
  if (rest.trim() !== '') yield { text: rest, line: line + 1 };
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  const handle = await openPlainFile(file);
  try {
    for await (const chunk of handle.createReadStream({ encoding: 'utf8' })) yield String(chunk);
  } catch (cause) {
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  }
}

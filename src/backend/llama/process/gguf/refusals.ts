// What is said of a file that is no whole GGUF. Start at `unreadable`.
import { ModelFailure } from '../../../../core/errors.ts';
import { say, type Text } from '../../../../words/text.ts';

/** Its bytes are not what GGUF says they are. */
export function unreadable(file: string, reason: Text | string, cause?: unknown): ModelFailure {
  const message = say('{file}: not a readable GGUF file ({reason})', { file, reason });
  return new ModelFailure('load-failed', message, { isFatal: true, cause });
}

/** A folder, a pipe, a device. */
export function irregular(file: string): ModelFailure {
  return unreadable(file, say('it is not a regular file'));
}

/** Its bytes are right, as far as there are any. */
export function incomplete(file: string, what: Text): ModelFailure {
  const message = say('{file}: the file is incomplete: {what}; download or copy it again', { file, what });
  return new ModelFailure('load-failed', message, { isFatal: true });
}

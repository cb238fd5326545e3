import { type Place, UserError } from '../core/errors.ts';
import { type Label, say } from '../words/text.ts';
import { formatOf } from './chat-text.ts';
import type { ChatFormat } from './format-names.ts';
import { type JsonDocument, jsonDocuments } from './json-lines.ts';
import type { FormatContext } from './transcript.ts';

/** In words: what a file of each format has. */
const EXPECTED: Partial<Record<ChatFormat, Label>> = {
  openai: 'Expected messages with "role" and "content": an array, or one a line.',
  sharegpt: 'Expected "conversations" of messages with "from" and "value".',
  sillytavern: 'Expected one message a line, with "name", "is_user" and "mes".',
};

/** A file without anything that this format has. */
export function notThisFormat(document: JsonDocument | undefined, file: string, format: ChatFormat): UserError {
  const likely = formatOf(document?.value);
  const expected = EXPECTED[format];
  const isOther = likely !== null && likely !== format;
  return new UserError(say('has nothing that --as {format} could read', { format }), {
    place: { file, line: document?.lineOf('') ?? 1 },
    ...(isOther
      ? { remedy: say('It looks like a file for --as {format}.', { format: likely }) }
      : expected && { remedy: say(expected) }),
  });
}

/** @throws UserError if a name that the user gave is nobody's in the file */
export function requireNames(roles: FormatContext['roles'], found: readonly string[], place: Place): void {
  const names = [...new Set(found)];
  const missing = roles ? [roles.user, roles.assistant].filter((name) => !names.includes(name)) : [];
  if (missing.length === 0) return;
  throw new UserError(say('nobody in it is called {names}', { names: quoted(missing) }), {
    place,
    remedy: say('Names in the file: {names}', { names: quoted(names) }),
  });
}

/** In one message. */
const MOST_NAMES = 8;

function quoted(names: readonly string[]): string {
  const some = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  return `${some.join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`;
}

/** What to say of a text without speakers that is another format's file; null: it is not. */
export function jsonProblem(text: string, file: string): UserError | null {
  try {
    const [first] = jsonDocuments(text, file);
    return formatOf(first?.value) === null ? null : notThisFormat(first, file, 'text');
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

import { type Place, UserError } from '../core/errors.ts';
import { isRecord } from '../core/plain-data.ts';
import { type Label, say } from '../words/text.ts';
import { formatOf } from './chat-text.ts';
import type { ChatFormat } from './format-names.ts';
import { VALUE_MEGABYTES } from './json-splitter.ts';
import { firstJsonIn, type StreamedJson } from './json-stream.ts';
import type { FormatContext, SpokenChat } from './transcript.ts';

/** In words: what a file of each format has. */
const EXPECTED: Partial<Record<ChatFormat, Label>> = {
  openai: 'Expected messages with "role" and "content": an array, or one a line.',
  sharegpt: 'Expected "conversations" of messages with "from" and "value".',
  sillytavern: 'Expected one message a line, with "name", "is_user" and "mes".',
  'llama-cpp':
    'Expected what the web UI of llama.cpp exports: "conv" and "messages", or a line with "type": "session".',
  'lm-studio': 'Expected a .conversation.json file: "messages" with "versions".',
  'mt-bench-answers': 'Expected one answer a line, with "question_id" and "choices".',
  'rp-bench': 'Expected one conversation a line, with "conversation_history".',
};

/** The first value of a file, or what is known of it. */
export interface FirstValue {
  /** What it looks like. */
  likely: ReturnType<typeof formatOf>;
  line: number;
}

export function firstValueOf({ value, lineOf }: StreamedJson): FirstValue {
  return { likely: formatOf(value), line: lineOf('') };
}

/** A file without anything that this format has. */
export function notThisFormat(first: FirstValue | null, file: string, format: ChatFormat): UserError {
  const likely = first?.likely ?? null;
  const expected = EXPECTED[format];
  const isOther = likely !== null && likely !== format;
  return new UserError(say('has nothing that --as {format} could read', { format }), {
    place: { file, line: first?.line ?? 1 },
    ...(isOther
      ? { remedy: say('It looks like a file for --as {format}.', { format: likely }) }
      : expected && { remedy: say(expected) }),
  });
}

/** Of a value in which nobody speaks, the names of its members are told. */
export function nothingIn({ value, lineOf }: StreamedJson): SpokenChat {
  const text = isRecord(value) ? Object.keys(value).join(', ') : Array.isArray(value) ? '[]' : String(value);
  return { said: [], unplaced: [{ line: lineOf(''), text }], notes: [], names: [], isForeign: true };
}

/** @throws UserError if one chat has become larger than a value may be */
export function withinOneChat(bytes: number, place: Place): number {
  if (bytes <= VALUE_MEGABYTES * 1e6) return bytes;
  throw new UserError(say('one chat has more than {n} MB, which is the most that is read', { n: VALUE_MEGABYTES }), {
    place,
  });
}

/** @throws UserError if a name that the user gave is nobody's in the file */
export function requireNames(roles: FormatContext['roles'], found: Iterable<string>, place: Place): void {
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
    const first = firstJsonIn(Buffer.from(text), file);
    const value = first && firstValueOf(first);
    return !value || value.likely === null ? null : notThisFormat(value, file, 'text');
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

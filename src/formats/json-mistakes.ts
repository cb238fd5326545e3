import type { z } from 'zod';
import { type Place, UserError } from '../core/errors.ts';
import { asIs, say } from '../words/text.ts';
import { formatOf } from './chat-text.ts';
import type { ChatFormat } from './format-names.ts';
import { type JsonDocument, jsonDocuments } from './json-lines.ts';

/** @throws UserError naming the line and the field */
export function parsedAt<Schema extends z.ZodType>(schema: Schema, value: unknown, place: Place): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(asIs(issue?.message ?? 'invalid'), { place, field: issue?.path.join('.') || undefined });
}

/** A file without anything that this format has. */
export function notThisFormat(document: JsonDocument | undefined, file: string, format: ChatFormat): UserError {
  const likely = formatOf(document?.value);
  return new UserError(say('has nothing that --as {format} could read', { format }), {
    place: { file, line: document?.lineOf('') ?? 1 },
    ...(likely && likely !== format && { remedy: say('It looks like a file for --as {format}.', { format: likely }) }),
  });
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

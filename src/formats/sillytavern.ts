// A chat of SillyTavern: a header line, then one message a line. Of a reply with several swipes, the chosen one counts.
// Start at `readSillytavern`.

import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { assemble } from './assemble.ts';
import { recordedText } from './chat-text.ts';
import { type JsonDocument, jsonDocuments } from './json-lines.ts';
import { notThisFormat, requireNames } from './json-mistakes.ts';
import type { ReadTranscript, UnplacedLine, Utterance } from './transcript.ts';

const MessageSchema = z.object({
  name: z.string().default(''),
  is_user: z.boolean().default(false),
  is_system: z.boolean().nullish(),
  mes: z.string(),
  swipe_id: z.number().int().nullish().catch(null),
  swipes: z.array(z.string()).nullish().catch(null),
  extra: z
    .object({ reasoning: z.string().nullish().catch(null), type: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

type Message = z.infer<typeof MessageSchema> & { line: number };

export const readSillytavern: ReadTranscript = (text, { file, roles, isScript }) => {
  const documents = jsonDocuments(text, file);
  const unplaced: UnplacedLine[] = [];
  const messages = documents.flatMap(linesIn).flatMap(({ value, line }, index): Message[] => {
    if (isRecord(value) && 'mes' in value) return [{ ...parsedAt(MessageSchema, value, { file, line }), line }];
    const isHeader = index === 0 && isRecord(value) && ('chat_metadata' in value || 'user_name' in value);
    if (!isHeader) unplaced.push({ line, text: isRecord(value) ? Object.keys(value).join(', ') : typeof value });
    return [];
  });
  if (messages.length === 0) throw notThisFormat(documents[0], file, 'sillytavern');
  const spoken = messages.filter(isSpoken);
  requireNames(
    roles,
    spoken.map(({ name }) => name),
    { file, line: messages[0]?.line ?? 1 },
  );
  const said = messages.filter((message) => {
    const isPart = isSpoken(message) && (message.is_user || !roles || message.name === roles.assistant);
    if (!isPart) unplaced.push({ line: message.line, text: `${message.name}: ${message.mes}` });
    return isPart;
  });
  requireOneCharacter(said, file);
  const nameOf = (isUser: boolean): string | null => said.find((each) => each.is_user === isUser)?.name ?? null;
  return {
    ...assemble([said.map(utteranceOf)], { file, outside: unplaced, isScript }),
    notes: notesOn(said),
    names: { user: nameOf(true), assistant: nameOf(false) },
  };
};

/** Neither hidden nor told by a narrator. */
function isSpoken({ is_system: isSystem, extra }: Message): boolean {
  return !isSystem && extra?.type !== 'narrator';
}

/** Some programs write the lines as one array. */
function linesIn({ value, lineOf }: JsonDocument): { value: unknown; line: number }[] {
  if (!Array.isArray(value)) return [{ value, line: lineOf('') }];
  return value.map((each: unknown, index) => ({ value: each, line: lineOf(`/${index}`) }));
}

/** In a group chat, replies of several characters cannot be told to be one model's. */
function requireOneCharacter(said: readonly Message[], file: string): void {
  const names = [...new Set(said.filter((message) => !message.is_user).map(({ name }) => name))];
  if (names.length < 2) return;
  const second = said.find(({ name, is_user: isUser }) => !isUser && name === names[1]);
  throw new UserError(say('several characters speak in it: {names}', { names: names.join(', ') }), {
    place: { file, line: second?.line ?? 1 },
    remedy: say('Name the two whose chat it is: --roles "{user},{assistant}"', {
      user: said.find((message) => message.is_user)?.name ?? 'USER',
      assistant: names[0] ?? 'ASSISTANT',
    }),
  });
}

function chosenSwipe({ swipes, swipe_id: chosen, mes }: Message): string {
  return swipes?.[chosen ?? -1] ?? mes;
}

function utteranceOf(message: Message): Utterance {
  const { is_user: isUser, line, extra } = message;
  return {
    role: isUser ? 'user' : 'assistant',
    text: recordedText(chosenSwipe(message)),
    line,
    ...(extra?.reasoning && { reasoning: recordedText(extra.reasoning) }),
  };
}

function notesOn(said: readonly Message[]): Text[] {
  const swiped = said.filter(({ swipes }) => (swipes?.length ?? 0) > 1);
  const others = swiped.reduce((sum, { swipes }) => sum + (swipes?.length ?? 1) - 1, 0);
  const differing = said.filter((message) => recordedText(chosenSwipe(message)) !== recordedText(message.mes));
  return [
    ...(others > 0 ? [say('swipes that were not chosen, left out: {n}', { n: others })] : []),
    ...differing.map(({ line }) =>
      say('line {line}: the chosen swipe differs from the message, and was taken', { line }),
    ),
  ];
}

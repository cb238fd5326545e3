// A chat of SillyTavern: a header line, then one message a line. Of a reply with several swipes, the chosen one counts.
// Start at `readSillytavern`.

import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { recordedText } from './chat-text.ts';
import { withinOneChat } from './json-mistakes.ts';
import type { ReadChats } from './read-chats.ts';
import type { FormatContext, OtherReply, SpokenChat, UnplacedLine, Utterance } from './transcript.ts';

const ExtraSchema = z
  .object({ reasoning: z.string().nullish().catch(null), type: z.string().nullish().catch(null) })
  .nullish()
  .catch(null);

const MessageSchema = z.object({
  name: z.string().default(''),
  is_user: z.boolean().default(false),
  is_system: z.boolean().nullish(),
  mes: z.string(),
  swipe_id: z.number().int().nullish().catch(null),
  swipes: z.array(z.string()).nullish().catch(null),
  swipe_info: z
    .array(z.object({ extra: ExtraSchema }).nullish().catch(null))
    .nullish()
    .catch(null),
  extra: ExtraSchema,
});

type Message = z.infer<typeof MessageSchema> & { line: number };

export const readSillytavern: ReadChats = async function* (documents, { file, roles }) {
  let chat = emptyChat();
  let hasHeader = false;
  for await (const { value, bytes, lineOf } of documents) {
    const line = lineOf('');
    if (isHeader(value) && chat.messages.length > 0) {
      yield spokenIn(chat, { file, roles });
      chat = emptyChat();
    }
    hasHeader ||= isHeader(value);
    chat.bytes = withinOneChat(chat.bytes + bytes, { file, line });
    if (isRecord(value) && 'mes' in value)
      chat.messages.push({ ...parsedAt(MessageSchema, value, { file, line }), line });
    else if (!isHeader(value))
      chat.unplaced.push({ line, text: isRecord(value) ? Object.keys(value).join(', ') : typeof value });
  }
  const isForeign = chat.messages.length === 0 && !hasHeader;
  yield { ...spokenIn(chat, { file, roles }), isForeign };
};

interface Chat {
  messages: Message[];
  unplaced: UnplacedLine[];
  bytes: number;
}

function emptyChat(): Chat {
  return { messages: [], unplaced: [], bytes: 0 };
}

function isHeader(value: unknown): boolean {
  return isRecord(value) && !('mes' in value) && ('chat_metadata' in value || 'user_name' in value);
}

function spokenIn({ messages, unplaced }: Chat, { file, roles }: Pick<FormatContext, 'file' | 'roles'>): SpokenChat {
  const outside = [...unplaced];
  const said = messages.filter((message) => {
    const isPart = isSpoken(message) && (message.is_user || !roles || message.name === roles.assistant);
    if (!isPart) outside.push({ line: message.line, text: `${message.name}: ${message.mes}` });
    return isPart;
  });
  requireOneCharacter(said, file);
  const nameOf = (isUser: boolean): string | null => said.find((each) => each.is_user === isUser)?.name ?? null;
  return {
    said: said.map(utteranceOf),
    unplaced: outside,
    notes: notesOn(said),
    names: messages.filter(isSpoken).map(({ name }) => name),
    speakers: { user: nameOf(true), assistant: nameOf(false) },
  };
}

/** Neither hidden nor told by a narrator. */
function isSpoken({ is_system: isSystem, extra }: Message): boolean {
  return !isSystem && extra?.type !== 'narrator';
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
  const { is_user: isUser, line, mes, extra, swipes, swipe_id: chosen, swipe_info: info } = message;
  const isChosen = (text: string, index: number): boolean =>
    swipes?.[chosen ?? -1] === undefined ? text === mes : index === chosen;
  const others = (swipes ?? []).flatMap((text, index): OtherReply[] =>
    isChosen(text, index) ? [] : [{ text: recordedText(text), ...thoughtIn(info?.[index]?.extra) }],
  );
  return {
    role: isUser ? 'user' : 'assistant',
    text: recordedText(chosenSwipe(message)),
    line,
    ...thoughtIn(extra),
    ...(others.length > 0 && { others }),
  };
}

function thoughtIn(extra: z.infer<typeof ExtraSchema> | undefined): { reasoning?: string } {
  return extra?.reasoning ? { reasoning: recordedText(extra.reasoning) } : {};
}

function notesOn(said: readonly Message[]): Text[] {
  const differing = said.filter((message) => recordedText(chosenSwipe(message)) !== recordedText(message.mes));
  return differing.map(({ line }) =>
    say('line {line}: the chosen swipe differs from the message, and was taken', { line }),
  );
}

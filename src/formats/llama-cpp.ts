// Chats of llama.cpp's web UI, in the forms in which it has exported them: messages one a line below a line of the chat's own, since 2026;
// an object with `conv` and `messages`, or an array of such; and the first version's object with `messages` alone. Start at `readLlamaCpp`.
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { nothingIn, withinOneChat } from './json-mistakes.ts';
import type { StreamedJson } from './json-stream.ts';
import { branchOf } from './message-tree.ts';
import type { ReadChats } from './read-chats.ts';
import type { FormatContext, OtherReply, SpokenChat, UnplacedLine, Utterance } from './transcript.ts';

const Id = z.union([z.string(), z.number()]).transform(String);

const MessageSchema = z.object({
  id: Id.optional(),
  parent: Id.nullish(),
  type: z.string().nullish(),
  timestamp: z.number().nullish().catch(null),
  role: z.string(),
  content: z.string().nullish(),
  thinking: z.string().nullish().catch(null),
  reasoningContent: z.string().nullish().catch(null),
  model: z.string().nullish().catch(null),
  toolCalls: z.unknown().optional(),
  extra: z.array(z.unknown()).nullish().catch(null),
});

interface Message extends Omit<z.infer<typeof MessageSchema>, 'id' | 'parent'> {
  id: string;
  parent: string | null;
  line: number;
}

interface Chat {
  /** The last message that was looked at; null: not known. */
  leaf: string | null;
  messages: Message[];
  bytes: number;
}

export const readLlamaCpp: ReadChats = async function* (documents, { file, roles }) {
  let open: Chat | null = null;
  for await (const document of documents) {
    const { value, bytes, lineOf } = document;
    const place = { file, line: lineOf('') };
    if (isRecord(value) && value.type === 'message' && open) {
      open.bytes = withinOneChat(open.bytes + bytes, place);
      open.messages.push(messageOf(value.message, open.messages.length, place));
      continue;
    }
    if (open) yield spokenIn(open, { file, roles });
    open = null;
    if (isRecord(value) && value.type === 'session') open = { leaf: leafOf(value, place), messages: [], bytes };
    else {
      const chat = chatIn(document, file);
      yield chat ? spokenIn(chat, { file, roles }) : nothingIn(document);
    }
  }
  if (open) yield spokenIn(open, { file, roles });
};

/** null: it is none. */
function chatIn({ value, bytes, lineOf }: StreamedJson, file: string): Chat | null {
  if (!isRecord(value) || !Array.isArray(value.messages)) return null;
  const all: readonly unknown[] = value.messages;
  const messages = all.map((each, index) => messageOf(each, index, { file, line: lineOf(`/messages/${index}`) }));
  return { leaf: leafOf(isRecord(value.conv) ? value.conv : value, { file, line: lineOf('') }), messages, bytes };
}

function leafOf(conversation: Readonly<Record<string, unknown>>, place: { file: string; line: number }): string | null {
  if (isRecord(conversation.encryption))
    throw new UserError(say('is encrypted; export it without encryption'), { place });
  const id = Id.safeParse(conversation.currNode);
  return id.success ? id.data : null;
}

/** The first version had neither ids that count nor parents: each message follows the one before. */
function messageOf(value: unknown, index: number, place: { file: string; line: number }): Message {
  const message = parsedAt(MessageSchema, value, place);
  const { id = String(index), parent } = message;
  const before = index === 0 ? null : `${index - 1}`;
  const isOld = parent === undefined;
  return { ...message, id: isOld ? String(index) : id, parent: isOld ? before : parent, line: place.line };
}

const ROLES: Readonly<Record<string, Utterance['role']>> = { user: 'user', assistant: 'assistant', system: 'system' };

function spokenIn({ leaf, messages }: Chat, { file, roles }: Pick<FormatContext, 'file' | 'roles'>): SpokenChat {
  const said = messages.filter(({ type }) => type !== 'root');
  const last = said.find(({ id }) => id === leaf) ?? latestOf(said);
  if (!last) return { said: [], unplaced: [], notes: [], names: [] };
  const branch = branchOf(said, last, file);
  const unplaced: UnplacedLine[] = branch.besides.map(unplacedLine);
  const notes: Text[] = [];
  const spoken = branch.messages.flatMap((message, index): Utterance[] => {
    const { line, extra } = message;
    if (extra?.length) notes.push(say('line {line}: attachments, left out: {n}', { line, n: extra.length }));
    const role = roleOf(message.role, ROLES, roles);
    const alternatives = branch.siblings[index] ?? [];
    if (!role || isOnlyCall(message)) {
      unplaced.push(...[message, ...alternatives].map(unplacedLine));
      return [];
    }
    const isOther = (each: Message): boolean => role === 'assistant' && each.role === message.role && !isOnlyCall(each);
    unplaced.push(...alternatives.filter((each) => !isOther(each)).map(unplacedLine));
    return [{ role, line, ...versionOf(message), others: alternatives.filter(isOther).map(versionOf) }];
  });
  const models = branch.messages.flatMap(({ model }) => model ?? []);
  return { said: spoken, unplaced, notes, names: said.map(({ role }) => role), models };
}

/** What a model writes when it only calls a tool. */
function isOnlyCall(message: Message): boolean {
  const calls = message.toolCalls ?? '';
  return (message.content ?? '') === '' && (Array.isArray(calls) ? calls.length > 0 : calls !== '');
}

function latestOf(messages: readonly Message[]): Message | null {
  return messages.reduce<Message | null>(
    (latest, message) => (latest && (latest.timestamp ?? 0) > (message.timestamp ?? 0) ? latest : message),
    null,
  );
}

function versionOf({ content, thinking, reasoningContent }: Message): OtherReply {
  const thought = reasoningContent || thinking;
  return { text: recordedText(content ?? ''), ...(thought && { reasoning: recordedText(thought) }) };
}

function unplacedLine({ line, role, content }: Message): UnplacedLine {
  return { line, text: content ? `${role}: ${content}` : role };
}

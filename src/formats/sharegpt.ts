// Conversations as ShareGPT and the training sets after it have them: one object, an array, or one a line. Start at `readSharegpt`.

import { z } from 'zod';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { nothingIn, withinOneChat } from './json-mistakes.ts';
import type { StreamedJson } from './json-stream.ts';
import type { ReadChats } from './read-chats.ts';
import type { FormatContext, SpokenChat, UnplacedLine, Utterance } from './transcript.ts';

/** Some sets have the names of OpenAI's messages inside ShareGPT's frame. */
const MessageSchema = z
  .object({
    from: z.string().optional(),
    role: z.string().optional(),
    value: z.string().optional(),
    content: z.string().optional(),
  })
  .transform(({ from, role, value, content }) => ({ from: from ?? role, value: value ?? content }))
  .pipe(z.object({ from: z.string(), value: z.string() }));

const ROLES: Readonly<Record<string, Utterance['role']>> = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  assistant: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  system: 'system',
};

export const readSharegpt: ReadChats = async function* (documents, { file, roles }) {
  let open: LinedMessage[] = [];
  let array: number | null = null;
  let bytes = 0;
  const spoken = (messages: readonly LinedMessage[]): SpokenChat => spokenIn(messages, { file, roles });
  for await (const document of documents) {
    const { value, lineOf } = document;
    const isBare = isRecord(value) && 'from' in value;
    if (open.length > 0 && !(isBare && document.array === array)) {
      yield spoken(open);
      open = [];
      bytes = 0;
    }
    if (isBare) {
      array = document.array;
      bytes = withinOneChat(bytes + document.bytes, { file, line: lineOf('') });
      open.push({ value, line: lineOf('') });
    } else {
      const list = listIn(value);
      if (list) yield spoken(lined(list, lineOf));
      else yield nothingIn(document);
    }
  }
  if (open.length > 0) yield spoken(open);
};

function spokenIn(
  messages: readonly LinedMessage[],
  { file, roles }: Pick<FormatContext, 'file' | 'roles'>,
): SpokenChat {
  const unplaced: UnplacedLine[] = [];
  const names: string[] = [];
  const said = messages.flatMap(({ value, line }): Utterance[] => {
    const { from, value: text } = parsedAt(MessageSchema, value, { file, line });
    names.push(from);
    const role = roleOf(from, ROLES, roles);
    if (role) return [{ role, text: recordedText(text), line }];
    unplaced.push({ line, text: `${from}: ${text}` });
    return [];
  });
  return { said, unplaced, notes: [], names };
}

interface LinedMessage {
  value: unknown;
  line: number;
}

function lined({ name, list }: NamedList, lineOf: StreamedJson['lineOf']): LinedMessage[] {
  return list.map((value, index) => ({ value, line: lineOf(`${name}/${index}`) }));
}

interface NamedList {
  /** Its path. */
  name: string;
  list: readonly unknown[];
}

/** The messages of a conversation. */
function listIn(value: unknown): NamedList | null {
  if (Array.isArray(value))
    return value.every((each) => isRecord(each) && 'from' in each) ? { name: '', list: value } : null;
  if (!isRecord(value)) return null;
  for (const name of ['conversations', 'conversation', 'items']) {
    const list = value[name];
    if (Array.isArray(list)) return { name: `/${name}`, list };
  }
  return null;
}

// Messages as OpenAI's APIs have them: one conversation, several in an array or one a line, a request with its response, or what ChatGPT
// exports.
// Start at `readOpenai`.

import { z } from 'zod';
import type { FinishReason } from '../core/finish-reason.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { nothingIn, withinOneChat } from './json-mistakes.ts';
import type { StreamedJson } from './json-stream.ts';
import { exportedMessages } from './openai-export.ts';
import type { ReadChats } from './read-chats.ts';
import type { FormatContext, SpokenChat, UnplacedLine, Utterance } from './transcript.ts';

const PartSchema = z.union([
  z.string().transform((text) => ({ type: 'text', text, refusal: undefined })),
  z.object({ type: z.string().default('text'), text: z.string().optional(), refusal: z.string().optional() }),
]);

const MessageSchema = z.object({
  role: z.string(),
  content: z.union([z.string(), z.array(PartSchema)]).nullish(),
  refusal: z.string().nullish(),
  reasoning_content: z.string().nullish().catch(null),
  reasoning: z.string().nullish().catch(null),
});

const ChoiceSchema = z.object({ message: MessageSchema, finish_reason: z.string().nullish() });

interface Found {
  document: StreamedJson;
  messages: { value: unknown; path: string }[];
  choices: { value: unknown; path: string }[];
}

export const readOpenai: ReadChats = async function* (documents, { file, roles }) {
  let open: Found[] = [];
  let bytes = 0;
  for await (const document of documents) {
    const all = foundIn(document);
    if (all.length === 0) yield nothingIn(document);
    for (const found of all) {
      if (open.length > 0 && !goesOn(found, open)) {
        yield spokenIn(open, { file, roles });
        open = [];
        bytes = 0;
      }
      open.push(found);
      bytes = withinOneChat(bytes + document.bytes, { file, line: document.lineOf('') });
    }
  }
  if (open.length > 0) yield spokenIn(open, { file, roles });
};

/** A response belongs to the request before it; bare messages below each other, or in one array, are one conversation. */
function goesOn(found: Found, [first]: readonly Found[]): boolean {
  if (found.messages.length === 0) return true;
  return first !== undefined && isBare(found) && isBare(first) && found.document.array === first.document.array;
}

function isBare({ messages }: Found): boolean {
  return messages.length === 1 && messages[0]?.path === '';
}

function foundIn(document: StreamedJson): Found[] {
  const { value } = document;
  if (!Array.isArray(value)) return foundAt(document, value, '');
  const elements: readonly unknown[] = value;
  const isChat = elements.length > 0 && elements.every((each) => isRecord(each) && 'role' in each);
  if (isChat) return [{ document, messages: elementsOf(elements, ''), choices: [] }];
  return elements.flatMap((each, index) => foundAt(document, each, `/${index}`));
}

function foundAt(document: StreamedJson, value: unknown, path: string): Found[] {
  if (!isRecord(value)) return [];
  if (typeof value.role === 'string') return [{ document, messages: [{ value, path }], choices: [] }];
  const exported = exportedMessages(value);
  // Its messages have no places of their own: they stand in an object, in any order.
  if (exported) return [{ document, messages: exported.map((each) => ({ value: each, path })), choices: [] }];
  const messages = arrayAt(value, path, MESSAGES);
  const choices = arrayAt(value, path, CHOICES);
  return messages || choices ? [{ document, messages: messages ?? [], choices: choices ?? [] }] : [];
}

/** Where the messages are: in a plain object, a logged request, a line of a batch. */
const MESSAGES = [['messages'], ['request', 'messages'], ['request', 'body', 'messages'], ['body', 'messages']];
const CHOICES = [['choices'], ['response', 'choices'], ['response', 'body', 'choices']];

function arrayAt(value: unknown, path: string, places: readonly (readonly string[])[]): Found['messages'] | null {
  for (const place of places) {
    const array = place.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
    if (Array.isArray(array)) return elementsOf(array, `${path}/${place.join('/')}`);
  }
  return null;
}

function elementsOf(array: readonly unknown[], path: string): Found['messages'] {
  return array.map((value, index) => ({ value, path: `${path}/${index}` }));
}

interface Losses {
  file: string;
  roles: FormatContext['roles'];
  /** Every role in the chat. */
  names: string[];
  unplaced: UnplacedLine[];
  notes: Text[];
}

function spokenIn(found: readonly Found[], context: Pick<FormatContext, 'file' | 'roles'>): SpokenChat {
  const losses: Losses = { ...context, names: [], unplaced: [], notes: [] };
  const { file } = context;
  const said = found.flatMap(({ document, messages, choices }) => {
    const asked = messages.flatMap(({ value, path }) => {
      const place = { file, line: document.lineOf(path) };
      return utteranceOf(parsedAt(MessageSchema, value, place), null, { ...losses, line: place.line });
    });
    const [chosen, ...others] = choices.flatMap(({ value, path }) => {
      const place = { file, line: document.lineOf(path) };
      const { message, finish_reason: reason } = parsedAt(ChoiceSchema, value, place);
      return utteranceOf(message, reason ?? null, { ...losses, line: place.line });
    });
    return chosen ? [...asked, { ...chosen, others }] : asked;
  });
  const { names, unplaced, notes } = losses;
  return { said, unplaced, notes, names };
}

const ROLES: Readonly<Record<string, Utterance['role']>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
};

/** None for what is no part of a chat, such as the call of a tool. */
function utteranceOf(
  { role, content, refusal, reasoning_content: thought, reasoning }: z.infer<typeof MessageSchema>,
  reason: string | null,
  { line, roles, names, unplaced, notes }: Losses & { line: number },
): Utterance[] {
  names.push(role);
  const parts = typeof content === 'string' ? [{ type: 'text', text: content, refusal: undefined }] : (content ?? []);
  const known = roleOf(role, ROLES, roles);
  const text = recordedText(parts.map((part) => part.text ?? '').join('\n'));
  const refused = refusal ?? parts.find((part) => part.refusal !== undefined)?.refusal;
  const isSaid = (content ?? null) !== null || refused !== undefined;
  if (!known || !isSaid) {
    unplaced.push({ line, text: text === '' ? role : `${role}: ${text}` });
    return [];
  }
  const others = parts.filter((part) => part.text === undefined && part.refusal === undefined).length;
  if (others > 0) notes.push(say('line {line}: parts that are not text, left out: {parts}', { line, parts: others }));
  const said = { role: known, line };
  const thinking = thought ?? reasoning;
  return [
    refused !== undefined && text === ''
      ? { ...said, text: recordedText(refused), finishReason: { unified: 'refusal', raw: 'refusal' } }
      : {
          ...{ ...said, text },
          ...(reason !== null && { finishReason: finishReasonOf(reason) }),
          ...(thinking && { reasoning: recordedText(thinking) }),
        },
  ];
}

function finishReasonOf(raw: string): FinishReason {
  const unified = raw === 'length' ? 'length' : raw === 'content_filter' ? 'filter' : 'stop';
  return { unified, raw };
}

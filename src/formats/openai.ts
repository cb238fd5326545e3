// Messages as OpenAI's APIs have them: one conversation, several in an array or one a line, a request with its response, or what ChatGPT
// exports.
// Start at `readOpenai`.

import { z } from 'zod';
import type { FinishReason } from '../core/finish-reason.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { assemble } from './assemble.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { type JsonDocument, jsonDocuments } from './json-lines.ts';
import { notThisFormat, requireNames } from './json-mistakes.ts';
import { exportedMessages } from './openai-export.ts';
import type { FormatContext, ReadTranscript, UnplacedLine, Utterance } from './transcript.ts';

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
  document: JsonDocument;
  messages: { value: unknown; path: string }[];
  choices: { value: unknown; path: string }[];
}

export const readOpenai: ReadTranscript = (text, { file, roles, isScript }) => {
  const documents = jsonDocuments(text, file);
  const unplaced: UnplacedLine[] = [];
  const notes: Text[] = [];
  const names: string[] = [];
  const conversations = together(documents.flatMap(foundIn)).map((found) =>
    spokenIn(found, { file, roles, names, unplaced, notes }),
  );
  if (conversations.length === 0) throw notThisFormat(documents[0], file, 'openai');
  requireNames(roles, names, { file, line: documents[0]?.lineOf('') ?? 1 });
  return { ...assemble(conversations, { file, outside: unplaced, isScript }), notes };
};

/** A response belongs to the request before it; lines of bare messages are one conversation. */
function together(found: readonly Found[]): Found[][] {
  const conversations: Found[][] = [];
  for (const each of found) {
    const before = conversations.at(-1);
    const isBare = each.messages.length === 1 && each.messages[0]?.path === '';
    const goesOn = each.messages.length === 0 || (isBare && before?.[0]?.messages[0]?.path === '');
    if (before && goesOn) before.push(each);
    else conversations.push([each]);
  }
  return conversations;
}

function foundIn(document: JsonDocument): Found[] {
  const { value } = document;
  if (!Array.isArray(value)) return foundAt(document, value, '');
  const elements: readonly unknown[] = value;
  const isBare = elements.length > 0 && elements.every((each) => isRecord(each) && 'role' in each);
  if (isBare) return [{ document, messages: elementsOf(elements, ''), choices: [] }];
  return elements.flatMap((each, index) => foundAt(document, each, `/${index}`));
}

function foundAt(document: JsonDocument, value: unknown, path: string): Found[] {
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
  /** Every role in the file. */
  names: string[];
  unplaced: UnplacedLine[];
  notes: Text[];
}

function spokenIn(found: readonly Found[], losses: Losses): Utterance[] {
  const { file, notes } = losses;
  return found.flatMap(({ document, messages, choices }) => {
    const said = messages.flatMap(({ value, path }) => {
      const place = { file, line: document.lineOf(path) };
      return utteranceOf(parsedAt(MessageSchema, value, place), null, { ...losses, line: place.line });
    });
    const [chosen, ...others] = choices;
    if (!chosen) return said;
    const place = { file, line: document.lineOf(chosen.path) };
    const { message, finish_reason: reason } = parsedAt(ChoiceSchema, chosen.value, place);
    if (others.length > 0) {
      notes.push(
        say('line {line}: other replies of the same request, left out: {n}', { line: place.line, n: others.length }),
      );
    }
    return [...said, ...utteranceOf(message, reason ?? null, { ...losses, line: place.line })];
  });
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

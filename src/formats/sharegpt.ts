// Conversations as ShareGPT and the training sets after it have them: one object, an array, or one a line. Start at `readSharegpt`.

import { z } from 'zod';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { assemble } from './assemble.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { type JsonDocument, jsonDocuments } from './json-lines.ts';
import { notThisFormat, requireNames } from './json-mistakes.ts';
import type { ReadTranscript, UnplacedLine, Utterance } from './transcript.ts';

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

export const readSharegpt: ReadTranscript = (text, { file, roles, isScript }) => {
  const unplaced: UnplacedLine[] = [];
  const documents = jsonDocuments(text, file);
  const names: string[] = [];
  const conversations = documents.flatMap(messagesIn).map((messages) =>
    messages.flatMap(({ value, line }): Utterance[] => {
      const { from, value: said } = parsedAt(MessageSchema, value, { file, line });
      names.push(from);
      const role = roleOf(from, ROLES, roles);
      if (role) return [{ role, text: recordedText(said), line }];
      unplaced.push({ line, text: `${from}: ${said}` });
      return [];
    }),
  );
  if (conversations.length === 0) throw notThisFormat(documents[0], file, 'sharegpt');
  requireNames(roles, names, { file, line: documents[0]?.lineOf('') ?? 1 });
  return { ...assemble(conversations, { file, outside: unplaced, isScript }), notes: [] };
};

interface LinedMessage {
  value: unknown;
  line: number;
}

/** The messages of each conversation of a document. */
function messagesIn({ value, lineOf }: JsonDocument): LinedMessage[][] {
  const lined = (array: readonly unknown[], path: string): LinedMessage[] =>
    array.map((message, index) => ({ value: message, line: lineOf(`${path}/${index}`) }));
  if (!Array.isArray(value)) {
    const array = listIn(value);
    return array ? [lined(array.list, `/${array.name}`)] : [];
  }
  const elements: readonly unknown[] = value;
  if (elements.length > 0 && elements.every((each) => isRecord(each) && 'from' in each)) return [lined(elements, '')];
  return elements.flatMap((each, index) => {
    const array = listIn(each);
    return array ? [lined(array.list, `/${index}/${array.name}`)] : [];
  });
}

function listIn(value: unknown): { name: string; list: readonly unknown[] } | null {
  if (!isRecord(value)) return null;
  for (const name of ['conversations', 'conversation', 'items']) {
    const list = value[name];
    if (Array.isArray(list)) return { name, list };
  }
  return null;
}

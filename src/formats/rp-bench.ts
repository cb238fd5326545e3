// Conversations of Japanese-RP-Bench, one a line: what is said in turn, beginning with the user. Start at `readRpBench`.
import { z } from 'zod';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { recordedText } from './chat-text.ts';
import { nothingIn } from './json-mistakes.ts';
import type { ReadChats } from './read-chats.ts';

const ConversationSchema = z.object({
  target_model_name: z.string().optional(),
  conversation_history: z.array(z.string()),
});

export const readRpBench: ReadChats = async function* (documents, { file }) {
  for await (const document of documents) {
    const { value, lineOf } = document;
    const line = lineOf('');
    if (!isRecord(value) || !('conversation_history' in value)) {
      yield nothingIn(document);
      continue;
    }
    const { target_model_name: model, conversation_history: all } = parsedAt(ConversationSchema, value, { file, line });
    const said = all.map((text, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      ...{ text: recordedText(text), line },
    }));
    yield { said, unplaced: [], notes: [], names: ['user', 'assistant'], models: model === undefined ? [] : [model] };
  }
};

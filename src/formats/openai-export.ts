// A conversation as ChatGPT exports it: a tree of messages, of which one branch is what the user saw last. Start at `exportedMessages`.
import { isRecord } from '../core/plain-data.ts';

/** The branch's messages in the shape of OpenAI's APIs; null: it is no such conversation. */
export function exportedMessages(value: Readonly<Record<string, unknown>>): unknown[] | null {
  const { mapping, current_node: last } = value;
  if (!isRecord(mapping)) return null;
  const messages: unknown[] = [];
  const seen = new Set<unknown>();
  let id = typeof last === 'string' ? last : Object.keys(mapping).at(-1);
  while (id !== undefined && !seen.has(id) && Object.hasOwn(mapping, id)) {
    seen.add(id);
    const node = mapping[id];
    if (!isRecord(node)) break;
    const message = messageOf(node.message);
    if (message) messages.unshift(message);
    id = typeof node.parent === 'string' ? node.parent : undefined;
  }
  return messages;
}

/** null: nothing that was said or shown. */
function messageOf(value: unknown): { role: unknown; content: unknown[] } | null {
  if (!isRecord(value) || !isRecord(value.author) || !isRecord(value.content)) return null;
  const { parts, text } = value.content;
  const isHidden = isRecord(value.metadata) && value.metadata.is_visually_hidden_from_conversation === true;
  const said: unknown[] = Array.isArray(parts) ? parts : [text];
  // An empty message of the system begins every conversation.
  const isEmpty = said.every((part) => part === '' || part === undefined);
  if (isHidden || (isEmpty && value.author.role !== 'user')) return null;
  return {
    role: value.author.role,
    content: said.map((part) => (typeof part === 'string' ? part : { type: 'other' })),
  };
}

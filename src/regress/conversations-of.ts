import { readConversations, type StoredConversation } from '../store/read-run.ts';

/** What one model of a run said. */
export async function conversationsOf(directory: string, model: string): Promise<StoredConversation[]> {
  const own: StoredConversation[] = [];
  for await (const conversation of readConversations(directory))
    if (conversation.model === model) own.push(conversation);
  return own;
}

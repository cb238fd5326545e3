// Messages that know the one before: a chat with branches, of which one is what its reader saw last. Start at `branchOf`.
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';

export interface TreeMessage {
  id: string;
  /** null: it is the first, or the one before is not known. */
  parent: string | null;
  line: number;
}

export interface Branch<Message> {
  /** From the first to the last. */
  messages: Message[];
  /** Of each of them, others that answer the same message. */
  siblings: Message[][];
  /** What is on other branches only. */
  besides: Message[];
}

/**
 * @param leaf the last message of the branch
 * @throws UserError naming the line, if a message comes before itself
 */
export function branchOf<Message extends TreeMessage>(
  all: readonly Message[],
  leaf: Message,
  file: string,
): Branch<Message> {
  const byId = new Map(all.map((message) => [message.id, message]));
  const answers = new Map<string | null, Message[]>();
  for (const message of all) {
    const others = answers.get(message.parent);
    if (others) others.push(message);
    else answers.set(message.parent, [message]);
  }
  const messages: Message[] = [];
  const seen = new Set<Message>();
  for (let at: Message | undefined = leaf; at; at = at.parent === null ? undefined : byId.get(at.parent)) {
    if (seen.has(at)) {
      throw new UserError(say('the message "{id}" comes before itself', { id: at.id.slice(0, 80) }), {
        place: { file, line: at.line },
      });
    }
    seen.add(at);
    messages.push(at);
  }
  messages.reverse();
  const siblings = messages.map((message) =>
    message.parent === null ? [] : (answers.get(message.parent) ?? []).filter((other) => !seen.has(other)),
  );
  const told = new Set([...seen, ...siblings.flat()]);
  return { messages, siblings, besides: all.filter((message) => !told.has(message)) };
}

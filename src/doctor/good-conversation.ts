import type { Scenario } from '../scenario/schema.ts';

/** A conversation whose replies are known to be good. */
export interface GoodConversation {
  id: string;
  /** The persona's instruction; null for none. */
  system: string | null;
  user: string;
  char: string;
  turns: readonly { user: string; reply: string }[];
}

/** The turns of a scenario up to the first that has no good reply; null: it has none at all. */
export function goodConversationOf({ id, persona, turns }: Scenario): GoodConversation | null {
  const good: { user: string; reply: string }[] = [];
  for (const { user, goodReplies } of turns) {
    const [reply] = goodReplies ?? [];
    if (reply === undefined) break;
    good.push({ user, reply });
  }
  const { instruction, user, name } = persona;
  return good.length > 0 ? { id, system: instruction, user, char: name, turns: good } : null;
}

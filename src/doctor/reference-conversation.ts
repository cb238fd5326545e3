import type { Scenario } from '../scenario/schema.ts';

/** A conversation with replies written by a person who knows the character. */
export interface ReferenceConversation {
  id: string;
  /** The persona's instruction; null for none. */
  system: string | null;
  user: string;
  char: string;
  turns: readonly { user: string; reply: string }[];
}

/** The turns of a scenario up to the first that has no reference reply; null: it has none at all. */
export function referenceConversationOf({ id, persona, turns }: Scenario): ReferenceConversation | null {
  const known: { user: string; reply: string }[] = [];
  for (const { user, referenceReplies } of turns) {
    const [reply] = referenceReplies ?? [];
    if (reply === undefined) break;
    known.push({ user, reply });
  }
  const { instruction, user, name } = persona;
  return known.length > 0 ? { id, system: instruction, user, char: name, turns: known } : null;
}

import type { Scenario } from '../scenario/schema.ts';

/** A conversation with replies written by a person who knows the character. */
export interface ReferenceConversation {
  id: string;
  /** The persona's instruction; null for none. */
  system: string | null;
  user: string;
  char: string;
  /**
   * What the character says before the first turn. It counts where room is measured; templates are ranked without it, because not every
   * format can begin with it, and all of them must be asked for the same replies.
   */
  greeting?: string;
  turns: readonly { user: string; reply: string }[];
}

/** The turns of a scenario up to the first that has no reference reply; null: it has none at all. */
export function referenceConversationOf({ id, persona, greeting, turns }: Scenario): ReferenceConversation | null {
  const known: { user: string; reply: string }[] = [];
  for (const { user, referenceReplies } of turns) {
    const [reply] = referenceReplies ?? [];
    if (reply === undefined) break;
    known.push({ user, reply });
  }
  const { instruction, user, name } = persona;
  const opening = { ...(greeting !== undefined && { greeting }) };
  return known.length > 0 ? { id, system: instruction, user, char: name, ...opening, turns: known } : null;
}

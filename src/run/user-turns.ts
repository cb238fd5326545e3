import type { Message } from '../core/message.ts';
import type { Scenario } from '../scenario/schema.ts';

/** The user's side of one conversation. */
export interface UserTurns {
  /**
   * What the user says next; null: the conversation is over.
   * @param history the conversation so far
   */
  next(history: readonly Message[]): Promise<string | null>;
}

/** The scenario's turns, whatever the replies. */
export function scriptedTurns({ turns }: Pick<Scenario, 'turns'>): UserTurns {
  let spoken = 0;
  return { next: async () => turns[spoken++]?.user ?? null };
}

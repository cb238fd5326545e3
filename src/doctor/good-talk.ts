import type { PromptInput } from '../prompt/prompt.ts';
import type { Scenario } from '../scenario/schema.ts';

/** A conversation that went well: what people say, and good replies to it. */
export interface GoodTalk {
  scenario: string;
  persona: Pick<PromptInput, 'system' | 'user' | 'char'>;
  turns: readonly { user: string; reply: string }[];
}

/** The turns of a scenario up to the first that has no good reply; null: it has none at all. */
export function goodTalkOf({ id, persona, turns }: Scenario): GoodTalk | null {
  const good: { user: string; reply: string }[] = [];
  for (const { user, goodReplies } of turns) {
    const [reply] = goodReplies ?? [];
    if (reply === undefined) break;
    good.push({ user, reply });
  }
  const { instruction, user, name } = persona;
  return good.length > 0 ? { scenario: id, persona: { system: instruction, user, char: name }, turns: good } : null;
}

// What models say without chance after the same words: for the reader, to see where they part. Start at `greedyTurns`.
import { z } from 'zod';
import type { Backend, BackendSession } from '../backend/backend.ts';
import { ModelFailure } from '../core/errors.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { openingOf } from '../run/greeting.ts';
import { messageFor, playTurn } from '../run/turn.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { ForcedReply } from './forced-replies.ts';

export const GreedyReplySchema = z.object({
  schemaVersion: z.literal(1),
  scenario: z.string(),
  sample: z.number().int(),
  turn: z.number().int(),
  user: z.string(),
  reply: z.string(),
});
export type GreedyReply = z.infer<typeof GreedyReplySchema>;

/** Longer ones have parted long before. */
const MOST_TOKENS = 96;

/** The first and the last turn of each scenario's first sample, after what the reference said before. */
export function greedyTurns(
  conversations: readonly StoredConversation[],
  scenarios: readonly Scenario[],
  rule: PromptTemplate['history'],
): ForcedReply[] {
  return scenarios.flatMap((scenario) => {
    const [first] = conversations.filter((each) => each.scenario === scenario.id).sort((a, b) => a.sample - b.sample);
    if (!first) return [];
    const history = openingOf(scenario, rule);
    const turns = first.turns.map((record): ForcedReply => {
      history.push({ role: 'user', content: record.user });
      const before = [...history];
      history.push(messageFor(record.reply, rule));
      const place = { scenario: scenario.id, sample: first.sample, turn: record.turn };
      return { ...place, record, persona: scenario.persona, history: before };
    });
    const [opening] = turns;
    const last = turns.length > 1 ? turns.at(-1) : undefined;
    return [opening, last].filter((turn) => turn !== undefined);
  });
}

/** null: it said nothing that could be compared. */
export async function greedyReply(
  backend: Backend,
  { scenario, sample, turn, record, persona, history }: ForcedReply,
  signal: AbortSignal,
): Promise<GreedyReply | null> {
  const { effective } = record.sampling;
  const maxTokens = Math.min(effective.maxTokens ?? MOST_TOKENS, MOST_TOKENS);
  const sampling = { ...backend.effectiveSampling({ ...effective, ...GREEDY }), maxTokens };
  let session: BackendSession | null = null;
  try {
    session = await backend.openSession();
    await session.begin();
    const request = { persona, history, sampling, seed: 0 };
    const answered = await playTurn(request, { backend, session, onOverflow: 'error', signal });
    signal.throwIfAborted();
    if (answered === null) return null;
    return { schemaVersion: 1, scenario, sample, turn, user: record.user, reply: answered.text };
  } catch (error) {
    // It is for the reader alone: a failure that matters has come up before.
    if (error instanceof ModelFailure) return null;
    throw error;
  } finally {
    await session?.close();
  }
}

const GREEDY = { temperature: 0, dynatempRange: 0, mirostat: 0 } as const;

import type { LlamaContext, LlamaContextSequence } from 'node-llama-cpp';
import { describeError } from '../../../core/errors.ts';
import { asTokens } from './context.ts';
import { handOver } from './hand-over.ts';
import type { Session } from './lock-step.ts';

interface Readying {
  context: LlamaContext;
  sessions: readonly Session[];
  /** From how many common tokens a state is handed over; null: never. */
  sharedPrefixTokens: number | null;
  /** A folder through which states are handed over; null: they never are. */
  stateDirectory: string | null;
}

/** Prepares a session's sequence for a prompt. In later turns of a conversation it already holds the earlier ones. */
export async function readySequence(
  session: Session,
  prompt: readonly number[],
  { context, sessions, sharedPrefixTokens, stateDirectory }: Readying,
  warnings: string[],
): Promise<LlamaContextSequence> {
  if (!session.isFresh) return session.sequence;
  session.isFresh = false;
  // A reproducible reply must not depend on what came before, and some models' states cannot be truncated.
  if (sessions.length === 1 || session.sequence.needsCheckpoints) {
    await session.sequence.clearHistory();
    return session.sequence;
  }
  const from = richerSequence(session, prompt, sessions, sharedPrefixTokens);
  if (from === null || stateDirectory === null) return session.sequence;
  try {
    await handOver(from, session.sequence, stateDirectory);
  } catch (error) {
    // This also removes what a broken file has left in the sequence.
    await session.sequence.dispose();
    session.sequence = context.getSequence();
    warnings.push(`another conversation's state could not be handed over (${describeError(error)})`);
  }
  return session.sequence;
}

/**
 * The sequence that has so much more of a prompt than the session's own that handing over its state pays off. It is handed over whole,
 * so a short common beginning is not worth a long conversation.
 */
function richerSequence(
  session: Session,
  prompt: readonly number[],
  sessions: readonly Session[],
  sharedPrefixTokens: number | null,
): LlamaContextSequence | null {
  if (sharedPrefixTokens === null) return null;
  const tokens = asTokens(prompt);
  const common = sessions.map(({ sequence }) => sequence.compareContextTokens(tokens).firstDifferentIndex);
  const most = Math.max(...common);
  const richest = sessions[common.indexOf(most)]?.sequence;
  const gain = most - (common[sessions.indexOf(session)] ?? 0);
  if (!richest || gain < sharedPrefixTokens || richest.nextTokenIndex > 2 * gain) return null;
  return richest;
}

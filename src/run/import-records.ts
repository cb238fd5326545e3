// From a chat that was read to the records of a conversation: what is unknown stays unknown. Start at `recordsOf`.
import { outcomeOf } from '../core/finish-reason.ts';
import { hashData } from '../core/hash.ts';
import type { ReadConversation, ReadTurn } from '../formats/transcript.ts';
import type { RenderedPrompt } from '../prompt/prompt.ts';
import { readReply } from '../prompt/reply-text.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type ConversationRecord, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { figuresOf } from '../store/totals.ts';
import { say } from '../words/text.ts';

export interface Played {
  turns: TurnRecord[];
  end: ConversationRecord;
}

/** A key of its own kind: nothing that was played can have it. @param digest of what was imported */
export function recordsOf(
  { greeting, turns }: ReadConversation,
  { model, digest, loaded, sample }: { model: string; digest: string; loaded: LoadedScenario; sample: number },
): Played {
  const { scenario } = loaded;
  const key = hashData({ imported: digest, model, scenario: scenario.id, hash: loaded.hash, sample }).slice(0, 32);
  const names = { key, model, scenario: scenario.id, sample };
  const records = turns.map((turn, index): TurnRecord => {
    return turnRecordOf(turn, { names, turn: index + 1, scenario, ...(index === 0 && { greeting }) });
  });
  return {
    turns: records,
    end: {
      type: 'conversation',
      schemaVersion: SCHEMA_VERSION,
      ...names,
      seed: null,
      settings: {},
      status: 'done',
      turns: records.length,
      figures: figuresOf(records),
    },
  };
}

interface TurnPlace {
  names: Pick<TurnRecord, 'key' | 'model' | 'scenario' | 'sample'>;
  /** 1-based. */
  turn: number;
  scenario: Scenario;
  greeting?: string | null;
}

/** Nobody knows what the model was sent. */
const NO_PROMPT: RenderedPrompt = { kind: 'messages', system: null, messages: [], stop: [] };

function turnRecordOf(
  { user, reply: said, finishReason, reasoning: thought, warnings }: ReadTurn,
  { names, turn, scenario, greeting }: TurnPlace,
): TurnRecord {
  const reason = finishReason ?? { unified: 'stop', raw: 'imported' };
  const read = readReply(said, { reasoning: null, newline: null }, { prompt: NO_PROMPT, isSplit: thought !== null });
  const { text: reply, endsThinking } = read;
  const thoughts = [thought, read.reasoning].filter((each) => each !== null && each !== undefined);
  return {
    type: 'turn',
    schemaVersion: SCHEMA_VERSION,
    ...names,
    settings: {},
    seed: null,
    turn,
    ...(greeting && { greeting }),
    user,
    reply,
    finishReason: reason,
    promptTokens: null,
    reusedTokens: null,
    evaluatedTokens: null,
    replyTokens: null,
    timeToFirstTokenMs: null,
    promptMs: null,
    generateMs: null,
    promptTokensPerSecond: null,
    tokensPerSecond: null,
    promptHash: null,
    ...(thoughts.length > 0 && { reasoning: thoughts.join('\n') }),
    costUsd: null,
    attempts: 1,
    sampling: { requested: {}, effective: {} },
    outcome: outcomeOf(reply, reason, endsThinking),
    droppedTurns: null,
    warnings: [
      ...warnings,
      ...(read.warnings ?? []),
      ...(isPlanned(user, scenario) ? [] : [say('the scenario has no such user line')]),
    ].map(String),
  };
}

/** Whether the scenario has the user say this, at whatever turn: a log may have left out a turn, or said one twice. */
export function isPlanned(user: string, { turns }: Scenario): boolean {
  return turns.some((turn) => turn.user.trim() === user);
}

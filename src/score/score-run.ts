// Every conversation of a run through the checks, without inference: old runs too. Holds a few conversations in memory at a time.
// Start at `scoreRun`.
import { setImmediate } from 'node:timers/promises';
import { ExitCode, UserError } from '../core/errors.ts';
import { packageVersion } from '../core/package-version.ts';
import type { World } from '../core/world.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import type { Scenario } from '../scenario/schema.ts';
import { greetingOf, type PastRun } from '../store/past-run.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import { openScores, type ScoreRecord } from '../store/scores.ts';
import { say } from '../words/text.ts';
import { CHECKS } from './check-table.ts';
import { withLanguages } from './reading/language.ts';
import { sharedMorphology } from './reading/morphology.ts';
import type { Token } from './reading/token.ts';
import type { ScenariosToScore } from './scenario-forms.ts';
import { type ScoredRow, scoreTalk } from './score-talk.ts';
import { specialTokensOf } from './special-tokens.ts';
import { talkOf } from './talk.ts';

/** A conversation with what was found in it. */
export interface ScoredConversation {
  conversation: StoredConversation;
  /** null: the run does not have it. */
  scenario: Scenario | null;
  rows: readonly ScoredRow[];
}

/** How many conversations are read ahead while the words of earlier ones are being found. */
const AHEAD = 4;

/**
 * Scores are on disk, in the run's own folder, when this resolves.
 * @param each is told of every conversation, in the order in which they started
 * @throws UserError if the run cannot be read, its folder cannot be written, or the user ends it: then earlier scores stay as they were
 */
export async function scoreRun(
  run: PastRun,
  { checks, byId }: { checks: readonly CheckId[]; byId: ScenariosToScore['byId'] },
  world: World,
  each: (scored: ScoredConversation) => void,
): Promise<void> {
  const versions = checks.map((id) => ({ id, version: CHECKS[id].version }));
  const files = await openScores(run.directory, versions, world.process);
  try {
    for await (const scored of scoredConversations(run, { byId, checks })) {
      await files.add(scored.rows.map((row) => recordOf(scored.conversation, row)));
      each(scored);
      // Signals are heard between conversations.
      await setImmediate();
      if (world.signal.aborted) throw interrupted();
    }
    await files.finish({
      scoredAt: world.now().toISOString(),
      hitogara: await packageVersion(world),
      scenarios: [...byId].map(([id, { from, checksHash }]) => ({ id, from, checksHash })),
    });
  } catch (error) {
    await files.discard();
    throw error;
  }
}

interface Waiting extends Omit<ScoredConversation, 'rows'> {
  tokens: Promise<readonly (readonly Token[])[]>;
}

/** Checks run when a conversation's turn has come, so that what they find does not wait in memory. */
async function* scoredConversations(
  run: PastRun,
  { byId, checks }: { byId: ScenariosToScore['byId']; checks: readonly CheckId[] },
): AsyncGenerator<ScoredConversation> {
  const needsTokens = checks.some((id) => CHECKS[id].needsTokens);
  const isJapanese = [...byId.values()].some(({ scenario }) => scenario.persona.language === 'ja');
  // Its dictionary loads in another thread while this one reads the journal.
  if (needsTokens && isJapanese) sharedMorphology();
  const specialTokens = new Map(run.manifest.models.map(({ id, description }) => [id, specialTokensOf(description)]));
  const waitingFor = (conversation: StoredConversation): Waiting => {
    const scenario = byId.get(conversation.scenario)?.scenario ?? null;
    const isRead = needsTokens && scenario?.persona.language === 'ja';
    const replies = conversation.turns.map(({ reply }) => reply);
    const tokens = isRead ? sharedMorphology().tokensOf(replies) : Promise.resolve([]);
    // Whoever waits for it hears of its failure; until then it must not count as unhandled.
    tokens.catch(() => {});
    return { conversation, scenario, tokens };
  };
  const scored = async ({ conversation, scenario, tokens }: Waiting): Promise<ScoredConversation> => {
    if (!scenario) return { conversation, scenario, rows: [] };
    const sources = {
      scenario,
      greeting: greetingOf(run, conversation),
      specialTokens: specialTokens.get(conversation.model) ?? [],
      tokens: await tokens,
    };
    const rows = await withLanguages((languageOf) =>
      scoreTalk(talkOf(conversation, { ...sources, languageOf }), scenario.checks, checks),
    );
    return { conversation, scenario, rows };
  };
  const waiting: Waiting[] = [];
  for await (const conversation of readConversations(run.directory)) {
    waiting.push(waitingFor(conversation));
    const first = waiting.length > AHEAD ? waiting.shift() : undefined;
    if (first) yield await scored(first);
  }
  for (const rest of waiting) yield await scored(rest);
}

function interrupted(): UserError {
  return new UserError(say('interrupted; earlier scores are unchanged'), {
    exitCode: ExitCode.interrupted,
  });
}

function recordOf(
  { key, model, scenario, sample, settings }: StoredConversation,
  { check, version, unit, turn, result, value, spans, message, isError }: ScoredRow,
): ScoreRecord {
  return {
    schemaVersion: 1,
    check,
    version,
    unit,
    key,
    model,
    scenario,
    sample,
    settings,
    turn,
    result,
    value,
    spans,
    message: String(message),
    ...(isError && { isError }),
  };
}

// One run as it is compared: its conversations one by one, each with what checks found and what people said. Start at `conversationsOf`.
import { groupBy } from '../core/group-by.ts';
import { lastPreferences } from '../score/preferences-tally.ts';
import { lastOfEach } from '../score/ratings-tally.ts';
import type { ScoredRow } from '../score/score-talk.ts';
import { scoredRow } from '../score/stored-tally.ts';
import type { PastRun } from '../store/past-run.ts';
import type { Preference, Rating } from '../store/rating-schema.ts';
import { type Opinions, readOpinions } from '../store/ratings.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import type { ScoreRecord } from '../store/scores.ts';
import { openStoredScores, readScoreIndex } from '../store/stored-scores.ts';

export interface ComparedConversation {
  conversation: StoredConversation;
  /** null: it was not scored. */
  rows: readonly ScoredRow[] | null;
  /** Of its turns, and of the whole of it. */
  ratings: readonly Rating[];
}

/**
 * In the order in which they started. Holds one in memory at a time.
 * @param conversations of this run, in that order
 */
export async function* conversationsOf(
  run: PastRun,
  opinions: RatedRun,
  conversations: AsyncIterable<StoredConversation> = readConversations(run.directory),
): AsyncGenerator<ComparedConversation> {
  const index = await readScoreIndex(run.directory, run.summary);
  const scores = index && openStoredScores(run.directory, index);
  try {
    for await (const conversation of conversations) {
      yield comparedOf(conversation, scores ? await scores.rowsOf(conversation) : null, opinions);
    }
  } finally {
    await scores?.close();
  }
}

/** @param records what checks found in it; null: it was not scored */
export function comparedOf(
  conversation: StoredConversation,
  records: readonly ScoreRecord[] | null,
  opinions: RatedRun,
): ComparedConversation {
  return { conversation, rows: records?.flatMap(scoredRow) ?? null, ratings: opinions.ratingsOf(conversation) };
}

/** A run's ratings and preferences, by what they are about. */
export interface RatedRun {
  ratingsOf(conversation: Pick<StoredConversation, 'model' | 'scenario' | 'sample' | 'key'>): readonly Rating[];
  preferencesOf(scenario: string): readonly Preference[];
}

export async function ratedRun({ directory }: Pick<PastRun, 'directory'>): Promise<RatedRun> {
  return byPlace(await readOpinions(directory, null));
}

function byPlace({ ratings, preferences }: Opinions): RatedRun {
  const placed = groupBy(
    lastOfEach(ratings).map(({ rating }) => rating),
    placeOf,
  );
  const byScenario = groupBy(lastPreferences(preferences), ({ scenario }) => scenario);
  return {
    ratingsOf: (conversation) =>
      (placed.get(placeOf(conversation)) ?? []).filter(({ key }) => key === undefined || key === conversation.key),
    preferencesOf: (scenario) => byScenario.get(scenario) ?? [],
  };
}

function placeOf({ model, scenario, sample }: Pick<Rating, 'model' | 'scenario' | 'sample'>): string {
  return JSON.stringify([model, scenario, sample]);
}

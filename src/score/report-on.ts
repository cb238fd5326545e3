// A run scored, as everything that a report says of it: figures, gates, and the results that failed. Start at `reportOn`.
import type { World } from '../core/world.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import type { PastRun } from '../store/past-run.ts';
import type { PlacedRating } from '../store/ratings.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { Text } from '../words/text.ts';
import type { Gate } from './gate-names.ts';
import { gateKeeper, type JudgedGate } from './gates.ts';
import { type RatingsReport, ratingsTally } from './ratings-tally.ts';
import { type ScoredConversation, type ScoreRequest, scoreRun } from './score-run.ts';
import type { ScoredRow } from './score-talk.ts';
import { type ModelScores, scoreTally } from './score-tally.ts';

export interface ScoreReport {
  run: PastRun;
  checks: readonly CheckId[];
  isWanted: IsWanted;
  /** What the user should know before reading on. */
  notes: readonly Text[];
  models: ScoredModel[];
  gates: JudgedGate[];
  /** The first of each check, model and scenario, in the order in which they were said. */
  failures: Failure[];
  failed: number;
  /** Checks that failed themselves. */
  errors: Failure[];
  /** null: nobody rated anything. */
  ratings: RatingsReport | null;
}

export interface ScoredModel extends ModelScores {
  /** Of the model's file; null: there is none, or it is not known. */
  fileBytes: number | null;
  /** The most that the model's process had resident, weights included; null: not known. */
  peakMemoryBytes: number | null;
}

export interface Failure extends Pick<StoredConversation, 'model' | 'scenario' | 'sample'> {
  row: ScoredRow;
  /** What was said in that turn; empty if the row is about the whole conversation. */
  reply: string;
}

export interface ReportRequest extends ScoreRequest {
  gates: readonly Gate[];
  isWanted: IsWanted;
  /** What people said of the run. */
  ratings: readonly PlacedRating[];
}

/** Which conversations are reported on; all of them are scored. */
export type IsWanted = (conversation: Pick<StoredConversation, 'model' | 'scenario'>) => boolean;

/** Of one check, model and scenario; more are counted, not kept. */
const MOST_ALIKE = 5;
const MOST_ERRORS = 200;

/** @param each is told of every conversation that is reported on */
export async function reportOn(
  run: PastRun,
  request: ReportRequest,
  world: World,
  each: (scored: ScoredConversation) => void = () => {},
): Promise<ScoreReport> {
  const tally = scoreTally();
  const gates = gateKeeper(request.gates);
  const people = ratingsTally(request.ratings);
  const failures: Failure[] = [];
  const alike = new Map<string, number>();
  const errors: Failure[] = [];
  let failed = 0;
  const { notes } = await scoreRun(run, request, world, (scored) => {
    if (!request.isWanted(scored.conversation)) return;
    tally.add(scored);
    gates.add(scored);
    people.add(scored);
    each(scored);
    for (const row of scored.rows) {
      if (row.isError && errors.length < MOST_ERRORS) errors.push(failureOf(scored.conversation, row));
      if (row.result !== 'fail') continue;
      failed++;
      const kind = JSON.stringify([row.check, scored.conversation.model, scored.conversation.scenario]);
      const before = alike.get(kind) ?? 0;
      alike.set(kind, before + 1);
      if (before < MOST_ALIKE) failures.push(failureOf(scored.conversation, row));
    }
  });
  const { checks, isWanted } = request;
  const ratings = people.report();
  const models = tally.table().map((scores) => ({
    ...scores,
    fileBytes: fileBytesOf(run, scores.model),
    peakMemoryBytes: run.summary?.speeds.find(({ model }) => model === scores.model)?.peakMemoryBytes ?? null,
  }));
  return { run, checks, isWanted, notes, models, gates: gates.judged(), failures, failed, errors, ratings };
}

function failureOf({ model, scenario, sample, turns }: StoredConversation, row: ScoredRow): Failure {
  const reply = turns.find(({ turn }) => turn === row.turn)?.reply ?? '';
  return { model, scenario, sample, row, reply };
}

function fileBytesOf({ manifest }: PastRun, model: string): number | null {
  const description = manifest.models.find(({ id }) => id === model)?.description;
  return description && 'bytes' in description ? description.bytes : null;
}

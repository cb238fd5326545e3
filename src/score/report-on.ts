// A run scored, as everything that a report says of it: figures, gates, and the results that failed. Start at `reportOn`.
import type { World } from '../core/world.ts';
import { CHECK_IDS, type CheckId } from '../scenario/check-settings.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { PastRun } from '../store/past-run.ts';
import type { Preference } from '../store/rating-schema.ts';
import type { PlacedRating } from '../store/ratings.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { Text } from '../words/text.ts';
import type { Gate } from './gate-names.ts';
import { type GateScope, gatedChecks, gateKeeper, type JudgedGate } from './gates.ts';
import { type PreferencesReport, preferencesTally } from './preferences-tally.ts';
import { type RatingsReport, ratingsTally } from './ratings-tally.ts';
import { type ScenarioForm, type ScenariosToScore, scenariosFor } from './scenario-forms.ts';
import { type ScoredConversation, scoreRun } from './score-run.ts';
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
  /** The first of each check, model and scenario (`keep` of them), in the order in which they were said. */
  failures: Failure[];
  /** How many results failed in each model's conversations of each scenario, most first. */
  failedIn: { model: string; scenario: string; failed: number }[];
  failed: number;
  /** Checks that failed themselves. */
  errors: Failure[];
  /** null: nobody rated anything. */
  ratings: RatingsReport | null;
  /** null: nobody compared anything. */
  preferences: PreferencesReport | null;
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

export interface ReportRequest {
  checks: readonly CheckId[];
  /** null: as the run recorded them, saying which have changed since. */
  form: ScenarioForm | null;
  gates: readonly Gate[];
  isWanted: IsWanted;
  /** How many failures of one check, model and scenario are kept; more are counted. */
  keep: number;
  /** What people said of the run. */
  ratings: readonly PlacedRating[];
  preferences: readonly Preference[];
}

/** Which conversations are reported on; all of them are scored. */
type IsWanted = (conversation: Pick<StoredConversation, 'model' | 'scenario'>) => boolean;

/** More are counted, not kept. */
const MOST_ERRORS = 200;

/** @param each is told of every conversation that is reported on */
export async function reportOn(
  run: PastRun,
  request: ReportRequest,
  world: World,
  each: (scored: ScoredConversation) => void = () => {},
): Promise<ScoreReport> {
  const tally = scoreTally();
  const { byId, notes } = await scenariosFor(run, request.form, world);
  const scope = scopeOf(run, request, byId);
  const checks = checksOf(request, scope.scenarios);
  const gates = gateKeeper(scope);
  const people = ratingsTally(request.ratings.filter(({ rating }) => isInReport(rating, run, request)));
  const preferred = preferencesTally(
    request.preferences.filter((preference) => isComparisonInReport(preference, request)),
  );
  const failures: Failure[] = [];
  const alike = new Map<string, number>();
  const failedIn = new Map<string, ScoreReport['failedIn'][number]>();
  const errors: Failure[] = [];
  let failed = 0;
  await scoreRun(run, { checks, byId }, world, (scored) => {
    preferred.add(scored.conversation);
    if (!request.isWanted(scored.conversation)) return;
    tally.add(scored);
    gates.add(scored);
    people.add(scored);
    each(scored);
    for (const row of scored.rows) {
      if (row.isError && errors.length < MOST_ERRORS) errors.push(failureOf(scored.conversation, row));
      if (row.result !== 'fail') continue;
      failed++;
      const { model, scenario } = scored.conversation;
      const place = JSON.stringify([model, scenario]);
      failedIn.set(place, { model, scenario, failed: (failedIn.get(place)?.failed ?? 0) + 1 });
      const before = alike.get(row.check + place) ?? 0;
      alike.set(row.check + place, before + 1);
      if (before < request.keep) failures.push(failureOf(scored.conversation, row));
    }
  });
  const { isWanted } = request;
  const ratings = people.report();
  const models = tally.table().map((scores) => ({
    ...scores,
    fileBytes: fileBytesOf(run, scores.model),
    peakMemoryBytes: run.summary?.speeds.find(({ model }) => model === scores.model)?.peakMemoryBytes ?? null,
  }));
  return {
    ...{ run, checks, isWanted, notes, models, gates: gates.judged(), failures, failed, errors, ratings },
    preferences: preferred.report(),
    failedIn: [...failedIn.values()].sort((a, b) => b.failed - a.failed),
  };
}

/** What the run does not have at all stays: that is said. */
function isInReport(
  rating: PlacedRating['rating'],
  { manifest, scenarios }: PastRun,
  { isWanted }: ReportRequest,
): boolean {
  const isOfRun =
    manifest.models.some(({ id }) => id === rating.model) && scenarios.some(({ id }) => id === rating.scenario);
  return !isOfRun || isWanted(rating);
}

/** Of two models, one that is reported on is enough. */
function isComparisonInReport({ model, scenario, versus }: Preference, { isWanted }: ReportRequest): boolean {
  return isWanted({ model, scenario }) || (versus.run === undefined && isWanted({ model: versus.model, scenario }));
}

/** What gates have to judge: every wanted scenario and model of the run, whether it came to anything or not. */
function scopeOf(
  { manifest, status }: PastRun,
  { gates, isWanted }: ReportRequest,
  byId: ScenariosToScore['byId'],
): GateScope {
  const models = manifest.models.filter(({ role }) => role === 'subject').map(({ id }) => id);
  const isWantedAnywhere = (model: string): boolean =>
    [...byId.keys()].some((scenario) => isWanted({ model, scenario }));
  return {
    typed: gates,
    scenarios: [...byId.values()]
      .map(({ scenario }) => scenario)
      .filter(({ id }) => models.some((model) => isWanted({ model, scenario: id }))),
    models: models.filter(isWantedAnywhere),
    isOver: status === 'done' || status === 'failed',
  };
}

/** Gates are judged whatever else was asked for. */
function checksOf({ checks, gates }: ReportRequest, scenarios: readonly Scenario[]): CheckId[] {
  const wanted = new Set([...checks, ...gatedChecks(gates, scenarios)]);
  return CHECK_IDS.filter((id) => wanted.has(id));
}

function failureOf({ model, scenario, sample, turns }: StoredConversation, row: ScoredRow): Failure {
  const reply = turns.find(({ turn }) => turn === row.turn)?.reply ?? '';
  return { model, scenario, sample, row, reply };
}

function fileBytesOf({ manifest }: PastRun, model: string): number | null {
  const description = manifest.models.find(({ id }) => id === model)?.description;
  return description && 'bytes' in description ? description.bytes : null;
}

// What people said of the same replies: how good they found each model, how far each check agrees with them, and they with each other.
// Start at `ratingsTally`.
import { groupBy } from '../core/group-by.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import { clusterBootstrap } from '../stats/bootstrap.ts';
import { clusterRobustInterval } from '../stats/cluster-robust.ts';
import { cohenKappa, type RatingPair } from '../stats/kappa.ts';
import { krippendorffAlpha } from '../stats/krippendorff.ts';
import { pcg32 } from '../stats/random.ts';
import { isWithdrawn, NAMELESS, type Rating } from '../store/rating-schema.ts';
import type { PlacedRating } from '../store/ratings.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { ScoredConversation } from './score-run.ts';

/** A figure with its 95 % interval by scenario; null: not known. */
export interface Figure {
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface RatedModel {
  model: string;
  /** Of ratings from 1 to 5, of replies and conversations. */
  meanRating: Figure;
  thumbsUp: number;
  thumbsDown: number;
}

/** A check beside people, on the replies that both judged: "bad" is what most people rate 2 or less, or give a thumb down. */
export interface CheckAgreement {
  check: CheckId;
  both: number;
  checkOnly: number;
  peopleOnly: number;
  neither: number;
  /** Cohen's. */
  kappa: Figure;
}

export interface RatingsReport {
  ratings: number;
  raters: string[];
  models: RatedModel[];
  checks: CheckAgreement[];
  /** Krippendorff's alpha of ordinal ratings, over what at least two people rated. */
  people: Figure;
  /** Ratings of what the run does not have. */
  unplaced: PlacedRating[];
}

export interface RatingsTally {
  add(scored: ScoredConversation): void;
  /** null: nobody rated anything. */
  report(): RatingsReport | null;
}

interface Pair extends RatingPair<boolean> {
  check: CheckId;
  scenario: string;
}

export function ratingsTally(placed: readonly PlacedRating[]): RatingsTally {
  const waiting = groupBy(lastOfEach(placed), ({ rating }) => nameOf(rating));
  const found: Rating[] = [];
  const pairs: Pair[] = [];
  return {
    add({ conversation, rows }) {
      const own = waiting.get(nameOf(conversation)) ?? [];
      const fitting = own.filter(({ rating }) => isOf(conversation, rating));
      if (fitting.length === 0) return;
      waiting.set(
        nameOf(conversation),
        own.filter((each) => !fitting.includes(each)),
      );
      const ratings = fitting.map(({ rating }) => rating);
      found.push(...ratings);
      for (const { check, turn, result } of rows) {
        const people = isBad(ratings.filter((rating) => rating.turn === turn));
        if (people === null || result === 'not-applicable') continue;
        pairs.push({ check, first: people, second: result === 'fail', scenario: conversation.scenario });
      }
    },
    report: () =>
      placed.length === 0
        ? null
        : {
            ratings: found.length,
            raters: [...new Set(found.map(({ who }) => who))].sort(),
            models: [...groupBy(found, ({ model }) => model)].map(([model, own]) => ratedModel(model, own)),
            checks: [...groupBy(pairs, ({ check }) => check)].map(([check, own]) => agreementOf(check, own)),
            people: agreementOfPeople(found),
            unplaced: [...waiting.values()].flat(),
          },
  };
}

/**
 * Whoever rates a reply again has changed their mind, and who then only leaves an empty note has none. Nobody knows how many the nameless
 * are: all of theirs count.
 */
export function lastOfEach(placed: readonly PlacedRating[]): PlacedRating[] {
  const last = new Map<string, PlacedRating>();
  for (const each of placed) {
    const { who, turn, key } = each.rating;
    last.set(JSON.stringify([nameOf(each.rating), key, turn, who === NAMELESS ? each.line : who]), each);
  }
  return [...last.values()].filter(({ rating }) => !isWithdrawn(rating));
}

function nameOf({ model, scenario, sample }: Pick<Rating, 'model' | 'scenario' | 'sample'>): string {
  return JSON.stringify([model, scenario, sample]);
}

function isOf({ turns, key: own }: StoredConversation, { turn, key = own }: Rating): boolean {
  return key === own && (turn === null || turns.some((each) => each.turn === turn));
}

/** null: nobody rated it, or opinions are evenly divided. */
function isBad(ratings: readonly Rating[]): boolean | null {
  const votes = ratings.flatMap(({ rating, thumb }): number[] => {
    if (rating !== undefined) return [rating <= 2 ? 1 : -1];
    return thumb === undefined ? [] : [thumb === 'down' ? 1 : -1];
  });
  const balance = votes.reduce((sum, vote) => sum + vote, 0);
  return balance === 0 ? null : balance > 0;
}

export function ratedModel(model: string, ratings: readonly Rating[]): RatedModel {
  const count = (thumb: Rating['thumb']): number => ratings.filter((each) => each.thumb === thumb).length;
  return { model, meanRating: meanRating(ratings), thumbsUp: count('up'), thumbsDown: count('down') };
}

function meanRating(ratings: readonly Rating[]): Figure {
  const rated = ratings.flatMap(({ rating, scenario }) => (rating === undefined ? [] : [{ rating, scenario }]));
  const clusters = [...byScenario(rated).values()].map((own) => own.map(({ rating }) => rating));
  if (clusters.length === 0) return { n: 0, value: null, low: null, high: null };
  const { mean, low, high } = clusterRobustInterval(clusters, CONFIDENCE);
  return { n: rated.length, value: mean, low: within(low, 1, 5), high: within(high, 1, 5) };
}

const CONFIDENCE = 0.95;
const SEED = 1;
const LEAST_CLUSTERS = 5;

function agreementOf(check: CheckId, pairs: readonly Pair[]): CheckAgreement {
  const count = (people: boolean, checked: boolean): number =>
    pairs.filter(({ first, second }) => first === people && second === checked).length;
  const kappa = estimated(
    [...byScenario(pairs).values()],
    (clusters) => cohenKappa(clusters.flat(), [false, true]).kappa,
  );
  return {
    check,
    both: count(true, true),
    checkOnly: count(false, true),
    peopleOnly: count(true, false),
    neither: count(false, false),
    kappa: { ...kappa, n: pairs.length },
  };
}

/** A thumb counts as the end of the scale: raters who use one and raters who use the other can be compared. */
function agreementOfPeople(ratings: readonly Rating[]): Figure {
  const units = [...groupBy(ratings, (rating) => JSON.stringify([nameOf(rating), rating.turn])).values()]
    .map((own) => own.filter((each) => gradeOf(each) !== null))
    .filter((own) => new Set(own.map(({ who }) => who)).size > 1)
    .map((own) => ({ scenario: own[0]?.scenario ?? '', values: own.map(gradeOf).filter((grade) => grade !== null) }));
  const alphaOf = (clusters: readonly (readonly (typeof units)[number][])[]): number | null =>
    krippendorffAlpha(
      clusters.flat().map(({ values }) => values),
      'ordinal',
    ).alpha;
  return { ...estimated([...byScenario(units).values()], alphaOf), n: units.length };
}

/** null: only a note. */
function gradeOf({ rating, thumb }: Rating): number | null {
  return rating ?? (thumb === undefined ? null : thumb === 'up' ? 5 : 1);
}

function estimated<Value>(
  clusters: readonly (readonly Value[])[],
  statistic: (clusters: readonly (readonly Value[])[]) => number | null,
): Omit<Figure, 'n'> {
  if (clusters.length === 0) return { value: null, low: null, high: null };
  // With fewer, a bootstrap's interval is much too narrow to be shown.
  if (clusters.length < LEAST_CLUSTERS) return { value: statistic(clusters), low: null, high: null };
  const { estimate, low, high } = clusterBootstrap(clusters, statistic, {
    confidence: CONFIDENCE,
    random: pcg32(SEED),
  });
  return { value: estimate, low, high };
}

function byScenario<Value extends { scenario: string }>(values: readonly Value[]): Map<string, Value[]> {
  return groupBy(values, ({ scenario }) => scenario);
}

function within(value: number | null, low: number, high: number): number | null {
  return value === null ? null : Math.min(high, Math.max(low, value));
}

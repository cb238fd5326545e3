// How far the candidate's probabilities are from the reference's, on the reference's own replies. Keeps numbers, and the text only of the
// worst places. Start at `displacementTally`.
import { groupBy } from '../core/group-by.ts';
import { segmentsOf } from '../core/segments.ts';
import { rateOf } from '../score/score-tally.ts';
import { clusterRobustInterval } from '../stats/cluster-robust.ts';
import { quantile } from '../stats/quantile.ts';
import { CONFIDENCE } from './levels.ts';
import {
  byDivergence,
  divergenceAt,
  type LikelyToken,
  type MeasuredPlace,
  type MeasuredReply,
  WORST_SHOWN,
} from './measured.ts';
import type { BANDS, Displacement, Figure, PlaceInReply } from './report.ts';
import { scriptOf, type TokenScript } from './script-of.ts';

export interface DisplacementTally {
  add(reply: MeasuredReply): void;
  /** null: no place was measured. */
  table(context: DisplacementContext): Displacement | null;
}

interface DisplacementContext {
  /** The reference against itself token by token, as if it were generated, in nats a token; null: not measured. */
  noiseFloor: number | null;
  /** The mean divergence of the candidate that is closest to 8 bits; null: there is none, or it is this one. */
  ladderMean: number | null;
}

export function displacementTally(): DisplacementTally {
  const places: Numbers[] = [];
  let replies = 0;
  let worst: WorstPlace[] = [];
  return {
    add(reply) {
      if (reply.places.length === 0) return;
      replies++;
      for (const place of reply.places) places.push(numbersOf(reply, place));
      const own = reply.places.map((place, index): WorstPlace => ({ place, index, reply }));
      worst = [...worst, ...own].sort((a, b) => byDivergence(a.place, b.place)).slice(0, WORST_SHOWN);
    },
    table: (context) => (places.length === 0 ? null : tableOf({ places, replies, worst }, context)),
  };
}

/** What is kept of a place. */
interface Numbers extends Pick<MeasuredPlace, 'divergence' | 'divergenceBound' | 'isSameTop'> {
  scenario: string;
  turn: number;
  script: TokenScript;
  /** ln p(candidate) − ln p(reference); −∞ where the candidate rules the token out. */
  logRatio: number;
  /** p(candidate) − p(reference) */
  change: number;
}

interface WorstPlace {
  place: MeasuredPlace;
  /** In its reply. */
  index: number;
  reply: MeasuredReply;
}

function numbersOf({ scenario, turn }: MeasuredReply, place: MeasuredPlace): Numbers {
  const { token, divergence, divergenceBound, isSameTop, logProbability, referenceLogProbability } = place;
  return {
    ...{ scenario, turn, script: scriptOf(token), divergence, divergenceBound, isSameTop },
    logRatio: logProbability - referenceLogProbability,
    change: Math.exp(logProbability) - Math.exp(referenceLogProbability),
  };
}

interface Gathered {
  places: readonly Numbers[];
  replies: number;
  worst: readonly WorstPlace[];
}

function tableOf({ places, replies, worst }: Gathered, { noiseFloor, ladderMean }: DisplacementContext): Displacement {
  const kind = places.every(({ divergence }) => divergence !== null) ? 'exact' : 'bound';
  const far = kind === 'exact' ? divergenceAt : ({ divergenceBound }: Numbers) => divergenceBound;
  const divergence = divergenceFigure(places, far);
  const infinite = places.filter((place) => far(place) === Number.POSITIVE_INFINITY).length;
  const changes = places.map(({ change }) => change).sort((a, b) => a - b);
  const byScenario = [...groupBy(places, ({ scenario }) => scenario).values()];
  return {
    ...{ scenarios: byScenario.length, replies, tokens: places.length, kind, divergence, infinite },
    bound: divergenceFigure(places, ({ divergenceBound }) => divergenceBound),
    quantiles: quantilesOf(places.map(far)),
    sameTop: rateOf(
      byScenario.map((own) => ({ events: own.filter(({ isSameTop }) => isSameTop).length, trials: own.length })),
    ),
    logLikelihoodRatio: figureOf(places, ({ logRatio }) => logRatio),
    probabilityChange: figureOf(places, ({ change }) => change),
    probabilityLoss: quantile(changes, 0.01),
    probabilityGain: quantile(changes, 0.99),
    byTurn: [...groupBy(places, ({ turn }) => turn)]
      .sort(([a], [b]) => a - b)
      .map(([turn, own]) => ({ turn, tokens: own.length, divergence: divergenceFigure(own, far) })),
    byScript: SCRIPTS.map((script) => ({ script, own: places.filter((place) => place.script === script) }))
      .filter(({ own }) => own.length > 0)
      .map(({ script, own }) => ({ script, tokens: own.length, divergence: divergenceFigure(own, far) })),
    noiseFloor,
    band: bandOf({ mean: divergence.value, infinite, noiseFloor }),
    timesLadder:
      ladderMean !== null && ladderMean > 0 && divergence.value !== null ? divergence.value / ladderMean : null,
    worst: worst.map(shownPlace),
  };
}

const SCRIPTS = ['kana', 'kanji', 'latin', 'other'] as const satisfies readonly TokenScript[];

/** The mean over all tokens, the scenario being the unit of what is uncertain. Infinite ones are not in it, as `n` shows. */
function figureOf(places: readonly Numbers[], valueIn: (place: Numbers) => number): Figure {
  const finite = places.filter((place) => Number.isFinite(valueIn(place)));
  if (finite.length === 0) return { n: 0, value: null, low: null, high: null };
  const clusters = [...groupBy(finite, ({ scenario }) => scenario).values()].map((own) => own.map(valueIn));
  const { count, mean, low, high } = clusterRobustInterval(clusters, CONFIDENCE);
  return { n: count, value: mean, low, high };
}

/** No divergence is below 0, and so is no mean of them. */
function divergenceFigure(places: readonly Numbers[], valueIn: (place: Numbers) => number): Figure {
  const figure = figureOf(places, valueIn);
  return { ...figure, low: figure.low === null ? null : Math.max(0, figure.low) };
}

/** Infinite values count as the greatest; a quantile among them is null. */
function quantilesOf(values: number[]): Displacement['quantiles'] {
  const sorted = [...values].sort((a, b) => (a === b ? 0 : a - b));
  const at = (probability: number): number | null => {
    const value = quantile(sorted, probability);
    return Number.isFinite(value) ? value : null;
  };
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999), greatest: at(1) };
}

/** Up to so many times the noise floor, a difference is rounding. */
const TIMES_NOISE = 3;

/** Where the candidate rules out anything at all, the mean over everything is infinite. */
function bandOf({
  mean,
  infinite,
  noiseFloor,
}: {
  mean: number | null;
  infinite: number;
  noiseFloor: number | null;
}): (typeof BANDS)[number] {
  if (mean === null || infinite > 0) return 'far';
  if (mean <= TIMES_NOISE * (noiseFloor ?? 0)) return 'same';
  if (mean <= 0.01) return 'slight';
  if (mean <= 0.05) return 'moderate';
  return mean <= 0.15 ? 'strong' : 'far';
}

/** Characters before and after that are shown. */
const AROUND = 40;

function shownPlace({ place, index, reply }: WorstPlace): PlaceInReply {
  const textOf = (part: readonly MeasuredPlace[]): string[] =>
    segmentsOf(part.map(({ token }) => token).join(''), 'grapheme');
  return {
    ...{ scenario: reply.scenario, turn: reply.turn, token: place.token },
    before: textOf(reply.places.slice(0, index)).slice(-AROUND).join(''),
    after: textOf(reply.places.slice(index + 1))
      .slice(0, AROUND)
      .join(''),
    divergence: finiteOrNull(divergenceAt(place)),
    referenceLogProbability: place.referenceLogProbability,
    candidateLogProbability: finiteOrNull(place.logProbability),
    reference: finiteTokens(place.tops?.reference ?? []),
    candidate: finiteTokens(place.tops?.candidate ?? []),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Of the likeliest, a token that is ruled out is only there because the vocabulary has no more. */
function finiteTokens(tokens: readonly LikelyToken[]): LikelyToken[] {
  return tokens.filter(({ logProbability }) => Number.isFinite(logProbability));
}

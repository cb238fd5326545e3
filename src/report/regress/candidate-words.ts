// What is said of one candidate in sentences: conditions that differ, how far its probabilities are, where greedy replies part. Start at
// `describeConditions`.
import type { CandidateReport, Direction, Displacement, GreedyDivergence } from '../../regress/report.ts';
import { asIs, joinTexts, plural, say, type Text } from '../../words/text.ts';
import { calmName } from '../comparison/calm-text.ts';
import { recorded } from '../wording.ts';
import { describeDivergence, describeShare, divergenceOf, known, nats, shareOf } from './figures.ts';
import { BAND_WORDS } from './verdict-words.ts';

/** Conditions that differ, and what the comparison is really about. */
export function describeConditions({ preconditions, isSameWeights, displacementProblem }: CandidateReport): Text[] {
  return [
    ...preconditions
      .filter(({ isSame }) => !isSame)
      .map((condition) => {
        const values = {
          field: calmName(condition.field),
          reference: recorded(condition.reference),
          candidate: recorded(condition.candidate),
        };
        return condition.isAllowed
          ? say('{field} differs on purpose: {reference} → {candidate}', values)
          : say('{field} differs: {reference} → {candidate}', values);
      }),
    ...(isSameWeights ? [say('the weights are those of the reference: this is how much it differs from itself')] : []),
    ...(displacementProblem === null
      ? []
      : [say('probabilities were not compared: {reason}', { reason: recorded(displacementProblem) })]),
  ];
}

/** One line for the figure, one for what it is made of, one for what it may be taken for. */
export function describeDisplacement(displacement: Displacement): Text[] {
  const { tokens, replies, scenarios, band, sameTop, infinite } = displacement;
  const figure = divergenceOf(displacement);
  const on = say('{tokens} of {replies} in {scenarios}', {
    tokens: plural(tokens, 'token'),
    replies: plural(replies, 'reply'),
    scenarios: plural(scenarios, 'scenario'),
  });
  return [
    figure === null
      ? say('KL divergence: no interval can be given ({on})', { on })
      : say('KL divergence {figure} nats a token, {band} ({on})', {
          figure: describeDivergence(figure),
          band: say(BAND_WORDS[band]),
          on,
        }),
    ...(figure?.isBound ? [say('a lower bound: the true divergence is at least this')] : []),
    joinTexts(' · ', [
      sameTop.n === 0 ? null : say('same top token {share}, n {n}', { share: describeShare(sameTop), n: sameTop.n }),
      ...spreadOf(displacement),
    ]),
    joinTexts(' · ', [...contextOf(displacement), ...scriptsOf(displacement)]),
    ...(infinite === 0
      ? []
      : [
          say('places where the candidate rules out what the reference does not: {n}, not in the mean', {
            n: infinite,
          }),
        ]),
  ].filter((text) => String(text) !== '');
}

function spreadOf({ quantiles, logLikelihoodRatio, tokens }: Displacement): (Text | null)[] {
  const { median, p99 } = quantiles;
  const ratio = known(logLikelihoodRatio);
  return [
    median === null ? null : say('median {value} (n {n})', { value: nats(median), n: tokens }),
    p99 === null ? null : asIs(`99 % ${nats(p99)}`),
    ratio &&
      say('log-likelihood {value} ({low} to {high})', {
        value: signed(ratio.value),
        low: signed(ratio.low),
        high: signed(ratio.high),
      }),
  ];
}

function signed(value: number): string {
  return value > 0 ? `+${nats(value)}` : nats(value);
}

function contextOf({ noiseFloor, timesLadder, probabilityLoss, probabilityGain }: Displacement): (Text | null)[] {
  return [
    noiseFloor === null ? null : say('rounding {value}', { value: nats(noiseFloor) }),
    timesLadder === null ? null : say('{n} × that of the 8-bit candidate', { n: timesLadder.toPrecision(2) }),
    probabilityLoss === null || probabilityGain === null
      ? null
      : say('probability of a token from {loss} to {gain} points in 98 % of places', {
          loss: signedPoints(probabilityLoss),
          gain: signedPoints(probabilityGain),
        }),
  ];
}

function signedPoints(share: number): string {
  return `${share > 0 ? '+' : share < 0 ? '−' : ''}${shareOf(Math.abs(share)).replace(' %', '')}`;
}

const SCRIPT_WORDS = { kana: 'kana', kanji: 'kanji', latin: 'latin letters', other: 'other characters' } as const;

/** Damage that only one script has is a sign of its own. */
function scriptsOf({ byScript }: Displacement): Text[] {
  return byScript.flatMap(({ script, tokens, divergence }) => {
    const figure = known(divergence);
    if (figure === null || tokens === 0) return [];
    return [
      say('{script} {value} ({low}–{high})', {
        script: say(SCRIPT_WORDS[script]),
        value: nats(figure.value),
        low: nats(figure.low),
        high: nats(figure.high),
      }),
    ];
  });
}

/** null: all are the same. */
export function describeTensors({ tensorTypes }: CandidateReport): Text | null {
  if (tensorTypes.length === 0) return null;
  const listed = tensorTypes
    .slice(0, MOST_TYPES)
    .map(({ from, to, tensors }) => asIs(`${calmName(from)} → ${calmName(to)} × ${tensors}`));
  const more = tensorTypes.length - listed.length;
  return say('types of tensors: {types}', {
    types: joinTexts(', ', [...listed, more > 0 ? say('and {n} more', { n: more }) : null]),
  });
}

const MOST_TYPES = 6;

export function describeGreedy({ replies, equal, medianCommon }: GreedyDivergence): Text | null {
  if (replies === 0) return null;
  const same = say('greedy replies: {n} of {all} are the same', { n: equal, all: replies });
  const parting =
    medianCommon === null
      ? null
      : say('the others part after {characters} (median of {n})', {
          characters: plural(medianCommon, 'character'),
          n: replies - equal,
        });
  return joinTexts('; ', [same, parting]);
}

/** null: enough was played, or how much would be is not known. */
export function describeNeeded({ metrics }: Direction): Text | null {
  const needed = metrics.flatMap(({ pairsNeeded, pairs }) => (pairsNeeded === null ? [] : [{ pairsNeeded, pairs }]));
  const [most] = needed.sort((a, b) => b.pairsNeeded - a.pairsNeeded);
  return most
    ? say('to decide, about {needed} pairs of replies would be needed; there are {n}', {
        needed: most.pairsNeeded,
        n: most.pairs,
      })
    : null;
}

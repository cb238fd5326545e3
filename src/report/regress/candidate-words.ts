// What is said of one candidate: conditions that differ, how far its probabilities are, where greedy replies part. Start at `factsOf`.
import type { CandidateReport, Direction, Displacement, GreedyDivergence, Precondition } from '../../regress/report.ts';
import { asIs, joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import { calmName } from '../comparison/calm-text.ts';
import { recorded } from '../wording.ts';
import { describeDivergence, describeShare, divergenceOf, known, nats, pointsOf } from './figures.ts';
import { BAND_WORDS, describeDetectable } from './verdict-words.ts';

/** A name, and the lines of its value. */
export type Fact = readonly [name: Label, lines: readonly Text[]];

/**
 * What is not known is left out.
 * @param isCharted a chart beside it shows the scripts
 */
export function factsOf(candidate: CandidateReport, isCharted = false): Fact[] {
  const { displacement, direction, greedy } = candidate;
  const facts: (readonly [Label, readonly (Text | null)[]])[] = [
    ...(displacement === null ? [] : factsOfDisplacement(displacement, isCharted)),
    ['greedy replies', [greedy && describeGreedy(greedy)]],
    ['tensors', [describeTensors(candidate)]],
    ['power', direction === null ? [] : [describeDetectable(direction.detectable), describeNeeded(direction)]],
  ];
  return facts.flatMap(([name, lines]): Fact[] => {
    const known = lines.flatMap((line) => (line === null || String(line) === '' ? [] : [line]));
    return known.length === 0 ? [] : [[name, known]];
  });
}

/** Conditions that differ, and what the comparison is really about. */
export function describeConditions({ preconditions, isSameWeights, displacementProblem }: CandidateReport): Text[] {
  return [
    ...preconditions.filter(({ isSame }) => !isSame).map(describeCondition),
    ...(isSameWeights ? [say('the weights are those of the reference: this is how much it differs from itself')] : []),
    ...(displacementProblem === null
      ? []
      : [say('probabilities were not compared: {reason}', { reason: recorded(displacementProblem) })]),
  ];
}

/** Of one that differs. */
export function describeCondition(condition: Precondition): Text {
  const values = {
    field: calmName(condition.field),
    reference: recorded(condition.reference),
    candidate: recorded(condition.candidate),
  };
  return condition.isAllowed
    ? say('{field} differs on purpose: {reference} → {candidate}', values)
    : say('{field} differs: {reference} → {candidate}', values);
}

function factsOfDisplacement(
  displacement: Displacement,
  isCharted: boolean,
): (readonly [Label, readonly (Text | null)[]])[] {
  const { band, sameTop, infinite, logLikelihoodRatio } = displacement;
  const figure = divergenceOf(displacement);
  const ratio = known(logLikelihoodRatio);
  return [
    [
      'KL divergence',
      [
        figure === null
          ? say('no interval can be given')
          : say('{figure} nats a token, {band}', { figure: describeDivergence(figure), band: say(BAND_WORDS[band]) }),
        figure?.isBound ? say('a lower bound: the true divergence is at least this') : null,
        infinite === 0 ? null : say('{n} places that the candidate makes impossible, not in the mean', { n: infinite }),
        joinTexts(' · ', contextOf(displacement)),
        isCharted ? null : joinTexts(' · ', scriptsOf(displacement)),
        describeMeasured(displacement),
      ],
    ],
    ['same top token', [describeSameTop(sameTop)]],
    [
      'log-likelihood',
      [
        ratio &&
          say('{value} ({low} to {high})', {
            value: signed(ratio.value),
            low: signed(ratio.low),
            high: signed(ratio.high),
          }),
      ],
    ],
    ['probability', [describeChange(displacement)]],
  ];
}

/** null: nothing was compared. */
function describeSameTop(sameTop: Displacement['sameTop']): Text | null {
  if (sameTop.n === 0 || sameTop.rate === null) return null;
  const n = known({ ...sameTop, value: sameTop.rate }) && say('n {n}', { n: sameTop.n });
  return joinTexts(', ', [describeShare(sameTop), n]);
}

function signed(value: number): string {
  return value > 0 ? `+${nats(value)}` : nats(value);
}

/** For example `1280 tokens of 40 replies in 8 scenarios`. */
function describeMeasured({ tokens, replies, scenarios }: Displacement): Text {
  return say('{tokens} of {replies} in {scenarios}', {
    tokens: plural(tokens, 'token'),
    replies: plural(replies, 'reply'),
    scenarios: plural(scenarios, 'scenario'),
  });
}

/** What the mean is made of, and what it can be held against. */
function contextOf({ quantiles: { median, p99 }, noiseFloor, timesLadder }: Displacement): (Text | null)[] {
  return [
    median === null ? null : say('median {value}', { value: nats(median) }),
    p99 === null ? null : asIs(`99 % ${nats(p99)}`),
    noiseFloor === null ? null : say('rounding alone {value}', { value: nats(noiseFloor) }),
    timesLadder === null
      ? null
      : say('{n} × that of the 8-bit candidate', {
          n: timesLadder < 10 ? timesLadder.toFixed(1) : timesLadder.toFixed(0),
        }),
  ];
}

/** Equal in size if it is noise; more loss than gain if something is missing. */
function describeChange({ probabilityLoss, probabilityGain, tokens }: Displacement): Text | null {
  return probabilityLoss === null || probabilityGain === null
    ? null
    : say('{loss} to {gain} points in 98 % of places (n {n})', {
        loss: pointsOf(probabilityLoss),
        gain: pointsOf(probabilityGain),
        n: tokens,
      });
}

export const SCRIPT_WORDS = {
  kana: 'kana',
  kanji: 'kanji',
  latin: 'latin letters',
  other: 'other characters',
} as const;

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

function describeTensors({ tensorTypes }: CandidateReport): Text | null {
  const listed = tensorTypes
    .slice(0, MOST_TYPES)
    .map(({ from, to, tensors }) => asIs(`${calmName(from)} → ${calmName(to)} × ${tensors}`));
  const more = tensorTypes.length - listed.length;
  return joinTexts(', ', [...listed, more > 0 ? say('and {n} more', { n: more }) : null]);
}

const MOST_TYPES = 6;

function describeGreedy({ replies, equal, medianCommon }: GreedyDivergence): Text | null {
  if (replies === 0) return null;
  const parting =
    medianCommon === null
      ? null
      : say('the others part after {characters} (median of {n})', {
          characters: plural(medianCommon, 'character'),
          n: replies - equal,
        });
  return joinTexts('; ', [say('{n} of {all} are the same', { n: equal, all: replies }), parting]);
}

/** null: enough was played, or how much would be is not known. */
function describeNeeded({ metrics }: Direction): Text | null {
  const needed = metrics.flatMap(({ pairsNeeded, pairs }) => (pairsNeeded === null ? [] : [{ pairsNeeded, pairs }]));
  const [most] = needed.sort((a, b) => b.pairsNeeded - a.pairsNeeded);
  return most
    ? say('to decide, about {needed} pairs of replies would be needed; there are {n}', {
        needed: most.pairsNeeded,
        n: most.pairs,
      })
    : null;
}

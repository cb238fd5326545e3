// What all evidence together says: has the candidate regressed? Start at `verdictOf`.
import { groupBy } from '../core/group-by.ts';
import { asIs, say, type Text } from '../words/text.ts';
import { LEAST_SCENARIOS } from './levels.ts';
import type { PreconditionField } from './preconditions.ts';
import type { Direction, DirectionMetric, Displacement, Precondition, Sentinel, Verdict } from './report.ts';

export interface Evidence {
  preconditions: readonly Precondition[];
  sentinels: readonly Sentinel[];
  displacement: Displacement | null;
  /** Why there is no displacement; null: there is one, or it was not even tried. */
  displacementProblem: string | null;
  direction: Direction | null;
  /** Metrics that decide. */
  gates: readonly string[];
  /** Set by the user. */
  limits: DisplacementLimits;
  /** Of `pairedFaults`. */
  unpaired: { reference: number; candidate: number };
}

interface DisplacementLimits {
  /** In nats a token; null: none. */
  maxKld: number | null;
  /** As a share; null: none. */
  minSameTop: number | null;
}

export interface Judgement {
  verdict: Verdict;
  /** In English, one sentence each. */
  reasons: string[];
}

/**
 * not-comparable: a condition differs, and not on purpose. regressed: the candidate is broken (by a sentinel, or see `brokenFarFrom`), or a
 * metric that decides is worse (`directionOf`), or a limit is exceeded by all of its 95 % interval. pass: only with evidence, which is that every metric
 * that decides has its upper bound below the margin, and every limit all of its interval within it. Everything else is inconclusive.
 */
export function verdictOf(evidence: Evidence): Judgement {
  const differing = evidence.preconditions.filter(({ isSame, isAllowed }) => !isSame && !isAllowed);
  if (differing.length > 0) return judgement('not-comparable', differing.map(differs));
  const limits = [...kldFindings(evidence), ...sameTopFindings(evidence)];
  const faults = [
    ...brokenBy(evidence),
    ...brokenFarFrom(evidence),
    ...worseBy(evidence),
    ...ofKind(limits, 'exceeded'),
  ];
  const obstacles = [...directionObstacles(evidence), ...displacementObstacles(evidence), ...ofKind(limits, 'unknown')];
  const notes = notesOn(evidence);
  if (faults.length > 0) return judgement('regressed', [...faults, ...notes]);
  if (obstacles.length > 0) return judgement('inconclusive', [...obstacles, ...notes, ...power(evidence)]);
  return judgement('pass', [...shownBy(evidence), ...ofKind(limits, 'held'), ...notes, ...power(evidence)]);
}

function judgement(verdict: Verdict, reasons: readonly Text[]): Judgement {
  return { verdict, reasons: reasons.map(String) };
}

function differs({ field, reference, candidate }: Precondition): Text {
  return say('{field} differs: {reference} for the reference, {candidate} for the candidate', {
    ...{ field, reference, candidate },
  });
}

function brokenBy({ sentinels }: Evidence): Text[] {
  return sentinels
    .filter(({ isBroken }) => isBroken)
    .map(({ sentinel, reference, candidate }) =>
      say(
        'the candidate is broken: {sentinel} in {events} of {n} replies, in {otherEvents} of {otherN} of the reference',
        {
          ...{ sentinel, events: candidate.events, n: candidate.n },
          ...{ otherEvents: reference.events, otherN: reference.n },
        },
      ),
    );
}

/** Llama 3 8B in Q2_K, which is about as far as a model that is still used goes, is published with 0.45 nats and 71 %. */
const BROKEN_DIVERGENCE = 0.5;
const BROKEN_SAME_TOP = 0.7;

/** With one of these different on purpose, another distribution is what was asked for, or none of the model's doing. */
const MOVES_PROBABILITIES: readonly string[] = [
  'architecture',
  'tensorShapes',
  'tokenizer',
  'template',
  'prompts',
  'backend',
] satisfies PreconditionField[];

/**
 * A model that is hardly the same any more is broken, even if what it says has none of the faults that checks look for: word salad of the
 * usual length has none. Both figures must say so with all of their intervals, because a candidate that is only sharper or flatter has a
 * divergence too, but the same likeliest tokens. A limit of the user's own takes the place of this one.
 */
function brokenFarFrom({ displacement, preconditions, limits }: Evidence): Text[] {
  if (!displacement || displacement.scenarios < LEAST_SCENARIOS) return [];
  if (limits.maxKld !== null || limits.minSameTop !== null) return [];
  if (preconditions.some(({ field, isSame }) => !isSame && MOVES_PROBABILITIES.includes(field))) return [];
  const { divergence, sameTop } = displacement;
  const isFar = divergence.low !== null && divergence.low > BROKEN_DIVERGENCE;
  const isOther = sameTop.high !== null && sameTop.high < BROKEN_SAME_TOP;
  if (!isFar || !isOther) return [];
  return [
    say(
      'the candidate is broken: the divergence is {value} nats a token (95 %: {low} to {high}), and both find the same token likeliest in only {top} % of places (95 %: {topLow} to {topHigh})',
      {
        ...{ value: digits(divergence.value), low: digits(divergence.low), high: digits(divergence.high) },
        ...{ top: percent(sameTop.rate), topLow: percent(sameTop.low), topHigh: percent(sameTop.high) },
      },
    ),
  ];
}

function deciding({ direction, gates }: Evidence): DirectionMetric[] {
  return direction?.metrics.filter(({ metric }) => gates.includes(metric)) ?? [];
}

function worseBy(evidence: Evidence): Text[] {
  const all = deciding(evidence);
  const worse = all.filter(({ outcome }) => outcome === 'worse');
  return worse.map(({ metric, pairs, reference, candidate, difference, adjusted }) =>
    say(
      '{metric} is worse by {points} points (95 %: {low} to {high}): {candidate} instead of {reference} of {pairs} replies, p = {p} after adjusting for {gates} metrics',
      {
        ...{ metric, pairs, reference: reference.failed, candidate: candidate.failed },
        ...{ points: points(difference.value), low: points(difference.low), high: points(difference.high) },
        ...{ p: digits(adjusted), gates: all.length },
      },
    ),
  );
}

interface Finding {
  kind: 'exceeded' | 'unknown' | 'held';
  text: Text;
}

function ofKind(findings: readonly Finding[], kind: Finding['kind']): Text[] {
  return findings.filter((finding) => finding.kind === kind).map(({ text }) => text);
}

function kldFindings({ displacement, limits: { maxKld } }: Evidence): Finding[] {
  if (maxKld === null || !displacement) return [];
  const { divergence, infinite, tokens } = displacement;
  const limit = digits(maxKld);
  if (infinite > 0) {
    const text = say('the divergence is infinite in {n} of {tokens} places, above the limit of {limit}', {
      ...{ n: infinite, tokens, limit },
    });
    return [{ kind: 'exceeded', text }];
  }
  const { low, high } = divergence;
  const values = { limit, value: digits(divergence.value), low: digits(low), high: digits(high) };
  if (low !== null && low > maxKld) {
    const text = say(
      'the divergence is {value} nats a token (95 %: {low} to {high}), above the limit of {limit}',
      values,
    );
    return [{ kind: 'exceeded', text }];
  }
  if (high !== null && high <= maxKld && displacement.kind === 'bound') return [];
  if (high !== null && high <= maxKld) {
    const text = say(
      'the divergence is within the limit of {limit}: {value} nats a token (95 %: {low} to {high})',
      values,
    );
    return [{ kind: 'held', text }];
  }
  const text = say(
    'whether the divergence is within the limit of {limit} is not known: {value} nats a token (95 %: {low} to {high})',
    values,
  );
  return [{ kind: 'unknown', text }];
}

function sameTopFindings({ displacement, limits: { minSameTop } }: Evidence): Finding[] {
  if (minSameTop === null || !displacement) return [];
  const { rate, low, high } = displacement.sameTop;
  const values = { limit: percent(minSameTop), value: percent(rate), low: percent(low), high: percent(high) };
  if (high !== null && high < minSameTop) {
    const text = say(
      'both find the same token likeliest in {value} % of places (95 %: {low} to {high}), below the limit of {limit} %',
      values,
    );
    return [{ kind: 'exceeded', text }];
  }
  if (low !== null && low >= minSameTop) {
    const text = say(
      'both find the same token likeliest in {value} % of places (95 %: {low} to {high}), within the limit of {limit} %',
      values,
    );
    return [{ kind: 'held', text }];
  }
  const text = say(
    'whether both find the same token likeliest in {limit} % of places is not known: {value} % (95 %: {low} to {high})',
    values,
  );
  return [{ kind: 'unknown', text }];
}

/** If so much of what the models said has no counterpart, what is compared may be a selection. */
const MOST_UNPAIRED = 0.05;

function directionObstacles(evidence: Evidence): Text[] {
  const { direction, unpaired } = evidence;
  if (!direction || direction.replies === 0) return [say('nothing was played by both')];
  const all = deciding(evidence);
  const few =
    direction.scenarios < LEAST_SCENARIOS
      ? [
          say('scenarios compared: {n}; with fewer than {least}, no result can be told from chance', {
            n: direction.scenarios,
            least: LEAST_SCENARIOS,
          }),
        ]
      : [];
  const alone = unpaired.reference + unpaired.candidate;
  return [
    ...few,
    ...(all.length === 0 ? [say('no metric that decides could judge a reply')] : []),
    ...(few.length > 0
      ? []
      : together(all.filter(({ outcome }) => outcome !== 'not-worse')).map((row) => unclear(row, direction))),
    ...(alone > MOST_UNPAIRED * (2 * direction.replies + alone)
      ? [say('replies without a counterpart: {n}; too much is not known', { n: alone })]
      : []),
  ];
}

/** Metrics of which the same is to be said, in one. */
function together(rows: readonly DirectionMetric[]): DirectionMetric[] {
  const alike = groupBy(rows, ({ detectable, upper, pairs, pairsNeeded, difference }) =>
    JSON.stringify([detectable === null, upper, pairs, pairsNeeded, pairsNeeded === null ? difference.value : null]),
  );
  return [...alike.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, metric: [first, ...others].map(({ metric }) => metric).join(', ') }] : [],
  );
}

function unclear(row: DirectionMetric, { margin }: Direction): Text {
  const { metric, upper, pairs, pairsNeeded, difference, detectable } = row;
  if (detectable === null) {
    return say('{metric} could be judged in too few scenarios to tell a change from chance: {pairs} pairs', {
      ...{ metric, pairs },
    });
  }
  if (upper === null) return say('{metric}: how much worse it may be is not known', { metric });
  const values = { metric, upper: points(upper), margin: points(margin), pairs };
  return pairsNeeded === null
    ? say(
        '{metric} may be worse by up to {upper} points, and less than {margin} would be accepted: {points} were observed in {pairs} pairs',
        { ...values, points: points(difference.value) },
      )
    : say(
        '{metric} may be worse by up to {upper} points, and less than {margin} would be accepted: about {needed} pairs would show it, there are {pairs}',
        { ...values, needed: pairsNeeded },
      );
}

/** How the problem begins where there is nothing that could be measured. */
const IMPOSSIBLE = 'no-';

function displacementObstacles({ displacement, displacementProblem, limits }: Evidence): Text[] {
  const isPartial = displacementProblem !== null && !displacementProblem.startsWith(IMPOSSIBLE);
  if (isPartial)
    return [say('not all probabilities could be compared: {problem}', { problem: asIs(displacementProblem) })];
  if (displacement) return [];
  if (limits.maxKld !== null || limits.minSameTop !== null)
    return [say('there is a limit for the probabilities, but they were not compared')];
  return displacementProblem === null ? [say('the probabilities were not compared')] : [];
}

function shownBy(evidence: Evidence): Text[] {
  const [first, ...others] = deciding(evidence);
  if (!first || !evidence.direction) return [];
  const greatest = others.reduce((most, row) => ((row.upper ?? 1) > (most.upper ?? 1) ? row : most), first);
  return [
    say(
      'every metric that decides is shown to be worse by less than {margin} points: at most by {upper}, in {metric}',
      {
        margin: points(evidence.direction.margin),
        upper: points(greatest.upper),
        metric: greatest.metric,
      },
    ),
  ];
}

function notesOn(evidence: Evidence): Text[] {
  const { preconditions, displacement, displacementProblem, direction, gates, unpaired, limits } = evidence;
  const varied = preconditions.filter(({ isSame, isAllowed }) => !isSame && isAllowed);
  const judged = new Set(direction?.metrics.map(({ metric }) => metric));
  const alone = unpaired.reference + unpaired.candidate;
  return [
    ...varied.map(({ field, reference, candidate }) =>
      say('{field} differs on purpose: {reference} for the reference, {candidate} for the candidate', {
        ...{ field, reference, candidate },
      }),
    ),
    ...(!displacement && displacementProblem !== null
      ? [
          say('only what the models said was compared, not their probabilities: {problem}', {
            problem: asIs(displacementProblem),
          }),
        ]
      : []),
    ...(displacement?.kind === 'bound' && limits.maxKld !== null
      ? [say('the divergence is at least this: only the likeliest tokens of the reference are known')]
      : []),
    ...(direction ? gates.filter((metric) => !judged.has(metric)) : []).map((metric) =>
      say('{metric} decides nothing: it could judge no reply', { metric }),
    ),
    ...(alone > 0 ? [say('replies without a counterpart, which are in no figure: {n}', { n: alone })] : []),
  ];
}

function power({ direction }: Evidence): Text[] {
  if (!direction || direction.detectable === null) return [];
  return [
    say('a worsening of {points} points could have been detected with 80 % power', {
      points: points(direction.detectable),
    }),
  ];
}

function points(share: number | null): string | Text {
  return share === null ? say('unknown') : (share * 100).toFixed(1).replace('-', '−');
}

function percent(share: number | null): string | Text {
  return points(share);
}

/** Three digits, whatever the size: divergences and p-values may be very small. */
function digits(value: number | null): string | Text {
  return value === null ? say('unknown') : String(Number(value.toPrecision(3)));
}

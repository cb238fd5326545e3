// What a check for regressions found, in words: each verdict with the one figure that decides it. Start at `headlineOf`.
import type { MetricName } from '../../regress/metrics.ts';
import type {
  BANDS,
  CandidateReport,
  ComparedModel,
  DirectionMetric,
  RegressReport,
  Sentinel,
  Verdict,
} from '../../regress/report.ts';
import { asIs, joinTexts, type Label, say, type Text } from '../../words/text.ts';
import { calmLine, calmName } from '../comparison/calm-text.ts';
import { recorded } from '../wording.ts';
import { amountOf, counted, known, nats, pointsOf } from './figures.ts';

type Design = Pick<RegressReport['design'], 'gates' | 'margin'>;

/** For example `regressed; endless repetition in 12 of 40 replies, in the reference 0 of 40`. */
export function headlineOf(candidate: CandidateReport, design: Design): Text {
  return joinTexts('; ', [say(VERDICT_WORDS[candidate.verdict]), deciderOf(candidate, design)]);
}

/** The same without the verdict itself. */
export function deciderOf(candidate: CandidateReport, design: Design): Text {
  const { verdict, displacement } = candidate;
  return joinTexts('; ', [
    whyOf(candidate, design),
    verdict === 'pass' ? movedFar(candidate) : null,
    // What a hosted model finds likely is not known.
    displacement === null && verdict !== 'not-comparable' ? say('by its replies alone') : null,
  ]);
}

/** What passes may still be another model: nobody should read past it. null: it has not moved far. */
function movedFar({ displacement }: CandidateReport): Text | null {
  if (!displacement || !['strong', 'far'].includes(displacement.band)) return null;
  const { divergence, kind, band } = displacement;
  if (divergence.value === null) return null;
  return say('its probabilities have moved: KL divergence {value}, {band}', {
    value: `${kind === 'bound' ? '≥ ' : ''}${nats(divergence.value)}`,
    band: say(BAND_WORDS[band]),
  });
}

export const VERDICT_WORDS: Record<Verdict, Label> = {
  regressed: 'regressed',
  pass: 'no regression',
  inconclusive: 'cannot be decided',
  'not-comparable': 'cannot be compared',
};

/** null: nothing is known that decides it. */
function whyOf(candidate: CandidateReport, { gates, margin }: Design): Text | null {
  const [reason] = candidate.reasons;
  const said = reason === undefined ? null : recorded(reason);
  const worst = worstMetric(candidate, gates);
  switch (candidate.verdict) {
    case 'regressed': {
      const broken = candidate.sentinels.find(({ isBroken }) => isBroken);
      if (broken) return describeSentinel(broken);
      return worst?.outcome === 'worse' ? describeWorse(worst) : said;
    }
    case 'pass':
      return worst && describeWithin(worst, margin);
    case 'inconclusive':
      return worst === null || worst.upper === null || worst.upper < margin ? said : describeUnclear(worst, margin);
    case 'not-comparable': {
      const fields = candidate.preconditions.filter(({ isSame, isAllowed }) => !isSame && !isAllowed);
      return fields.length === 0
        ? said
        : say('not the same: {fields}', {
            fields: joinTexts(
              ', ',
              fields.map(({ field }) => calmName(field)),
            ),
          });
    }
  }
}

/** For example `endless repetition in 12 of 40 replies, in the reference 0 of 40`. */
export function describeSentinel({ sentinel, reference, candidate }: Sentinel): Text {
  return say('{what} in {n} of {all} replies, in the reference {m} of {others}', {
    what: say(SENTINEL_WORDS[sentinel]),
    n: candidate.events,
    all: candidate.n,
    m: reference.events,
    others: reference.n,
  });
}

function describeWorse(metric: DirectionMetric): Text {
  const figure = known(metric.difference);
  const name = metricName(metric);
  return figure === null
    ? say('{metric} in {n} replies, in the reference {m}', {
        metric: name,
        n: counted(metric.candidate),
        m: counted(metric.reference),
      })
    : say('{metric} is {difference} points ({low} to {high}), n {n}', {
        metric: name,
        difference: pointsOf(figure.value),
        low: pointsOf(figure.low),
        high: pointsOf(figure.high),
        n: metric.pairs,
      });
}

function describeWithin(metric: DirectionMetric, margin: number): Text | null {
  return metric.upper === null
    ? null
    : say('{metric}, the worst metric: at most {upper} points (95 %, n {n}; the margin is {margin})', {
        metric: metricName(metric),
        upper: pointsOf(metric.upper),
        n: metric.pairs,
        margin: amountOf(margin),
      });
}

function describeUnclear(metric: DirectionMetric, margin: number): Text {
  return say('{metric} may be up to {upper} points worse (95 %, n {n}; the margin is {margin})', {
    metric: metricName(metric),
    upper: amountOf(metric.upper ?? margin),
    n: metric.pairs,
    margin: amountOf(margin),
  });
}

/** Among those that decide, the one that is worse, else the one of which most cannot be ruled out; null: none was compared. */
export function worstMetric({ direction }: CandidateReport, gates: readonly string[]): DirectionMetric | null {
  const all = direction?.metrics ?? [];
  const gating = all.filter(({ metric }) => gates.includes(metric));
  const rank = { worse: 0, unclear: 1, 'not-worse': 2 } as const;
  const [worst] = [...(gating.length > 0 ? gating : all)].sort(
    (a, b) => rank[a.outcome] - rank[b.outcome] || badness(b) - badness(a),
  );
  return worst ?? null;
}

function badness({ outcome, upper, difference }: DirectionMetric): number {
  const figure = outcome === 'worse' ? (difference.value ?? upper) : (upper ?? difference.value);
  return figure ?? Number.NEGATIVE_INFINITY;
}

/** Metrics are options of the command line: their names are the same in every language. */
export function metricName({ metric }: Pick<DirectionMetric, 'metric'>): string {
  return calmName(metric);
}

/** For example `loop: endless repetition`; null: a name that somebody else made. */
export function describeMetric({ metric }: Pick<DirectionMetric, 'metric'>): Text | null {
  const label = metricLabel({ metric });
  return label && joinTexts(': ', [metric, say(label)]);
}

/** For example `endless repetition`; null: a name that somebody else made. */
export function metricLabel({ metric }: Pick<DirectionMetric, 'metric'>): Label | null {
  return Object.entries(METRIC_WORDS).find(([name]) => name === metric)?.[1] ?? null;
}

const METRIC_WORDS: Record<MetricName, Label> = {
  length: 'longer than the persona allows',
  register: 'not in the register of the persona',
  persona: 'out of character',
  leak: 'parts of the prompt, or lines of others',
  loop: 'endless repetition',
  language: 'another language or script',
  ending: 'empty or cut off',
  repetition: 'an earlier reply again',
};

export const SENTINEL_WORDS: Record<Sentinel['sentinel'], Label> = {
  'nan-logits': 'probabilities that are no numbers (NaN)',
  empty: 'nothing said',
  'leaked-tokens': 'leaked control tokens',
  loop: 'endless repetition',
  'never-stops': 'no end of its own',
  'script-collapse': 'no kana left',
  'unknown-characters': 'unreadable characters',
};

export const OUTCOME_WORDS: Record<DirectionMetric['outcome'], Label> = {
  worse: 'got worse',
  'not-worse': 'not worse',
  unclear: 'unclear',
};

export const BAND_WORDS: Record<(typeof BANDS)[number], Label> = {
  same: 'no more than rounding',
  slight: 'slight',
  moderate: 'moderate',
  strong: 'strong',
  far: 'very strong',
};

/** For example `tiny-q8_0, kvType q8_0`. */
export function candidateName({ model, varied }: Pick<CandidateReport, 'model' | 'varied'>): Text | string {
  const settings = Object.entries(varied).map(([field, value]) => calmLine(`${field} ${value}`));
  return settings.length === 0
    ? calmName(model.id)
    : say('{model}, {settings}', { model: calmName(model.id), settings: settings.join(', ') });
}

/** For example `tiny-f16 (F16)`. */
export function describeReference({ id, fileType, from }: ComparedModel): Text {
  const source: Record<ComparedModel['from'], Label | null> = {
    played: null,
    run: 'from a past run',
    baseline: 'from a baseline',
  };
  const label = source[from];
  const facts = joinTexts(', ', [fileType && calmName(fileType), label && say(label)]);
  return String(facts) === '' ? asIs(calmName(id)) : say('{model} ({facts})', { model: calmName(id), facts });
}

export function describeDetectable(detectable: number | null): Text {
  return detectable === null
    ? say('how small a worsening could have been detected is not known')
    : say('could have detected a worsening of {points} points with 80 % power', { points: amountOf(detectable) });
}

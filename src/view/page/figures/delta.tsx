// A column beside the baseline in one metric: sign, arrow, colour, interval, and whether it can be told apart from no change.
// Start at `DeltaLine`.
import type { Delta, MetricId } from '../../../compare/comparison.ts';
import { METRICS } from '../../../compare/metrics.ts';
import { asIs, say, type Text } from '../../../words/text.ts';
import { t } from '../words.ts';
import { signed } from './signed.ts';

interface DeltaProps {
  deltas: readonly Delta[];
  metric: MetricId;
}

/** Nothing where the two have too little in common. */
export function DeltaLine({ deltas, metric }: DeltaProps) {
  const delta = deltas.find((each) => each.metric === metric);
  if (!delta) return null;
  const verdict = verdictOf(delta);
  return (
    <div class={`delta ${verdict}`}>
      <span class="delta-arrow" aria-hidden="true">
        {arrowOf(delta)}
      </span>{' '}
      <span class="delta-size">{t(sizeOf(delta))}</span> <span class="delta-basis">{t(basisOf(delta))}</span>
      <VerdictWords verdict={verdict} />
    </div>
  );
}

type Verdict = 'better' | 'worse' | 'unclear' | 'other';

function VerdictWords({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case 'better':
      return <span class="unseen"> {t(say('better'))}</span>;
    case 'worse':
      return <span class="unseen"> {t(say('worse'))}</span>;
    case 'unclear':
      return <span class="delta-unclear">{t(say('not told apart'))}</span>;
    case 'other':
      return null;
  }
}

/** unclear: the interval holds "no change"; other: no direction is better. */
function verdictOf({ kind, low, high, isBetter }: Delta): Verdict {
  if (isBetter !== null) return isBetter ? 'better' : 'worse';
  const none = kind === 'ratio' ? 1 : 0;
  return low !== null && high !== null && low <= none && high >= none ? 'unclear' : 'other';
}

/** Filled only for what is certain. */
function arrowOf(delta: Delta): string {
  const none = delta.kind === 'ratio' ? 1 : 0;
  if (delta.value === none) return verdictOf(delta) === 'unclear' ? '◇' : '＝';
  const isUp = delta.value > none;
  return verdictOf(delta) === 'unclear' ? (isUp ? '△' : '▽') : isUp ? '▲' : '▼';
}

/** For example `+3.2 points` or `−25%`. */
function sizeOf({ metric, value }: Delta): Text {
  const amount = signed(METRICS[metric], value);
  return METRICS[metric].unit === 'rate'
    ? say('{difference} points', { difference: amount })
    : asIs(withUnit(metric, amount));
}

function withUnit(metric: MetricId, amount: string): string {
  return METRICS[metric].kind === 'ratio' ? `${amount}%` : amount;
}

/** For example `(−2 to +8), n = 88`; two facts have neither. */
function basisOf({ metric, low, high, n }: Delta): Text {
  if (low === null || high === null) return asIs('');
  const ends = { low: signed(METRICS[metric], low), high: signed(METRICS[metric], high) };
  return say('({low} to {high}), n = {n}', { ...ends, n });
}

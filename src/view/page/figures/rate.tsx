// How often something happened, never without how often it could have. Start at `RateLines`.
import type { Rate } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { interval, percent, UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';

/** The share large, the counts and the interval small beneath; without an interval a share is not a figure, and only the counts are given. */
export function RateLines({ rate }: { rate: Rate | null }) {
  if (rate === null || rate.n === 0 || rate.rate === null) return <span class="unknown">{UNKNOWN}</span>;
  const counts = t(say('{n} of {all}', { n: rate.failed, all: rate.n }));
  const range = interval(rate);
  if (range === null) return <span class="figure">{counts}</span>;
  return (
    <>
      <span class="figure">{percent(rate.rate)}</span>
      <span class="basis">
        {range} · {counts}
      </span>
    </>
  );
}
